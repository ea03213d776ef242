"""Live sessions over REST: one per contract, started and ended by either person."""

from livecontract.live.memory import MemoryLive
from tests.api.conftest import Pair, expect, refused
from tests.making import fresh_id


def test_se1_starting_again_joins_the_active_session(pair: Pair) -> None:
    contract = pair.draft()
    url = f"/contracts/{contract['contractId']}/session"
    refused(pair.ada.get(url), 404, "not_found")

    started = expect(pair.ada.post(url), 201)
    joined = expect(pair.carla.post(url, json={}), 200)

    assert joined == started
    assert expect(pair.carla.get(url), 200) == {**started, "participants": []}
    assert (started["status"], started["contractId"]) == ("ACTIVE", contract["contractId"])
    assert (started["advisorId"], started["customerId"]) == (pair.advisor.user_id, pair.customer.user_id)
    host = pair.house.url.removeprefix("http://")
    assert started["webSocketUrl"] == f"ws://{host}/sessions/{started['sessionId']}"


def test_wr2_a_repeated_start_is_answered_as_the_first_time(pair: Pair) -> None:
    url = f"/contracts/{pair.draft()['contractId']}/session"
    key = {"Idempotency-Key": fresh_id()}

    first, repeat = (pair.ada.post(url, headers=key) for _ in range(2))

    assert (first.status_code, repeat.status_code) == (201, 201)
    assert repeat.content == first.content


def test_se2_either_person_ends_it_and_twice_is_no_harm(pair: Pair) -> None:
    contract = pair.draft()
    session = expect(pair.ada.post(f"/contracts/{contract['contractId']}/session"), 201)
    url = f"/sessions/{session['sessionId']}"
    refused(pair.sven.delete(url), 404, "not_found")
    refused(pair.sven.get(url), 404, "not_found")

    ended = expect(pair.carla.delete(url), 200)

    assert (ended["status"], ended["endedBy"], ended["reason"]) == ("ENDED", pair.customer.user_id, "ended")
    assert expect(pair.ada.delete(url), 200) == ended
    assert expect(pair.ada.get(url), 200) == {**ended, "participants": []}
    assert expect(pair.ada.get(f"/contracts/{contract['contractId']}"), 200)["session"] is None
    again = expect(pair.ada.post(f"/contracts/{contract['contractId']}/session"), 201)
    assert again["sessionId"] != session["sessionId"]


def test_a_body_with_members_is_refused_where_none_is_taken(pair: Pair) -> None:
    url = f"/contracts/{pair.draft()['contractId']}/session"

    assert refused(pair.ada.post(url, json={"lead": "me"}), 422, "unknown_member")["member"] == "lead"


def test_a_contract_that_was_called_off_has_no_session(pair: Pair) -> None:
    contract = pair.draft()
    expect(pair.patch(pair.ada, contract, status="VOIDED", reason="A mistake."), 200)

    refused(pair.carla.post(f"/contracts/{contract['contractId']}/session"), 409, "contract_final")


def test_the_list_and_the_session_say_who_is_in_the_room(pair: Pair) -> None:
    contract = pair.draft()
    session_id = expect(pair.ada.post(f"/contracts/{contract['contractId']}/session"), 201)["sessionId"]

    def told() -> list[list[str]]:
        (item,) = expect(pair.ada.get("/contracts"), 200)["items"]
        assert item["session"]["sessionId"] == session_id
        urls = (f"/sessions/{session_id}", f"/contracts/{contract['contractId']}/session")
        found = [expect(pair.ada.get(url), 200) for url in urls]
        return [one["participants"] for one in (item["session"], *found)]

    before = told()
    pair.house.run(come_in(pair.house.live, session_id, pair.customer.user_id))

    assert before == [[], [], []]
    assert told() == [[pair.customer.user_id]] * 3


async def come_in(live: MemoryLive, session_id: str, user_id: str) -> None:
    await live.open(session_id)
    await live.join(session_id, user_id, "connection-1")
