"""Live state in this process: for one server, and as quick as it gets.

Nothing here waits, so that every call is one step that nobody can come between.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping

from livecontract.live.port import (
    KEPT_BYTES,
    KEPT_EVENTS,
    LEASE_S,
    STREAM_LENGTH,
    STREAM_TTL_S,
    Body,
    Frame,
    Listener,
    Name,
    NotOpen,
    Position,
    Reading,
)


class MemoryLive:
    """All open sessions of this process; `new_id` names their epochs."""

    def __init__(self, new_id: Callable[[], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._new_id = new_id
        self._clock = clock
        self._sessions: dict[str, _Session] = {}

    async def open(self, session_id: str) -> Position:
        """See the port."""
        session = self._sessions.get(session_id)
        if session is None:
            session = self._sessions[session_id] = _Session(self._new_id(), self._clock())
        return session.position

    async def position(self, session_id: str) -> Position | None:
        """See the port."""
        session = self._sessions.get(session_id)
        return None if session is None else session.position

    async def close(self, session_id: str) -> None:
        """See the port."""
        self._sessions.pop(session_id, None)

    def append(
        self,
        session_id: str,
        kind: str,
        body: Body,
        *,
        key: str | None = None,
        keep: Name | None = None,
        drop: Name | None = None,
    ) -> Frame | None:
        """See the port."""
        # The one place where every call counts, so it looks things up itself.
        session = self._sessions.get(session_id)
        if session is None:
            raise NotOpen(session_id)
        if key is not None:
            first = session.young.get(key) or session.old.get(key)
            if first is not None:
                return first
        seq = session.seq = session.seq + 1
        frame: Frame = b'{"seq":%d,%b' % (seq, body) if isinstance(body, bytes) else _numbered(seq, body)
        session.frames.append(frame)
        if key is not None:
            session.young[key] = frame
            if len(session.young) >= STREAM_LENGTH:
                session.turn_generation()
        if keep is not None:
            group = session.kept.get(keep.group)
            if group is None:
                group = session.kept[keep.group] = _Group()
            group.keep(keep.name, frame)
        if drop is not None and drop.group in session.kept:
            session.kept[drop.group].drop(drop.name)
        for listener in session.listeners:
            listener.on_event(kind, seq, frame)
        return None

    def answer(self, session_id: str, key: str) -> Frame | None:
        """See the port."""
        return self._session(session_id).answer(key)

    async def read(self, session_id: str, since: Position | None = None) -> Reading:
        """See the port."""
        session = self._session(session_id)
        kept = {name: dict(group.frames) for name, group in session.kept.items() if group.frames}
        return Reading(session.position, kept, None if since is None else session.after(since))

    def subscribe(self, session_id: str, listener: Listener) -> None:
        """See the port."""
        session = self._session(session_id)
        session.listeners = (*session.listeners, listener)

    def unsubscribe(self, session_id: str, listener: Listener) -> None:
        """See the port."""
        session = self._sessions.get(session_id)
        if session is not None:
            session.listeners = tuple(one for one in session.listeners if one is not listener)

    def signal(self, session_id: str, origin: str, slot: str, body: bytes) -> None:
        """See the port."""
        session = self._sessions.get(session_id)
        if session is not None:
            for listener in session.listeners:
                listener.on_signal(origin, slot, body)

    async def join(self, session_id: str, user_id: str, connection_id: str) -> None:
        """See the port."""
        self._session(session_id).leases[connection_id] = (user_id, self._clock() + LEASE_S)

    def renew(self, session_id: str, connection_id: str) -> None:
        """See the port."""
        session = self._sessions.get(session_id)
        lease = None if session is None else session.leases.get(connection_id)
        if session is not None and lease is not None:
            now = self._clock()
            session.leases[connection_id] = (lease[0], now + LEASE_S)
            session.forget_old(now)

    async def leave(self, session_id: str, connection_id: str) -> None:
        """See the port."""
        session = self._sessions.get(session_id)
        if session is not None:
            session.leases.pop(connection_id, None)

    async def present(self, session_id: str) -> frozenset[str]:
        """See the port."""
        session = self._sessions.get(session_id)
        leases = {} if session is None else session.leases
        now = self._clock()
        return frozenset(user_id for user_id, until in leases.values() if until > now)

    def _session(self, session_id: str) -> "_Session":
        session = self._sessions.get(session_id)
        if session is None:
            raise NotOpen(session_id)
        return session


class _Group:
    """What is kept under the names of one group, in the order in which it came, within its bounds."""

    __slots__ = ("frames", "size_bytes")

    def __init__(self) -> None:
        self.frames: dict[str, Frame] = {}
        self.size_bytes = 0

    def keep(self, name: str, frame: Frame) -> None:
        former = self.frames.get(name)
        self.frames[name] = frame
        self.size_bytes += _size_of(frame) - (0 if former is None else _size_of(former))
        while self.size_bytes > KEPT_BYTES or len(self.frames) > KEPT_EVENTS:
            self.drop(next(iter(self.frames)))

    def drop(self, name: str) -> None:
        former = self.frames.pop(name, None)
        if former is not None:
            self.size_bytes -= _size_of(former)


class _Session:
    """One stream. Keys are remembered in two generations, so that forgetting costs nothing."""

    __slots__ = (
        "epoch",
        "frames",
        "kept",
        "leases",
        "listeners",
        "old",
        "seq",
        "turned_at",
        "turned_seq",
        "young",
    )

    def __init__(self, epoch: str, now: float) -> None:
        self.epoch = epoch
        self.seq = 0
        self.frames: deque[Frame] = deque(maxlen=STREAM_LENGTH)
        self.young: dict[str, Frame] = {}
        self.old: dict[str, Frame] = {}
        self.kept: dict[str, _Group] = {}
        self.listeners: tuple[Listener, ...] = ()
        self.leases: dict[str, tuple[str, float]] = {}
        self.turned_at = now
        self.turned_seq = 0

    @property
    def position(self) -> Position:
        return Position(self.epoch, self.seq)

    def answer(self, key: str) -> Frame | None:
        return self.young.get(key) or self.old.get(key)

    def turn_generation(self) -> None:
        self.old, self.young = self.young, {}

    def after(self, since: Position) -> tuple[Frame, ...] | None:
        count = self.seq - since.seq
        if since.epoch != self.epoch or not 0 <= count <= len(self.frames):
            return None
        return tuple(self.frames)[len(self.frames) - count :]

    def forget_old(self, now: float) -> None:
        """Every `STREAM_TTL_S`, forget what was old already at the last turn."""
        if now - self.turned_at < STREAM_TTL_S:
            return
        while len(self.frames) > self.seq - self.turned_seq:
            self.frames.popleft()
        self.turn_generation()
        self.turned_at, self.turned_seq = now, self.seq


def _size_of(frame: Frame) -> int:
    return len(frame) if isinstance(frame, bytes) else sum(map(len, frame.values()))


def _numbered(seq: int, bodies: Mapping[str, bytes]) -> Frame:
    return {user_id: b'{"seq":%d,%b' % (seq, body) for user_id, body in bodies.items()}
