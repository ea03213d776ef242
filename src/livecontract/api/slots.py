"""How many may be at something large at the same time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from livecontract.domain.refusals import Refusal, Refused
from livecontract.wire.rates import too_often


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A bound: so many in all, and so many from one address, who thus cannot take all of them."""

    total: int
    each: int


class Slots:
    """Counts who is at it now."""

    def __init__(self, bound: AtOnce) -> None:
        self._bound = bound
        self._taken: Counter[str] = Counter()

    @contextmanager
    def taken(self, who: str) -> Iterator[None]:
        """A slot of `who` for the length of the block; refuses when there is none."""
        if self._taken[who] >= self._bound.each:
            raise too_often(0)
        if self._taken.total() >= self._bound.total:
            raise Refused(Refusal.UNAVAILABLE)
        self._taken[who] += 1
        try:
            yield
        finally:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]
