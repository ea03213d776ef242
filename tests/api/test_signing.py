"""Signing over REST: everything that stands against it, and the answer that brings the sealed file."""

import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest

from livecontract.api.calls import Call
from livecontract.api.changes import read_change
from livecontract.api.contracts import change_contract
from livecontract.domain.values import Actor, Role
from livecontract.pdf.authority import make_identity
from livecontract.wire.origin import Origin
from tests.api.conftest import JSON, Pair, expect, refused, signing
from tests.making import fresh_id
from tests.pdf.documents import signed_before

# They take documents in, sign and seal.
pytestmark = pytest.mark.slow


@pytest.fixture
def ready(pair: Pair) -> tuple[JSON, JSON]:
    """A contract in review whose pages Carla has seen, and its document."""
    contract, document = pair.in_review()
    pair.show_all(pair.carla, document)
    return contract, document


def test_ct5_the_last_signature_is_answered_with_the_sealed_contract(
    pair: Pair, ready: tuple[JSON, JSON]
) -> None:
    contract, document = ready
    key = {"Idempotency-Key": fresh_id()}
    url = f"/contracts/{contract['contractId']}"

    signed = pair.carla.patch(url, json=signing(contract), headers=key)
    repeat = pair.carla.patch(url, json=signing(contract), headers=key)

    body = expect(signed, 200)
    assert (body["status"], body["sealing"]) == ("SIGNED", False)
    assert body["sealedAt"] >= body["signedAt"]
    assert body["signatures"][0]["signedBy"] == pair.customer.user_id
    assert repeat.content == signed.content
    sealed = pair.carla.get(f"/documents/{document['documentId']}/sealed")
    assert sealed.headers["content-disposition"].startswith('attachment; filename="Loan-signed.pdf"')
    assert len(pikepdf.open(io.BytesIO(sealed.content)).pages) > document["pageCount"]
    again = expect(pair.ada.get(f"/documents/{document['documentId']}"), 200)["sealed"]
    assert pair.anybody.get(again["fileUrl"]).content == sealed.content
    verdict = expect(pair.house.client().post("/verify", files={"file": ("a.pdf", sealed.content)}), 200)
    assert verdict["valid"] is True
    assert verdict["contractId"] == contract["contractId"]


def test_wr2_a_repeated_last_signature_gets_the_first_answer_whatever_happens_after(
    pair: Pair, ready: tuple[JSON, JSON]
) -> None:
    contract, _ = ready
    key = {"Idempotency-Key": fresh_id()}
    url = f"/contracts/{contract['contractId']}"
    started = expect(pair.ada.post(f"{url}/session"), 201)
    first = pair.carla.patch(url, json=signing(contract), headers=key)
    expect(pair.ada.delete(f"/sessions/{started['sessionId']}"), 200)

    repeat = pair.carla.patch(url, json=signing(contract), headers=key)

    assert expect(first, 200)["status"] == "SIGNED"
    assert expect(first, 200)["session"] != expect(pair.carla.get(url), 200)["session"]
    assert (repeat.content, repeat.headers["etag"]) == (first.content, first.headers["etag"])


def test_sl8_a_document_that_was_signed_before_comes_back_with_a_certificate_beside_it(pair: Pair) -> None:
    contract = pair.draft()
    theirs = signed_before(make_identity("Another bank", datetime.now(UTC)))
    document = pair.upload(contract, content=theirs)
    url = f"/documents/{document['documentId']}"
    pair.show_all(pair.carla, document)
    contract = expect(pair.patch(pair.ada, contract, status="REVIEW"), 200)
    refused(pair.carla.get(f"{url}/certificate"), 409, "not_sealed")

    expect(pair.patch(pair.carla, contract, **signing(contract)), 200)

    sealed = expect(pair.ada.get(url), 200)["sealed"]
    file, certificate = (pair.carla.get(f"{url}/{name}") for name in ("sealed", "certificate"))
    assert file.content.startswith(theirs)
    assert certificate.headers["content-disposition"].startswith(
        'attachment; filename="Loan-certificate.pdf"'
    )
    for held, content in ((sealed, file.content), (sealed["certificate"], certificate.content)):
        assert held["sha256"] == hashlib.sha256(content).hexdigest()
        assert held["sizeBytes"] == len(content)
        assert pair.anybody.get(held["fileUrl"]).content == content
        assert expect(pair.anybody.post("/verify", files={"file": ("a.pdf", content)}), 200)["valid"] is True
    refused(pair.sven.get(f"{url}/certificate"), 404, "not_found")


def test_a_certificate_that_is_part_of_the_sealed_file_is_no_file_of_its_own(
    pair: Pair, ready: tuple[JSON, JSON]
) -> None:
    contract, document = ready
    expect(pair.patch(pair.carla, contract, **signing(contract)), 200)

    assert (
        expect(pair.carla.get(f"/documents/{document['documentId']}"), 200)["sealed"]["certificate"] is None
    )
    refused(pair.carla.get(f"/documents/{document['documentId']}/certificate"), 404, "not_found")


def test_a_seal_that_takes_longer_is_announced_as_under_way(pair: Pair, ready: tuple[JSON, JSON]) -> None:
    contract, _ = ready
    call = Call(
        actor=Actor(user_id=pair.customer.user_id, role=Role.CUSTOMER),
        origin=Origin(pair.house.url, pair.house.url),
        peer="127.0.0.1",
        path={"contractId": contract["contractId"]},
        body=read_change(json.dumps(signing(contract)).encode()),
        headers={},
        query_string="",
        credential=None,
    )

    answer = pair.house.run(change_contract(replace(pair.house.rest, seal_wait_s=0), call))

    body = json.loads(answer.body)
    assert (answer.status, body["status"], body["sealing"]) == (200, "REVIEW", True)


def test_ct4_after_the_signature_nothing_changes(pair: Pair, ready: tuple[JSON, JSON]) -> None:
    contract, _ = ready
    expect(pair.patch(pair.carla, contract, **signing(contract)), 200)

    for change in (
        {"title": "Another"},
        {"status": "DRAFT"},
        {"status": "REVIEW"},
        {"status": "VOIDED", "reason": "no"},
        {"signers": [pair.advisor.user_id]},
    ):
        refused(pair.patch(pair.ada, contract, **change), 409, "contract_final")
    refused(pair.patch(pair.carla, contract, status="DECLINED", reason="no"), 409, "contract_final")
    refused(pair.patch(pair.carla, contract, **signing(contract)), 409, "contract_final")


def test_sg1_the_first_of_two_signers_leaves_the_contract_in_review(pair: Pair) -> None:
    contract = pair.draft()
    document = pair.upload(contract)
    expect(pair.patch(pair.ada, contract, signers=[pair.customer.user_id, pair.advisor.user_id]), 200)
    contract = expect(pair.patch(pair.ada, contract, status="REVIEW"), 200)
    pair.show_all(pair.carla, document)

    signed = expect(pair.patch(pair.carla, contract, **signing(contract)), 200)

    assert (signed["status"], signed["sealing"], len(signed["signatures"])) == ("REVIEW", False, 1)
    refused(pair.patch(pair.carla, contract, **signing(contract)), 409, "already_signed")
    refused(pair.patch(pair.ada, contract, title="Another"), 409, "contract_frozen")


def test_sg1_the_advisor_does_not_sign_for_the_customer(pair: Pair, ready: tuple[JSON, JSON]) -> None:
    contract, document = ready
    pair.show_all(pair.ada, document)

    refused(pair.patch(pair.ada, contract, **signing(contract)), 403, "not_a_signer")

    body = signing(contract, signedBy=pair.customer.user_id)
    assert refused(pair.patch(pair.ada, contract, **body), 422, "unknown_member")["member"] == "signedBy"


def test_sg3_pages_that_were_not_shown_are_named(pair: Pair) -> None:
    contract, document = pair.in_review()
    url = f"/documents/{document['documentId']}/pages-shown"
    expect(pair.carla.post(url, json={"pageNumbers": [1, 2, 3]}), 200)

    problem = refused(pair.patch(pair.carla, contract, **signing(contract)), 409, "pages_not_shown")

    assert problem["pages"] == {document["documentId"]: [4, 5]}
    assert problem["detail"] == "You have not seen pages 4 and 5 yet. Go to page 4, then sign."


def test_sg2_what_changed_since_it_was_viewed_is_not_signed(pair: Pair, ready: tuple[JSON, JSON]) -> None:
    contract, _ = ready
    expect(pair.patch(pair.ada, contract, title="Another"), 200)

    problem = refused(pair.patch(pair.carla, contract, **signing(contract)), 409, "changed_since_viewed")

    assert problem["digest"] == pair.read(contract)["digest"] != contract["digest"]


def test_sg4_a_required_field_that_is_empty_is_named(pair: Pair) -> None:
    contract = pair.draft()
    document = pair.upload(contract)
    place = {"x": 72, "y": 100, "width": 200, "height": 30}
    field = {"kind": "text", "owner": "CUSTOMER", "pageNumber": 1, "rect": place, "label": "Income"}
    expect(pair.ada.put(f"/documents/{document['documentId']}/fields", json={"fields": [field]}), 200)
    contract = expect(pair.patch(pair.ada, contract, status="REVIEW"), 200)
    pair.show_all(pair.carla, document)

    problem = refused(pair.patch(pair.carla, contract, **signing(contract)), 409, "required_fields_empty")

    assert [field["label"] for field in problem["fields"]] == ["Income"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"consent": {"version": "{version}", "accepted": False}}, 422, "consent_missing"),
        ({"consent": {"version": "2020-01", "accepted": True}}, 409, "consent_outdated"),
        ({"signature": {"mark": {"kind": "typed", "text": " "}, "name": "Carla"}}, 422, "mark_invalid"),
        ({"signature": {"mark": {"kind": "drawn", "strokes": []}, "name": "Carla"}}, 422, "mark_invalid"),
        ({"signature": {"mark": {"kind": "photo"}, "name": "Carla"}}, 422, "value_invalid"),
        ({"signature": {"mark": {"kind": "typed", "text": "C"}}}, 422, "value_invalid"),
        ({"digest": None}, 422, "value_invalid"),
        ({"title": "Also this"}, 422, "value_invalid"),
        ({"at": "2020-01-01"}, 422, "unknown_member"),
    ],
)
def test_sg5_sg6_an_incomplete_signature_is_refused(
    pair: Pair, ready: tuple[JSON, JSON], change: dict[str, Any], status: int, code: str
) -> None:
    contract, _ = ready
    consent = change.get("consent")
    if consent and consent["version"] == "{version}":
        consent["version"] = contract["consent"]["version"]

    refused(pair.patch(pair.carla, contract, **signing(contract, **change)), status, code)

    assert pair.read(contract)["signatures"] == []
