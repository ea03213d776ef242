"""The contract as a value: its parts, its status, and what can be asked of it."""

from datetime import datetime
from enum import StrEnum

import msgspec.structs

from livecontract.domain.consent import ConsentText
from livecontract.domain.documents import Document
from livecontract.domain.fields import Field
from livecontract.domain.marks import Mark
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor, Party, Role, Value


class Status(StrEnum):
    """Where a contract stands; the last three never change again."""

    DRAFT = "DRAFT"
    REVIEW = "REVIEW"
    SIGNED = "SIGNED"
    DECLINED = "DECLINED"
    VOIDED = "VOIDED"

    @property
    def is_final(self) -> bool:
        """Whether nothing about the contract can change any more."""
        return self in {Status.SIGNED, Status.DECLINED, Status.VOIDED}


class Signature(Value, frozen=True):
    """One person's act of signing; `is_void` once the contract was called off."""

    signature_id: str
    signed_by: str
    name: str
    signed_at: datetime
    digest: str
    mark: Mark
    consent_version: str
    consent_sha256: str
    is_void: bool = False


class ShownPages(Value, frozen=True):
    """The pages of one document that one person has had in view, in rising order."""

    user_id: str
    document_id: str
    page_numbers: tuple[int, ...]


class SealProblem(Value, frozen=True):
    """Why the seal could not be made, in a sentence."""

    code: str
    detail: str


class Contract(Value, frozen=True):
    """A contract with all that belongs to it: one aggregate, changed under one lock.

    `version` counts the changes that its parties can see; it is the entity tag of the REST
    interface. `shown` is kept in rising order of user and document.
    """

    contract_id: str
    title: str
    advisor: Party
    customer: Party
    signers: tuple[str, ...]
    consent: ConsentText
    created_at: datetime
    status: Status = Status.DRAFT
    version: int = 1
    documents: tuple[Document, ...] = ()
    shown: tuple[ShownPages, ...] = ()
    signatures: tuple[Signature, ...] = ()
    seal_problem: SealProblem | None = None
    signed_at: datetime | None = None
    sealed_at: datetime | None = None
    reason: str | None = None

    @property
    def parties(self) -> tuple[Party, Party]:
        """The advisor and the customer."""
        return (self.advisor, self.customer)

    @property
    def is_complete(self) -> bool:
        """Whether every signer has signed; from then on only the seal is missing."""
        return bool(self.signatures) and {s.signed_by for s in self.signatures} >= set(self.signers)

    @property
    def is_sealing(self) -> bool:
        """Whether the seal is being made, or waits to be tried again."""
        return self.status is Status.REVIEW and self.is_complete

    def party(self, user_id: str) -> Party | None:
        """The party with that user id."""
        return next((party for party in self.parties if party.user_id == user_id), None)

    def role_of(self, user_id: str) -> Role | None:
        """The role of that user in this contract."""
        if user_id == self.advisor.user_id:
            return Role.ADVISOR
        return Role.CUSTOMER if user_id == self.customer.user_id else None

    def document(self, document_id: str) -> Document:
        """The document of that id; refuses `not_found`."""
        for document in self.documents:
            if document.document_id == document_id:
                return document
        raise Refused(Refusal.NOT_FOUND, documentId=document_id)

    def field(self, field_id: str) -> tuple[Document, Field]:
        """The field of that id with its document; refuses `not_found`."""
        for document in self.documents:
            field = document.field(field_id)
            if field is not None:
                return document, field
        raise Refused(Refusal.NOT_FOUND, fieldId=field_id)

    def signature_of(self, user_id: str) -> Signature | None:
        """That person's signature, if there is one."""
        return next((s for s in self.signatures if s.signed_by == user_id), None)

    def pages_shown_to(self, user_id: str, document_id: str) -> tuple[int, ...]:
        """The pages of a document that a person has had in view."""
        for shown in self.shown:
            if (shown.user_id, shown.document_id) == (user_id, document_id):
                return shown.page_numbers
        return ()

    def with_document(self, document: Document) -> "Contract":
        """The contract with that document in the place of its former state."""
        documents = tuple(document if d.document_id == document.document_id else d for d in self.documents)
        return msgspec.structs.replace(self, documents=documents)


def require_signers_for_marks(contract: Contract) -> None:
    """Refuse `mark_without_signer`: what nobody signs would stay blank in the sealed file without a word."""
    for party in contract.parties:
        role = contract.role_of(party.user_id)
        places = [f for d in contract.documents for f in d.fields if f.is_marked and f.owner is role]
        if places and role is not None and party.user_id not in contract.signers:
            fields = [{"fieldId": field.field_id, "label": field.label} for field in places]
            raise Refused(Refusal.MARK_WITHOUT_SIGNER, owner=role.value, fields=fields)


def require_open(contract: Contract) -> None:
    """Refuse what would change a final contract."""
    if contract.status.is_final:
        raise Refused(Refusal.CONTRACT_FINAL, status=contract.status.value)


def require_unsigned(contract: Contract) -> None:
    """Refuse what would change documents, fields or values after the first signature."""
    require_open(contract)
    if contract.signatures:
        raise Refused(Refusal.CONTRACT_FROZEN, signedBy=[s.signed_by for s in contract.signatures])


def require_status(contract: Contract, *allowed: Status) -> None:
    """Refuse what the present status has no place for."""
    require_open(contract)
    if contract.status not in allowed:
        raise Refused(
            Refusal.WRONG_STATUS, status=contract.status.value, allowed=[status.value for status in allowed]
        )


def acting_role(contract: Contract, actor: Actor) -> Role:
    """The actor's role in this contract; whoever has none is told that there is no such contract."""
    role = contract.role_of(actor.user_id)
    if role is None:
        raise Refused(Refusal.NOT_FOUND, contractId=contract.contract_id)
    return role
