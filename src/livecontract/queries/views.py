"""The JSON shapes of contracts, documents and sessions, as every edge shows them."""

from datetime import datetime

from livecontract.domain import signing
from livecontract.domain.contracts import Contract, SealProblem, Status
from livecontract.domain.documents import Document, Notice, PageBox
from livecontract.domain.fields import Field, FieldKind, FieldValue, Rect, Suggestion
from livecontract.domain.permissions import permissions_of
from livecontract.domain.session import Session, SessionStatus
from livecontract.domain.values import Party, Role, Value


class PartyView(Value, frozen=True):
    """A person as both sides see them; the address is shown because both know it."""

    user_id: str
    name: str
    email: str


class SignatureView(Value, frozen=True):
    """That somebody signed; the mark itself is on the page."""

    signed_by: str
    signed_at: datetime
    name: str
    is_void: bool


class ConsentView(Value, frozen=True):
    """The text that signers accept."""

    version: str
    language: str
    text: str
    sha256: str


class Open(Value, frozen=True):
    """What one person still has to do: required fields, pages to see, a signature."""

    user_id: str
    fields: int
    pages: int
    signature: bool


class SessionView(Value, frozen=True):
    """A live session."""

    session_id: str
    contract_id: str
    advisor_id: str
    customer_id: str
    status: SessionStatus
    started_by: str
    started_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    reason: str | None


class ContractView(Value, frozen=True):
    """A contract as one of its parties sees it; only `permissions` depends on who that is."""

    contract_id: str
    title: str
    status: Status
    advisor_id: str
    customer_id: str
    advisor: PartyView
    customer: PartyView
    created_at: datetime
    version: int
    signers: tuple[str, ...]
    signatures: tuple[SignatureView, ...]
    digest: str
    consent: ConsentView
    sealing: bool
    seal_error: SealProblem | None
    signed_at: datetime | None
    sealed_at: datetime | None
    reason: str | None
    document_count: int
    open: tuple[Open, ...]
    session: SessionView | None
    permissions: tuple[str, ...]


class FieldView(Value, frozen=True):
    """A field with the document that it lies on."""

    field_id: str
    document_id: str
    kind: FieldKind
    owner: Role
    page_number: int
    rect: Rect
    label: str
    required: bool
    options: tuple[str, ...]
    value: FieldValue
    version: int
    suggestion: Suggestion | None
    max_length: int | None
    group: str


class CertificateView(Value, frozen=True):
    """The certificate of completion as a file of its own, sealed as well."""

    file_url: str
    sha256: str
    size_bytes: int


class SealedView(Value, frozen=True):
    """The sealed file of a document; `certificate` is null when the certificate is part of the file."""

    file_url: str
    sha256: str
    size_bytes: int
    certificate: CertificateView | None


class DocumentView(Value, frozen=True):
    """A document; `file_url` is temporary, `thumbnail_urls` need the reader's own credential."""

    document_id: str
    contract_id: str
    file_url: str
    name: str
    sha256: str
    size_bytes: int
    page_count: int
    pages: tuple[PageBox, ...]
    status: str
    treatment: str
    notices: tuple[Notice, ...]
    thumbnail_urls: tuple[str, ...]
    fields: tuple[FieldView, ...]
    sealed: SealedView | None


def contract_view(contract: Contract, viewer_id: str, session: Session | None) -> ContractView:
    """The contract as `viewer_id` sees it; `session` is the active one."""
    consent = contract.consent
    return ContractView(
        contract_id=contract.contract_id,
        title=contract.title,
        status=contract.status,
        advisor_id=contract.advisor.user_id,
        customer_id=contract.customer.user_id,
        advisor=_party(contract.advisor),
        customer=_party(contract.customer),
        created_at=contract.created_at,
        version=contract.version,
        signers=contract.signers,
        signatures=tuple(
            SignatureView(signed_by=s.signed_by, signed_at=s.signed_at, name=s.name, is_void=s.is_void)
            for s in contract.signatures
        ),
        digest=signing.digest(contract),
        consent=ConsentView(
            version=consent.version,
            language=consent.language,
            text=consent.text,
            sha256=consent.sha256,
        ),
        sealing=contract.is_sealing,
        seal_error=contract.seal_problem,
        signed_at=contract.signed_at,
        sealed_at=contract.sealed_at,
        reason=contract.reason,
        document_count=len(contract.documents),
        open=tuple(_open(contract, party) for party in contract.parties),
        session=None if session is None else session_view(session),
        permissions=permissions_of(contract, viewer_id),
    )


def session_view(session: Session) -> SessionView:
    """A session as its parties see it."""
    return SessionView(
        session_id=session.session_id,
        contract_id=session.contract_id,
        advisor_id=session.advisor_id,
        customer_id=session.customer_id,
        status=session.status,
        started_by=session.started_by,
        started_at=session.started_at,
        ended_by=session.ended_by,
        ended_at=session.ended_at,
        reason=session.reason,
    )


def field_view(field: Field, document_id: str) -> FieldView:
    """A field as both parties see it."""
    return FieldView(
        field_id=field.field_id,
        document_id=document_id,
        kind=field.kind,
        owner=field.owner,
        page_number=field.page_number,
        rect=field.rect,
        label=field.label,
        required=field.required,
        options=field.options,
        value=field.value,
        version=field.version,
        suggestion=field.suggestion,
        max_length=field.max_length,
        group=field.group,
    )


def document_view(
    contract_id: str, document: Document, file_url: str, sealed: SealedView | None
) -> DocumentView:
    """A document with the URLs under which its bytes can be read for a while."""
    return DocumentView(
        document_id=document.document_id,
        contract_id=contract_id,
        file_url=file_url,
        name=document.name,
        sha256=document.sha256,
        size_bytes=document.size_bytes,
        page_count=document.page_count,
        pages=document.pages,
        status="READY" if document.sealed is None else "SEALED",
        treatment=document.treatment,
        notices=document.notices,
        thumbnail_urls=tuple(
            f"/documents/{document.document_id}/thumbnails/{n}" for n in range(1, document.page_count + 1)
        ),
        fields=tuple(field_view(field, document.document_id) for field in document.fields),
        sealed=sealed,
    )


def _party(party: Party) -> PartyView:
    return PartyView(user_id=party.user_id, name=party.name, email=party.email)


def _open(contract: Contract, party: Party) -> Open:
    role = contract.role_of(party.user_id)
    signs = party.user_id in contract.signers and contract.signature_of(party.user_id) is None
    is_over = contract.status.is_final or bool(contract.signature_of(party.user_id))
    missing = {} if is_over else signing.pages_missing(contract, party.user_id)
    fields = [] if contract.status.is_final else signing.fields_missing(contract)
    return Open(
        user_id=party.user_id,
        fields=sum(field.owner is role for field in fields),
        pages=sum(len(pages) for pages in missing.values()),
        signature=signs and not contract.status.is_final,
    )
