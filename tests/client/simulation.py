"""A world of its own: the real edge, live state and database, simulated lines, and time that we move."""

import asyncio
import heapq
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from livecontract.blobs.files import FileBlobs
from livecontract.client.conversation import Close, Conversation, Deliver, Effect, Open, Phase, Send, Settle
from livecontract.client.view import View, after
from livecontract.commands.perform import Door
from livecontract.domain.users import User
from livecontract.live.memory import MemoryLive
from livecontract.live.port import Frame, NotOpen, Position, Reading
from livecontract.realtime.connection import Connection, SignIn
from livecontract.realtime.edge import Edge
from livecontract.realtime.hub import Admission
from livecontract.realtime.wheel import TICK_S
from livecontract.settings import Reach
from livecontract.store.port import Store
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.actor import Credential, Tokens
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import decode_server, encode
from livecontract.wire.ports import Ports
from tests.making import fresh_id
from tests.realtime.conftest import Meeting, Time, as_actor, begin_meeting

LOST = 1006
FORGETFULNESS = 0.3


class Told(NamedTuple):
    """An event as the live state numbered it."""

    epoch: str
    seq: int
    kind: str
    user_id: str
    cid: str | None


class WitnessedLive(MemoryLive):
    """The live state of one server process, with a witness who hears everything first."""

    def __init__(self, time: Time, told: list[Told], chance: random.Random) -> None:
        super().__init__(lambda: fresh_id("epoch"), time.monotonic)
        self._told = told
        self._chance = chance
        self._epoch = ""

    async def open(self, session_id: str) -> Position:
        position = await super().open(session_id)
        if self._epoch != position.epoch:
            self._epoch = position.epoch
            self.subscribe(session_id, self)
        return position

    async def read(self, session_id: str, since: Position | None = None) -> Reading:
        """Now and then what was missed is not at hand, as after a busy while."""
        reading = await super().read(session_id, since)
        return reading._replace(missed=None) if self._chance.random() < FORGETFULNESS else reading

    def on_event(self, kind: str, seq: int, frame: Frame) -> None:
        text = frame if isinstance(frame, bytes) else next(iter(frame.values()))
        event: Any = decode_server(text)
        self._told.append(Told(self._epoch, seq, kind, event.user_id, event.cid))

    def on_signal(self, origin: str, slot: str, body: bytes) -> None:
        """Signals may get lost: nothing is to be proved of them."""


class World:
    """Servers one after the other, two people with as many clients as they like, and the lines between.

    Everything that takes time happens at a time on one queue, so that a seed decides the history.
    """

    def __init__(self, ports: Ports, time: Time, seed: int, has_jobs: asyncio.Event) -> None:
        """`has_jobs` is set by the database whenever something is to be announced."""
        self.ports = ports
        self.time = time
        self._has_jobs = has_jobs
        self.chance = random.Random(seed)
        self.told: list[Told] = []
        self.clients: list[Client] = []
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._ticked = time.now
        self.meeting: Meeting

    async def begin(self) -> None:
        """A contract in review with a session, and a server to meet on."""
        live = WitnessedLive(self.time, self.told, self.chance)
        self.meeting = await begin_meeting(self.ports, live, self.time)

    def join(self, user: User) -> "Client":
        """Another client of a person, which comes in at once."""
        client = Client(self, user)
        self.clients.append(client)
        client.carry_out(client.conversation.start(self.time.now))
        return client

    def after(self, delay_s: float, call: Callable[[], None]) -> None:
        """Have something happen later."""
        heapq.heappush(self._queue, (self.time.now + delay_s, next(self._order), call))

    async def pass_time(self, seconds: float) -> None:
        """Let everything happen that is due meanwhile, in order."""
        end = self.time.now + seconds
        while True:
            queued = self._queue[0][0] if self._queue else math.inf
            waking = min((one.conversation.due or math.inf for one in self.clients), default=math.inf)
            next_at = min(queued, self._ticked + TICK_S, waking)
            if next_at > end:
                break
            self.time.now = max(self.time.now, next_at)
            await self._step()
        self.time.now = end

    async def _step(self) -> None:
        now = self.time.now
        while self._queue and self._queue[0][0] <= now:
            heapq.heappop(self._queue)[2]()
            await self.settle()
        for client in self.clients:
            if client.conversation.due is not None and client.conversation.due <= now:
                client.carry_out(client.conversation.wake(now))
        if self._ticked + TICK_S <= now:
            self._ticked += TICK_S
            self.meeting.edge.turn()
            await self.settle()
            if self._has_jobs.is_set():
                self._has_jobs.clear()
                await self.meeting.relay()
                await self.settle()

    async def settle(self) -> None:
        """Let whatever the server has begun come to its end; time stands still meanwhile."""
        await self.meeting.edge.errands.settle()

    async def restart_server(self) -> None:
        """Kill the process: its memory and its sockets are gone, what was committed is not."""
        for client in self.clients:
            for line in client.lines.values():
                line.die()
        await self.settle()
        self.meeting.live = WitnessedLive(self.time, self.told, self.chance)
        self.meeting.edge = Edge(self.ports, self.meeting.live, now=self.time.monotonic)


class Client:
    """A person's client: the real conversation over lines that can be torn."""

    def __init__(self, world: World, user: User) -> None:
        self.world = world
        self.user = user
        self.conversation = Conversation(world.chance.random)
        self.view: View | None = None
        self.lines: dict[int, Line] = {}
        self.settled: list[tuple[str, bool]] = []
        self.asked: dict[str, c.ClientCommand] = {}
        self.delivered: list[s.ServerFrame] = []
        self.opened: list[tuple[float, bool]] = []
        self.is_reachable = True

    @property
    def line(self) -> "Line | None":
        """The line of the present socket."""
        return self.lines.get(self.conversation.socket)

    def ask(self, command: c.ClientCommand) -> None:
        self.asked[command.cid] = command
        self.carry_out(self.conversation.ask(command))

    def signal(self, signal: c.ClientSignal) -> None:
        self.carry_out(self.conversation.signal(signal))

    def carry_out(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Open(socket, epoch, seq):
                    self.opened.append((self.world.time.now, self.conversation.phase is Phase.OVER))
                    since = None if epoch is None else Position(epoch, seq)
                    self.lines[socket] = Line(self, socket, since)
                case Send(frame):
                    self._present_line().send(encode(frame))
                case Close(_):
                    self._present_line().hang_up()
                case Deliver(frame):
                    self.delivered.append(frame)
                    self.view = after(self.view, frame)
                case Settle(cid, refused):
                    self.settled.append((cid, refused is None))

    def _present_line(self) -> "Line":
        line = self.line
        assert line is not None
        return line


class Line:
    """One socket between a client and the server, each way in order, with a delay that varies.

    A torn line loses what is under way. Each end learns of it after a while, or (half-open) never.
    """

    def __init__(self, client: Client, number: int, since: Position | None) -> None:
        self.client = client
        self.world = client.world
        self.number = number
        self.connection: Connection | None = None
        self._since = since
        self._is_up = True
        self._is_heard = True
        self._has_ended = False
        self._free_up = self._free_down = 0.0
        self._server_edge = self.world.meeting.edge
        self._upward(self._arrive)

    # The client's end

    def send(self, text: bytes) -> None:
        self._upward(lambda: self._received_by_server(text))

    def hang_up(self) -> None:
        """The client closes its socket; the server learns of it if the line still works."""
        self._is_heard = False
        self._upward(self._gone)

    # The server's end, as an outlet

    def outlet_send(self, text: bytes) -> None:
        self._downward(lambda: self._received_by_client(text))

    def close(self, code: CloseCode) -> None:
        self._downward(lambda: self._closed(int(code)))
        self.world.after(0.0, self._gone)

    def backlog(self) -> int:
        return 0

    # What befalls it

    def tear(self, client_learns: float | None, server_learns: float | None) -> None:
        """Cut it: nothing comes through any more; `None` is an end that does not notice by itself."""
        self._is_up = False
        if client_learns is not None:
            self.world.after(client_learns, lambda: self._closed(LOST))
        if server_learns is not None:
            self.world.after(server_learns, self._gone)

    def die(self) -> None:
        """The server's process is gone."""
        self._is_up = False
        self._has_ended = True
        self.world.after(self._delay(), lambda: self._closed(LOST))

    # Inside

    def _arrive(self) -> None:
        if not self.client.is_reachable:
            self._downward(lambda: self._closed(LOST))
            return
        self._server_edge.errands.start(self._admit(), "admission")

    async def _admit(self) -> None:
        meeting, user = self.world.meeting, self.client.user
        hub = self._server_edge.hub
        sign_in = SignIn(as_actor(user), Credential("bearer", meeting.ports.tokens.issue(user)), None)
        session = await meeting.ports.store.read(lambda r: r.session(meeting.session.session_id))
        assert session is not None
        if session.status.value == "ENDED":
            self._downward(self._rejected)
            return
        try:
            room = await hub.open(session)
            scene, _ = await hub.active_scene(room)
        except NotOpen:
            self._downward(self._rejected)
            return
        if self._has_ended:
            return
        self._downward(self._opened)
        self.connection = hub.enter(Admission(sign_in, room, scene, self._since), _Outlet(self))
        await hub.greet(self.connection, self._since)

    def _received_by_server(self, text: bytes) -> None:
        if self.connection is not None and not self._has_ended:
            self.connection.receive(text, self.world.time.now)

    def _received_by_client(self, text: bytes) -> None:
        if self._is_heard:
            client = self.client
            frame = decode_server(text)
            client.carry_out(client.conversation.received(self.number, frame, self.world.time.now))

    def _opened(self) -> None:
        client = self.client
        client.carry_out(client.conversation.opened(self.number, self.world.time.now))

    def _rejected(self) -> None:
        client = self.client
        client.carry_out(client.conversation.rejected(self.number, 410, self.world.time.now))

    def _closed(self, code: int) -> None:
        client = self.client
        client.carry_out(client.conversation.closed(self.number, code, self.world.time.now))

    def _gone(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            if self.connection is not None:
                self._server_edge.hub.leave(self.connection)

    def _upward(self, call: Callable[[], None]) -> None:
        self._free_up = max(self._free_up, self.world.time.now + self._delay())
        self.world.after(self._free_up - self.world.time.now, lambda: call() if self._is_up else None)

    def _downward(self, call: Callable[[], None]) -> None:
        self._free_down = max(self._free_down, self.world.time.now + self._delay())
        self.world.after(self._free_down - self.world.time.now, lambda: call() if self._is_up else None)

    def _delay(self) -> float:
        return self.world.chance.choice((0.0, 0.01, 0.05, 0.4))


@dataclass(frozen=True)
class _Outlet:
    line: Line

    def send(self, text: bytes) -> None:
        self.line.outlet_send(text)

    def send_rare(self, text: bytes) -> None:
        self.line.outlet_send(text)

    def close(self, code: CloseCode) -> None:
        self.line.close(code)

    def backlog(self) -> int:
        return self.line.backlog()


def ports_of(store: Store, folder: Path, time: Time) -> Ports:
    """Real ports on a store that outlives a history."""
    return Ports(
        door=Door(store=store, clock=time.wall, new_id=fresh_id, new_secret=lambda: fresh_id("secret")),
        blobs=FileBlobs(folder / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=time.wall),
        tokens=Tokens(b"t" * 32, time.wall),
        reach=Reach(),
    )
