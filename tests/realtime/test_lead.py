"""Who leads: the lead is offered, and taken, turned down or taken back."""

import pytest

from tests.realtime.conftest import Meeting


async def test_lv10_the_lead_is_offered_and_passes_once_the_other_takes_it(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    ada.say("leadOffer", to=meeting.carla.user_id)
    heard = carla.tape.last
    asked = (await meeting.come(meeting.carla)).tape.of("snapshot")[0]["live"]
    carla.say("leadChange", lead=meeting.carla.user_id)
    taken = (await meeting.come(meeting.ada)).tape.of("snapshot")[0]["live"]

    assert (heard["type"], heard["userId"], heard["to"]) == (
        "leadOffer",
        meeting.ada.user_id,
        meeting.carla.user_id,
    )
    assert asked["leadOffer"] == {"by": meeting.ada.user_id, "to": meeting.carla.user_id}
    assert asked["lead"] == meeting.ada.user_id
    assert (taken["lead"], taken["leadOffer"]) == (meeting.carla.user_id, None)


@pytest.mark.parametrize("who", ["ada", "carla"])
async def test_lv10_an_offer_of_the_lead_is_taken_back_or_turned_down_and_the_lead_stays(
    meeting: Meeting, who: str
) -> None:
    ada, carla = await meeting.both()
    ada.say("leadOffer", to=meeting.carla.user_id)

    {"ada": ada, "carla": carla}[who].say("leadOffer", to=None)

    live = (await meeting.come(meeting.ada)).tape.of("snapshot")[0]["live"]
    assert (live["lead"], live["leadOffer"]) == (meeting.ada.user_id, None)


async def test_nobody_offers_themselves_the_lead(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)

    ada.say("leadOffer", to=meeting.ada.user_id)

    assert ada.tape.last["code"] == "not_found"
