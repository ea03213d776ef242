"""Everybody who is connected to this process: coming in, being kept up to date, going out."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from livecontract.domain.session import Session
from livecontract.live.port import Frame, Live, LiveUnavailable, NotOpen, Position
from livecontract.realtime import greeting
from livecontract.realtime.cadence import Cadence
from livecontract.realtime.connection import Connection, Outlet, SignIn, Turn
from livecontract.realtime.document_views import DocumentViews
from livecontract.realtime.errands import Errands
from livecontract.realtime.page_ledger import PageLedger
from livecontract.realtime.presence import Attendance
from livecontract.realtime.pulse import Pulse
from livecontract.realtime.recorder import Recorder
from livecontract.realtime.room import Room
from livecontract.store.port import StoreUnavailable
from livecontract.wire.actor import Credential
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import encode
from livecontract.wire.limits import Limits
from livecontract.wire.ports import Ports
from livecontract.wire.scene import Scene, scene_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody who may come in, where to, and the event up to which they have everything."""

    sign_in: SignIn
    room: Room
    scene: Scene
    since: Position | None


class Hub:
    """The rooms of this process and the connections in them.

    `turns` is what clients may send; `emptied` is set while nobody is connected. `attended` is told
    how many there are whenever somebody comes or goes.
    """

    def __init__(  # noqa: PLR0913 - the edge puts them together once
        self,
        ports: Ports,
        live: Live,
        limits: Limits,
        *,
        attendance: Attendance,
        page_ledger: PageLedger,
        recorder: Recorder,
        errands: Errands,
        pulse: Pulse,
        cadence: Cadence,
        now: Callable[[], float],
        attended: Callable[[int], None],
    ) -> None:
        self._ports = ports
        self._live = live
        self._limits = limits
        self._attendance = attendance
        self._page_ledger = page_ledger
        self._recorder = recorder
        self._documents = DocumentViews(ports.blobs, now)
        self._terms = greeting.Terms(limits, recorder.kept)
        self._errands = errands
        self._pulse = pulse
        self._cadence = cadence
        self._now = now
        self._attended = attended
        self._rooms: dict[str, Room] = {}
        self._connections: set[Connection] = set()
        self._opening = asyncio.Lock()
        self.turns: Mapping[type, Turn] = {}
        self.emptied = asyncio.Event()
        self.emptied.set()

    @property
    def rooms(self) -> tuple[Room, ...]:
        """All rooms, also those that nobody is in at the moment."""
        return tuple(self._rooms.values())

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._connections))

    def __len__(self) -> int:
        return len(self._connections)

    def find(self, session_id: str) -> Room | None:
        """The room of a session that somebody has entered and that is not over."""
        room = self._rooms.get(session_id)
        return None if room is None or room.is_over else room

    async def open(self, session: Session) -> Room:
        """The room of an active session."""
        async with self._opening:
            room = self.find(session.session_id)
            if room is None:
                position = await self._live.open(session.session_id)
                room = Room(session, position, self._now(), self._recorder.take)
                self._live.subscribe(session.session_id, room)
                room.recall(await self._live.read(session.session_id))
                self._rooms[session.session_id] = room
            return room

    async def scene(self, room: Room) -> Scene:
        """What the database says about a room's contract, as far as events have told by now."""
        return room.scene or await self._asked(room)

    async def active_scene(self, room: Room) -> tuple[Scene, Session]:
        """The scene and the session of a room; raises `NotOpen` when the session has ended."""
        scene = await self.scene(room)
        if scene.session is not None and scene.session.session_id == room.session_id:
            return scene, scene.session
        if not room.members:
            # Nobody is there to be told, so nothing but this would ever close it.
            room.is_over = True
            await self._live.close(room.session_id)
        raise NotOpen(room.session_id)

    def enter(self, admission: Admission, outlet: Outlet) -> Connection:
        """Add a connection whose socket is open, and welcome it."""
        room = admission.room
        connection_id = self._ports.door.new_id()
        connection = Connection(
            connection_id, admission.sign_in, room, self.turns, self._limits, outlet, self._cadence.rest
        )
        self._make_way(connection)
        room.add(connection)
        self._connections.add(connection)
        self._pulse.add(connection)
        self.emptied.clear()
        self._attended(len(self))
        connection.tell(greeting.welcome(connection, admission.scene, self._terms, self._ports.clock()))
        return connection

    async def greet(self, connection: Connection, since: Position | None) -> None:
        """Tell a new connection what it has missed, or everything, and the others that it is there."""
        with _closed_on_failure(connection):
            await self._attendance.arrive(connection)
            await self._bring_up(connection, since)

    async def bring_up(self, connection: Connection, since: Position | None = None) -> None:
        """Send what came after `since`, or a snapshot, to a connection that holds events back."""
        with _closed_on_failure(connection):
            await self._bring_up(connection, since)

    def leave(self, connection: Connection, *, is_final: bool = False) -> None:
        """A connection is gone; a second time has no effect."""
        if connection not in self._connections:
            return
        self._connections.discard(connection)
        self._pulse.remove(connection)
        if not self._connections:
            self.emptied.set()
        self._attended(len(self))
        room = connection.room
        room.remove(connection)
        self._errands.start(self._finish(connection, is_final=is_final), "leave")

    def revoke(self, credential: Credential) -> None:
        """End at once all connections that were let in by this credential."""
        for connection in self:
            if connection.sign_in.credential == credential:
                connection.close(CloseCode.REVOKED)

    def forget(self, room: Room) -> None:
        """Drop the room of a session that has ended."""
        self._rooms.pop(room.session_id, None)
        self._documents.forget(room)
        self._live.unsubscribe(room.session_id, room)

    async def _asked(self, room: Room) -> Scene:
        async with room.asking:
            if room.scene is not None:
                return room.scene
            changes = room.changes
            scene = await scene_of(self._ports.store, room.contract_id)
            room.learn(scene, changes)
            return scene

    async def _bring_up(self, connection: Connection, since: Position | None) -> None:
        room = connection.room
        reading = await self._live.read(room.session_id, since)
        seq = reading.position.seq
        if since is not None and reading.missed is not None:
            frames = [_text_for(frame, connection.user_id) for frame in reading.missed]
            resumed = encode(greeting.resumed(since, reading.position))
            # Signals are not among what was missed, and this one is worth repeating.
            shown = [encode(signals) for signals in greeting.pages_shown(room, connection.user_id)]
            connection.catch_up(seq, [resumed, *frames, *shown])
            return
        scene, session = await self.active_scene(room)
        documents = await self._documents.of(room, scene)
        snapshot = greeting.snapshot(room, connection.user_id, reading, scene, session, documents)
        connection.catch_up(seq, [encode(snapshot)])

    async def _finish(self, connection: Connection, *, is_final: bool) -> None:
        await self._attendance.leave(connection, is_final=is_final)
        await self._page_ledger.write(connection.room, connection.user_id)

    def _make_way(self, newcomer: Connection) -> None:
        """Close the oldest connection of a person who opens one too many."""
        own = [one for one in newcomer.room.members if one.user_id == newcomer.user_id]
        if len(own) >= self._limits.connections_per_person:
            own[0].close(CloseCode.REPLACED)


@contextmanager
def _closed_on_failure(connection: Connection) -> Iterator[None]:
    """Close a connection that cannot be told where it stands: it would wait for that for ever."""
    try:
        yield
    except NotOpen:
        connection.close(CloseCode.SESSION_ENDED)
    except (LiveUnavailable, StoreUnavailable):
        connection.close(CloseCode.UNAVAILABLE)
    except Exception:
        log.exception("connection not brought up", session_id=connection.room.session_id)
        connection.close(CloseCode.UNAVAILABLE)


def _text_for(frame: Frame, user_id: str) -> bytes:
    return frame if isinstance(frame, bytes) else frame[user_id]
