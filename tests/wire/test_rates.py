"""Limits on the number of calls: generous, per person, and told with the time to wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livecontract.domain.refusals import Refusal, Refused
from livecontract.wire.limits import Rate
from livecontract.wire.rates import Pace, Rates


class Stopwatch:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def rates(per_s: float, burst: int) -> tuple[Rates, Stopwatch]:
    watch = Stopwatch()
    return Rates({Pace.WRITE: Rate(per_s=per_s, burst=burst)}, watch), watch


def test_a_burst_is_allowed_and_then_one_waits() -> None:
    counted, watch = rates(per_s=0.5, burst=3)
    for _ in range(3):
        counted.count(Pace.WRITE, "ada")

    with pytest.raises(Refused) as refusal:
        counted.count(Pace.WRITE, "ada")
    counted.count(Pace.WRITE, "carla")
    watch.at += refusal.value.facts["retryAfterS"]  # type: ignore[operator]  # facts are JSON values
    counted.count(Pace.WRITE, "ada")

    assert refusal.value.code is Refusal.RATE_LIMITED


@given(st.lists(st.floats(0, 3), min_size=1, max_size=200), st.integers(1, 10))
def test_no_pattern_of_calls_gets_more_than_its_rate(pauses: list[float], burst: int) -> None:
    counted, watch = rates(per_s=2, burst=burst)
    start = watch.at
    allowed = 0
    for pause in pauses:
        watch.at += pause
        try:
            counted.count(Pace.WRITE, "ada")
        except Refused:
            continue
        allowed += 1

    assert allowed <= burst + 2 * (watch.at - start) + 1e-6
