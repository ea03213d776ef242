"""Who came to a session is what its recording tells, and nothing else."""

from datetime import timedelta

from livecontract.domain.attendance import Attendance, attendance
from livecontract.domain.recording import event_count
from tests.domain.test_attention import happened
from tests.making import NOON


def came(user_id: str, seconds: int) -> Attendance:
    return Attendance(user_id=user_id, joined_at=NOON + timedelta(seconds=seconds))


def test_rc10_everybody_who_joined_is_named_with_the_first_time() -> None:
    first = happened((1, "participantJoined", "carla", {}), (5, "participantLeft", "carla", {}))
    again = happened(
        (7, "participantJoined", "carla", {}), (9, "participantJoined", "ada", {}), epoch="another"
    )

    assert attendance([*first, *again]) == [came("carla", 1), came("ada", 9)]


def test_rc10_nobody_is_present_by_being_a_party_or_by_what_others_do() -> None:
    assert attendance(happened((0, "pageChange", "ada", {}), (3, "sessionEnded", "carla", {}))) == []
    assert attendance([]) == []


def test_notes_are_no_events() -> None:
    assert event_count(happened((0, "pageShown", "ada", {}))) == 0
