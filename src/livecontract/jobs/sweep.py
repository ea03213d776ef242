"""Forgetting what is good for nothing any more: old first answers, ended links and browser sessions."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from livecontract.store.port import Store, StoreUnavailable

# A repeat that comes later than this is taken for a new request.
KEPT = timedelta(days=7)
EVERY = timedelta(hours=1)
# Few enough that nobody notices the transaction that forgets them.
AT_ONCE = 500

log = structlog.get_logger()


class Sweep:
    """Goes through the database once an hour, and at the start."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`sleep` takes seconds."""
        self._store = store
        self._clock = clock
        self._sleep = sleep

    async def run(self) -> None:
        """Sweep until cancelled; while the database is away there is nothing to sweep."""
        while True:
            try:
                await self.sweep()
            except StoreUnavailable as error:
                log.warning("nothing is forgotten for now", error=str(error))
            except Exception:
                # Nobody would begin again before the next start.
                log.exception("forgetting failed")
            await self._sleep(EVERY.total_seconds())

    async def sweep(self) -> int:
        """Forget everything that ended long enough ago, a little at a time; returns how much."""
        before, total = self._clock() - KEPT, 0
        while count := await self._store.write(lambda tx: tx.forget(before, AT_ONCE)):
            total += count
        if total:
            log.info("forgotten", count=total)
        return total
