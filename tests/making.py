"""The vocabulary that tests are written in: people, contracts, documents, marks."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from livecontract.domain import drafting, lifecycle, signing
from livecontract.domain.consent import DEFAULT_CONSENT
from livecontract.domain.contracts import Contract
from livecontract.domain.documents import Document, PageBox
from livecontract.domain.events import Event
from livecontract.domain.fields import Field, FieldKind, Rect
from livecontract.domain.history import apply, begin
from livecontract.domain.marks import TypedMark
from livecontract.domain.signing import Intent
from livecontract.domain.values import Actor, Party, Role

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ADA = Party(user_id="ada", name="Ada Lindqvist", email="ada@bank.example")
CARLA = Party(user_id="carla", name="Carla Moreno", email="carla@post.example")
ADVISOR = Actor(user_id="ada", role=Role.ADVISOR)
CUSTOMER = Actor(user_id="carla", role=Role.CUSTOMER)
STRANGER = Actor(user_id="sven", role=Role.CUSTOMER)

_ids = count(1)


def fresh_id(prefix: str = "id") -> str:
    """An id that no other call returns."""
    return f"{prefix}-{next(_ids)}"


def after(contract: Contract, events: Iterable[Event]) -> Contract:
    """The contract after these events."""
    for event in events:
        contract = apply(contract, event)
    return contract


def a_contract(title: str = "Loan agreement") -> Contract:
    """A fresh draft of Ada's for Carla."""
    (event,) = lifecycle.create(
        contract_id="contract-1",
        title=title,
        advisor=ADA,
        customer=CARLA,
        consent=DEFAULT_CONSENT,
        now=NOON,
    )
    return begin(event)


def a_field(kind: FieldKind = FieldKind.TEXT, owner: Role = Role.CUSTOMER, **changes: Any) -> Field:
    """A required field on page 1."""
    members: dict[str, Any] = {
        "field_id": fresh_id("field"),
        "kind": kind,
        "owner": owner,
        "page_number": 1,
        "rect": Rect(x=10, y=20, width=100, height=20),
        "label": "Income",
        "options": ("1st", "15th") if kind is FieldKind.CHOICE else (),
    }
    return Field(**(members | changes))


def a_document(document_id: str = "document-1", page_count: int = 2, *fields: Field) -> Document:
    """A document with A4 pages whose digests are made up."""
    return Document(
        document_id=document_id,
        name="Loan agreement.pdf",
        sha256="a" * 64,
        size_bytes=1000,
        page_count=page_count,
        pages=(PageBox(width=595, height=842),) * page_count,
        treatment="original",
        sealable_sha256="a" * 64,
        view_sha256="b" * 64,
        thumbnails_sha256="c" * 64,
        fields=fields,
    )


def with_document(*fields: Field, contract: Contract | None = None) -> Contract:
    """A draft with one two-page document that has these fields."""
    contract = contract or a_contract()
    contract = after(contract, drafting.add_document(contract, a_document()))
    return after(contract, drafting.place_fields(contract, "document-1", fields))


def in_review(*fields: Field, signers: tuple[str, ...] = ("carla",)) -> Contract:
    """A contract that was sent to Carla."""
    contract = with_document(*fields)
    contract = after(contract, lifecycle.change_signers(contract, signers))
    return after(contract, lifecycle.send_for_review(contract))


def seen_by(contract: Contract, *actors: Actor) -> Contract:
    """The contract after every page was shown to these people."""
    for actor in actors:
        for document in contract.documents:
            pages = tuple(range(1, document.page_count + 1))
            contract = after(contract, signing.show_pages(contract, actor, document.document_id, pages))
    return contract


def an_intent(contract: Contract, actor: Actor = CUSTOMER, **changes: Any) -> Intent:
    """What `actor`'s browser would send to sign the contract as it is now."""
    party = contract.party(actor.user_id)
    name = party.name if party else "Nobody"
    members: dict[str, Any] = {
        "mark": TypedMark(text=name),
        "name": name,
        "consent_version": contract.consent.version,
        "consent_accepted": True,
        "digest": signing.digest(contract),
    }
    return Intent(**(members | changes))


def signed_by(contract: Contract, *actors: Actor) -> Contract:
    """The contract after these people have seen all pages and signed."""
    for actor in actors:
        contract = seen_by(contract, actor)
        events = signing.sign(
            contract,
            actor,
            an_intent(contract, actor),
            signature_id=fresh_id("signature"),
            now=NOON,
        )
        contract = after(contract, events)
    return contract
