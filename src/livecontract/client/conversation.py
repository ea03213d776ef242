"""A client's end of a live session as a state machine: what happened goes in, what to do comes out.

It knows no network and no clock. Commands stay until they are answered and are said again, under
the same `cid`, after every reconnect; events are handed on in order and once; whatever is missed is
made up for by a snapshot. A driver opens sockets, passes on what they say, and calls `wake` when it
is `due`. Times are seconds of one steady clock.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import UNSET

from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.close_codes import CloseCode

ANSWER_S: Final = 10.0
STABLE_S: Final = 10.0
FIRST_DELAY_S: Final = 0.5
SLOW_DELAY_S: Final = 2.0
# For so many tries, which are longer than a restart, nobody waits longer than this between two.
BRISK_DELAY_S: Final = 1.5
BRISK_TRIES: Final = 10
LONGEST_DELAY_S: Final = 20.0

_LEFT: Final = 1000
_SLOW: Final = frozenset({CloseCode.RATE_LIMITED, CloseCode.UNAVAILABLE})
# Answers to a handshake after which another attempt would be answered alike.
_FINAL_STATUSES: Final = frozenset({400, 401, 403, 404, 410})


class Phase(StrEnum):
    """Where a conversation stands.

    `GREETING`: open, the server has not yet said where we are. `CATCHING_UP`: missed events come in.
    `BEHIND`: something was missed and a snapshot is asked for. `WAITING`: between two attempts.
    """

    WAITING = "waiting"
    CONNECTING = "connecting"
    GREETING = "greeting"
    CATCHING_UP = "catchingUp"
    BEHIND = "behind"
    LIVE = "live"
    OVER = "over"


class Open(NamedTuple):
    """Open socket number `socket`; `epoch` and `seq` name the last event that was applied."""

    socket: int
    epoch: str | None
    seq: int


class Close(NamedTuple):
    """Close the present socket."""

    code: int


class Send(NamedTuple):
    """Send a frame through the present socket."""

    frame: c.ClientFrame


class Deliver(NamedTuple):
    """Hand a frame on to whoever listens: a greeting, the whole state, an event, a signal, a refusal."""

    frame: s.ServerFrame


class Settle(NamedTuple):
    """A command has its answer: the event that it caused, or why it had no effect.

    `event` is absent when the command had its effect before and its event is not told again.
    """

    cid: str
    refused: s.RefusedFrame | None = None


Effect: TypeAlias = Open | Close | Send | Deliver | Settle


class Conversation:
    """The state; every input answers with the effects to carry out, in order.

    `chance` gives numbers of [0, 1) for the jitter. `ending` is why it is over: a close code, or the
    status of the answer to a handshake.
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self.phase = Phase.WAITING
        self.socket = 0
        self.epoch: str | None = None
        self.seq = 0
        self.ending: int | None = None
        self.unanswered: dict[str, c.ClientCommand] = {}
        self.shown: dict[tuple[str, int], c.ShowPage] = {}
        self._replay_until = 0
        self._failures = 0
        self._live_since = 0.0
        self._heard_at = 0.0
        self._ping_interval_s = 20.0
        self._timers: dict[str, float] = {}
        self._take: dict[type, Callable[[Any, float], list[Effect]]] = {
            s.Welcome: self._welcome,
            s.Snapshot: self._snapshot,
            s.Resumed: self._resumed,
            s.Ping: self._ping,
            s.GoAway: self._goaway,
            s.RefusedFrame: self._refused,
            s.Signals: self._signals,
            **dict.fromkeys(s.SessionEvent.__args__, self._event),
        }
        self._wake: dict[str, Callable[[float], list[Effect]]] = {
            "retry": self._retry,
            "answer": self._give_up,
            "alive": self._check_pulse,
            "move": self._move,
        }

    @property
    def has_socket(self) -> bool:
        """Whether there is a socket that is open, or being opened."""
        return self.phase not in {Phase.WAITING, Phase.OVER}

    @property
    def due(self) -> float | None:
        """When to call `wake` next."""
        return min(self._timers.values(), default=None)

    # From whoever uses it

    def start(self, now: float) -> list[Effect]:
        """Come in; a second time has no effect."""
        return [] if self.phase is Phase.OVER or self.has_socket else self._open(now)

    def ask(self, command: c.ClientCommand) -> list[Effect]:
        """Send a command now, or as soon as there is a line again."""
        if self.phase is Phase.OVER:
            return []
        self.unanswered[command.cid] = command
        return [Send(command)] if self.phase is Phase.LIVE else []

    def signal(self, signal: c.ClientSignal) -> list[Effect]:
        """Send a signal, or drop it while there is no line; pages that were shown are told later."""
        if isinstance(signal, c.ShowPage):
            self.shown[signal.document_id, signal.page_number] = signal
        return [Send(signal)] if self.phase is Phase.LIVE else []

    def leave(self) -> list[Effect]:
        """Say goodbye for good."""
        if self.phase is Phase.OVER:
            return []
        goodbye: list[Effect] = [Send(c.Bye())] if self.phase is Phase.LIVE else []
        return [*goodbye, *self._end(_LEFT)]

    # From the network

    def opened(self, socket: int, now: float) -> list[Effect]:
        """The socket is open."""
        if self._is_present(socket):
            self.phase = Phase.GREETING
            self._heard_at = now
            self._timers["answer"] = now + ANSWER_S
        return []

    def rejected(self, socket: int, status: int, now: float) -> list[Effect]:
        """The handshake was answered by HTTP with this status."""
        if not self._is_present(socket):
            return []
        return self._end(status) if status in _FINAL_STATUSES else self._lose(now, CloseCode.UNAVAILABLE)

    def closed(self, socket: int, code: int, now: float) -> list[Effect]:
        """The socket is closed, or could not be opened."""
        if not self._is_present(socket):
            return []
        if 4500 <= code < 5000:
            return self._end(code)
        return self._lose(now, code)

    def received(self, socket: int, frame: s.ServerFrame, now: float) -> list[Effect]:
        """A frame has come."""
        if not self._is_present(socket):
            return []
        self._heard_at = now
        take = self._take.get(type(frame), self._signalled)
        return take(frame, now)

    def wake(self, now: float) -> list[Effect]:
        """Time has passed."""
        effects: list[Effect] = []
        for name in [name for name, at in self._timers.items() if at <= now]:
            if self._timers.pop(name, None) is not None:
                effects += self._wake[name](now)
        return effects

    # Frames

    def _welcome(self, frame: s.Welcome, now: float) -> list[Effect]:
        self._ping_interval_s = frame.ping_interval_s
        self._timers["alive"] = now + 2 * self._ping_interval_s
        return [Deliver(frame)]

    def _snapshot(self, frame: s.Snapshot, now: float) -> list[Effect]:
        self.epoch, self.seq = frame.epoch, frame.seq
        return [Deliver(frame), *self._go_live(now)]

    def _resumed(self, frame: s.Resumed, now: float) -> list[Effect]:
        if frame.to <= self.seq:
            return self._go_live(now)
        self.phase, self._replay_until = Phase.CATCHING_UP, frame.to
        return []

    def _ping(self, frame: s.Ping, now: float) -> list[Effect]:
        pong: list[Effect] = [Send(c.Pong())]
        is_behind = self.phase is Phase.LIVE and frame.seq > self.seq
        return pong + (self._ask_for_snapshot(now) if is_behind else [])

    def _goaway(self, frame: s.GoAway, now: float) -> list[Effect]:
        self._timers["move"] = now + self._chance() * frame.reconnect_within_ms / 1000
        return []

    def _refused(self, frame: s.RefusedFrame, _now: float) -> list[Effect]:
        if frame.cid is None or self.unanswered.pop(frame.cid, None) is None:
            return [Deliver(frame)]
        return [Deliver(frame), Settle(frame.cid, frame)]

    def _signals(self, frame: s.Signals, _now: float) -> list[Effect]:
        return [Deliver(item) for item in frame.items]

    def _signalled(self, frame: s.SessionSignal, _now: float) -> list[Effect]:
        return [Deliver(frame)]

    def _event(self, frame: s.SessionEvent, now: float) -> list[Effect]:
        """An event is applied as the very next one only; one that answers us may also come again later."""
        if self.phase not in {Phase.LIVE, Phase.CATCHING_UP} or frame.seq is UNSET:
            return []
        settled = self._settled(frame.cid)
        is_our_epoch = frame.epoch is UNSET or frame.epoch == self.epoch
        if is_our_epoch and frame.seq == self.seq + 1:
            self.seq += 1
            has_caught_up = self.phase is Phase.CATCHING_UP and self.seq >= self._replay_until
            return [Deliver(frame), *settled, *(self._go_live(now) if has_caught_up else [])]
        is_old = frame.seq <= self.seq if is_our_epoch else bool(settled)
        return settled if is_old else [*settled, *self._ask_for_snapshot(now)]

    # Timers

    def _retry(self, now: float) -> list[Effect]:
        return [] if self.has_socket else self._open(now)

    def _move(self, now: float) -> list[Effect]:
        return [Close(_LEFT), *self._open(now)] if self.has_socket else []

    def _give_up(self, now: float) -> list[Effect]:
        return [Close(CloseCode.NO_PONG), *self._lose(now, CloseCode.NO_PONG)] if self.has_socket else []

    def _check_pulse(self, now: float) -> list[Effect]:
        """Two pings that did not come are a dead line, whatever the socket still believes."""
        if not self.has_socket or self.phase is Phase.CONNECTING:
            return []
        limit = self._heard_at + 2 * self._ping_interval_s
        if now >= limit:
            return self._give_up(now)
        self._timers["alive"] = limit
        return []

    # Steps

    def _is_present(self, socket: int) -> bool:
        """Sockets that were given up may go on talking for a while."""
        return self.has_socket and socket == self.socket

    def _open(self, now: float) -> list[Effect]:
        self.socket += 1
        self.phase = Phase.CONNECTING
        # A network that swallows everything lets a handshake hang for minutes.
        self._timers = {"answer": now + ANSWER_S}
        return [Open(self.socket, self.epoch, self.seq)]

    def _lose(self, now: float, code: int) -> list[Effect]:
        was_stable = self.phase is Phase.LIVE and now - self._live_since >= STABLE_S
        failures = 0 if was_stable else self._failures
        self._failures = failures + 1
        self.phase = Phase.WAITING
        self._timers = {"retry": now + self._delay(failures, code)}
        return []

    def _delay(self, failures: int, code: int) -> float:
        """Full jitter over a span that doubles, but stays short for as long as a restart may take."""
        shortest, brisk = (SLOW_DELAY_S, LONGEST_DELAY_S) if code in _SLOW else (FIRST_DELAY_S, BRISK_DELAY_S)
        longest = min(brisk, shortest * 2.0 ** min(failures, 20))
        longest = min(LONGEST_DELAY_S, longest * 2.0 ** min(max(0, failures - BRISK_TRIES), 20))
        return shortest + self._chance() * max(0.0, longest - shortest)

    def _go_live(self, now: float) -> list[Effect]:
        """In step with the server: say again what has had no answer, and every page that was shown."""
        self.phase = Phase.LIVE
        self._live_since = now
        self._timers.pop("answer", None)
        return [Send(frame) for frame in (*self.unanswered.values(), *self.shown.values())]

    def _ask_for_snapshot(self, now: float) -> list[Effect]:
        self.phase = Phase.BEHIND
        self._timers["answer"] = now + ANSWER_S
        return [Send(c.SnapshotRequest())]

    def _settled(self, cid: str | None) -> list[Effect]:
        if cid is None or self.unanswered.pop(cid, None) is None:
            return []
        return [Settle(cid)]

    def _end(self, ending: int) -> list[Effect]:
        closing: list[Effect] = [Close(_LEFT)] if self.has_socket else []
        self.phase, self.ending = Phase.OVER, ending
        self._timers.clear()
        return closing
