"""The loop that does what must follow a commit: at least once, in order within a stream, retried.

Each turn is one transaction: it settles what has ended, holds what goes on, and claims what is due.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

import structlog

from livecontract.store.port import Job, Store, StoreUnavailable, Transaction

Deed: TypeAlias = Callable[[Job], Awaitable[None]]

MAX_ERROR_LENGTH = 500

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long to try, and how much at a time.

    A job that fails is tried again after `first_delay`, then after twice that, up to
    `longest_delay`. `lease` is how long another runner waits before it takes over from one that
    has died, `grace` how long running jobs may take to finish once the runner is stopped. A job that
    takes longer than `longest_job` is left to itself, but the runner is not well then.
    """

    attempts: int = 12
    first_delay: timedelta = timedelta(seconds=1)
    longest_delay: timedelta = timedelta(minutes=5)
    lease: timedelta = timedelta(seconds=30)
    longest_rest: timedelta = timedelta(seconds=10)
    longest_job: timedelta = timedelta(minutes=15)
    grace: timedelta = timedelta(seconds=10)
    jobs_at_once: int = 8

    def delay(self, attempts: int, chance: float) -> timedelta:
        """How long to wait after that many attempts; `chance` (0 to 1) keeps failures apart."""
        doubled = self.first_delay * 2.0 ** min(attempts - 1, 30)
        return min(doubled, self.longest_delay) * (0.5 + chance / 2)


class NotAtWork(Exception):
    """The runner does not do what it is there for; the sentence says in which way."""


class Runner:
    """Does the jobs of the kinds in its table, until it is stopped."""

    def __init__(
        self,
        store: Store,
        deeds: Mapping[str, Deed],
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        patience: Patience = Patience(),
        is_only: bool = False,
        lasting: frozenset[str] = frozenset(),
    ) -> None:
        """Do each job with the deed of its kind; `is_only` says that no other runner is at work.

        A job of a `lasting` kind is never given up: somebody waits for it, and it is tried again every
        `longest_delay` for as long as it fails. A deed is called again after it raised, and also after
        it was done when that could not be noted: it must not mind. `sleep` takes seconds.
        """
        self._store = store
        self._deeds = deeds
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._patience = patience
        self._lasting = lasting
        # Another runner's leases mean nothing to the only one.
        self._frees_leases = is_only
        self._running: dict[int, _Running] = {}
        self._settlements: list[_Settlement] = []
        self._wake = asyncio.Event()
        self._is_stopping = False
        self._last_turn: datetime | None = None
        self._failures = 0

    async def run(self) -> None:
        """Work until `stop` is called; what runs then may finish, and the rest is given back.

        No failure ends it: what goes wrong in a turn is logged, and the next turn tries again.
        """
        self._last_turn = self._clock()
        self._store.on_jobs(self._wake.set)
        try:
            while not self._is_stopping:
                self._wake.clear()
                await self._rest(await self._next_turn())
        finally:
            self._last_turn = None
            await self._drain()

    async def check(self) -> None:
        """Return if jobs are being done; raises `NotAtWork`."""
        if self._last_turn is None:
            raise NotAtWork("The jobs are not running.")
        now = self._clock()
        endless = [r.job for r in self._running.values() if now - r.began_at > self._patience.longest_job]
        if endless:
            named = ", ".join(f"{job.kind} {job.job_id}" for job in endless)
            raise NotAtWork(f"These jobs do not come to an end: {named}.")
        silence = now - self._last_turn
        if silence > self._patience.lease:
            raise NotAtWork(f"The jobs have not come round for {silence.total_seconds():.0f} seconds.")

    def stop(self) -> None:
        """Claim nothing any more, and let `run` come to its end."""
        self._is_stopping = True
        self._wake.set()

    async def _next_turn(self) -> timedelta:
        """Take a turn; the answer is how long to rest after it."""
        try:
            rest = await self._turn()
        except StoreUnavailable as error:
            log.warning("jobs wait for the database", error=str(error))
        except Exception:
            # Nobody would take over: seals and letters would be missing until the next start.
            log.exception("a turn of the jobs failed")
            await self._settle_one_by_one()
        else:
            self._last_turn, self._failures = self._clock(), 0
            return rest
        self._failures += 1
        return min(self._patience.delay(self._failures, 1.0), self._patience.longest_rest)

    async def _settle_one_by_one(self) -> None:
        """Settle all that can be; a job that cannot is done again once its lease has ended."""
        while self._settlements:
            settle = self._settlements[0]
            try:
                await self._store.write(settle)
            except StoreUnavailable as error:
                log.warning("jobs wait for the database", error=str(error))
                return
            except Exception:
                log.exception("a job could not be settled")
            del self._settlements[0]

    async def _turn(self) -> timedelta:
        plan = self._plan()
        turn = await self._store.write(partial(_carry_out, plan))
        self._frees_leases = False
        del self._settlements[: len(plan.settlements)]
        for job in plan.to_hold:
            self._note_lease(job, None if job.job_id in turn.lost else plan.until)
        for job in turn.claimed:
            self._begin(job, plan)
        return self._longest_rest(plan.now, turn.next_at)

    def _plan(self) -> "_Plan":
        now = self._clock()
        renewal = now + self._patience.lease / 2
        return _Plan(
            now=now,
            until=now + self._patience.lease,
            frees_leases=self._frees_leases,
            settlements=tuple(self._settlements),
            to_hold=tuple(r.job for r in self._running.values() if r.held_until <= renewal),
            kinds=tuple(self._deeds),
            free=self._patience.jobs_at_once - len(self._running),
        )

    def _note_lease(self, job: Job, held_until: datetime | None) -> None:
        running = self._running.get(job.job_id)
        if running is None:
            return
        if held_until is None:
            log.warning("job lost to another runner", kind=job.kind, job_id=job.job_id)
            running.call_off()
        else:
            running.held_until = held_until

    def _begin(self, job: Job, plan: "_Plan") -> None:
        if job.attempts > self._patience.attempts and job.kind not in self._lasting:
            # It was begun often enough, and its process ended each time before it did.
            self._bury(job, "the process ended while it was being done")
            return
        running = _Running(job, plan.now, plan.until)
        self._running[job.job_id] = running
        running.task = asyncio.create_task(self._do(running), name=f"{job.kind} {job.job_id}")

    async def _do(self, running: "_Running") -> None:
        job = running.job
        try:
            await self._deeds[job.kind](job)
        except asyncio.CancelledError:
            if running.is_called_off:
                self._settle(partial(_give_back, job, self._clock))
            else:
                self._fail(job, "cancelled")
        except Exception as error:  # noqa: BLE001 - whatever a deed raises, it is tried again
            self._fail(job, f"{type(error).__name__}: {error}"[:MAX_ERROR_LENGTH])
        else:
            self._settle(lambda tx: tx.finish_job(job))
        finally:
            del self._running[job.job_id]

    def _fail(self, job: Job, error: str) -> None:
        facts = {"kind": job.kind, "job_id": job.job_id, "attempts": job.attempts, "error": error}
        delay = self._patience.delay(job.attempts, self._chance())
        if job.attempts < self._patience.attempts:
            log.warning("job failed", **facts)
        elif job.kind in self._lasting:
            log.error("job still fails", **facts)
            delay = self._patience.longest_delay
        else:
            self._bury(job, error)
            return
        run_at = self._clock() + delay
        self._settle(lambda tx: tx.retry_job(job, run_at=run_at, error=error))

    def _bury(self, job: Job, error: str) -> None:
        log.error("job given up", kind=job.kind, job_id=job.job_id, attempts=job.attempts, error=error)
        self._settle(lambda tx: tx.bury_job(job, error=error))

    def _settle(self, settlement: "_Settlement") -> None:
        self._settlements.append(settlement)
        self._wake.set()

    def _longest_rest(self, now: datetime, next_at: datetime | None) -> timedelta:
        renewals = [r.held_until - self._patience.lease / 2 for r in self._running.values()]
        ends = [*renewals, now + self._patience.longest_rest]
        if next_at is not None:
            ends.append(next_at)
        return max(min(ends) - now, timedelta())

    async def _rest(self, longest: timedelta) -> None:
        timer = asyncio.create_task(self._ring_after(longest))
        try:
            await self._wake.wait()
        finally:
            timer.cancel()

    async def _ring_after(self, pause: timedelta) -> None:
        await self._sleep(pause.total_seconds())
        self._wake.set()

    async def _drain(self) -> None:
        await self._finish_running()
        await self._settle_one_by_one()
        if self._settlements:
            log.warning("jobs keep their leases", jobs=len(self._settlements))

    async def _finish_running(self) -> None:
        tasks = [running.task for running in self._running.values() if running.task is not None]
        if not tasks:
            return
        timer: asyncio.Future[Any] = asyncio.create_task(self._ring_after(self._patience.grace))
        everything: asyncio.Future[Any] = asyncio.gather(*tasks)
        await asyncio.wait({timer, everything}, return_when=asyncio.FIRST_COMPLETED)
        timer.cancel()
        for running in list(self._running.values()):
            running.call_off()
        await everything


_Settlement: TypeAlias = Callable[[Transaction], object]


@dataclass(slots=True)
class _Running:
    job: Job
    began_at: datetime
    held_until: datetime
    task: asyncio.Task[None] | None = None
    is_called_off: bool = False

    def call_off(self) -> None:
        self.is_called_off = True
        if self.task is not None:
            self.task.cancel()


@dataclass(frozen=True, slots=True)
class _Plan:
    now: datetime
    until: datetime
    frees_leases: bool
    settlements: tuple[_Settlement, ...]
    to_hold: tuple[Job, ...]
    kinds: tuple[str, ...]
    free: int


@dataclass(frozen=True, slots=True)
class _Turn:
    lost: frozenset[int]
    claimed: list[Job]
    next_at: datetime | None


def _carry_out(plan: _Plan, tx: Transaction) -> _Turn:
    if plan.frees_leases:
        tx.release_jobs(plan.now)
    for settle in plan.settlements:
        settle(tx)
    lost = frozenset(job.job_id for job in plan.to_hold if not tx.extend_job(job, until=plan.until))
    if plan.free <= 0:
        return _Turn(lost, [], None)
    claimed = tx.claim_jobs(plan.kinds, now=plan.now, until=plan.until, limit=plan.free)
    # With no place left, whatever is due waits for a place, not for a time.
    next_at = tx.next_job_at(plan.kinds) if len(claimed) < plan.free else None
    return _Turn(lost, claimed, next_at)


def _give_back(job: Job, clock: Callable[[], datetime], tx: Transaction) -> None:
    tx.give_back_job(job, clock())
