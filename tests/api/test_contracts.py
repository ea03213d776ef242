"""Contracts over REST: beginning, listing, reading and changing them."""

from typing import Any

import pytest

from tests.api.conftest import Pair, expect, refused, signing
from tests.making import fresh_id


def test_ct1_an_advisor_begins_a_draft_for_a_customer(pair: Pair) -> None:
    contract = pair.draft("House loan")

    assert (contract["status"], contract["title"], contract["version"]) == ("DRAFT", "House loan", 1)
    assert contract["signers"] == [contract["customerId"]] == [pair.customer.user_id]
    assert contract["advisorId"] == pair.advisor.user_id
    assert contract["createdAt"].endswith("Z")


def test_a_customer_can_be_named_by_name_and_address(pair: Pair) -> None:
    customer = {"name": "Nils Berg", "email": f"nils-{fresh_id()}@post.example"}

    contract = expect(pair.ada.post("/contracts", json={"title": "Loan", "customer": customer}), 201)

    assert contract["customer"]["name"] == "Nils Berg"


def test_ct1_a_customer_creates_no_contract(pair: Pair) -> None:
    body = {"title": "Loan", "customerId": pair.customer.user_id}

    problem = refused(pair.carla.post("/contracts", json=body), 403, "not_permitted")

    assert problem["detail"] == "Only the advisor can create a contract here."


@pytest.mark.parametrize(
    ("body", "status", "code", "member"),
    [
        ({"title": "Loan"}, 422, "value_invalid", "customer"),
        ({"customerId": "x"}, 422, "value_invalid", "title"),
        ({"title": 7, "customerId": "x"}, 422, "value_invalid", "title"),
        ({"title": "Loan", "customerId": "x", "status": "SIGNED"}, 422, "unknown_member", "status"),
        ({"title": "Loan", "customerId": "x", "advisorId": "y"}, 422, "unknown_member", "advisorId"),
        ({"title": "  ", "customerId": "{customer}"}, 422, "value_invalid", "title"),
        ({"title": "a\nb", "customerId": "{customer}"}, 422, "value_invalid", "title"),
        (
            {"title": "Loan", "customer": {"name": "N", "email": "n@x.example", "role": "ADVISOR"}},
            422,
            "unknown_member",
            "customer.role",
        ),
        ({"title": "Loan", "customer": {"name": "N", "email": "n"}}, 422, "value_invalid", "email"),
    ],
)
def test_re2_a_body_that_does_not_fit_is_refused_by_the_member_s_name(
    pair: Pair, body: dict[str, Any], status: int, code: str, member: str
) -> None:
    if body.get("customerId") == "{customer}":
        body = body | {"customerId": pair.customer.user_id}

    assert refused(pair.ada.post("/contracts", json=body), status, code)["member"] == member


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[", b"[" * 100_000, b'"\\ud800"'])
def test_malformed_json_is_a_bad_request(pair: Pair, body: bytes) -> None:
    answer = pair.ada.post("/contracts", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"bad_request", "value_invalid"}


def test_another_content_type_is_refused(pair: Pair) -> None:
    answer = pair.ada.post("/contracts", data={"title": "Loan"})

    assert "application/json" in refused(answer, 415, "media_type_unsupported")["detail"]


def test_a_body_beyond_the_limit_is_refused_unread(pair: Pair) -> None:
    body = {"title": "x" * 1_100_000, "customerId": pair.customer.user_id}

    refused(pair.ada.post("/contracts", json=body), 413, "too_large")


def test_ac1_strangers_get_not_found_everywhere(pair: Pair) -> None:
    contract, document = pair.in_review()
    contract_id, document_id = contract["contractId"], document["documentId"]
    paths = [
        f"/contracts/{contract_id}",
        f"/contracts/{contract_id}/documents",
        f"/contracts/{contract_id}/audit",
        f"/contracts/{contract_id}/session",
        f"/documents/{document_id}",
        f"/documents/{document_id}/fields",
        f"/documents/{document_id}/sealed",
        f"/documents/{document_id}/thumbnails/1",
    ]

    for path in paths:
        refused(pair.sven.get(path), 404, "not_found")
    refused(pair.patch(pair.sven, contract, title="Mine"), 404, "not_found")
    refused(pair.sven.post(f"/contracts/{contract_id}/session"), 404, "not_found")
    assert pair.sven.get("/contracts").json()["items"] == []


@pytest.mark.parametrize("name", ["nothing", "0" * 5000, "%00", "..%2f..%2fetc", "'; DROP TABLE contracts"])
def test_an_unknown_contract_is_not_found(pair: Pair, name: str) -> None:
    refused(pair.ada.get(f"/contracts/{name}"), 404, "not_found")


def test_wr5_a_change_of_an_outdated_version_is_refused(pair: Pair) -> None:
    contract = pair.draft()
    url = f"/contracts/{contract['contractId']}"
    read = pair.ada.get(url)
    assert read.headers["etag"] == '"1"'

    changed = pair.ada.patch(url, json={"title": "B"}, headers={"If-Match": read.headers["etag"]})
    outdated = pair.ada.patch(url, json={"title": "C"}, headers={"If-Match": read.headers["etag"]})

    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    refused(outdated, 412, "version_mismatch")
    refused(pair.ada.patch(url, json={"title": "C"}, headers={"If-Match": '"x"'}), 412, "version_mismatch")
    assert pair.ada.patch(url, json={"title": "C"}, headers={"If-Match": "*"}).status_code == 200


def test_a_version_that_is_at_hand_is_not_sent_again(pair: Pair) -> None:
    url = f"/contracts/{pair.draft()['contractId']}"
    tag = pair.ada.get(url).headers["etag"]

    answer = pair.ada.get(url, headers={"If-None-Match": f'"7", W/{tag}'})

    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)


def test_wr2_wr3_a_repeat_gets_the_first_answer_and_another_request_is_refused(pair: Pair) -> None:
    body = {"title": "Loan", "customerId": pair.customer.user_id}
    key = {"Idempotency-Key": fresh_id()}

    first = pair.ada.post("/contracts", json=body, headers=key)
    repeat = pair.ada.post("/contracts", json=body, headers=key)

    assert (repeat.status_code, repeat.content) == (201, first.content)
    assert repeat.headers["etag"] == first.headers["etag"]
    refused(
        pair.ada.post("/contracts", json=body | {"title": "B"}, headers=key), 409, "idempotency_key_reused"
    )
    assert len(pair.ada.get("/contracts").json()["items"]) == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "é".encode("latin-1").decode("latin-1")])
def test_an_unusable_idempotency_key_is_refused(pair: Pair, key: str) -> None:
    body = {"title": "Loan", "customerId": pair.customer.user_id}
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]

    answer = pair.ada.post("/contracts", json=body, headers=headers)

    assert refused(answer, 422, "value_invalid")["member"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "B", "signers": []}, "value_invalid"),
        ({"status": "REVIEW", "title": "B"}, "value_invalid"),
        ({}, "value_invalid"),
        ({"reason": "because"}, "value_invalid"),
        ({"colour": "green"}, "unknown_member"),
        ({"status": "REVIEW", "reason": "because"}, "unknown_member"),
        ({"title": "B", "version": 9}, "unknown_member"),
        ({"status": "SEALED"}, "value_invalid"),
        ({"status": "VOIDED"}, "value_invalid"),
        ({"status": None}, "value_invalid"),
        ([], "value_invalid"),
    ],
)
def test_one_change_at_a_time(pair: Pair, change: object, code: str) -> None:
    contract = pair.draft()

    refused(pair.ada.patch(f"/contracts/{contract['contractId']}", json=change), 422, code)


def test_ct2_ct3_ct7_the_life_of_a_contract_over_rest(pair: Pair) -> None:
    contract = pair.draft()
    refused(pair.patch(pair.ada, contract, status="REVIEW"), 409, "no_document")
    pair.upload(contract)
    refused(pair.patch(pair.carla, contract, status="REVIEW"), 403, "not_permitted")

    assert expect(pair.patch(pair.ada, contract, status="REVIEW"), 200)["status"] == "REVIEW"
    assert expect(pair.patch(pair.ada, contract, status="DRAFT"), 200)["status"] == "DRAFT"
    expect(pair.patch(pair.ada, contract, status="REVIEW"), 200)
    refused(pair.patch(pair.carla, contract, status="DECLINED", reason=" "), 422, "reason_missing")
    declined = expect(pair.patch(pair.carla, contract, status="DECLINED", reason="Too long."), 200)

    assert (declined["status"], declined["reason"]) == ("DECLINED", "Too long.")
    problem = refused(pair.patch(pair.ada, contract, title="B"), 409, "contract_final")
    assert problem["contractStatus"] == "DECLINED"


def test_ct11_signers_are_the_two_people(pair: Pair) -> None:
    contract = pair.draft()
    both = [pair.customer.user_id, pair.advisor.user_id]

    assert expect(pair.patch(pair.ada, contract, signers=both), 200)["signers"] == both
    refused(pair.patch(pair.ada, contract, signers=["sven"]), 422, "value_invalid")
    refused(pair.patch(pair.ada, contract, signers=[]), 409, "no_signer")


def test_the_list_is_paged_and_searched(pair: Pair) -> None:
    for title in ("First loan", "Second loan", "Third deed"):
        pair.draft(title)

    page = expect(pair.carla.get("/contracts", params={"limit": 2}), 200)
    rest = expect(pair.carla.get("/contracts", params={"limit": 2, "cursor": page["nextCursor"]}), 200)
    deeds = expect(pair.carla.get("/contracts", params={"q": "deed", "status": "DRAFT,REVIEW"}), 200)

    assert [item["title"] for item in page["items"] + rest["items"]] == [
        "Third deed",
        "Second loan",
        "First loan",
    ]
    assert rest["nextCursor"] is None
    assert [item["title"] for item in deeds["items"]] == ["Third deed"]
    assert page["counts"] == {"DRAFT": 3, "REVIEW": 0, "SIGNED": 0, "DECLINED": 0, "VOIDED": 0}
    assert page["items"][0]["activeAt"].endswith("Z")


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "101"}, {"limit": "many"}, {"cursor": "abc"}, {"status": "OPEN"}]
)
def test_a_list_that_cannot_be_is_refused(pair: Pair, query: dict[str, str]) -> None:
    problem = refused(pair.ada.get("/contracts", params=query), 422, "value_invalid")

    assert problem["member"] in query


def test_the_invitation_mails_a_link_and_tells_the_advisor_only_where_it_leads(pair: Pair) -> None:
    contract = pair.draft()

    invitation = expect(pair.ada.post(f"/contracts/{contract['contractId']}/invitation"), 200)

    assert invitation == {"joinUrl": f"{pair.house.url}/app/contracts/{contract['contractId']}"}
    refused(pair.carla.post(f"/contracts/{contract['contractId']}/invitation"), 403, "not_permitted")


def test_a_signature_of_a_draft_is_refused(pair: Pair) -> None:
    contract = pair.draft()

    problem = refused(pair.patch(pair.carla, contract, **signing(contract)), 409, "wrong_status")

    assert problem["contractStatus"] == "DRAFT"
