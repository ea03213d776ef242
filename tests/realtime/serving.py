"""The live edge behind a real uvicorn on a free port, in the test's own event loop."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from livecontract.domain.users import User
from livecontract.realtime.handoff import handoff
from livecontract.wire.limits import PROTOCOL
from tests.making import NOON
from tests.realtime.conftest import Meeting


@dataclass
class Port:
    """Where the edge is reached, and how."""

    meeting: Meeting
    server: uvicorn.Server
    task: "asyncio.Task[None]"
    number: int
    tls: ssl.SSLContext | None = None

    def url(self, path: str | None = None) -> str:
        scheme = "ws" if self.tls is None else "wss"
        return f"{scheme}://127.0.0.1:{self.number}{path or self.path}"

    @property
    def path(self) -> str:
        return f"/sessions/{self.meeting.session.session_id}"

    def token(self, user: User) -> str:
        return self.meeting.ports.tokens.issue(user)

    async def open(self, user: User, query: str = "") -> ClientConnection:
        """A client with the user's token in the header."""
        return await connect(
            self.url() + query,
            ssl=self.tls,
            compression=None,
            subprotocols=[Subprotocol(PROTOCOL)],
            additional_headers={"Authorization": f"Bearer {self.token(user)}"},
        )

    async def stop(self) -> None:
        """What a signal to end does."""
        self.server.should_exit = True
        await self.task


async def nothing(
    scope: dict[str, Any], _receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """An application that has nothing, and says so."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"nothing here"})


@asynccontextmanager
async def listening(meeting: Meeting, certificate: Path | None = None) -> AsyncIterator[Port]:
    """The edge on a free port of this machine."""
    config = uvicorn.Config(
        nothing,
        port=0,
        http="httptools",
        ws=handoff(meeting.edge),  # type: ignore[arg-type]  # uvicorn takes any callable, and says so less
        lifespan="off",
        log_config=None,
        ssl_certfile=certificate,
    )
    server = Ready(config)
    task = asyncio.ensure_future(server.serve())
    await server.is_ready.wait()
    number = server.servers[0].sockets[0].getsockname()[1]
    tls = None if certificate is None else ssl.create_default_context(cafile=str(certificate))
    port = Port(meeting, server, task, number, tls)
    try:
        yield port
    finally:
        meeting.edge.wheel.turn(meeting.time.now + 60)
        await port.stop()


class Ready(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_ready = asyncio.Event()

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        self.is_ready.set()


def make_certificate(folder: Path) -> Path:
    """A certificate for this machine with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    address = x509.IPAddress(ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOON - timedelta(days=3650))
        .not_valid_after(NOON + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file
