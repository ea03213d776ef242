"""Two people in one session: what each of them is told."""

from tests.realtime.conftest import Meeting


async def test_a_client_is_welcomed_and_then_told_everything(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)

    assert [frame["type"] for frame in ada.tape.frames] == ["welcome", "snapshot"]
    assert ada.tape.frames[0]["userId"] == meeting.ada.user_id


async def test_a_page_turn_is_told_to_both_with_one_number(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    cid = ada.say("pageChange", pageNumber=3)

    assert ada.tape.last == carla.tape.last
    assert ada.tape.last["cid"] == cid
