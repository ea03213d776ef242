"""The certificate of completion tells everything that can have happened to a contract."""

from typing import get_args

import pytest

from livecontract.domain.events import Event, SessionRecorded
from livecontract.jobs import certificate
from tests.making import in_review


@pytest.mark.parametrize("kind", get_args(Event))
def test_every_event_has_words_on_the_certificate(kind: type) -> None:
    assert kind in certificate.WORDS


@pytest.mark.parametrize("is_whole", [True, False])
def test_the_record_of_an_earlier_session_is_told_and_what_it_lacks_too(*, is_whole: bool) -> None:
    event = SessionRecorded(session_id="s", batches=3, events=120, hash="ab" * 32, is_whole=is_whole)
    told = certificate.describe(in_review(), event)
    assert "120 events" in told
    assert ("missing" in told) is not is_whole
