"""Everybody who is connected to this process: coming in, being kept up to date, going out."""

import asyncio
from collections.abc import Callable, Iterator, Mapping

from livecontract.live.port import Frame, Live, LiveUnavailable, NotOpen, Position
from livecontract.realtime import greeting
from livecontract.realtime.admission import Admission
from livecontract.realtime.connection import Connection, Outlet, Turn
from livecontract.realtime.errands import Errands
from livecontract.realtime.presence import Attendance
from livecontract.realtime.pulse import Pulse
from livecontract.realtime.recording import Recording
from livecontract.realtime.room import Room
from livecontract.store.port import StoreUnavailable
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import encode
from livecontract.wire.limits import Limits
from livecontract.wire.ports import Ports
from livecontract.wire.scene import scene_of


class Hub:
    """The rooms of this process and the connections in them.

    `turns` is what clients may send; `emptied` is set while nobody is connected.
    """

    def __init__(
        self,
        ports: Ports,
        live: Live,
        limits: Limits,
        *,
        attendance: Attendance,
        recording: Recording,
        errands: Errands,
        pulse: Pulse,
        now: Callable[[], float],
    ) -> None:
        self._ports = ports
        self._live = live
        self._limits = limits
        self._attendance = attendance
        self._recording = recording
        self._errands = errands
        self._pulse = pulse
        self._now = now
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

    async def room_for(self, admission: Admission) -> Room:
        """The room of the session that somebody was let into."""
        session_id = admission.session.session_id
        room = self._rooms.get(session_id)
        if room is not None and not room.is_over:
            room.learn(admission.contract)
            return room
        async with self._opening:
            return await self._open(admission)

    def enter(self, admission: Admission, room: Room, outlet: Outlet) -> Connection:
        """Add a connection whose socket is open, and welcome it."""
        connection_id = self._ports.door.new_id()
        connection = Connection(connection_id, admission.sign_in, room, self.turns, self._limits, outlet)
        self._make_way(connection)
        room.add(connection)
        self._connections.add(connection)
        self._pulse.add(connection)
        self.emptied.clear()
        connection.tell(greeting.welcome(connection, admission.contract, self._limits, self._ports.clock()))
        return connection

    async def greet(self, connection: Connection, since: Position | None) -> None:
        """Tell a new connection what it has missed, or everything, and the others that it is there."""
        try:
            await self._attendance.arrive(connection)
        except NotOpen:
            connection.close(CloseCode.SESSION_ENDED)
            return
        except LiveUnavailable:
            connection.close(CloseCode.UNAVAILABLE)
            return
        await self.bring_up(connection, since)

    async def bring_up(self, connection: Connection, since: Position | None = None) -> None:
        """Send what came after `since`, or a snapshot, to a connection that holds events back."""
        try:
            await self._bring_up(connection, since)
        except NotOpen:
            connection.close(CloseCode.SESSION_ENDED)
        except (LiveUnavailable, StoreUnavailable):
            connection.close(CloseCode.UNAVAILABLE)

    def leave(self, connection: Connection, *, is_final: bool = False) -> None:
        """A connection is gone; a second time has no effect."""
        if connection not in self._connections:
            return
        self._connections.discard(connection)
        self._pulse.remove(connection)
        if not self._connections:
            self.emptied.set()
        room = connection.room
        room.remove(connection)
        self._errands.start(self._attendance.leave(connection, is_final=is_final), "leave")
        self._errands.start(self._recording.record(room, connection.user_id), "record shown pages")

    def revoke(self, user_id: str) -> None:
        """End all connections of a user at once."""
        for connection in self:
            if connection.user_id == user_id:
                connection.close(CloseCode.REVOKED)

    def forget(self, room: Room) -> None:
        """Drop the room of a session that has ended."""
        self._rooms.pop(room.session_id, None)
        self._live.unsubscribe(room.session_id, room)

    async def _open(self, admission: Admission) -> Room:
        session_id = admission.session.session_id
        room = self._rooms.get(session_id)
        if room is not None and not room.is_over:
            return room
        position = await self._live.open(session_id)
        room = Room(admission.session, admission.contract, position, self._now())
        self._live.subscribe(session_id, room)
        room.recall(await self._live.read(session_id))
        self._rooms[session_id] = room
        return room

    async def _bring_up(self, connection: Connection, since: Position | None) -> None:
        room = connection.room
        reading = await self._live.read(room.session_id, since)
        seq = reading.position.seq
        if since is not None and reading.missed is not None:
            frames = [_text_for(frame, connection.user_id) for frame in reading.missed]
            connection.catch_up(seq, [encode(greeting.resumed(since, reading.position)), *frames])
            return
        scene = await scene_of(self._ports.store, room.contract_id)
        if scene.session is None or scene.session.session_id != room.session_id:
            raise NotOpen(room.session_id)
        room.learn(scene.contract)
        documents = await scene.documents(self._ports.blobs)
        snapshot = greeting.snapshot(room, connection.user_id, reading, scene, scene.session, documents)
        connection.catch_up(seq, [encode(snapshot)])

    def _make_way(self, newcomer: Connection) -> None:
        """Close the oldest connection of a person who opens one too many."""
        own = [one for one in newcomer.room.members if one.user_id == newcomer.user_id]
        if len(own) >= self._limits.connections_per_person:
            own[0].close(CloseCode.REPLACED)


def _text_for(frame: Frame, user_id: str) -> bytes:
    return frame if isinstance(frame, bytes) else frame[user_id]
