"""A live session that two plain clients hold and end, so that there is something to look at again."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from tests.journeys.agreements import INCOME, Agreement, end_session, open_session
from tests.journeys.conftest import Pair
from tests.journeys.conversing import Talk, talk
from tests.journeys.steps import JSON

QUESTION = "Do the 14 days to withdraw start today?"
NOTE = "So I could pay back the rest?"


def held(pair: Pair, agreement: Agreement) -> JSON:
    """The session, over by now: both turn pages, Carla asks, fills in her income and pins a note."""
    session = open_session(pair, agreement)
    # Playwright's loop may be running in this thread already.
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, _hold(pair, agreement, session["webSocketUrl"])).result()
    end_session(pair, agreement)
    return session


async def _hold(pair: Pair, agreement: Agreement, url: str) -> None:
    document_id = agreement.document["documentId"]
    async with talk(pair.ada, url) as ada, talk(pair.carla, url) as carla:
        await ada.hear("snapshot")
        await carla.hear("snapshot")
        await _turn(ada, carla, document_id, 3)
        await _do(carla, "chatMessage", text=QUESTION)
        await _do(carla, "fieldChange", fieldId=agreement.fields[INCOME], value="3140.00", base=0)
        place = {"documentId": document_id, "pageNumber": 3}
        await _do(
            carla,
            "annotationAdd",
            drawing={"kind": "note", **place, "place": {"x": 120, "y": 300}, "text": NOTE},
        )
        await carla.tell("pageShown", **place)
        await _turn(ada, carla, document_id, 4)


async def _turn(leader: Talk, follower: Talk, document_id: str, page: int) -> None:
    place = {"documentId": document_id, "pageNumber": page}
    await leader.say("pageChange", **place)
    await follower.hear("pageChange", **place)
    await follower.tell("viewport", **place)
    await leader.hear("viewport", **place)


async def _do(talker: Talk, type_: str, **members: object) -> None:
    cid = await talker.say(type_, **members)
    await talker.hear(type_, cid=cid)
