"""The live edge alone, with prepared sessions, for measuring: server.py PORT SESSIONS TOKENS_FILE.

Everything is as in production: encrypted database, sign-in, permissions, order, limits on size and
kind; only the limit on how often pages may be turned is out of the way. The file of tokens appears
when the server is ready, with one line for each session, as the load generator takes them.
"""

import gc
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec.structs
import uvicorn
import uvloop

from livecontract.blobs.files import FileBlobs
from livecontract.commands.perform import Door
from livecontract.domain import session as sessions
from livecontract.domain.consent import DEFAULT_CONSENT
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.documents import Document, PageBox
from livecontract.domain.events import SessionStarted
from livecontract.domain.users import User
from livecontract.domain.values import Role
from livecontract.live.memory import MemoryLive
from livecontract.realtime.cadence import on_the_loop
from livecontract.realtime.edge import Edge
from livecontract.realtime.handoff import handoff
from livecontract.settings import Reach
from livecontract.store.port import Transaction
from livecontract.store.sqlite import SqliteStore
from livecontract.wire.actor import Tokens
from livecontract.wire.limits import DEFAULT_LIMITS, Limits, Rate
from livecontract.wire.ports import Ports
from livecontract.wiring import new_id, new_secret, utc_now

PAGES = 12
UNHURRIED = Rate(per_s=1_000_000, burst=1_000_000)


def limits() -> Limits:
    """The production limits, without those on page turns and on what one address may ask for."""
    rates = {**DEFAULT_LIMITS.rates, "turn": UNHURRIED}
    return msgspec.structs.replace(DEFAULT_LIMITS, rates=rates, handshakes=UNHURRIED)


def a_document() -> Document:
    """A twelve-page document."""
    return Document(
        document_id=new_id(),
        name="Loan.pdf",
        sha256="a" * 64,
        size_bytes=1000,
        page_count=PAGES,
        pages=(PageBox(width=595, height=842),) * PAGES,
        treatment="original",
        sealable_sha256="a" * 64,
        view_sha256="b" * 64,
        thumbnails_sha256="c" * 64,
    )


def prepare(tx: Transaction, count: int, tokens: Tokens) -> list[str]:
    """Users, contracts and active sessions; one line for each session, as the generator takes them."""
    now = utc_now()
    people = []
    for role, name in ((Role.ADVISOR, "Ada Lindqvist"), (Role.CUSTOMER, "Carla Moreno")):
        user = User(new_id(), role, name, f"{name.split()[0]}@bank.example".lower(), now)
        tx.save_user(user)
        people.append(user)
    signed_in = " ".join(tokens.issue(user) for user in people)
    lines = []
    for _ in range(count):
        contract = Contract(
            contract_id=new_id(),
            title="Loan agreement",
            advisor=people[0].party,
            customer=people[1].party,
            signers=(people[1].user_id,),
            consent=DEFAULT_CONSENT,
            created_at=now,
            status=Status.REVIEW,
            documents=(a_document(),),
        )
        tx.save_contract(None, contract, now)
        started = SessionStarted(session_id=new_id(), started_by=people[0].user_id, started_at=now)
        tx.save_session(sessions.opened(contract, started))
        lines.append(f"{started.session_id} {signed_in}")
    return lines


async def nothing(
    scope: dict[str, Any], _receive: Callable[[], Any], send: Callable[[Any], Awaitable[None]]
) -> None:
    """An application that has nothing."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Server(uvicorn.Server):
    """Writes the file of tokens when the port answers."""

    def __init__(self, config: uvicorn.Config, tokens_file: Path, lines: list[str]) -> None:
        super().__init__(config)
        self._tokens_file = tokens_file
        self._lines = lines

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._tokens_file.write_text("\n".join(self._lines))


async def serve(folder: Path, port: int, count: int, tokens_file: Path) -> None:
    """Prepare and serve until the process is ended."""
    store = await SqliteStore.open(folder / "live.db", key=b"k" * 32)
    ports = Ports(
        door=Door(store=store, clock=utc_now, new_id=new_id, new_secret=new_secret),
        blobs=FileBlobs(folder / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=utc_now),
        tokens=Tokens(b"t" * 32, utc_now),
        reach=Reach(port=port),
    )
    lines = await store.write(lambda tx: prepare(tx, count, ports.tokens))
    edge = Edge(ports, MemoryLive(new_id), limits(), after=on_the_loop)
    edge.start()
    config = uvicorn.Config(
        nothing,
        port=port,
        http="httptools",
        ws=handoff(edge),
        lifespan="off",
        log_level="warning",
        access_log=False,
        backlog=4096,
    )
    gc.collect()
    gc.freeze()
    await Server(config, tokens_file, lines).serve()
    await store.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        uvloop.run(serve(Path(made), int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
