"""A running REST edge with everything real behind it, on a free port, in a thread of its own."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, TypeVar

import httpx
import uvicorn
from uuid_utils import uuid7

from livecontract.api.app import rest_app
from livecontract.api.heads import BoundedHeads
from livecontract.api.rest import Rest
from livecontract.blobs.files import FileBlobs
from livecontract.commands.accounts import add_user
from livecontract.commands.documents import Desk
from livecontract.commands.followups import SEAL
from livecontract.commands.perform import Door
from livecontract.domain.users import User
from livecontract.domain.values import Role
from livecontract.jobs.checkpoints import Checkpoints
from livecontract.jobs.mail import KINDS, MailJob
from livecontract.jobs.runner import Runner
from livecontract.jobs.seal import SealJob
from livecontract.live.memory import MemoryLive
from livecontract.mail.folder import FolderMail
from livecontract.pdf.authority import make_identity
from livecontract.pdf.intake import take_in
from livecontract.pdf.verifier import Verifier
from livecontract.pdf.workers import PdfWorkers
from livecontract.settings import Reach
from livecontract.store.sqlite import SqliteStore
from livecontract.wire.actor import Tokens
from livecontract.wire.limits import Rate
from livecontract.wire.ports import Ports
from livecontract.wire.rates import RATES, Pace, Rates
from livecontract.wire.seals import Seals
from livecontract.wiring import notary_of

T = TypeVar("T")

CLIENT = Path(__file__).with_name("client")
TOKEN_SEED = b"t" * 32
START_DEADLINE_S = 60
# Made once: reading the machine's certificates takes longer than most tests.
TRUST = ssl.create_default_context()
# All tests come from one address.
ONE_PEER = dict.fromkeys((Pace.SIGN_IN, Pace.VERIFY), Rate(per_s=1000, burst=10_000))


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class House:
    """The running edge, and a way to run something on its event loop."""

    rest: Rest
    live: MemoryLive
    url: str
    loop: asyncio.AbstractEventLoop
    clients: list[httpx.Client] = field(default_factory=list)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self.loop)
        return future.result(timeout=START_DEADLINE_S)

    def add(self, role: Role, name: str, email: str) -> User:
        return self.run(add_user(self.rest.ports.door, role=role, name=name, email=email))

    def client_of(self, user: User) -> httpx.Client:
        """A client with that user's token."""
        return self.client(Authorization=f"Bearer {self.rest.ports.tokens.issue(user)}")

    def client(self, **headers: str) -> httpx.Client:
        """A client that sends these headers with every request."""
        made = httpx.Client(base_url=self.url, headers=headers, timeout=60, verify=TRUST)
        self.clients.append(made)
        return made


@asynccontextmanager
async def furnished(folder: Path, reach: Reach, live: MemoryLive) -> AsyncIterator[Rest]:
    """Store, blobs, mail, workers and jobs, running."""
    store = await SqliteStore.open(folder / "live.db", key=b"d" * 32)
    blobs = FileBlobs(folder / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=now)
    mail = FolderMail(folder / "mail", "Live Contract <post@bank.example>", b"m" * 32)
    door = Door(store=store, clock=now, new_id=lambda: str(uuid7()), new_secret=partial(token_urlsafe, 32))
    seals = Seals()
    identity = make_identity("Test bank", now())
    async with PdfWorkers(identity, size=1) as workers:
        deeds = dict.fromkeys(KINDS, MailJob(door, mail, reach.url))
        seal = SealJob(door, blobs, workers, "the test's clock", seals.tell)
        runner = Runner(store, {**deeds, SEAL: seal}, clock=now, is_only=True)
        running = asyncio.create_task(runner.run())
        yield Rest(
            ports=Ports(door=door, blobs=blobs, tokens=Tokens(TOKEN_SEED, now), reach=reach),
            desk=Desk(
                take_in=lambda data, password: take_in(data, password=password), workers=workers, blobs=blobs
            ),
            seals=seals,
            rates=Rates(RATES | ONE_PEER, time.monotonic),
            verify=Verifier().verify,
            present=live.present,
            revoke=lambda _: None,
            checks={"store": partial(store.read, lambda _: None), "blobs": blobs.check},
            client_dir=CLIENT,
            notary=notary_of(identity, Checkpoints(store, workers.time_stamp, now), workers),
            served=blobs,
            mailbox=mail,
        )
        runner.stop()
        await running
    await store.close()


@contextmanager
def house_in(folder: Path) -> Iterator[House]:
    """A house on a free port, for the length of a block."""
    opened: Future[House] = Future()
    closing = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_live(folder, opened, closing)), daemon=True)
    thread.start()
    house = opened.result(timeout=START_DEADLINE_S)
    try:
        yield house
    finally:
        for client in house.clients:
            client.close()
        closing.set()
        thread.join(timeout=START_DEADLINE_S)


async def _live(folder: Path, opened: "Future[House]", closing: threading.Event) -> None:
    try:
        live = MemoryLive(lambda: str(uuid7()))
        async with furnished(folder, Reach(port=0), live) as rest:
            config = uvicorn.Config(
                rest_app(rest),
                port=0,
                http=BoundedHeads,
                log_config=None,
                lifespan="off",
                proxy_headers=False,
                server_header=False,
            )
            server = uvicorn.Server(config)
            with socket.create_server(("127.0.0.1", 0)) as listener:
                port = listener.getsockname()[1]
                serving = asyncio.create_task(server.serve(sockets=[listener]))
                url = f"http://127.0.0.1:{port}"
                opened.set_result(House(rest, live, url, asyncio.get_running_loop()))
                await asyncio.to_thread(closing.wait)
                server.should_exit = True
                await serving
    except BaseException as error:
        if not opened.done():
            opened.set_exception(error)
        raise
