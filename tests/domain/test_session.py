"""A live session's life, and that it leaves the contract alone."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from livecontract.domain import lifecycle, session
from livecontract.domain.events import Event, SessionEnded, SessionStarted
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import IDLE_LIMIT, IDLE_WARNING, Idleness, Session, SessionStatus
from tests.making import NOON, after, in_review


def a_session() -> Session:
    contract = in_review()
    (event,) = session.start(contract, None, session_id="s1", user_id="carla", now=NOON)
    assert isinstance(event, SessionStarted)
    return session.opened(contract, event)


def test_se2_either_party_starts_a_session() -> None:
    started = a_session()
    assert (started.status, started.started_by) == (SessionStatus.ACTIVE, "carla")
    assert (started.advisor_id, started.customer_id) == ("ada", "carla")


def test_se1_starting_again_joins_the_active_one() -> None:
    assert session.start(in_review(), a_session(), session_id="s2", user_id="ada", now=NOON) == []


def test_se2_ending_twice_has_no_second_effect() -> None:
    (event,) = session.end(a_session(), user_id="ada", reason="ended", now=NOON)
    assert isinstance(event, SessionEnded)
    ended = session.closed(a_session(), event)
    assert (ended.status, ended.ended_by, ended.reason) == (SessionStatus.ENDED, "ada", "ended")
    assert session.end(ended, user_id="carla", reason="ended", now=NOON) == []


@pytest.mark.parametrize("verb", [lifecycle.decline, lifecycle.void])
def test_se2_nobody_meets_over_a_contract_that_is_off(verb: Callable[..., Sequence[Event]]) -> None:
    contract = after(in_review(), verb(in_review(), "ada", "No"))
    with pytest.raises(Refused) as refused:
        session.start(contract, None, session_id="s1", user_id="ada", now=NOON)
    assert refused.value.code is Refusal.CONTRACT_FINAL


def test_se4_sessions_leave_the_contract_as_it_is() -> None:
    contract = in_review()
    started = session.start(contract, None, session_id="s1", user_id="ada", now=NOON)
    ended = session.end(a_session(), user_id="ada", reason="ended", now=NOON)
    assert after(contract, [*started, *ended]) == contract


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        (timedelta(0), Idleness.BUSY),
        (IDLE_WARNING - timedelta(seconds=1), Idleness.BUSY),
        (IDLE_WARNING, Idleness.WARNING),
        (IDLE_LIMIT, Idleness.OVER),
    ],
)
def test_se3_a_long_pause_warns_and_then_ends(quiet: timedelta, expected: Idleness) -> None:
    assert session.idleness(NOON, NOON + quiet) is expected
