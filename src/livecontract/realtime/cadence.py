"""How often signals go out: at once after a pause, else together, so that clients get few frames."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeAlias

SIGNAL_PAUSE_S = 0.033

# Calls back once, so many seconds from now.
After: TypeAlias = Callable[[float, Callable[[], None]], object]


def on_the_loop(delay_s: float, call: Callable[[], None]) -> None:
    """Call once, as the running event loop counts time."""
    asyncio.get_running_loop().call_later(delay_s, call)


class Rests(Protocol):
    """Whoever has just sent a signal."""

    def release(self) -> None:
        """The pause is over: what waited may go out."""


class Cadence:
    """The pauses of all connections; those that overlap end together, so that one timer does for all."""

    def __init__(self, after: After) -> None:
        self._after = after
        self._resting: list[Rests] = []

    def rest(self, connection: Rests) -> None:
        """Release this connection within a pause."""
        self._resting.append(connection)
        if len(self._resting) == 1:
            self._after(SIGNAL_PAUSE_S, self._release)

    def _release(self) -> None:
        resting, self._resting = self._resting, []
        for connection in resting:
            connection.release()
