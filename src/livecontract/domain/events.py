"""What has happened to a contract: facts in the past tense, the material of the audit trail."""

from datetime import datetime
from typing import TypeAlias

import msgspec

from livecontract.domain.consent import ConsentText
from livecontract.domain.documents import CertificateFile, Document
from livecontract.domain.fields import Field, FieldValue
from livecontract.domain.marks import Mark
from livecontract.domain.values import Party, Value


class ContractCreated(Value, frozen=True, tag="contractCreated"):
    """The first event of every contract."""

    contract_id: str
    title: str
    advisor: Party
    customer: Party
    signers: tuple[str, ...]
    consent: ConsentText
    created_at: datetime


class TitleChanged(Value, frozen=True, tag="titleChanged"):
    """The contract has another title."""

    title: str


class SignersChanged(Value, frozen=True, tag="signersChanged"):
    """Other people have to sign."""

    signers: tuple[str, ...]


class DocumentAdded(Value, frozen=True, tag="documentAdded"):
    """A PDF was taken in; its trial seal has passed."""

    document: Document


class DocumentRemoved(Value, frozen=True, tag="documentRemoved"):
    """A document was taken away before anybody signed."""

    document_id: str


class FieldsPlaced(Value, frozen=True, tag="fieldsPlaced"):
    """The fields of a document are now these."""

    document_id: str
    fields: tuple[Field, ...]


class FieldChanged(Value, frozen=True, tag="fieldChanged"):
    """The owner of a field gave it a value; `version` is the field's new version."""

    document_id: str
    field_id: str
    value: FieldValue
    version: int


class FieldSuggested(Value, frozen=True, tag="fieldSuggested"):
    """The other side proposes a value, or (`None`) the proposal is gone."""

    document_id: str
    field_id: str
    value: str | bool | None
    suggested_by: str


class SentForReview(Value, frozen=True, tag="sentForReview"):
    """DRAFT became REVIEW."""


class TakenBack(Value, frozen=True, tag="takenBack"):
    """REVIEW became DRAFT again, before anybody signed."""


class PagesShown(Value, frozen=True, tag="pagesShown"):
    """These pages were in a person's view."""

    user_id: str
    document_id: str
    page_numbers: tuple[int, ...]


class ConsentGiven(Value, frozen=True, tag="consentGiven"):
    """A signer accepted the consent text of that version."""

    user_id: str
    version: str
    language: str
    sha256: str


class ContractSigned(Value, frozen=True, tag="contractSigned"):
    """One person signed what their screen showed, by its digest."""

    signature_id: str
    signed_by: str
    name: str
    signed_at: datetime
    digest: str
    mark: Mark


class SealFailed(Value, frozen=True, tag="sealFailed"):
    """Everybody has signed, and the file could not be sealed; it is tried again."""

    code: str
    detail: str


class SealedDocument(Value, frozen=True):
    """The sealed file of one document, and its certificate when that is a file of its own."""

    document_id: str
    sha256: str
    size_bytes: int
    certificate: CertificateFile | None = None


class ContractSealed(Value, frozen=True, tag="contractSealed"):
    """All sealed files are stored: REVIEW became SIGNED."""

    documents: tuple[SealedDocument, ...]
    signed_at: datetime
    sealed_at: datetime


class ContractDeclined(Value, frozen=True, tag="contractDeclined"):
    """The customer said no."""

    declined_by: str
    reason: str


class ContractVoided(Value, frozen=True, tag="contractVoided"):
    """The advisor called the contract off; signatures stay on record, void."""

    voided_by: str
    reason: str


class CustomerInvited(Value, frozen=True, tag="customerInvited"):
    """A link into the contract went to the customer."""

    email: str


class SessionStarted(Value, frozen=True, tag="sessionStarted"):
    """A live session on the contract began."""

    session_id: str
    started_by: str
    started_at: datetime


class SessionEnded(Value, frozen=True, tag="sessionEnded"):
    """The live session is over; `reason` is `ended` or `idle`."""

    session_id: str
    ended_by: str
    ended_at: datetime
    reason: str


class SessionRecorded(Value, frozen=True, tag="sessionRecorded"):
    """The recording of an ended session is complete: `hash` is that of the last of its `batches`.

    `events` counts what it holds; `is_whole` says that it lacks nothing.
    """

    session_id: str
    batches: int
    events: int
    hash: str
    is_whole: bool


Event: TypeAlias = (
    ContractCreated
    | TitleChanged
    | SignersChanged
    | DocumentAdded
    | DocumentRemoved
    | FieldsPlaced
    | FieldChanged
    | FieldSuggested
    | SentForReview
    | TakenBack
    | PagesShown
    | ConsentGiven
    | ContractSigned
    | SealFailed
    | ContractSealed
    | ContractDeclined
    | ContractVoided
    | CustomerInvited
    | SessionStarted
    | SessionEnded
    | SessionRecorded
)

EVENT_TYPES: tuple[type[Value], ...] = Event.__args__


def event_name(event: Event) -> str:
    """The `type` of an event in the audit trail."""
    return str(type(event).__struct_config__.tag)


def as_record(event: Event) -> dict[str, object]:
    """The event as plain JSON values, without its `type`; the `data` of its audit entry."""
    record: dict[str, object] = msgspec.to_builtins(event)
    record.pop("type")
    return record


def from_record(name: str, record: dict[str, object]) -> Event:
    """The event of an audit entry; raises `msgspec.ValidationError` for what is none."""
    event: Event = msgspec.convert({"type": name, **record}, Event)
    return event
