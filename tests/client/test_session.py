"""A program takes part in a session on a real server, through lost lines, to its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from livecontract.client import CommandRefused, LiveSession, SessionOver, join
from livecontract.domain.users import User
from livecontract.wire import server_frames as s
from livecontract.wire.close_codes import CloseCode
from tests.realtime.conftest import Meeting
from tests.realtime.serving import Port, listening, make_certificate

pytestmark = pytest.mark.slow


@pytest.fixture
async def port(meeting: Meeting) -> AsyncIterator[Port]:
    async with listening(meeting) as opened:
        yield opened


def entering(port: Port, user: User) -> AbstractAsyncContextManager[LiveSession]:
    return join(port.url(), lambda: port.token(user), tls=port.tls)


async def hear(session: LiveSession, kind: type) -> s.ServerFrame:
    async for frame in session:
        if isinstance(frame, kind):
            return frame
    raise AssertionError(f"no {kind.__name__}")


async def test_two_programs_meet_and_see_the_same(port: Port) -> None:
    async with entering(port, port.meeting.ada) as ada, entering(port, port.meeting.carla) as carla:
        await ada.turn_to(3)
        await carla.say("Good morning")
        await hear(ada, s.ChatSaid)

        assert ada.view.live == carla.view.live
        assert (ada.view.live.page_number, ada.view.live.chat[0].text) == (3, "Good morning")


async def test_a_command_without_effect_says_why(port: Port) -> None:
    async with entering(port, port.meeting.ada) as ada:
        with pytest.raises(CommandRefused) as refused:
            await ada.turn_to(99)

    assert (refused.value.code, "page" in refused.value.message) == ("page_unknown", True)


async def test_lv3_a_command_survives_the_line_that_it_was_sent_on(port: Port) -> None:
    async with entering(port, port.meeting.ada) as ada:
        (connection,) = port.meeting.edge.hub
        saying = asyncio.create_task(ada.say("Still there?"))
        await asyncio.sleep(0)
        connection.close(CloseCode.GOING_AWAY)
        await saying

        assert [said.text for said in ada.view.live.chat] == ["Still there?"]


async def test_the_end_of_the_session_ends_everything(port: Port) -> None:
    async with entering(port, port.meeting.ada) as ada:
        await port.meeting.end()
        await port.meeting.relay()
        await hear(ada, s.SessionEnded)
        with pytest.raises(SessionOver):
            await ada.turn_to(2)

        assert ada.is_over


async def test_lv8_whoever_may_not_come_in_is_told(port: Port) -> None:
    with pytest.raises(SessionOver) as over:
        async with join(port.url(), "no token"):
            pass

    assert over.value.code == 401


async def test_the_same_over_tls(meeting: Meeting, tmp_path: Path) -> None:
    certificate = await asyncio.to_thread(make_certificate, tmp_path)
    async with listening(meeting, certificate) as port, entering(port, meeting.carla) as carla:
        field = meeting.fields[0]
        carla.show(meeting.document_id, 2)
        filling = asyncio.create_task(carla.fill(field.field_id, "12 Mill Lane", field.version))
        while not filling.done():
            await meeting.relay()
            await asyncio.sleep(0)

        assert carla.view.documents[0].fields[0].value == "12 Mill Lane"
