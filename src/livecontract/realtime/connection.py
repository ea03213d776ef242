"""One client's connection as a state machine: text and events in, text and a close code out.

It knows no network and no clock. A connection greets, holds back the events that come while its
snapshot is made, is live, and closes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor, Value
from livecontract.live.port import Frame
from livecontract.realtime.room import Person, Room
from livecontract.wire.actor import Credential
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import UNREADABLE, cid_of, decode_client, encode, fault_of, merged
from livecontract.wire.limits import MAX_FRAME_BYTES, Limits, Rate
from livecontract.wire.rates import too_often
from livecontract.wire.refusals import facts_of, row_of, sentence_of
from livecontract.wire.server_frames import GoAway, RefusedFrame

MAX_HELD = 1024
_MAX_WAITING_SIGNALS = 256


class Outlet(Protocol):
    """The socket under a connection. Neither method raises, whatever the network does."""

    def send(self, text: bytes) -> None:
        """Send a text frame after all earlier ones; queue what the network does not take yet."""

    def send_rare(self, text: bytes) -> None:
        """The same for a text that is much larger than what follows: no room is kept for another one."""

    def close(self, code: CloseCode) -> None:
        """Say goodbye after all earlier frames, and see that the socket ends soon."""

    def backlog(self) -> int:
        """How many bytes are queued."""


class Act(Protocol):
    """What a kind of frame does; refuses by raising `Refused`."""

    def __call__(self, connection: "Connection", frame: Any, now: float, /) -> None:  # noqa: ANN401 - each takes its own frame
        """Do it, at `now` on the clock of this process."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How a kind of frame is taken.

    Kinds that share a `pace` share its bucket, which refills a token in `interval_s` and lets the
    sender be `slack_s` ahead. What comes too often is dropped or refused.
    """

    act: Act
    pace: str
    interval_s: float
    slack_s: float
    is_activity: bool
    is_droppable: bool


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a connection was let in by, and (for tokens) when that ends, in seconds since 1970."""

    actor: Actor
    credential: Credential
    expires_at: float | None


class Connection:
    """The server's end of one WebSocket of one person."""

    __slots__ = (
        "_held",
        "_limits",
        "_outlet",
        "_owed",
        "_paces",
        "_rest",
        "_signals",
        "_turns",
        "connection_id",
        "direct",
        "is_blocked",
        "is_closed",
        "is_heard",
        "is_resting",
        "person",
        "room",
        "sign_in",
        "user_id",
    )

    def __init__(
        self,
        connection_id: str,
        sign_in: SignIn,
        room: Room,
        turns: Mapping[type, Turn],
        limits: Limits,
        outlet: Outlet,
        rest: Callable[["Connection"], None],
    ) -> None:
        self.connection_id = connection_id
        self.sign_in = sign_in
        self.user_id = sign_in.actor.user_id
        self.room = room
        self.person: Person = room.people[self.user_id]
        self.is_closed = False
        self.is_blocked = False
        self.is_heard = True
        self.is_resting = False
        self.direct: Callable[[bytes], None] | None = None
        self._turns = turns
        self._limits = limits
        self._outlet = outlet
        self._rest = rest
        self._owed = 0
        self._paces: dict[str, float] = {}
        self._held: list[tuple[int, bytes]] | None = []
        self._signals: dict[str, bytes] = {}

    # From the client

    def receive(self, text: bytes, now: float) -> None:
        """Take one text frame of at most the read limit."""
        self.is_heard = True
        if self.is_closed:
            return
        if len(text) > MAX_FRAME_BYTES:
            self._explain_size(text, now)
            return
        try:
            frame = decode_client(text)
        except UNREADABLE as error:
            self._explain(text, error, now)
            return
        turn = self._turns[type(frame)]
        ahead = self._paces.get(turn.pace, 0.0) - now
        if ahead > turn.slack_s:
            self._slow_down(turn, frame, now)
            return
        self._paces[turn.pace] = (now + ahead if ahead > 0 else now) + turn.interval_s
        if turn.is_activity:
            self.room.active_at = now
        try:
            turn.act(self, frame, now)
        except Refused as refused:
            self.refuse(getattr(frame, "cid", None), refused, now)

    def hear(self, now: float) -> None:
        """Something came that needs no answer of ours, such as a ping of the transport."""
        self.is_heard = True
        if not self._spend("excess", self._limits.excess, now):
            self.close(CloseCode.RATE_LIMITED)

    def refuse(self, cid: str | None, refused: Refused, now: float) -> None:
        """Say that a frame had no effect; close on whoever earns this too often."""
        self._say_no(cid, refused)
        if not self._spend("faults", self._limits.faults, now):
            self.close(CloseCode.BAD_FRAMES)

    # From the session

    def deliver(self, seq: int, frame: bytes) -> None:
        """Send an event, or hold it back until the snapshot is out.

        While there is neither a snapshot to wait for nor a client to be watched, `direct` does as well.
        """
        if self._held is None:
            self._outlet.send(frame)
            if self.is_blocked:
                self._check_backlog()
        elif len(self._held) < MAX_HELD:
            self._held.append((seq, frame))
        else:
            self.close(CloseCode.UNAVAILABLE)

    def signal(self, slot: str, body: bytes) -> None:
        """Send a signal; just after another one, and while nobody reads, keep the latest of each slot."""
        if self._held is not None:
            return
        if not self.is_blocked and not self.is_resting:
            self._outlet.send(body)
            self.is_resting = True
            self._rest(self)
        elif slot in self._signals or len(self._signals) < _MAX_WAITING_SIGNALS:
            self._signals[slot] = body

    def repeat(self, first: Frame) -> None:
        """Send the first answer to a command that came again."""
        self.send(first if isinstance(first, bytes) else first[self.user_id])

    def hold(self) -> bool:
        """Hold events back for a snapshot; false if that is being done already."""
        if self._held is not None:
            return False
        self._held = []
        self.direct = None
        return True

    def catch_up(self, seq: int, frames: list[bytes]) -> None:
        """Send what brings the client up to `seq`, then what was held back, and be live.

        However much that is, it does not count as being behind: nobody could come in any more.
        """
        self._owed = sum(map(len, frames))
        for frame in frames:
            if not self.is_closed:
                self._outlet.send_rare(frame)
        held, self._held = self._held or [], None
        for number, frame in held:
            if number > seq:
                self.send(frame)
        self._flow()

    # From the server

    def tell(self, frame: Value) -> None:
        """Send a frame to this client alone."""
        self.send(encode(frame))

    def send(self, text: bytes) -> None:
        """Send encoded text to this client alone."""
        if not self.is_closed:
            self._outlet.send(text)

    def ping(self) -> None:
        """Ask whether the client is there, and say how far the session has come."""
        self.is_heard = False
        self.send(b'{"type":"ping","seq":%d}' % self.room.seq)

    def expect_answer(self) -> None:
        """Close when nothing was heard since the last ping."""
        if not self.is_heard:
            self.close(CloseCode.NO_PONG)

    def block(self) -> None:
        """The client does not read as fast as we send."""
        self.is_blocked = True
        self.direct = None
        self._check_backlog()

    def unblock(self) -> None:
        """The client has read everything: send the signals that are still worth it."""
        self.is_blocked = False
        self._owed = 0
        self._flow()
        self._send_waiting()

    def release(self) -> None:
        """Some time has passed since the last signal: send those that came meanwhile."""
        self.is_resting = False
        if not self.is_blocked:
            self._send_waiting()

    def send_away(self, window_ms: int) -> None:
        """Ask the client to come back within the window, to whatever server is there then."""
        self.tell(GoAway(reconnect_within_ms=window_ms))

    def close(self, code: CloseCode) -> None:
        """End the connection; only the first code counts."""
        if not self.is_closed:
            self.is_closed = True
            self.direct = None
            self.room.remove(self)
            self._signals.clear()
            self._outlet.close(code)

    def _send_waiting(self) -> None:
        if self._signals and not self.is_closed:
            waiting, self._signals = list(self._signals.values()), {}
            self._outlet.send(merged(waiting))
            if not self.is_resting:
                self.is_resting = True
                self._rest(self)

    def _say_no(self, cid: str | None, refused: Refused) -> None:
        row = row_of(refused.code)
        frame = RefusedFrame(
            cid=cid,
            code=refused.code.value,
            message=sentence_of(refused),
            retryable=row.is_retryable,
            facts=facts_of(refused),
        )
        self.send(encode(frame))

    def _explain_size(self, text: bytes, now: float) -> None:
        try:
            text.decode()
        except UnicodeDecodeError:
            self.close(CloseCode.INVALID_TEXT)
            return
        self.refuse(cid_of(text), Refused(Refusal.TOO_LARGE, limit=f"{MAX_FRAME_BYTES // 1024} KiB"), now)

    def _explain(self, text: bytes, error: Exception, now: float) -> None:
        try:
            cid, refused = fault_of(text, error)
        except UnicodeDecodeError:
            self.close(CloseCode.INVALID_TEXT)
            return
        self.refuse(cid, refused, now)

    def _slow_down(self, turn: Turn, frame: Value, now: float) -> None:
        if not turn.is_droppable:
            wait_s = self._paces[turn.pace] - now - turn.slack_s
            # No fault: whoever is only too quick may come back, after a flood as well.
            self._say_no(getattr(frame, "cid", None), too_often(wait_s))
        if not self._spend("excess", self._limits.excess, now):
            self.close(CloseCode.RATE_LIMITED)

    def _spend(self, pace: str, rate: Rate, now: float) -> bool:
        ahead = max(0.0, self._paces.get(pace, 0.0) - now)
        self._paces[pace] = now + ahead + rate.interval_s
        return ahead <= rate.slack_s

    def _flow(self) -> None:
        """Let events go straight to the socket from now on, if nothing is in their way."""
        if self._held is None and not self.is_blocked and not self.is_closed:
            self.direct = self._outlet.send

    def _check_backlog(self) -> None:
        if self._outlet.backlog() > self._limits.backlog_bytes + self._owed:
            self.close(CloseCode.TOO_SLOW)
