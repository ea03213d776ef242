"""Signals wait for one another, at most for a thirtieth of a second, and one timer does for everybody."""

from collections.abc import Callable

from livecontract.realtime.cadence import SIGNAL_PAUSE_S, Cadence


class Waiting:
    """A timer that a test lets run out, and connections that it releases."""

    def __init__(self) -> None:
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.released = 0

    def after(self, delay_s: float, call: Callable[[], None]) -> None:
        self.timers.append((delay_s, call))

    def release(self) -> None:
        self.released += 1


def test_lv5_pauses_that_overlap_end_together() -> None:
    waiting = Waiting()
    cadence = Cadence(waiting.after)

    for _ in range(3):
        cadence.rest(waiting)
    ((delay_s, run_out),) = waiting.timers
    run_out()
    cadence.rest(waiting)

    assert (delay_s, waiting.released, len(waiting.timers)) == (SIGNAL_PAUSE_S, 3, 2)
