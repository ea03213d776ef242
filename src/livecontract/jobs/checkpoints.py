"""Binding the audit chains together: once an hour when something has moved, and soon after a seal."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec.structs
import structlog

from livecontract.domain.checkpoint import bind
from livecontract.store.port import Job, Store, StoreUnavailable

EVERY = timedelta(hours=1)
# So many heads are bound at once that a deployment that was never bound needs few checkpoints.
MOST_LEAVES = 10_000

log = structlog.get_logger()


class Checkpoints:
    """Makes checkpoints, one after the other; also the handler of checkpoint jobs."""

    def __init__(
        self,
        store: Store,
        stamp: Callable[[bytes], Awaitable[bytes]],
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`stamp` makes a time-stamp token over a SHA-256 digest, `sleep` takes seconds."""
        self._store = store
        self._stamp = stamp
        self._clock = clock
        self._sleep = sleep
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Bind what has moved every hour until cancelled, whatever went wrong the last time."""
        while True:
            try:
                await self.bind()
            except StoreUnavailable as error:
                log.warning("no checkpoint for now", error=str(error))
            except Exception:
                # Nobody would begin again before the next start.
                log.exception("no checkpoint could be made")
            await self._sleep(EVERY.total_seconds())

    async def __call__(self, _job: Job) -> None:
        """Bind what has moved; when nothing has, that is no second effect."""
        await self.bind()

    async def bind(self) -> int:
        """Bind every head that has moved; returns how many.

        The time stamp is made outside the transaction. A head that moves meanwhile is still one that
        its chain had, and is bound as it is then by the next checkpoint.
        """
        async with self._turn:
            total = 0
            while bound := await self._bind_some():
                total += bound
            return total

    async def _bind_some(self) -> int:
        last, leaves = await self._store.read(
            lambda reader: (reader.last_checkpoint(), reader.moved_heads(MOST_LEAVES))
        )
        if not leaves:
            return 0
        bare = bind(last, leaves, self._clock())
        checkpoint = msgspec.structs.replace(bare, token=await self._stamp(bytes.fromhex(bare.hash)))
        await self._store.write(lambda tx: tx.append_checkpoint(checkpoint, leaves))
        log.info("chains bound", checkpoint=checkpoint.number, count=len(leaves))
        return len(leaves)
