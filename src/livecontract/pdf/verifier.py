"""Has files judged that anybody may hand in: each in a limited child process, which knows no key."""

import asyncio
import hashlib
from typing import Final

import msgspec
import structlog

from livecontract.domain.refusals import Refusal, Refused
from livecontract.pdf.child import ChildFailed, run_limited
from livecontract.pdf.limits import CHECKS_AT_ONCE, Limits
from livecontract.pdf.verdict import Question, Verdict, unproven

# Several times what the largest file takes that was sealed here.
LIMITS: Final = Limits(memory_bytes=1 << 30, cpu_s=10.0, wall_s=20.0)
# The largest file that the server takes to be checked; on the command line there may be larger ones.
_LARGE_BYTES: Final = 40_000_000
# Every file that waits is held in memory.
MOST_WAITING: Final = 12

_log = structlog.get_logger(__name__)


class Verifier:
    """Judges one file after the other; see `verify.py` for what a verdict says."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(CHECKS_AT_ONCE)
        self._waiting = 0

    async def verify(self, data: bytes, *, trusted_roots: tuple[bytes, ...] = ()) -> Verdict:
        """Judges a file, whatever it is. Refuses `unavailable` while too many others wait."""
        if self._waiting >= MOST_WAITING:
            raise Refused(Refusal.UNAVAILABLE)
        self._waiting += 1
        try:
            async with self._places:
                return await self._judged(Question(data, trusted_roots))
        finally:
            self._waiting -= 1

    async def _judged(self, question: Question) -> Verdict:
        limits = _for_size(self._limits, len(question.data))
        try:
            answer = await run_limited("verify", msgspec.msgpack.encode(question), limits)
        except ChildFailed as failed:
            _log.warning("file_not_judged", reason=failed.reason, place=failed.place)
            digest = hashlib.sha256(question.data).hexdigest()
            return unproven(digest, _BROKEN if failed.reason == "crash" else _ENDLESS)
        return msgspec.msgpack.decode(answer, type=Verdict)


def _for_size(limits: Limits, size: int) -> Limits:
    """The limits for a file; an evidence package may hold twenty contracts, and is held several times."""
    parts = max(size - 1, 0) // _LARGE_BYTES
    return Limits(
        memory_bytes=limits.memory_bytes + 4 * parts * _LARGE_BYTES,
        cpu_s=limits.cpu_s * (1 + parts),
        wall_s=limits.wall_s * (1 + parts),
    )


_BROKEN: Final = "The file is damaged, or made to mislead: it cannot be examined."
_ENDLESS: Final = "Examining the file takes more time or memory than a sealed contract ever does."
