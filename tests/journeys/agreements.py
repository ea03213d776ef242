"""The sample contract in each of its states, made over plain HTTP."""

from dataclasses import dataclass

import httpx

from livecontract.demo.contract import SAMPLE_FIELDS, SAMPLE_TITLE, sample_pdf
from tests.journeys.conftest import Pair
from tests.journeys.steps import JSON, create, expect, patch, place, show_all, sign, upload

INCOME = "Net monthly income"
PAYMENT_DAY = "Day of payment"

# What each side writes into its fields, by the field's label, as it is kept.
VALUES = {
    PAYMENT_DAY: "2027-01-04",
    "First instalment": "2027-02-15",
    "Full name": "Carla Moreno",
    "Date of birth": "1988-03-14",
    "Home address": "27 Weaver Street, 2nd floor, Eastbourne Park",
    "Employer": "Brightwater Schools Trust",
    INCOME: "3140",
    "Account for the instalments": "IE29 AIBK 9311 5212 3456 78",
    "Day of the month": "15th",
}


@dataclass(frozen=True)
class Agreement:
    """A contract with its one document, and the ids of its fields by their labels."""

    contract_id: str
    document: JSON
    fields: dict[str, str]

    @property
    def page(self) -> str:
        """Where the contract's page is."""
        return f"/app/contracts/{self.contract_id}"

    @property
    def room(self) -> str:
        """Where its room is."""
        return f"{self.page}/room"


def drafted(pair: Pair, title: str = SAMPLE_TITLE) -> Agreement:
    """A draft with the sample document and its fields, to be signed by both."""
    contract_id = create(pair.ada, pair.customer["userId"], title)["contractId"]
    document = upload(pair.ada, contract_id, sample_pdf(), "Loan agreement.pdf")
    placed = place(pair.ada, document["documentId"], *({**field} for field in SAMPLE_FIELDS))
    patch(pair.ada, contract_id, signers=[pair.customer["userId"], pair.advisor["userId"]])
    return Agreement(contract_id, document, {field["label"]: field["fieldId"] for field in placed})


def reviewed(pair: Pair, title: str = SAMPLE_TITLE) -> Agreement:
    """One that Carla was sent, with nothing filled in."""
    agreement = drafted(pair, title)
    patch(pair.ada, agreement.contract_id, status="REVIEW")
    return agreement


def filled(pair: Pair, title: str = SAMPLE_TITLE, *, but: frozenset[str] = frozenset()) -> Agreement:
    """One in review where each side has filled in what is its own, but for the fields with these labels."""
    agreement = reviewed(pair, title)
    clients = {"ADVISOR": pair.ada, "CUSTOMER": pair.carla}
    for field in SAMPLE_FIELDS:
        label = field["label"]
        if label in VALUES and label not in but:
            fill(clients[field["owner"]], agreement, label, VALUES[label])
    return agreement


def ready(pair: Pair) -> Agreement:
    """One that both can sign at once: everything is filled in and seen."""
    agreement = filled(pair)
    for client in (pair.ada, pair.carla):
        show_all(client, agreement.document)
    return agreement


def signed(pair: Pair) -> Agreement:
    """One that both have signed, and that is sealed."""
    agreement = ready(pair)
    sign(pair.carla, agreement.contract_id, "Carla Moreno")
    sealed = sign(pair.ada, agreement.contract_id, "Ada Lindqvist")
    assert sealed["status"] == "SIGNED"
    return agreement


def fill(client: httpx.Client, agreement: Agreement, label: str, value: str | None) -> None:
    """Give a field its value; null empties it."""
    field_id = agreement.fields[label]
    present = expect(client.get(f"/documents/{agreement.document['documentId']}/fields"), 200)["fields"]
    (base,) = (field["version"] for field in present if field["fieldId"] == field_id)
    expect(client.patch(f"/fields/{field_id}", json={"value": value, "base": base}), 200)


def open_session(pair: Pair, agreement: Agreement) -> JSON:
    """The session that is active on a contract, started if there was none."""
    answer = pair.ada.post(f"/contracts/{agreement.contract_id}/session")
    return expect(answer, answer.status_code if answer.status_code in {200, 201} else 201)


def end_session(pair: Pair, agreement: Agreement) -> None:
    session_id = open_session(pair, agreement)["sessionId"]
    answer = pair.ada.delete(f"/sessions/{session_id}")
    assert answer.status_code in {200, 204}, answer.text
