"""A page counts for a person while it is before them and they are there."""

import json
from datetime import timedelta

from livecontract.domain.attention import Attention, attention
from livecontract.domain.recording import Batch, Entry, RecordingHead, batches
from tests.making import NOON


def happened(*told: tuple[int, str, str, dict[str, object]], epoch: str = "e") -> list[Batch]:
    """A recording of what was told, each at that second, of that type, of that person."""
    entries = [
        Entry(
            None,
            json.dumps(
                {
                    "at": (NOON + timedelta(seconds=second)).isoformat(),
                    "type": kind,
                    "userId": user,
                    "documentId": "d",
                    "anything": [1],
                    **more,
                }
            ).encode(),
        )
        for second, kind, user, more in told
    ]
    return batches(RecordingHead(), session_id="s", epoch=epoch, at=NOON, entries=entries)


def seen(user_id: str, page_number: int, seconds: float) -> Attention:
    return Attention(user_id=user_id, document_id="d", page_number=page_number, seconds=seconds)


def test_rc7_each_persons_pages_are_timed_apart() -> None:
    found = happened(
        (0, "participantJoined", "ada", {}),
        (0, "viewport", "ada", {"pageNumber": 1}),
        (2, "participantJoined", "carla", {}),
        (2, "viewport", "carla", {"pageNumber": 1}),
        (5, "pageChange", "ada", {"pageNumber": 2}),
        (9, "viewport", "carla", {"pageNumber": 2}),
        (20, "sessionEnded", "ada", {}),
    )

    assert attention(found) == [
        seen("ada", 1, 5),
        seen("carla", 1, 7),
        seen("ada", 2, 15),
        seen("carla", 2, 11),
    ]


def test_rc7_whoever_is_away_looks_at_nothing() -> None:
    found = happened(
        (0, "participantJoined", "carla", {}),
        (0, "viewport", "carla", {"pageNumber": 1}),
        (4, "participantState", "carla", {"presence": "reconnecting"}),
        (10, "participantState", "carla", {"presence": "here"}),
        (12, "participantLeft", "carla", {}),
        (30, "chatMessage", "ada", {}),
    )

    assert attention(found) == [seen("carla", 1, 6)]


def test_rc7_a_place_before_and_a_recording_without_end_count_as_far_as_they_go() -> None:
    found = happened(
        (0, "viewport", "carla", {"pageNumber": 3}),
        (1, "participantJoined", "carla", {}),
        (4, "chatMessage", "carla", {}),
    )

    assert attention(found) == [seen("carla", 3, 3)]


def test_rc7_time_in_which_the_server_was_away_does_not_count() -> None:
    before = happened(
        (0, "participantJoined", "carla", {}),
        (0, "viewport", "carla", {"pageNumber": 1}),
        (4, "pointer", "carla", {}),
    )
    after = happened(
        (60, "participantJoined", "carla", {}), (61, "viewport", "carla", {"pageNumber": 2}), epoch="f"
    )
    end = happened((63, "sessionEnded", "carla", {}), epoch="f")

    assert attention([*before, *after, *end]) == [seen("carla", 1, 5), seen("carla", 2, 2)]
