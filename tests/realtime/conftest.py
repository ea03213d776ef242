"""A session on a real database, with the live edge but without a network: clients are tapes."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvloop

from livecontract.blobs.files import FileBlobs
from livecontract.commands.accounts import add_user
from livecontract.commands.contracts import CreateContract, create_contract
from livecontract.commands.perform import Ask, Door, Outcome, no_answer, perform
from livecontract.commands.requests import (
    AddDocument,
    Command,
    EndSession,
    PlaceFields,
    SendForReview,
    StartSession,
)
from livecontract.domain.contracts import Contract
from livecontract.domain.fields import Field, FieldKind
from livecontract.domain.session import Session
from livecontract.domain.users import User
from livecontract.domain.values import Actor, Role
from livecontract.jobs.relay import Relay
from livecontract.live.memory import MemoryLive
from livecontract.live.port import Live, Position
from livecontract.realtime.connection import Connection, SignIn
from livecontract.realtime.edge import Edge
from livecontract.realtime.hub import Admission
from livecontract.realtime.wheel import TICK_S
from livecontract.settings import Reach
from livecontract.store.port import Job, Store, Transaction
from livecontract.store.sqlite import SqliteStore
from livecontract.wire.actor import Credential, Tokens
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.ports import Ports
from tests.databases import new_store
from tests.making import NOON, a_document, a_field, fresh_id

JSON = dict[str, Any]
PAGES = 12

LoopFactory = Callable[[], asyncio.AbstractEventLoop]
# The server runs on uvloop; where sockets matter, Python's own loop has to do as well.
BOTH_LOOPS: dict[str, LoopFactory] = {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}
ON_BOTH_LOOPS = ("test_handoff", "test_socket")


def pytest_asyncio_loop_factories(item: pytest.Item) -> dict[str, LoopFactory]:
    """The event loops that a test runs on."""
    module = item.path.stem
    return BOTH_LOOPS if module in ON_BOTH_LOOPS else {"uvloop": uvloop.new_event_loop}


@dataclass
class Tape:
    """What a client would have received: frames in order, and the code of the goodbye."""

    frames: list[JSON] = field(default_factory=list)
    code: CloseCode | None = None
    queued: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, text: bytes) -> None:
        assert self.code is None
        self.frames.append(json.loads(text))

    send_rare = send

    def close(self, code: CloseCode) -> None:
        assert self.code is None
        self.code = code
        self.closed.set()

    def backlog(self) -> int:
        return self.queued

    def of(self, kind: str) -> list[JSON]:
        """The frames of a kind, signals that came together among them."""
        told = (one for frame in self.frames for one in (frame, *frame.get("items", ())))
        return [one for one in told if one["type"] == kind]

    @property
    def last(self) -> JSON:
        return self.frames[-1]


@dataclass
class Client:
    """A person's client: says frames into a connection, hears them on its tape."""

    connection: Connection
    tape: Tape
    meeting: "Meeting"

    def say(self, kind: str, **members: Any) -> str:
        cid: str = members.pop("cid", None) or fresh_id("cid")
        self.tell(kind, cid=cid, **members)
        return cid

    def tell(self, kind: str, **members: Any) -> None:
        self.raw(json.dumps({"type": kind, **members}).encode())

    def raw(self, text: bytes) -> None:
        self.connection.receive(text, self.meeting.time.now)

    def lose(self) -> None:
        self.meeting.edge.hub.leave(self.connection)


@dataclass
class Time:
    """Both clocks of a server; they move together, when a test says so."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> datetime:
        return NOON + timedelta(seconds=self.now - 1000)


@dataclass
class Meeting:
    """Ada's and Carla's session on a contract in review, with one twelve-page document."""

    ports: Ports
    live: Live
    edge: Edge
    time: Time
    ada: User
    carla: User
    contract: Contract
    session: Session

    @property
    def document_id(self) -> str:
        return self.contract.documents[0].document_id

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.contract.documents[0].fields

    async def come(self, user: User, since: Position | None = None) -> Client:
        """Let a person's client in and wait until it knows everything."""
        credential = Credential("bearer", self.ports.tokens.issue(user))
        sign_in = SignIn(as_actor(user), credential, self.ports.tokens.expires_at(credential.secret))
        room = await self.edge.hub.open(self.session)
        scene = await self.edge.hub.scene(room)
        tape = Tape()
        connection = self.edge.hub.enter(Admission(sign_in, room, scene, since), tape)
        await self.edge.hub.greet(connection, since)
        return Client(connection, tape, self)

    async def both(self) -> tuple[Client, Client]:
        """Ada's and Carla's clients."""
        return await self.come(self.ada), await self.come(self.carla)

    async def settle(self) -> None:
        """Wait for everything that was begun, and announce what was committed."""
        await self.edge.errands.settle()
        await self.relay()
        await self.edge.errands.settle()

    async def relay(self) -> None:
        """Do the announcements that are due."""
        relay = Relay(self.ports.store, self.ports.blobs, self.live)
        now = self.time.wall()
        kinds = ["announce"]
        while jobs := await self.ports.store.write(
            lambda tx: tx.claim_jobs(kinds, now=now, until=now + timedelta(minutes=1), limit=10)
        ):
            for job in jobs:
                await relay(job)
                await self.ports.store.write(partial(_finish, job))

    async def do(self, user: User, command: Command, **ask: Any) -> Outcome:
        """A command as it comes over REST."""
        request = Ask(as_actor(user), self.contract.contract_id, command, **ask)
        outcome = await perform(self.ports.door, request)
        self.contract = outcome.contract
        return outcome

    async def end(self) -> None:
        await self.do(self.ada, EndSession(session_id=self.session.session_id))

    async def pass_time(self, seconds: float) -> None:
        """Let time go by, tick by tick."""
        for _ in range(round(seconds / TICK_S)):
            await self.edge.errands.settle()
            self.time.now += TICK_S
            self.edge.turn()
        await self.edge.errands.settle()


def _finish(job: Job, tx: Transaction) -> bool:
    return tx.finish_job(job)


def as_actor(user: User) -> Actor:
    return Actor(user_id=user.user_id, role=user.role)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await new_store(tmp_path / "live.db", SqliteStore)
    yield opened
    await opened.close()


@pytest.fixture
def ports(store: Store, tmp_path: Path, time: Time) -> Ports:
    ids: Callable[[], str] = fresh_id
    return Ports(
        door=Door(store=store, clock=time.wall, new_id=ids, new_secret=lambda: fresh_id("secret")),
        blobs=FileBlobs(tmp_path / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=time.wall),
        tokens=Tokens(b"t" * 32, time.wall),
        reach=Reach(),
    )


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def live(time: Time) -> Live:
    return MemoryLive(lambda: fresh_id("epoch"), time.monotonic)


async def begin_meeting(ports: Ports, live: Live, time: Time) -> Meeting:
    """A contract of two new people in review, with a session and a server to meet on."""
    door, number = ports.door, fresh_id()
    ada = await add_user(door, role=Role.ADVISOR, name="Ada Lindqvist", email=f"ada-{number}@bank.example")
    carla = await add_user(
        door, role=Role.CUSTOMER, name="Carla Moreno", email=f"carla-{number}@post.example"
    )
    request = CreateContract(title="Loan agreement", customer_id=carla.user_id)
    contract = (await create_contract(door, as_actor(ada), request, None, no_answer)).contract
    edge = Edge(ports, live, now=time.monotonic)
    begun = Meeting(ports, live, edge, time, ada, carla, contract, Session("", "", "", "", "", NOON))
    document = a_document(fresh_id("document"), PAGES)
    await begun.do(ada, AddDocument(document=document))
    placed = (a_field(), a_field(FieldKind.DATE, Role.ADVISOR))
    await begun.do(ada, PlaceFields(document_id=document.document_id, fields=placed))
    await begun.do(ada, SendForReview())
    started = (await begun.do(ada, StartSession())).session
    assert started is not None
    begun.session = started
    await begun.relay()
    return begun


@pytest.fixture
async def meeting(ports: Ports, live: Live, time: Time) -> AsyncIterator[Meeting]:
    begun = await begin_meeting(ports, live, time)
    yield begun
    begun.edge.stop()
    await begun.edge.errands.settle()
