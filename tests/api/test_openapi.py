"""The published description: committed, complete, and what the calls really do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from livecontract.api.app import CALLS
from livecontract.api.openapi import description
from livecontract.domain.refusals import Refusal
from livecontract.wire.codec import as_file
from tests.api.conftest import JSON, Pair, expect, refused
from tests.api.house import House

PUBLISHED = Path(__file__).parents[2] / "protocol" / "openapi.json"


def test_re3_the_committed_description_is_up_to_date() -> None:
    """When this fails: `python -m tools.openapi`."""
    assert PUBLISHED.read_bytes() == as_file(description(CALLS))


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
def test_the_server_publishes_the_same_descriptions(house: House, name: str) -> None:
    answer = house.client().get(f"/{name}")

    assert answer.content == PUBLISHED.with_name(name).read_bytes()
    assert f'href="/{name}"' in house.client().get("/docs").text


def test_every_reference_in_it_leads_somewhere() -> None:
    document = json.loads(PUBLISHED.read_text())

    named = set(re.findall(r'"#/components/schemas/(\w+)"', PUBLISHED.read_text()))

    assert named <= set(document["components"]["schemas"])
    assert set(document["components"]["schemas"]["Code"]["enum"]) == {*Refusal, "internal_error"}


def test_every_call_has_a_name_of_its_own() -> None:
    names = [call.run.__name__ for call in CALLS]

    assert len(set(names)) == len(names)


def test_every_write_takes_a_key_and_no_other_call_offers_one() -> None:
    paths = json.loads(PUBLISHED.read_text())["paths"]
    offered = {
        f"{method.upper()} {path}"
        for path, calls in paths.items()
        for method, call in calls.items()
        if any(parameter["name"] == "Idempotency-Key" for parameter in call["parameters"])
    }

    assert offered == {
        f"{call.method} {call.path}"
        for call in CALLS
        if call.method != "GET" and not call.path.startswith("/auth/") and call.path != "/verify"
    }


def test_wr5_the_version_counts_in_every_call_that_offers_it(pair: Pair) -> None:
    contract, document = pair.in_review()
    placed = {"fields": [a_place()]}
    fields = expect(pair.ada.put(f"/documents/{document['documentId']}/fields", json=placed), 200)["fields"]
    ids = {
        "contractId": contract["contractId"],
        "documentId": document["documentId"],
        "fieldId": fields[0]["fieldId"],
    }
    bodies = {
        "PATCH /contracts/{contractId}": {"title": "Another"},
        "PUT /documents/{documentId}/fields": placed,
        "PATCH /fields/{fieldId}": {"suggestion": "3100"},
    }
    paths = json.loads(PUBLISHED.read_text())["paths"]

    offering = [
        f"{method.upper()} {path}"
        for path, calls in paths.items()
        for method, call in calls.items()
        if any(parameter["name"] == "If-Match" for parameter in call["parameters"])
    ]

    assert len(offering) == 6
    for call in offering:
        method, path = call.split()
        answer = pair.ada.request(
            method, path.format(**ids), json=bodies.get(call), headers={"If-Match": '"0"'}
        )
        refused(answer, 412, "version_mismatch")


@pytest.mark.parametrize("path", ["/docs", "/docs/docs.css", "/docs/docs.js"])
def test_the_page_for_people_needs_nothing_from_elsewhere(house: House, path: str) -> None:
    answer = house.client().get(path)

    assert answer.status_code == 200
    assert "//" not in re.sub(r"^\s*//.*$", "", answer.text, flags=re.MULTILINE)
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


def test_answers_have_the_members_that_the_description_promises(pair: Pair) -> None:
    schemas = json.loads(PUBLISHED.read_text())["components"]["schemas"]
    contract, document = pair.in_review()
    session = expect(pair.ada.post(f"/contracts/{contract['contractId']}/session"), 201)
    url = f"/contracts/{contract['contractId']}"

    check(schemas, "ContractView", expect(pair.ada.get(url), 200))
    check(schemas, "DocumentView", document)
    check(schemas, "SessionAnswer", session)
    check(schemas, "ContractPage", expect(pair.ada.get("/contracts"), 200))
    check(schemas, "AuditPage", expect(pair.ada.get(f"{url}/audit"), 200))
    check(schemas, "Problem", pair.ada.get("/contracts/x").json())


def a_place() -> JSON:
    rect = {"x": 10, "y": 10, "width": 100, "height": 20}
    return {"kind": "text", "owner": "CUSTOMER", "pageNumber": 1, "rect": rect, "label": "Sum"}


def check(schemas: JSON, name: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Whether a value has exactly the members of a named schema, all the way down."""
    schema = schemas[name]
    assert set(schema.get("required", ())) <= set(value), name
    if name != "Problem":
        assert set(value) <= set(schema["properties"]), name
    for member, content in value.items():
        inner = schema["properties"].get(member, {})
        reference = inner.get("$ref") or inner.get("items", {}).get("$ref")
        for each in content if isinstance(content, list) else [content]:
            if reference and isinstance(each, dict):
                check(schemas, reference.rsplit("/", 1)[-1], each)
