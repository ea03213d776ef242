"""One timer for the whole process: whatever has to happen later is asked for here."""

import heapq
from collections.abc import Callable
from itertools import count

TICK_S = 0.25


class Wheel:
    """Calls back after a delay, to the next tick; time is whatever `turn` is told."""

    def __init__(self, now: float) -> None:
        self._now = now
        self._order = count()
        self._waiting: list[tuple[float, int, Callable[[], None]]] = []

    def after(self, delay_s: float, call: Callable[[], None]) -> None:
        """Call once, `delay_s` after the last turn at the earliest."""
        heapq.heappush(self._waiting, (self._now + delay_s, next(self._order), call))

    def turn(self, now: float) -> None:
        """Make all calls that are due at `now`, in the order in which they fell due."""
        self._now = now
        while self._waiting and self._waiting[0][0] <= now:
            heapq.heappop(self._waiting)[2]()
