"""What the edges and the relay may ask of the live state of sessions.

A session has a stream of events. Each event is kept as the JSON text of its frame without the
opening brace, so that a back-end numbers it by putting `{"seq":N,` in front and never looks inside.
The last event under a name is kept for latecomers; nothing else is state.
"""

from collections.abc import Awaitable, Mapping
from inspect import isawaitable
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

STREAM_LENGTH = 512
STREAM_TTL_S = 15 * 60
LEASE_S = 60
# Of one group. Drawings are bounded below both, so that only chat ever grows so long.
KEPT_EVENTS = 1000
KEPT_BYTES = 3_000_000

# One text for everybody, or one for each user id where they differ.
Body: TypeAlias = bytes | Mapping[str, bytes]
Frame: TypeAlias = bytes | Mapping[str, bytes]

T = TypeVar("T")
# In-process back-ends answer at once, so that a page turn costs no task.
Soon: TypeAlias = T | Awaitable[T]


class Position(NamedTuple):
    """A place in a stream. Numbers of different epochs have nothing to do with one another."""

    epoch: str
    seq: int


class Name(NamedTuple):
    """What an event replaces: the event kept under the same group and name before it."""

    group: str
    name: str


class Reading(NamedTuple):
    """A session at one moment; `missed` is absent when the events since then are not all at hand."""

    position: Position
    kept: Mapping[str, Mapping[str, Frame]]
    missed: tuple[Frame, ...] | None


class Listener(Protocol):
    """Whoever hears what happens in a session, in order and once."""

    def on_event(self, kind: str, seq: int, frame: Frame) -> None:
        """The next event."""

    def on_signal(self, origin: str, slot: str, body: bytes) -> None:
        """A signal from the connection `origin`; a later one of the same slot makes it worthless."""


class NotOpen(LookupError):
    """The session is not open here: it has ended, or nobody has entered it since the last start."""


class LiveUnavailable(Exception):
    """The live state cannot be reached at the moment; whether a last event got through is unknown."""


class Live(Protocol):
    """Order and fan-out of sessions.

    `append` gives each event the next number and tells every listener before anybody can see a
    later one. Numbers rise by one within an epoch. A new epoch begins whenever the stream was lost.
    """

    async def open(self, session_id: str) -> Position:
        """Open a session, or find it open; where its stream stands."""

    async def position(self, session_id: str) -> Position | None:
        """Where the stream of a session stands, or `None` when it is not open."""

    async def close(self, session_id: str) -> None:
        """Forget a session that has ended; its listeners hear nothing more."""

    def append(
        self,
        session_id: str,
        kind: str,
        body: Body,
        *,
        key: str | None = None,
        keep: Name | None = None,
        drop: Name | None = None,
    ) -> Soon[Frame | None]:
        """Number an event and tell the listeners; raises `NotOpen`.

        An event whose `key` was used before, within the last `STREAM_LENGTH` events and
        `STREAM_TTL_S` at least, has no effect: the answer is the first one's frame. Otherwise it is `None`.
        `keep` says what the event replaces in the kept state, `drop` what it removes. A group with more
        than `KEPT_EVENTS` or `KEPT_BYTES` loses what was kept first.
        """

    def answer(self, session_id: str, key: str) -> Soon[Frame | None]:
        """The frame of the event that used this key, if it is remembered; raises `NotOpen`."""

    async def read(self, session_id: str, since: Position | None = None) -> Reading:
        """Position, kept events and what came after `since`, all as of one moment; raises `NotOpen`."""

    def subscribe(self, session_id: str, listener: Listener) -> None:
        """Tell `listener` of everything from now on; raises `NotOpen`."""

    def unsubscribe(self, session_id: str, listener: Listener) -> None:
        """Tell `listener` nothing more."""

    def signal(self, session_id: str, origin: str, slot: str, body: bytes) -> None:
        """Pass a signal on to the listeners; it may get lost. A closed session takes none."""

    async def join(self, session_id: str, user_id: str, connection_id: str) -> None:
        """Count a connection of a user for `LEASE_S`, unless renewed; raises `NotOpen`."""

    def renew(self, session_id: str, connection_id: str) -> None:
        """Count a joined connection for `LEASE_S` from now."""

    async def leave(self, session_id: str, connection_id: str) -> None:
        """Count a connection no more."""

    async def present(self, session_id: str) -> frozenset[str]:
        """The users with at least one connection that counts."""


async def settled(answer: Soon[T]) -> T:
    """The answer, now or later."""
    return await answer if isawaitable(answer) else answer
