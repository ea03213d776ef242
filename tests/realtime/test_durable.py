"""Commands that change the contract, over the WebSocket: committed first, told then, to both alike."""

from typing import Any

import pytest

from livecontract.commands.requests import (
    AddDocument,
    ChangeTitle,
    FillField,
    PlaceFields,
    ShowPages,
    SuggestValue,
)
from livecontract.domain import signing
from livecontract.domain.fields import Field
from livecontract.live.port import STREAM_LENGTH, settled
from livecontract.store.port import StoreUnavailable
from livecontract.wire.codec import members as members_of
from livecontract.wire.server_frames import LeadChanged
from tests.making import a_document, fresh_id
from tests.realtime.conftest import PAGES, Client, Meeting


async def test_lv4_a_field_that_was_filled_is_told_to_both_after_the_commit(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    field = carlas(meeting)

    cid = carla.say("fieldChange", fieldId=field.field_id, value="3140", base=0)
    await meeting.edge.errands.settle()
    before_the_relay = carla.tape.last
    await meeting.relay()

    assert before_the_relay["type"] == "snapshot" or before_the_relay["type"] == "participantJoined"
    told = ada.tape.last
    assert told == carla.tape.last
    assert (told["type"], told["cid"], told["value"], told["version"]) == ("fieldChange", cid, "3140", 1)
    assert told["userId"] == meeting.carla.user_id


async def test_lv4_what_comes_over_rest_is_told_the_same_way(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    await meeting.do(meeting.carla, FillField(field_id=carlas(meeting).field_id, value="3140"))
    await meeting.do(meeting.ada, SuggestValue(field_id=carlas(meeting).field_id, value="3200"))
    await meeting.relay()

    for client in (ada, carla):
        filled, suggested = client.tape.frames[-2:]
        assert (filled["type"], filled["cid"]) == ("fieldChange", None)
        assert (suggested["type"], suggested["value"]) == ("fieldSuggest", "3200")
        assert suggested["suggestedBy"] == meeting.ada.user_id


async def test_fd1_the_other_side_cannot_fill_but_suggest(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    field = carlas(meeting)

    refused = ada.say("fieldChange", fieldId=field.field_id, value="3140", base=0)
    suggested = ada.say("fieldSuggest", fieldId=field.field_id, value="3140")
    await meeting.settle()

    assert ada.tape.of("refused")[0]["cid"] == refused
    assert ada.tape.of("refused")[0]["code"] == "not_field_owner"
    assert carla.tape.last["cid"] == suggested


async def test_lv3_a_repeated_durable_command_gets_the_first_event(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    field = carlas(meeting)
    cid = carla.say("fieldChange", fieldId=field.field_id, value="3140", base=0)
    await meeting.settle()
    first = carla.tape.last
    carla.say("fieldChange", fieldId=field.field_id, value="3200", base=1)
    await meeting.settle()
    heard = len(ada.tape.frames)

    carla.say("fieldChange", cid=cid, fieldId=field.field_id, value="3140", base=0)
    await meeting.settle()

    assert carla.tape.last == first
    assert len(ada.tape.frames) == heard


async def test_lv3_once_the_stream_has_forgotten_the_first_event_it_comes_under_the_present_number(
    meeting: Meeting,
) -> None:
    carla = await meeting.come(meeting.carla)
    field = carlas(meeting)
    cid = carla.say("fieldChange", fieldId=field.field_id, value="3140", base=0)
    await meeting.settle()
    first = carla.tape.last
    for number in range(2 * STREAM_LENGTH):
        event = members_of(LeadChanged(lead=None, user_id=meeting.ada.user_id, at=meeting.ports.clock()))
        await settled(meeting.live.append(meeting.session.session_id, "leadChange", event, key=str(number)))

    carla.say("fieldChange", cid=cid, fieldId=field.field_id, value="3140", base=0)
    await meeting.settle()

    assert carla.tape.last == {**first, "seq": first["seq"] + 2 * STREAM_LENGTH}


async def test_lv3_what_succeeded_is_never_refused_to_a_repeat(meeting: Meeting) -> None:
    carla = await meeting.come(meeting.carla)
    field = carlas(meeting)
    cid = carla.say("fieldChange", fieldId=field.field_id, value="3140", base=0)
    await meeting.settle()
    first = carla.tape.last
    await meeting.do(meeting.ada, PlaceFields(document_id=meeting.document_id, fields=()))
    await meeting.relay()

    carla.say("fieldChange", cid=cid, fieldId=field.field_id, value="3140", base=0)
    await meeting.settle()

    assert carla.tape.last == first


async def test_a_command_that_changes_nothing_is_answered_all_the_same(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    heard = len(ada.tape.frames)

    cid = carla.say("fieldChange", fieldId=carlas(meeting).field_id, value=None, base=0)
    await meeting.settle()

    assert (carla.tape.last["cid"], carla.tape.last["value"]) == (cid, None)
    assert len(ada.tape.frames) == heard


async def test_lv3_a_command_that_changed_nothing_is_answered_alike_when_it_is_repeated(
    meeting: Meeting,
) -> None:
    carla = await meeting.come(meeting.carla)
    field = carlas(meeting)
    cid = carla.say("fieldChange", fieldId=field.field_id, value=None, base=0)
    await meeting.settle()
    first = carla.tape.last
    carla.say("fieldChange", fieldId=field.field_id, value="3140", base=0)
    await meeting.settle()

    carla.say("fieldChange", cid=cid, fieldId=field.field_id, value=None, base=0)
    await meeting.settle()

    assert carla.tape.last == {**first, "seq": first["seq"] + 1}


async def test_lv3_a_repeated_suggestion_gets_the_first_event_though_it_was_turned_down(
    meeting: Meeting,
) -> None:
    ada = await meeting.come(meeting.ada)
    field = carlas(meeting)
    cid = ada.say("fieldSuggest", fieldId=field.field_id, value="3140")
    await meeting.settle()
    first = ada.tape.last
    await meeting.do(meeting.carla, SuggestValue(field_id=field.field_id, value=None))
    await meeting.relay()

    ada.say("fieldSuggest", cid=cid, fieldId=field.field_id, value="3140")
    await meeting.settle()

    assert ada.tape.last == first


async def test_sg3_signing_asks_for_all_pages_and_counts_those_just_shown(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    await fill_all(meeting, ada, carla)
    early = carla.say("contractSigned", **intent(meeting))
    await meeting.settle()

    for page in range(1, PAGES + 1):
        carla.tell("pageShown", documentId=meeting.document_id, pageNumber=page)
    cid = carla.say("contractSigned", **intent(meeting))
    await meeting.settle()

    assert [refused["cid"] for refused in carla.tape.of("refused")] == [early]
    for client in (ada, carla):
        signed, status = client.tape.frames[-2:]
        assert (signed["type"], signed["cid"]) == ("contractSigned", cid)
        assert signed["signedBy"] == meeting.carla.user_id
        assert (status["type"], status["status"], status["sealing"]) == ("statusUpdate", "REVIEW", True)
        assert status["cid"] is None
        assert status["contract"]["signatures"][0]["signedBy"] == meeting.carla.user_id


async def test_a_signature_that_was_given_before_is_acknowledged_again(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    await fill_all(meeting, ada, carla)
    pages = tuple(range(1, PAGES + 1))
    await meeting.do(meeting.carla, ShowPages(document_id=meeting.document_id, page_numbers=pages))
    body = intent(meeting)
    cid = carla.say("contractSigned", **body)
    await meeting.settle()

    carla.say("contractSigned", cid=cid, **body)
    await meeting.settle()

    assert (carla.tape.last["type"], carla.tape.last["cid"]) == ("contractSigned", cid)
    assert len(carla.tape.of("contractSigned")) == 2
    assert len(ada.tape.of("contractSigned")) == 1


async def test_ac2_each_is_told_the_status_with_their_own_permissions(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    cid = ada.say("statusUpdate", status="DRAFT")
    await meeting.settle()

    assert ada.tape.last["status"] == carla.tape.last["status"] == "DRAFT"
    assert ada.tape.last["cid"] == carla.tape.last["cid"] == cid
    assert "sendForReview" in ada.tape.last["contract"]["permissions"]
    assert "sendForReview" not in carla.tape.last["contract"]["permissions"]


async def test_lv3_a_repeated_change_of_status_gets_the_first_event(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)
    cid = ada.say("statusUpdate", status="DRAFT")
    await meeting.settle()
    first = ada.tape.last
    ada.say("statusUpdate", status="REVIEW")
    await meeting.settle()

    meeting.time.now += 60
    ada.say("statusUpdate", cid=cid, status="DRAFT")
    await meeting.settle()

    assert ada.tape.last == first


@pytest.mark.parametrize(
    ("kind", "members", "code"),
    [
        ("statusUpdate", {"status": "DECLINED", "reason": ""}, "reason_missing"),
        ("statusUpdate", {"status": "SIGNED"}, "value_invalid"),
        ("statusUpdate", {"status": "VOIDED", "reason": "mine"}, "not_permitted"),
        ("fieldChange", {"fieldId": "unknown", "value": "x", "base": 0}, "not_found"),
    ],
)
async def test_lv6_what_the_rules_forbid_is_refused_with_their_code(
    meeting: Meeting, kind: str, members: dict[str, Any], code: str
) -> None:
    carla = await meeting.come(meeting.carla)

    cid = carla.say(kind, **members)
    await meeting.settle()

    assert (carla.tape.last["cid"], carla.tape.last["code"]) == (cid, code)


async def test_fd3_a_stale_change_is_refused_with_the_present_value(meeting: Meeting) -> None:
    carla = await meeting.come(meeting.carla)
    field = carlas(meeting)
    carla.say("fieldChange", fieldId=field.field_id, value="3140", base=0)
    carla.say("fieldChange", fieldId=field.field_id, value="3200", base=0)
    await meeting.settle()

    refused = carla.tape.of("refused")[0]
    assert (refused["code"], refused["facts"]["value"], refused["facts"]["version"]) == (
        "field_changed_meanwhile",
        "3140",
        1,
    )


async def test_commands_of_one_connection_are_performed_in_their_order(meeting: Meeting) -> None:
    carla = await meeting.come(meeting.carla)
    field = carlas(meeting)

    for number in range(10):
        carla.say("fieldChange", fieldId=field.field_id, value=str(number), base=number)
    await meeting.settle()

    assert [change["value"] for change in carla.tape.of("fieldChange")] == [str(n) for n in range(10)]


async def test_documents_that_change_are_told_and_can_be_turned_to_at_once(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    added = a_document(fresh_id("document"), 3)
    await meeting.do(meeting.ada, AddDocument(document=added))
    await meeting.do(meeting.ada, ChangeTitle(title="Another loan"))
    await meeting.relay()
    ada.say("pageChange", documentId=added.document_id, pageNumber=3)

    told = carla.tape.of("documentsChanged")
    assert [len(change["documents"]) for change in told] == [2, 2]
    assert told[-1]["contract"]["title"] == "Another loan"
    assert carla.tape.last["pageNumber"] == 3


async def test_a_snapshot_shows_what_was_changed_before_it(meeting: Meeting) -> None:
    carla = await meeting.come(meeting.carla)
    carla.say("fieldChange", fieldId=carlas(meeting).field_id, value="3140", base=0)
    await meeting.settle()

    ada = await meeting.come(meeting.ada)

    fields = ada.tape.of("snapshot")[0]["documents"][0]["fields"]
    assert [field["value"] for field in fields if field["owner"] == "CUSTOMER"] == ["3140"]


async def test_a_database_that_is_away_is_no_reason_to_lose_the_connection(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    carla = await meeting.come(meeting.carla)

    async def away(*_: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(meeting.ports.store, "write", away)
    cid = carla.say("fieldChange", fieldId=carlas(meeting).field_id, value="1", base=0)
    await meeting.edge.errands.settle()

    assert (carla.tape.last["cid"], carla.tape.last["code"]) == (cid, "unavailable")
    assert carla.tape.last["retryable"] is True
    assert carla.tape.code is None


def carlas(meeting: Meeting) -> Field:
    return meeting.fields[0]


async def fill_all(meeting: Meeting, ada: Client, carla: Client) -> None:
    carla.say("fieldChange", fieldId=meeting.fields[0].field_id, value="3140", base=0)
    ada.say("fieldChange", fieldId=meeting.fields[1].field_id, value="2027-01-15", base=0)
    await meeting.settle()
    scene = await meeting.edge.hub.scene(carla.connection.room)
    meeting.contract = scene.contract


def intent(meeting: Meeting) -> dict[str, Any]:
    return {
        "signature": {"mark": {"kind": "typed", "text": "Carla Moreno"}, "name": "Carla Moreno"},
        "consent": {"version": meeting.contract.consent.version, "accepted": True},
        "digest": signing.digest(meeting.contract),
    }
