"""What took work is given again for some seconds, and whoever asks meanwhile waits for the same."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Cache(Generic[K, V]):
    """Keeps the last `at_most` values, each for `span_s` seconds from when it was asked for; no failures."""

    def __init__(self, at_most: int, span_s: float, monotonic: Callable[[], float]) -> None:
        """`monotonic` gives seconds that never go back."""
        self._at_most = at_most
        self._span_s = span_s
        self._monotonic = monotonic
        self._kept: dict[K, tuple[float, asyncio.Future[V]]] = {}

    async def get(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        """The value under that key, made if it is not at hand; raises what `make` raises."""
        now = self._monotonic()
        self._kept = {name: kept for name, kept in self._kept.items() if kept[0] > now}
        found = self._kept.get(key)
        if found is None:
            while len(self._kept) >= self._at_most:
                del self._kept[next(iter(self._kept))]
            found = self._kept[key] = (now + self._span_s, asyncio.ensure_future(make()))
        try:
            # Who hangs up does not take it away from the others.
            return await asyncio.shield(found[1])
        except Exception:
            if self._kept.get(key) is found:
                del self._kept[key]
            raise
