"""A small pool of processes that seal; a hostile document can harm only one of them.

A worker stays alive from job to job, with fonts, templates and keys loaded, and has as much memory,
processor time and wall time for each as a contract may need. One that crashes or takes more is
killed and replaced; its job fails and may be tried again. One that has had no job for a while is
ended, since it holds as much memory as the server; where people are in session, one is kept ready.
"""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self, TypeVar

import msgspec
import structlog

from livecontract.pdf.authority import SealIdentity, without_root_key
from livecontract.pdf.messages import (
    LENGTH,
    Answer,
    Done,
    Failed,
    Job,
    Open,
    Passed,
    Rehearse,
    Seal,
    Stamp,
    Stamped,
    frame,
)
from livecontract.pdf.request import Sealed, SealFailed, SealRequest, Treatment
from livecontract.pdf.surroundings import inherited

WALL_LIMIT_S: Final = 60.0
CPU_LIMIT_S: Final = 50.0
START_LIMIT_S: Final = 30.0
IDLE_LIMIT_S: Final = 300.0

_READ_AHEAD: Final = 1 << 22
_LAST_BREATH_S: Final = 2.0

_TOO_LONG: Final = "Sealing this document takes too long."

Expected = TypeVar("Expected", Done, Stamped, Passed)

_decode: Final[Callable[[bytes], Answer]] = msgspec.msgpack.Decoder(Answer).decode

_log = structlog.get_logger(__name__)


class PdfWorkers:
    """Seals in up to `size` processes, which start when they are needed.

    An asynchronous context: the first worker starts when it is entered, without waiting for it,
    and all have ended when it is left.
    """

    def __init__(
        self,
        identity: SealIdentity,
        *,
        size: int = 2,
        wall_limit_s: float = WALL_LIMIT_S,
        cpu_limit_s: float = CPU_LIMIT_S,
        idle_limit_s: float = IDLE_LIMIT_S,
    ) -> None:
        self._identity = without_root_key(identity)
        self._wall_limit_s = wall_limit_s
        self._cpu_limit_s = cpu_limit_s
        self._idle_limit_s = idle_limit_s
        self._places = asyncio.Semaphore(size)
        self._idle: list[_Worker] = []
        self._starting: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._can_start = False
        self._expected = 0

    async def __aenter__(self) -> Self:
        self._start_ahead()
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, *self._ending, return_exceptions=True)
        while self._idle:
            await self._idle.pop().stop()

    async def seal(self, request: SealRequest) -> Sealed:
        """Seals and checks a document; raises SealFailed."""
        return (await self._ask(Seal(request), Done)).sealed

    async def trial_seal(self, document: bytes, treatment: Treatment) -> None:
        """Seals a document with sample content, checks every page and throws it away; raises SealFailed."""
        await self._ask(Rehearse(document, treatment), Passed)

    async def time_stamp(self, digest: bytes) -> bytes:
        """A time-stamp token (RFC 3161, DER) over a SHA-256 digest; raises SealFailed."""
        return (await self._ask(Stamp(digest), Stamped)).token

    async def ready(self) -> None:
        """Returns once a worker has started; raises SealFailed when none can."""
        async with self._places:
            self._rest(await self._taken())

    def expect(self, people: int) -> None:
        """Keeps a worker ready as long as there is anybody who may be about to sign."""
        self._expected = people
        if people and not self._idle and not self._starting:
            self._start_ahead()

    async def check(self) -> None:
        """Returns if the last worker that was to start has started; raises SealFailed if not.

        Waits for the first one. After a failure each call tries again.
        """
        if not self._can_start:
            if not self._starting:
                self._start_ahead()
            await asyncio.wait(tuple(self._starting))
        if not self._can_start:
            raise SealFailed("worker_not_started", "The sealing process does not start.")

    @property
    def idle_processes(self) -> tuple[int, ...]:
        """The process numbers of the workers that wait for a job."""
        return tuple(worker.process_id for worker in self._idle if worker.is_alive)

    async def _ask(self, job: Job, expected: type[Expected]) -> Expected:
        async with self._places:
            worker = await self._taken()
            try:
                async with asyncio.timeout(self._wall_limit_s):
                    answer = await worker.ask(job)
            except TimeoutError:
                await self._replace(worker, "took too long")
                raise SealFailed("worker_timed_out", _TOO_LONG) from None
            except EOFError:
                await worker.ended()
                await self._replace(worker, "ended")
                if worker.has_used_its_time:
                    raise SealFailed("worker_timed_out", _TOO_LONG) from None
                raise SealFailed("worker_crashed", "Sealing this document broke off.") from None
            except BaseException:
                # Its answer would be taken for the next job's.
                await worker.stop()
                raise
            self._rest(worker)
        if isinstance(answer, Failed):
            _log.warning("seal_refused", job=type(job).__name__, code=answer.code, place=answer.place)
            raise SealFailed(answer.code, answer.detail)
        if not isinstance(answer, expected):
            raise TypeError(f"A worker answered {type(answer).__name__}.")
        return answer

    async def _taken(self) -> "_Worker":
        while self._idle:
            worker = self._idle.pop()
            worker.wake()
            if worker.is_alive:
                return worker
        try:
            worker = await _Worker.started(self._identity, self._cpu_limit_s)
        except SealFailed:
            self._can_start = False
            raise
        self._can_start = True
        return worker

    def _rest(self, worker: "_Worker") -> None:
        self._idle.append(worker)
        worker.rest(self._idle_limit_s, lambda: self._let_go(worker))

    def _let_go(self, worker: "_Worker") -> None:
        """Ends a worker that had nothing to do for long, unless it is the one to be kept ready."""
        self._idle.remove(worker)
        if self._expected and not self._idle:
            if worker.is_alive:
                self._rest(worker)
                return
            self._start_ahead()
        task = asyncio.get_running_loop().create_task(worker.stop())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _replace(self, worker: "_Worker", how: str) -> None:
        _log.warning("seal_worker_replaced", how=how)
        await worker.stop()
        self._start_ahead()

    def _start_ahead(self) -> None:
        """Starts a worker in the background, so that the next job does not wait for it."""
        task = asyncio.get_running_loop().create_task(self._keep_ready())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _keep_ready(self) -> None:
        try:
            await self.ready()
        except SealFailed as reason:
            # The job that needs the worker will try again, and say what is wrong.
            _log.error("seal_worker_not_started", code=reason.code, detail=reason.detail)


class _Worker:
    """One process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._rested: asyncio.TimerHandle | None = None

    @classmethod
    async def started(cls, identity: SealIdentity, cpu_limit_s: float) -> "_Worker":
        environment = inherited()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "livecontract.pdf.worker",
            str(cpu_limit_s),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**environment, "RAYON_NUM_THREADS": "1"},  # one worker, one core
            limit=_READ_AHEAD,
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(START_LIMIT_S):
                answer = await worker.ask(Open(identity))
        except (TimeoutError, EOFError):
            await worker.stop()
            raise SealFailed("worker_not_started", "The sealing process did not start.") from None
        except BaseException:
            await worker.stop()
            raise
        if isinstance(answer, Failed):
            await worker.stop()
            raise SealFailed(answer.code, answer.detail)
        return worker

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    @property
    def has_used_its_time(self) -> bool:
        """Whether it has ended because its job took too much processor time."""
        return self._process.returncode == -signal.SIGXCPU

    def rest(self, limit_s: float, then: Callable[[], None]) -> None:
        """Has nothing to do; `then` is called when that lasts for `limit_s`."""
        self._rested = asyncio.get_running_loop().call_later(limit_s, then)

    def wake(self) -> None:
        """Has something to do."""
        if self._rested is not None:
            self._rested.cancel()

    async def ask(self, job: Job) -> Answer:
        """Raises EOFError when the process ends before it has answered."""
        writer, reader = self._process.stdin, self._process.stdout
        if writer is None or reader is None:
            raise EOFError
        try:
            writer.write(frame(job))
            await writer.drain()
            (size,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
            return _decode(await reader.readexactly(size))
        except ConnectionError:
            raise EOFError from None

    async def ended(self) -> None:
        """Waits for a process that answers no more; a kill meanwhile may hide by what it has ended."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_BREATH_S):
                await self._process.wait()

    async def stop(self) -> None:
        """Ends the process at once; nothing in it is worth waiting for."""
        self.wake()
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self.is_alive:
            with suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()
