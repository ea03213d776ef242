"""What is asked of the seal, and what comes back: plain values that travel to a worker process."""

from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from livecontract.domain.fields import Rect
from livecontract.domain.marks import Mark

Treatment: TypeAlias = Literal["original", "normalised", "sign_only"]
ValueKind: TypeAlias = Literal["text", "number", "date", "checkbox", "choice"]


class StampedValue(Struct, frozen=True, kw_only=True):
    """A field's value, to be drawn at its place; `checked` counts for a checkbox, `text` for the rest."""

    page_number: int
    rect: Rect
    kind: ValueKind
    text: str = ""
    checked: bool = False


class StampedMark(Struct, frozen=True, kw_only=True):
    """A signature or initials, to be drawn at its place with the name and the time in small print."""

    page_number: int
    rect: Rect
    mark: Mark
    name: str
    signed_at: datetime


class PartyFacts(Struct, frozen=True, kw_only=True):
    """One of the two people, as the contract names them."""

    name: str
    email: str
    role: str


class DocumentFacts(Struct, frozen=True, kw_only=True):
    """A document of the contract: the upload's SHA-256, and that of the bytes the seal stands on (hex)."""

    name: str
    page_count: int
    original_sha256: str
    sealable_sha256: str


class SignatureFacts(Struct, frozen=True, kw_only=True):
    """One person's signature: what they accepted, and the digest (hex) of what was on their screen."""

    name: str
    email: str
    role: str
    signed_at: datetime
    consent_version: str
    consent_sha256: str
    digest: str
    mark: Mark


class FieldFacts(Struct, frozen=True, kw_only=True):
    """A filled field, for the list on the certificate."""

    label: str
    filled_by: str
    value: str


class JoinFacts(Struct, frozen=True, kw_only=True):
    """A person who came to a live meeting, and when they first did."""

    name: str
    joined_at: datetime


class RecordFacts(Struct, frozen=True, kw_only=True):
    """What was recorded of a live meeting; `sha256` (hex) is the hash of the last batch.

    `is_closed` says that nothing more will come, `has_gaps` that some of it was lost.
    """

    joined: tuple[JoinFacts, ...]
    event_count: int
    sha256: str
    is_closed: bool
    has_gaps: bool


class SessionFacts(Struct, frozen=True, kw_only=True):
    """A live meeting on the contract; `record` is there when something that holds was recorded."""

    session_id: str
    started_at: datetime
    ended_at: datetime | None
    record: RecordFacts | None = None


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """Something that happened to the contract, in words."""

    at: datetime
    actor: str
    what: str


class CertificateFacts(Struct, frozen=True, kw_only=True):
    """All that the certificate of completion says. `audit_head` is the hash (hex) of the last audit entry."""

    contract_id: str
    title: str
    created_at: datetime
    advisor: PartyFacts
    customer: PartyFacts
    documents: tuple[DocumentFacts, ...]
    signatures: tuple[SignatureFacts, ...]
    consent_text: str
    history: tuple[HistoryEntry, ...]
    audit_head: str
    audit_length: int
    time_source: str = "this server's clock"
    fields: tuple[FieldFacts, ...] = ()
    sessions: tuple[SessionFacts, ...] = ()
    notices: tuple[str, ...] = ()


class SealRequest(Struct, frozen=True, kw_only=True):
    """A document's sealable bytes, and what is to be put on them before the seal closes it."""

    document: bytes
    treatment: Treatment
    values: tuple[StampedValue, ...]
    marks: tuple[StampedMark, ...]
    certificate: CertificateFacts
    sealed_at: datetime


class Sealed(Struct, frozen=True, kw_only=True):
    """A sealed file that has passed its own check.

    `certificate_pdf` is there when the certificate could not become part of the file, because the
    file was already signed by someone else; it is then sealed by itself.
    """

    pdf: bytes
    sha256: str
    pages_added: int
    timings_ms: dict[str, float]
    level: Literal["B-LTA"] = "B-LTA"
    certificate_pdf: bytes | None = None


class SealFailed(Exception):
    """No seal was made; `code` is stable, `detail` is a sentence for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
