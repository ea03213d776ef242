"""What tests of the runner are made of: time that obeys, deeds that can be held up, a store that can fail."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from livecontract.jobs.runner import Patience, Runner
from livecontract.store.port import Job, NewJob, Store, StoreUnavailable, T, Transaction
from livecontract.store.sqlite import SqliteStore
from tests.making import NOON

DEADLINE_S = 30
PATIENCE = Patience(attempts=3, jobs_at_once=2, grace=timedelta(seconds=7))


class Moments:
    """A place to wait until something holds that others bring about."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], bool], asyncio.Event]] = []

    async def until(self, holds: Callable[[], bool]) -> None:
        now = asyncio.Event()
        self._waiting.append((holds, now))
        self.look()
        async with asyncio.timeout(DEADLINE_S):
            await now.wait()

    def look(self) -> None:
        for holds, now in self._waiting:
            if holds():
                now.set()


class Time:
    """Time that passes only when told to; whoever sleeps wakes up once it has passed."""

    def __init__(self) -> None:
        self.now = NOON
        self._sleepers: list[tuple[datetime, asyncio.Event]] = []
        self._moments = Moments()

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        sleeper = (self.now + timedelta(seconds=seconds), asyncio.Event())
        self._sleepers.append(sleeper)
        self._moments.look()
        try:
            await sleeper[1].wait()
        finally:
            self._sleepers.remove(sleeper)

    async def pass_to(self, until: datetime) -> None:
        """Wait until somebody sleeps until then, and let the time come."""
        await self._moments.until(lambda: any(end == until for end, _ in self._sleepers))
        self.now = until
        for end, over in self._sleepers:
            if end <= until:
                over.set()


class Deeds:
    """Does jobs by noting their names; single ones can be held up, or fail for a while."""

    def __init__(self) -> None:
        self.begun: list[object] = []
        self.ended: list[object] = []
        self.gates: dict[object, asyncio.Event] = {}
        self.failures: dict[object, int] = {}
        self.words: dict[object, str] = {}
        self._moments = Moments()

    async def __call__(self, job: Job) -> None:
        name = job.payload["name"]
        self.begun.append(name)
        self._moments.look()
        if name in self.gates:
            await self.gates[name].wait()
        if self.failures.get(name, 0) > 0:
            self.failures[name] -= 1
            raise ConnectionError(self.words.get(name, f"no route for {name}"))
        self.ended.append(name)
        self._moments.look()

    def hold_up(self, name: str) -> asyncio.Event:
        """Let that job wait until the event is set."""
        return self.gates.setdefault(name, asyncio.Event())

    async def have_begun(self, *names: str) -> None:
        await self._moments.until(lambda: sorted(map(str, self.begun)) == sorted(names))

    async def have_ended(self, *names: str) -> None:
        await self._moments.until(lambda: sorted(map(str, self.ended)) == sorted(names))


class FlakyStore(SqliteStore):
    """A store whose next writes fail, as on a full disk or for the reason given; or hang at a gate."""

    failures = 0
    reason: Exception = StoreUnavailable("the disk is full")
    gate: asyncio.Event | None = None

    async def write(self, work: Callable[[Transaction], T]) -> T:
        if self.gate is not None:
            await self.gate.wait()
        if self.failures > 0:
            self.failures -= 1
            raise self.reason
        return await super().write(work)


@asynccontextmanager
async def at_work(
    store: Store,
    deeds: Deeds,
    time: Time,
    *,
    is_only: bool = False,
    lasting: frozenset[str] = frozenset(),
) -> AsyncIterator[Runner]:
    """A runner that works until the end of the block, and has settled everything after it."""
    runner = Runner(
        store,
        {"letter": deeds},
        clock=time.clock,
        sleep=time.sleep,
        chance=lambda: 1.0,
        patience=PATIENCE,
        is_only=is_only,
        lasting=lasting,
    )
    working = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        runner.stop()
        async with asyncio.timeout(DEADLINE_S):
            await working


async def enqueue(
    store: Store, *names: str, stream: str | None = None, kind: str = "letter", run_at: datetime | None = None
) -> None:
    """Enqueue jobs of these names in one transaction."""

    def work(tx: Transaction) -> None:
        for name in names:
            tx.enqueue(NewJob(kind=kind, payload={"name": name}, stream=stream, run_at=run_at), NOON)

    await store.write(work)


async def claimed(store: Store, now: datetime = NOON) -> list[Job]:
    """Claim what is due, as another runner would."""
    until = now + PATIENCE.lease
    return await store.write(lambda tx: tx.claim_jobs(["letter"], now=now, until=until, limit=99))


async def waiting(store: Store) -> int:
    return await store.read(lambda reader: reader.waiting_jobs())
