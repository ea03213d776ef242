"""The live edge of one server, put together: who comes in, what they may send, what time brings."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from typing import Any

from livecontract.domain.recording import KEPT_BY_DEFAULT, Keep
from livecontract.live.port import Live
from livecontract.realtime.cadence import After, Cadence
from livecontract.realtime.control import Control
from livecontract.realtime.deferral import Deferral
from livecontract.realtime.durable import Durable
from livecontract.realtime.errands import Errands
from livecontract.realtime.guard import Guard
from livecontract.realtime.hub import Hub
from livecontract.realtime.idleness import IdleWatch
from livecontract.realtime.ordered import Ordered
from livecontract.realtime.page_ledger import PageLedger
from livecontract.realtime.presence import Attendance
from livecontract.realtime.pulse import Pulse
from livecontract.realtime.recorder import Recorder
from livecontract.realtime.signalling import Signalling
from livecontract.realtime.turns import turns
from livecontract.realtime.wheel import TICK_S, Wheel
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.limits import DEFAULT_LIMITS, Limits
from livecontract.wire.ports import Ports
from livecontract.wire.rates import Pace, Rates

IDLE_LOOK_S = 5.0
REMOVED_LOOK_S = 2.0
EMPTY_LOOK_S = 60.0
DRAIN_S = 1.0
CLOSE_S = 3.0


class Edge:
    """What the wiring starts and stops, and what the sockets are handed to."""

    def __init__(
        self,
        ports: Ports,
        live: Live,
        limits: Limits = DEFAULT_LIMITS,
        now: Callable[[], float] = time.monotonic,
        kept: frozenset[Keep] = KEPT_BY_DEFAULT,
        attended: Callable[[int], None] = lambda _: None,
        after: After | None = None,
    ) -> None:
        """`after` times the pauses between signals, which are shorter than a tick of the clock."""
        self.ports = ports
        self.limits = limits
        self.now = now
        self.handshakes = Rates({Pace.HANDSHAKE: limits.handshakes}, now)
        self.errands = Errands()
        self.wheel = Wheel(now())
        self.is_draining = False
        self._guard = guard = Guard(ports, self.errands)
        page_ledger = PageLedger(ports.door, self.errands, self.wheel)
        self._recorder = recorder = Recorder(ports.door, kept, self.errands, self.wheel)
        deferral = Deferral(self.errands, now)
        self._pulse = Pulse(limits.ping_interval_s, guard.check)
        self.hub = Hub(
            ports,
            live,
            limits,
            attendance=Attendance(live, self.wheel, self.errands, ports.clock),
            page_ledger=page_ledger,
            recorder=recorder,
            errands=self.errands,
            pulse=self._pulse,
            cadence=Cadence(after or self.wheel.after),
            now=now,
            attended=attended,
        )
        acts = (
            Ordered(ports, live, deferral).acts()
            | Durable(ports.door, live, page_ledger, deferral, self.errands).acts()
            | Signalling(live, page_ledger.plan, recorder).acts()
            | Control(self.hub, guard, self.errands).acts()
        )
        self.hub.turns = turns(acts, limits)
        self._idle = IdleWatch(ports.door, live, self.hub)
        self._ticking: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Let time begin; takes a running event loop."""
        self.errands.start(self._guard.shut_out(self.hub), "removed users")
        self._every(REMOVED_LOOK_S, lambda: self._guard.shut_out(self.hub), "removed users")
        self._every(IDLE_LOOK_S, lambda: self._idle.look(self.now()), "idle sessions")
        self._every(EMPTY_LOOK_S, self._idle.look_at_empty_sessions, "empty sessions")
        self._tick()

    def turn(self) -> None:
        """One tick of the clock: everything that is due."""
        self.wheel.turn(self.now())
        self._pulse.beat()

    async def drain(self, window_s: float = DRAIN_S) -> None:
        """Send everybody away, wait until they are gone, and finish what they began."""
        self.is_draining = True
        for connection in self.hub:
            connection.send_away(round(window_s * 1000))
        await self._emptied_within(window_s)
        for connection in self.hub:
            connection.close(CloseCode.GOING_AWAY)
        await self._emptied_within(2 * CLOSE_S)
        await self.errands.settle()
        await self._recorder.flush()

    def stop(self) -> None:
        """Let time stand still."""
        if self._ticking is not None:
            self._ticking.cancel()

    def _tick(self) -> None:
        self._ticking = asyncio.get_running_loop().call_later(TICK_S, self._tick)
        self.turn()

    def _every(self, period_s: float, look: Callable[[], Coroutine[Any, Any, None]], what: str) -> None:
        def again() -> None:
            self.errands.start(look(), what)
            self.wheel.after(period_s, again)

        self.wheel.after(period_s, again)

    async def _emptied_within(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.hub.emptied.wait()
