"""The process that seals, one job after the other: `python -m livecontract.pdf.worker`.

Its argument is how many seconds of processor time a job may take. It gets frames on its standard
input and answers on its standard output (see `messages.py`), and ends when its input does.
"""

import ctypes
import gc
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import BinaryIO, Final

import msgspec

from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.limits import allow_processor_time
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
from livecontract.pdf.request import SealFailed
from livecontract.pdf.seal import rehearse, seal, time_stamp, warm_up
from livecontract.pdf.surroundings import place_of

# Address space, most of which libraries reserve and never touch.
MEMORY_LIMIT_BYTES: Final = 2 << 30

# Jobs of this size leave memory behind that the process would keep for the next one of their kind.
_LARGE_BYTES: Final = 1 << 20


def serve(jobs: BinaryIO, answers: BinaryIO, cpu_limit_s: float) -> None:
    """Answers jobs until there are no more; one that takes more processor time ends the process."""
    worker = _Worker()
    while head := jobs.read(LENGTH.size):
        (size,) = LENGTH.unpack(head)
        answers.write(_answered(worker, jobs.read(size), cpu_limit_s))
        answers.flush()
        if size > _LARGE_BYTES:
            _give_back()


def _answered(worker: "_Worker", message: bytes, cpu_limit_s: float) -> bytes:
    """The frame that answers a job; nothing of either outlives this call."""
    job = msgspec.msgpack.decode(message, type=Job)
    if not isinstance(job, Open):
        allow_processor_time(cpu_limit_s)
    return frame(_answer(worker, job))


def _give_back() -> None:
    """Returns to the machine what a job took; glibc would keep it, and others have no such call."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class _Worker:
    """What a worker remembers between jobs: whose seal it makes."""

    def __init__(self) -> None:
        self._identity: SealIdentity | None = None

    def open(self, job: Open) -> Answer:
        self._identity = job.identity
        warm_up(job.identity, datetime.now(UTC))
        return Passed()

    def seal(self, job: Seal) -> Answer:
        return Done(seal(job.request, self._own()))

    def rehearse(self, job: Rehearse) -> Answer:
        rehearse(job.document, job.treatment, self._own(), datetime.now(UTC))
        return Passed()

    def stamp(self, job: Stamp) -> Answer:
        return Stamped(time_stamp(job.digest, self._own()))

    def _own(self) -> SealIdentity:
        if self._identity is None:
            raise SealFailed("seal_identity_missing", "This worker was not told whose seal it makes.")
        return self._identity


def _answer(worker: _Worker, job: Job) -> Answer:
    doing: dict[type, Callable[..., Answer]] = {
        Open: worker.open,
        Seal: worker.seal,
        Rehearse: worker.rehearse,
        Stamp: worker.stamp,
    }
    try:
        return doing[type(job)](job)
    except SealFailed as reason:
        return Failed(reason.code, reason.detail, place_of(reason.__cause__))
    except MemoryError:
        return Failed("too_much_memory", "Sealing this document takes too much memory.")
    except Exception as reason:  # noqa: BLE001 - the loop of a process: the asking side must hear of it
        return Failed("seal_failed", "The document could not be sealed.", place_of(reason))


def _main() -> None:
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Libraries print and log what they find, and that quotes documents.
    logging.disable()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes the input
    serve(jobs, answers, float(sys.argv[1]))


if __name__ == "__main__":
    _main()
