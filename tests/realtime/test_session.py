"""Two people in one session: what each of them is told, and in which order."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livecontract.commands.requests import RemoveDocument
from livecontract.live.port import STREAM_LENGTH, Position
from livecontract.realtime.edge import Edge
from livecontract.realtime.room import Drawn
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.limits import MAX_ANNOTATIONS, MAX_DRAWN_BYTES
from tests.realtime.conftest import PAGES, Meeting


async def test_lv1_a_client_is_welcomed_and_then_told_everything(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)

    welcome, snapshot = ada.tape.frames
    assert (welcome["type"], welcome["userId"], welcome["role"]) == (
        "welcome",
        meeting.ada.user_id,
        "ADVISOR",
    )
    assert "takePart" in welcome["permissions"]
    assert (snapshot["type"], snapshot["epoch"], snapshot["seq"]) == ("snapshot", welcome["epoch"], 1)
    assert snapshot["contract"]["contractId"] == meeting.contract.contract_id
    assert [len(document["fields"]) for document in snapshot["documents"]] == [2]
    assert snapshot["live"] == {
        "documentId": meeting.document_id,
        "pageNumber": 1,
        "anchor": None,
        "lead": meeting.ada.user_id,
        "leadOffer": None,
        "chat": [],
        "annotations": [],
    }
    assert [person["presence"] for person in snapshot["participants"]] == ["here", "offline"]


async def test_lv2_a_page_turn_is_told_to_both_with_one_number(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    cid = carla.say("pageChange", pageNumber=3, anchor={"x": 72, "y": 310.5})

    assert ada.tape.last == carla.tape.last
    assert carla.tape.last == {
        "type": "pageChange",
        "documentId": meeting.document_id,
        "pageNumber": 3,
        "anchor": {"x": 72.0, "y": 310.5},
        "userId": meeting.carla.user_id,
        "at": "2026-11-24T12:00:00Z",
        "seq": 3,
        "cid": cid,
    }


async def test_whoever_comes_later_finds_the_session_as_it_is(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)
    ada.say("pageChange", pageNumber=3)
    ada.say("chatMessage", text=" Good morning.\nShall we begin? ")
    ada.say("leadChange", lead=meeting.carla.user_id)
    ada.say("annotationAdd", drawing=a_note(meeting, 3))
    kept = ada.tape.last["annotation"]["annotationId"]
    ada.say("annotationAdd", drawing=a_note(meeting, 4))
    ada.say("annotationRemove", annotationId=ada.tape.last["annotation"]["annotationId"])

    carla = await meeting.come(meeting.carla)

    live = carla.tape.of("snapshot")[0]["live"]
    assert (live["pageNumber"], live["lead"]) == (3, meeting.carla.user_id)
    assert [said["text"] for said in live["chat"]] == ["Good morning.\nShall we begin?"]
    assert [drawn["annotationId"] for drawn in live["annotations"]] == [kept]
    pages = [person["page"] for person in carla.tape.of("snapshot")[0]["participants"]]
    assert pages == [{"documentId": meeting.document_id, "pageNumber": 3}, None]


async def test_loading_a_document_tells_where_its_bytes_are(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    ada.say("pageChange", pageNumber=7)

    cid = ada.say("loadDocument", documentId=meeting.document_id)
    await meeting.settle()

    loaded = carla.tape.last
    assert (loaded["type"], loaded["cid"], loaded["pageCount"]) == ("loadDocument", cid, PAGES)
    assert loaded["fileUrl"].startswith("/")
    late = await meeting.come(meeting.ada)
    assert late.tape.of("snapshot")[0]["live"]["pageNumber"] == 1


@pytest.mark.parametrize(
    ("kind", "members", "code"),
    [
        ("pageChange", {"pageNumber": PAGES + 1}, "page_unknown"),
        ("pageChange", {"pageNumber": 1, "documentId": "unknown"}, "not_found"),
        ("loadDocument", {"documentId": "unknown"}, "not_found"),
        ("chatMessage", {"text": "  "}, "value_invalid"),
        ("chatMessage", {"text": "\x07"}, "value_invalid"),
        ("leadChange", {"lead": "a stranger"}, "not_found"),
        ("leadOffer", {"to": "a stranger"}, "not_found"),
        ("annotationRemove", {"annotationId": "unknown"}, "not_found"),
    ],
)
async def test_lv6_what_cannot_be_is_refused_to_its_sender_alone(
    meeting: Meeting, kind: str, members: dict[str, Any], code: str
) -> None:
    ada, carla = await meeting.both()
    heard = len(carla.tape.frames)

    cid = ada.say(kind, **members)

    assert ada.tape.last["type"] == "refused"
    assert (ada.tape.last["cid"], ada.tape.last["code"]) == (cid, code)
    assert len(carla.tape.frames) == heard
    assert ada.tape.code is None


async def test_lv11_nobody_takes_away_what_another_has_drawn(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    ada.say("annotationAdd", drawing=a_note(meeting, 3))
    drawn = ada.tape.last["annotation"]["annotationId"]

    carla.say("annotationRemove", annotationId=drawn)

    assert carla.tape.last["code"] == "not_found"


async def test_lv3_a_repeated_command_gets_the_first_answer_and_nobody_else_hears_it(
    meeting: Meeting,
) -> None:
    ada, carla = await meeting.both()
    cid = ada.say("pageChange", pageNumber=3)
    first = ada.tape.last
    heard = len(carla.tape.frames)

    ada.say("pageChange", cid=cid, pageNumber=5)

    assert ada.tape.last == first
    assert len(carla.tape.frames) == heard


async def test_lv3_a_repeat_is_a_repeat_even_when_it_would_be_refused_by_now(meeting: Meeting) -> None:
    ada, _ = await meeting.both()
    ada.say("annotationAdd", drawing=a_note(meeting, 3))
    cid = ada.say("annotationRemove", annotationId=ada.tape.last["annotation"]["annotationId"])
    first = ada.tape.last
    turned = ada.say("pageChange", pageNumber=2)
    turn = ada.tape.last

    ada.say("annotationRemove", cid=cid, annotationId="gone")
    removed = ada.tape.last
    ada.say("pageChange", cid=turned, pageNumber=99)

    assert (removed, ada.tape.last) == (first, turn)


async def test_two_people_may_use_the_same_command_id(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    ada.say("pageChange", cid="one", pageNumber=3)
    carla.say("pageChange", cid="one", pageNumber=4)

    assert [turn["pageNumber"] for turn in ada.tape.of("pageChange")] == [3, 4]


async def test_lv1_a_client_that_missed_little_gets_just_that(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    epoch, seen = ada.tape.frames[0]["epoch"], carla.tape.of("snapshot")[0]["seq"]
    for page in (3, 4, 5):
        ada.say("pageChange", pageNumber=page)

    again = await meeting.come(meeting.carla, Position(epoch, seen))

    kinds = [frame["type"] for frame in again.tape.frames]
    assert kinds == ["welcome", "resumed", "pageChange", "pageChange", "pageChange"]
    assert again.tape.frames[1] == {"type": "resumed", "epoch": epoch, "from": seen, "to": seen + 3}
    assert again.tape.frames[2:] == ada.tape.of("pageChange")


async def test_lv1_whoever_comes_back_hears_which_pages_the_other_saw_meanwhile(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    epoch, seen = ada.tape.frames[0]["epoch"], ada.tape.of("snapshot")[0]["seq"]
    ada.tell("pageShown", documentId=meeting.document_id, pageNumber=1)
    carla.tell("pageShown", documentId=meeting.document_id, pageNumber=2)

    again = await meeting.come(meeting.ada, Position(epoch, seen))

    (signals,) = again.tape.of("signals")
    shown = [(one["userId"], one["pageNumber"]) for one in signals["items"]]
    assert shown == [(meeting.carla.user_id, 2)]


@pytest.mark.parametrize("missed", ["too much", "another epoch", "the future"])
async def test_lv1_a_client_that_cannot_be_brought_up_in_steps_gets_everything(
    meeting: Meeting, missed: str
) -> None:
    ada = await meeting.come(meeting.ada)
    epoch = ada.tape.frames[0]["epoch"]
    if missed == "too much":
        for number in range(STREAM_LENGTH + 1):
            await append_quietly(meeting, number)
    since = {
        "too much": Position(epoch, 1),
        "another epoch": Position("another", 1),
        "the future": Position(epoch, 99),
    }

    carla = await meeting.come(meeting.carla, since[missed])

    assert [frame["type"] for frame in carla.tape.frames] == ["welcome", "snapshot"]


async def test_a_client_that_asks_for_everything_twice_at_once_gets_it_once(meeting: Meeting) -> None:
    carla = await meeting.come(meeting.carla)

    carla.tell("snapshotRequest")
    carla.tell("snapshotRequest")
    await meeting.settle()

    assert [frame["type"] for frame in carla.tape.frames] == ["welcome", "snapshot", "snapshot"]


async def test_lv2_events_that_happen_while_a_snapshot_is_made_follow_it(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    # What was known is known no more, so that making the snapshot takes a while.
    carla.connection.room.mark_changed()
    carla.tell("snapshotRequest")
    await asyncio.sleep(0)

    ada.say("pageChange", pageNumber=9)
    held = carla.tape.of("pageChange")
    await meeting.settle()

    assert held == []
    assert [frame["type"] for frame in carla.tape.frames[2:]] == ["snapshot", "pageChange"]
    assert carla.tape.last["seq"] == carla.tape.of("snapshot")[-1]["seq"] + 1


async def test_lv11_drawings_are_limited_in_number(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)
    room = ada.connection.room
    room.annotations = {str(number): Drawn(meeting.ada.user_id, 1) for number in range(MAX_ANNOTATIONS)}

    ada.say("annotationAdd", drawing=a_note(meeting, 3))

    assert (ada.tape.last["code"], ada.tape.last["facts"]["rule"]) == ("value_invalid", "no_more_drawings")


async def test_drawings_are_limited_in_size_together_until_one_is_taken_away(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)
    ada.say("annotationAdd", drawing=a_note(meeting, 3))
    (first,) = ada.connection.room.annotations.items()
    # Ids of tests are counted, so that a later one may be a digit longer.
    ada.connection.room.annotations["large"] = Drawn(
        meeting.ada.user_id, MAX_DRAWN_BYTES - first[1].size_bytes - 9
    )

    ada.say("annotationAdd", drawing=a_note(meeting, 3))
    refused = ada.tape.last["facts"]["rule"]
    ada.say("annotationRemove", annotationId=first[0])
    ada.say("annotationAdd", drawing=a_note(meeting, 3))

    assert (refused, ada.tape.last["type"]) == ("no_more_drawings", "annotationAdd")


@pytest.mark.parametrize(
    ("kind", "members"), [("pageChange", {"pageNumber": 2}), ("chatMessage", {"text": "?"})]
)
async def test_commands_into_a_session_that_was_closed_under_them_are_refused(
    meeting: Meeting, kind: str, members: dict[str, Any]
) -> None:
    ada = await meeting.come(meeting.ada)
    await meeting.live.close(meeting.session.session_id)

    ada.say(kind, **members)

    assert ada.tape.last["code"] == "session_ended"


async def test_what_became_of_a_document_never_goes_back(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)
    room = ada.connection.room
    old = await meeting.edge.hub.scene(room)
    await meeting.do(meeting.ada, RemoveDocument(document_id=meeting.document_id))
    await meeting.relay()

    room.learn(old, room.changes - 1)
    ada.say("pageChange", pageNumber=2)

    assert ada.tape.last["code"] == "not_found"
    assert room.scene is None


async def test_the_end_of_the_session_is_told_and_then_nobody_comes_back(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    await meeting.end()
    await meeting.relay()

    for client in (ada, carla):
        assert client.tape.last["type"] == "sessionEnded"
        assert (client.tape.last["endedBy"], client.tape.last["reason"]) == (
            meeting.ada.user_id,
            "ended",
        )
        assert client.tape.code is CloseCode.SESSION_ENDED
    assert await meeting.live.position(meeting.session.session_id) is None


async def test_whoever_keeps_sealing_ready_is_told_how_many_are_there(meeting: Meeting) -> None:
    told: list[int] = []
    meeting.edge = Edge(meeting.ports, meeting.live, now=meeting.time.monotonic, attended=told.append)

    clients = await meeting.both()
    for client in clients:
        client.lose()
    await meeting.settle()

    assert told == [1, 2, 1, 0]


async def test_one_connection_too_many_closes_the_oldest_of_that_person(meeting: Meeting) -> None:
    tabs = [await meeting.come(meeting.ada) for _ in range(meeting.edge.limits.connections_per_person)]

    newest = await meeting.come(meeting.ada)

    assert [tab.tape.code for tab in tabs] == [CloseCode.REPLACED] + [None] * (len(tabs) - 1)
    assert newest.tape.code is None


TURNS = st.lists(st.tuples(st.booleans(), st.integers(1, PAGES), st.sampled_from("abcde")), max_size=25)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=TURNS)
async def test_lv2_lv3_however_commands_are_repeated_both_see_each_once_and_in_order(
    meeting: Meeting, turns: list[tuple[bool, int, str]]
) -> None:
    meeting.time.now += 60
    ada, carla = await meeting.both()
    begun = carla.tape.of("snapshot")[0]["seq"]

    for is_ada, page, cid in turns:
        (ada if is_ada else carla).say("pageChange", pageNumber=page, cid=f"{meeting.time.now} {cid}")

    wanted = {(is_ada, cid) for is_ada, _, cid in turns}
    heard = [{frame["seq"]: frame for frame in client.tape.of("pageChange")} for client in (ada, carla)]
    assert heard[0] == heard[1]
    assert sorted(heard[0]) == list(range(begun + 1, begun + 1 + len(wanted)))
    for client in (ada, carla):
        client.lose()


def a_note(meeting: Meeting, page: int) -> dict[str, Any]:
    return {
        "kind": "note",
        "documentId": meeting.document_id,
        "pageNumber": page,
        "place": {"x": 10, "y": 20},
        "text": "Here.",
    }


async def append_quietly(meeting: Meeting, number: int) -> None:
    body = json.dumps({"type": "participantLeft", "userId": "x", "at": "2026-11-24T12:00:00Z"})
    meeting.live.append(meeting.session.session_id, "quiet", body[1:].encode(), key=str(number))
