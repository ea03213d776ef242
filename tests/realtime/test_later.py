"""A live state that answers later, as one across the network does: nothing that people see is different."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from livecontract.commands.requests import AddDocument
from livecontract.live.memory import MemoryLive
from livecontract.live.port import Frame, Live, LiveUnavailable, NotOpen, Position, Reading
from livecontract.wire.close_codes import CloseCode
from tests.making import a_document, fresh_id
from tests.realtime.conftest import Meeting, Time


class LaterLive(MemoryLive):
    """Takes its time with every event, and fails on request."""

    failure: Exception | None = None

    def append(self, *args: Any, **kwargs: Any) -> Awaitable[Frame | None]:  # type: ignore[override]  # what the port allows
        return self._later(super().append, *args, **kwargs)

    def answer(self, *args: Any) -> Awaitable[Frame | None]:  # type: ignore[override]  # what the port allows
        return self._later(super().answer, *args)

    async def read(self, session_id: str, since: Position | None = None) -> Reading:
        self._fail()
        return await super().read(session_id, since)

    async def join(self, session_id: str, user_id: str, connection_id: str) -> None:
        self._fail()
        await super().join(session_id, user_id, connection_id)

    async def _later(self, call: Callable[..., Frame | None], *args: Any, **kwargs: Any) -> Frame | None:
        self._fail()
        return call(*args, **kwargs)

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


ENDINGS = [
    (LiveUnavailable(), CloseCode.UNAVAILABLE),
    (NotOpen(), CloseCode.SESSION_ENDED),
    (ZeroDivisionError(), CloseCode.UNAVAILABLE),
]


@pytest.fixture
def live(time: Time) -> Live:
    return LaterLive(lambda: fresh_id("epoch"), time.monotonic)


def fail(meeting: Meeting, failure: Exception) -> None:
    assert isinstance(meeting.live, LaterLive)
    meeting.live.failure = failure


async def test_lv2_events_reach_both(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    cid = ada.say("pageChange", pageNumber=3)
    await meeting.settle()

    assert ada.tape.last == carla.tape.last
    assert ada.tape.last["cid"] == cid


async def test_a_page_turn_without_a_document_stays_in_the_one_that_was_turned_to_before(
    meeting: Meeting,
) -> None:
    ada = await meeting.come(meeting.ada)
    second = a_document(fresh_id("document"), 3)
    await meeting.do(meeting.ada, AddDocument(document=second))
    await meeting.relay()

    ada.say("pageChange", documentId=second.document_id, pageNumber=2)
    ada.say("pageChange", pageNumber=3)
    await meeting.settle()

    assert [turn["documentId"] for turn in ada.tape.of("pageChange")] == [second.document_id] * 2


async def test_lv3_a_repeat_gets_the_first_answer(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    cid = ada.say("pageChange", pageNumber=3)
    await meeting.settle()
    first, heard = ada.tape.last, len(carla.tape.frames)

    ada.say("pageChange", cid=cid, pageNumber=5)
    await meeting.settle()
    repeated = ada.tape.last
    ada.say("pageChange", cid=cid, pageNumber=99)
    await meeting.settle()

    assert repeated == ada.tape.last == first
    assert len(carla.tape.frames) == heard


async def test_lv6_what_cannot_be_is_refused(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)

    cid = ada.say("pageChange", pageNumber=99)
    await meeting.settle()

    assert (ada.tape.last["cid"], ada.tape.last["code"]) == (cid, "page_unknown")


@pytest.mark.parametrize(
    ("failure", "code"),
    [(LiveUnavailable(), "unavailable"), (NotOpen(), "session_ended"), (ZeroDivisionError(), "unavailable")],
)
async def test_a_command_that_gets_lost_on_the_way_is_refused(
    meeting: Meeting, failure: Exception, code: str
) -> None:
    ada = await meeting.come(meeting.ada)

    fail(meeting, failure)
    cid = ada.say("chatMessage", text="Good morning.")
    await meeting.settle()

    assert (ada.tape.last["cid"], ada.tape.last["code"]) == (cid, code)
    assert ada.tape.code is None


@pytest.mark.parametrize(("failure", "code"), ENDINGS)
async def test_a_snapshot_that_cannot_be_made_ends_the_connection(
    meeting: Meeting, failure: Exception, code: CloseCode
) -> None:
    ada = await meeting.come(meeting.ada)

    fail(meeting, failure)
    with capture_logs() as logs:
        ada.tell("snapshotRequest")
        await meeting.settle()

    assert ada.tape.code is code
    is_mistake = isinstance(failure, ZeroDivisionError)
    assert [log["event"] for log in logs if "exc_info" in log] == ["connection not brought up"] * is_mistake


@pytest.mark.parametrize(("failure", "code"), ENDINGS)
async def test_whoever_cannot_be_counted_is_not_let_stay(
    meeting: Meeting, failure: Exception, code: CloseCode
) -> None:
    await meeting.come(meeting.ada)

    fail(meeting, failure)
    carla = await meeting.come(meeting.carla)

    assert [frame["type"] for frame in carla.tape.frames] == ["welcome"]
    assert carla.tape.code is code
