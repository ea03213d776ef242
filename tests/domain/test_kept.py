"""What a recording was to hold is what it says itself, for each time that it says something else."""

from datetime import timedelta

from livecontract.domain.kept import Kept, kept_in
from livecontract.domain.recording import Keep
from tests.domain.test_attention import happened
from tests.making import NOON

CHAT: dict[str, object] = {"what": ["chat"]}


def test_rc5_a_recording_says_what_was_kept_and_from_when_on() -> None:
    first = happened((0, "kept", "", CHAT), (1, "participantJoined", "carla", {}))
    same = happened((5, "kept", "", CHAT), epoch="after a restart")
    other = happened((9, "kept", "", {"what": []}), epoch="after another restart")

    assert kept_in([*first, *same, *other]) == [
        Kept(since=NOON, what=(Keep.CHAT,)),
        Kept(since=NOON + timedelta(seconds=9), what=()),
    ]


def test_what_people_write_says_nothing_about_it() -> None:
    said = happened((1, "chatMessage", "carla", {"text": "kept", "what": ["pointer"]}))

    assert kept_in(said) == []
