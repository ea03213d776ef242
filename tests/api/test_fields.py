"""Fields over REST: placing, filling, suggesting, and what nobody can slip in."""

from typing import Any

import pytest

from tests.api.conftest import JSON, Pair, expect, refused
from tests.making import fresh_id

# They take documents in.
pytestmark = pytest.mark.slow


def a_place(owner: str = "CUSTOMER", kind: str = "text", **changes: Any) -> JSON:
    place: JSON = {
        "kind": kind,
        "owner": owner,
        "pageNumber": 1,
        "rect": {"x": 72, "y": 100, "width": 200, "height": 30},
        "label": "Income",
    }
    return place | changes


def placed(pair: Pair, document: JSON, *places: JSON) -> list[JSON]:
    url = f"/documents/{document['documentId']}/fields"
    fields: list[JSON] = expect(pair.ada.put(url, json={"fields": places}), 200)["fields"]
    return fields


@pytest.fixture
def document(pair: Pair) -> JSON:
    return pair.upload(pair.draft())


def test_dc1_the_advisor_places_fields_and_keeps_them_by_their_ids(pair: Pair, document: JSON) -> None:
    first, second = placed(pair, document, a_place(), a_place("ADVISOR", "date", label="Day"))

    kept = placed(pair, document, a_place(fieldId=first["fieldId"], label="Net income"), a_place(label="New"))

    assert [field["label"] for field in kept] == ["Net income", "New"]
    assert kept[0]["fieldId"] == first["fieldId"]
    assert second["fieldId"] not in {field["fieldId"] for field in kept}
    url = f"/documents/{document['documentId']}/fields"
    assert expect(pair.carla.get(url), 200)["fields"] == kept
    refused(pair.carla.put(url, json={"fields": []}), 403, "not_permitted")


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (a_place(value="3000"), "unknown_member"),
        (a_place(version=7), "unknown_member"),
        (a_place(documentId="x"), "unknown_member"),
        (a_place(kind="radio"), "value_invalid"),
        (a_place(owner="SYSTEM"), "value_invalid"),
        (a_place(pageNumber=9), "page_unknown"),
        (a_place(pageNumber=10**30), "value_invalid"),
        (a_place(rect={"x": 72, "y": 840, "width": 200, "height": 30}), "field_outside_page"),
        (a_place(rect={"x": 72, "y": 100, "width": -1, "height": 30}), "field_outside_page"),
        (a_place(rect={"x": "72", "y": 1, "width": 1, "height": 1}), "value_invalid"),
        (a_place(kind="choice"), "options_missing"),
        (a_place(label="a\nb"), "value_invalid"),
    ],
)
def test_dc2_a_field_that_cannot_be_is_refused(pair: Pair, document: JSON, place: JSON, code: str) -> None:
    url = f"/documents/{document['documentId']}/fields"

    refused(pair.ada.put(url, json={"fields": [place]}), 422, code)

    assert expect(pair.ada.get(url), 200)["fields"] == []


def test_a_field_of_another_contract_cannot_be_taken(pair: Pair, document: JSON) -> None:
    (mine,) = placed(pair, document, a_place())
    other = pair.upload(pair.draft())

    answer = pair.ada.put(
        f"/documents/{other['documentId']}/fields", json={"fields": [a_place(fieldId=mine["fieldId"])]}
    )

    refused(answer, 404, "not_found")


def test_wr2_a_repeated_placement_makes_no_second_fields(pair: Pair, document: JSON) -> None:
    url = f"/documents/{document['documentId']}/fields"
    key = {"Idempotency-Key": fresh_id()}

    first, repeat = (pair.ada.put(url, json={"fields": [a_place()]}, headers=key) for _ in range(2))

    assert repeat.content == first.content
    assert len(expect(pair.ada.get(url), 200)["fields"]) == 1


def test_wr2_a_repeat_gets_the_first_answer_though_the_fields_are_gone_meanwhile(
    pair: Pair, document: JSON
) -> None:
    url = f"/documents/{document['documentId']}/fields"
    (field,) = placed(pair, document, a_place())
    place: dict[str, Any] = {"json": {"fields": [a_place(fieldId=field["fieldId"])]}, "headers": a_key()}
    fill: dict[str, Any] = {"json": {"value": "3100"}, "headers": a_key()}
    placing = pair.ada.put(url, **place)
    filling = pair.carla.patch(f"/fields/{field['fieldId']}", **fill)
    expect(pair.ada.put(url, json={"fields": []}), 200)

    again = [pair.ada.put(url, **place), pair.carla.patch(f"/fields/{field['fieldId']}", **fill)]

    assert [answer.content for answer in again] == [placing.content, filling.content]
    assert [answer.headers["etag"] for answer in again] == [placing.headers["etag"], filling.headers["etag"]]
    assert expect(pair.ada.get(url), 200)["fields"] == []


def a_key() -> dict[str, str]:
    return {"Idempotency-Key": fresh_id()}


def test_fd1_only_the_owner_fills_a_field(pair: Pair, document: JSON) -> None:
    (field,) = placed(pair, document, a_place())
    url = f"/fields/{field['fieldId']}"

    problem = refused(pair.ada.patch(url, json={"value": "4000"}), 403, "not_field_owner")
    filled = expect(pair.carla.patch(url, json={"value": "3100", "base": 0}), 200)

    assert problem["detail"] == "The customer fills this in. You can suggest a value."
    assert (filled["value"], filled["version"]) == ("3100", 1)
    refused(pair.sven.patch(url, json={"value": "x"}), 404, "not_found")


def test_fd3_an_outdated_base_is_refused_with_the_present_value(pair: Pair, document: JSON) -> None:
    (field,) = placed(pair, document, a_place())
    url = f"/fields/{field['fieldId']}"
    expect(pair.carla.patch(url, json={"value": "3100"}), 200)

    problem = refused(pair.carla.patch(url, json={"value": "1", "base": 0}), 409, "field_changed_meanwhile")

    assert (problem["value"], problem["version"]) == ("3100", 1)


def test_fd4_a_suggestion_becomes_a_value_only_by_the_owner(pair: Pair, document: JSON) -> None:
    (field,) = placed(pair, document, a_place())
    url = f"/fields/{field['fieldId']}"

    suggested = expect(pair.ada.patch(url, json={"suggestion": "4000"}), 200)
    taken = expect(pair.carla.patch(url, json={"value": "4000"}), 200)

    assert (suggested["value"], suggested["suggestion"]["value"]) == (None, "4000")
    assert (taken["value"], taken["suggestion"]) == ("4000", None)
    refused(pair.ada.patch(url, json={"suggestion": None}), 409, "nothing_suggested")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "value_invalid"),
        ({"value": "a", "suggestion": "b"}, "value_invalid"),
        ({"suggestion": "b", "base": 1}, "unknown_member"),
        ({"value": "a", "owner": "ADVISOR"}, "unknown_member"),
        ({"value": 3}, "value_invalid"),
        ({"value": {"a": 1}}, "value_invalid"),
        ({"value": "a", "base": -1}, "value_invalid"),
        ({"value": "a", "base": 10**30}, "value_invalid"),
        ({"value": "x" * 2001}, "value_invalid"),
        ({"value": "\u0000"}, "value_invalid"),
        ({"value": True}, "value_invalid"),
    ],
)
def test_fd2_a_value_that_does_not_fit_is_refused(
    pair: Pair, document: JSON, body: dict[str, Any], code: str
) -> None:
    (field,) = placed(pair, document, a_place())

    refused(pair.carla.patch(f"/fields/{field['fieldId']}", json=body), 422, code)
