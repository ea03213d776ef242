"""The steps of the main job over plain HTTP, for every test that needs a contract on its way."""

import uuid
from typing import Any

import httpx

JSON = dict[str, Any]


def expect(answer: httpx.Response, status: int) -> JSON:
    """The JSON of an answer that has this status."""
    assert answer.status_code == status, answer.text
    body: JSON = answer.json()
    return body


def create(advisor: httpx.Client, customer_id: str, title: str = "Loan agreement") -> JSON:
    return expect(
        advisor.post(
            "/contracts",
            json={"title": title, "customerId": customer_id},
            headers={"Idempotency-Key": str(uuid.uuid4())},
        ),
        201,
    )


def upload(client: httpx.Client, contract_id: str, pdf: bytes, name: str = "Loan.pdf") -> JSON:
    files = {"file": (name, pdf, "application/pdf")}
    return expect(client.post(f"/contracts/{contract_id}/documents", files=files), 201)


def patch(client: httpx.Client, contract_id: str, **body: Any) -> JSON:
    return expect(client.patch(f"/contracts/{contract_id}", json=body), 200)


def place(client: httpx.Client, document_id: str, *fields: JSON) -> list[JSON]:
    placed = expect(client.put(f"/documents/{document_id}/fields", json={"fields": fields}), 200)
    found: list[JSON] = placed["fields"]
    return found


def a_field(kind: str, owner: str, y: float, **changes: Any) -> JSON:
    """A field on page 1, 200 points wide."""
    field: JSON = {
        "kind": kind,
        "owner": owner,
        "pageNumber": 1,
        "rect": {"x": 72, "y": y, "width": 200, "height": 30},
        "label": f"{kind} of the {owner.lower()}",
    }
    return field | changes


def show_all(client: httpx.Client, document: JSON) -> None:
    pages = list(range(1, document["pageCount"] + 1))
    answer = client.post(f"/documents/{document['documentId']}/pages-shown", json={"pageNumbers": pages})
    assert answer.status_code in {200, 204}, answer.text


def signing_body(contract: JSON, name: str) -> JSON:
    """What a browser sends to sign the contract as it is on screen."""
    return {
        "signature": {"mark": {"kind": "typed", "text": name, "face": "sacramento"}, "name": name},
        "consent": {"version": contract["consent"]["version"], "accepted": True},
        "digest": contract["digest"],
    }


def sign(client: httpx.Client, contract_id: str, name: str) -> JSON:
    contract = expect(client.get(f"/contracts/{contract_id}"), 200)
    return patch(client, contract_id, status="SIGNED", **signing_body(contract, name))
