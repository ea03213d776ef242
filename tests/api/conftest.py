"""One running house for all tests of a process, and two people of their own for each test."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pikepdf
import pytest

from livecontract.domain.users import User
from livecontract.domain.values import Role
from tests.api.house import House, house_in
from tests.making import fresh_id

JSON = dict[str, Any]


def blank_pdf(pages: int) -> bytes:
    """A PDF of that many empty pages, which costs next to nothing to take in and to seal."""
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(content)
    return content.getvalue()


FIVE_PAGES = blank_pdf(5)


@dataclass
class Pair:
    """An advisor and a customer, each with a client of theirs; a stranger and nobody in particular."""

    house: House
    advisor: User
    customer: User
    ada: httpx.Client
    carla: httpx.Client
    sven: httpx.Client
    anybody: httpx.Client

    def draft(self, title: str = "Loan agreement") -> JSON:
        """A new draft of Ada's for Carla."""
        body = {"title": title, "customerId": self.customer.user_id}
        return expect(self.ada.post("/contracts", json=body), 201)

    def upload(self, contract: JSON, name: str = "Loan.pdf", content: bytes = FIVE_PAGES) -> JSON:
        """A document in that contract; it has five pages unless one is given."""
        files = {"file": (name, content, "application/pdf")}
        return expect(self.ada.post(f"/contracts/{contract['contractId']}/documents", files=files), 201)

    def in_review(self) -> tuple[JSON, JSON]:
        """A contract that was sent to Carla, and its document."""
        contract = self.draft()
        document = self.upload(contract)
        return expect(self.patch(self.ada, contract, status="REVIEW"), 200), document

    def patch(self, client: httpx.Client, contract: JSON, **change: Any) -> httpx.Response:
        return client.patch(f"/contracts/{contract['contractId']}", json=change)

    def show_all(self, client: httpx.Client, document: JSON) -> None:
        pages = list(range(1, document["pageCount"] + 1))
        url = f"/documents/{document['documentId']}/pages-shown"
        expect(client.post(url, json={"pageNumbers": pages}), 200)

    def read(self, contract: JSON) -> JSON:
        return expect(self.carla.get(f"/contracts/{contract['contractId']}"), 200)


def expect(answer: httpx.Response, status: int) -> JSON:
    """The JSON of an answer that has this status."""
    assert answer.status_code == status, answer.text
    body: JSON = answer.json()
    return body


def refused(answer: httpx.Response, status: int, code: str) -> JSON:
    """The problem in an answer that is this refusal."""
    problem = expect(answer, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["title"]
    assert problem["detail"].endswith((".", "?"))
    return problem


def signing(contract: JSON, name: str = "Carla Moreno", **changes: Any) -> JSON:
    """What a browser sends to sign the contract as it is on screen."""
    body: JSON = {
        "status": "SIGNED",
        "signature": {"mark": {"kind": "typed", "text": name}, "name": name},
        "consent": {"version": contract["consent"]["version"], "accepted": True},
        "digest": contract["digest"],
    }
    return body | changes


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_in(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="session")
def anybody(house: House) -> httpx.Client:
    """Somebody without any credential."""
    return house.client()


@pytest.fixture
def pair(house: House, anybody: httpx.Client) -> Pair:
    number = fresh_id()
    advisor = house.add(Role.ADVISOR, "Ada Lindqvist", f"ada-{number}@bank.example")
    customer = house.add(Role.CUSTOMER, "Carla Moreno", f"carla-{number}@post.example")
    stranger = house.add(Role.CUSTOMER, "Sven Holm", f"sven-{number}@post.example")
    ada, carla, sven = (house.client_of(user) for user in (advisor, customer, stranger))
    return Pair(house, advisor, customer, ada, carla, sven, anybody)
