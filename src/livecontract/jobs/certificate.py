"""What the certificate of completion says about a contract, taken from its state and its chain."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from livecontract.domain import events as e
from livecontract.domain.attendance import attendance
from livecontract.domain.audit import AuditEntry
from livecontract.domain.contracts import Contract
from livecontract.domain.documents import Document
from livecontract.domain.recording import Batch, event_count, gaps, recording_fault
from livecontract.domain.values import SYSTEM_ID, Party
from livecontract.jobs.stamping import shown_value
from livecontract.pdf.request import (
    CertificateFacts,
    DocumentFacts,
    FieldFacts,
    HistoryEntry,
    JoinFacts,
    PartyFacts,
    RecordFacts,
    SessionFacts,
    SignatureFacts,
)

# The recordings of a contract's sessions, by the session's id.
Recordings: TypeAlias = Mapping[str, Sequence[Batch]]


def certificate_facts(
    contract: Contract, entries: list[AuditEntry], recordings: Recordings, time_source: str
) -> CertificateFacts:
    """The facts of the certificate, as of the end of the chain that `entries` are."""
    return CertificateFacts(
        contract_id=contract.contract_id,
        title=contract.title,
        created_at=contract.created_at,
        advisor=_party(contract.advisor, "Advisor"),
        customer=_party(contract.customer, "Customer"),
        documents=tuple(_document(document) for document in contract.documents),
        signatures=_signatures(contract),
        consent_text=contract.consent.text,
        history=tuple(_history(contract, entries)),
        audit_head=entries[-1].hash,
        audit_length=entries[-1].seq,
        time_source=time_source,
        fields=_fields(contract),
        sessions=_sessions(contract, entries, recordings),
        notices=tuple(
            f"{document.name}: {notice.text}"
            for document in contract.documents
            for notice in document.notices
        ),
    )


def _party(party: Party, role: str) -> PartyFacts:
    return PartyFacts(name=party.name, email=party.email, role=role)


def _document(document: Document) -> DocumentFacts:
    return DocumentFacts(
        name=document.name,
        page_count=document.page_count,
        original_sha256=document.sha256,
        sealable_sha256=document.sealable_sha256,
    )


def _signatures(contract: Contract) -> tuple[SignatureFacts, ...]:
    roles = {contract.advisor.user_id: "Advisor", contract.customer.user_id: "Customer"}
    emails = {party.user_id: party.email for party in contract.parties}
    return tuple(
        SignatureFacts(
            name=signature.name,
            email=emails[signature.signed_by],
            role=roles[signature.signed_by],
            signed_at=signature.signed_at,
            consent_version=signature.consent_version,
            consent_sha256=signature.consent_sha256,
            digest=signature.digest,
            mark=signature.mark,
        )
        for signature in contract.signatures
    )


def _fields(contract: Contract) -> tuple[FieldFacts, ...]:
    names = {role: party.name for party in contract.parties if (role := contract.role_of(party.user_id))}
    return tuple(
        FieldFacts(
            label=field.label,
            filled_by=names[field.owner],
            value="ticked" if field.value is True else shown_value(field),
        )
        for document in contract.documents
        for field in document.fields
        if not field.is_marked and field.is_filled
    )


def _sessions(
    contract: Contract, entries: list[AuditEntry], recordings: Recordings
) -> tuple[SessionFacts, ...]:
    events = [entry.event for entry in entries]
    ended = {event.session_id: event.ended_at for event in events if isinstance(event, e.SessionEnded)}
    closed = {event.session_id: event for event in events if isinstance(event, e.SessionRecorded)}
    return tuple(
        SessionFacts(
            session_id=event.session_id,
            started_at=event.started_at,
            ended_at=ended.get(event.session_id),
            record=_record(contract, recordings.get(event.session_id, ()), closed.get(event.session_id)),
        )
        for event in events
        if isinstance(event, e.SessionStarted)
    )


def _record(
    contract: Contract, found: Sequence[Batch], closing: e.SessionRecorded | None
) -> RecordFacts | None:
    """What a recording tells by now; nothing where there is none, or one that does not hold."""
    head = None if closing is None else (closing.batches, closing.hash)
    if not found or recording_fault(found, head) is not None:
        return None
    return RecordFacts(
        joined=tuple(
            JoinFacts(name=party.name, joined_at=one.joined_at)
            for one in attendance(found)
            if (party := contract.party(one.user_id))
        ),
        event_count=event_count(found),
        sha256=found[-1].hash,
        is_closed=closing is not None,
        has_gaps=bool(gaps(found)) if closing is None else not closing.is_whole,
    )


def _history(contract: Contract, entries: list[AuditEntry]) -> list[HistoryEntry]:
    names = {party.user_id: party.name for party in contract.parties}
    names[SYSTEM_ID] = "Live Contract"
    return [
        HistoryEntry(
            at=datetime.fromisoformat(entry.at), actor=names.get(entry.actor, entry.actor), what=words
        )
        for entry in entries
        if (words := describe(contract, entry.event))
    ]


def describe(contract: Contract, event: e.Event) -> str:
    """An event in words; empty for those that another entry tells already."""
    return WORDS[type(event)](contract, event)


def _field_label(contract: Contract, field_id: str) -> str:
    for document in contract.documents:
        field = document.field(field_id)
        if field is not None:
            return field.label or field.kind.value
    return "a field that was removed later"


def _document_name(contract: Contract, document_id: str) -> str:
    names = {document.document_id: document.name for document in contract.documents}
    return names.get(document_id, "a document that was removed later")


def _pages(contract: Contract, event: e.PagesShown) -> str:
    numbers = ", ".join(str(number) for number in event.page_numbers)
    return f"Had in view: page {numbers} of {_document_name(contract, event.document_id)}"


WORDS: dict[type, Callable[[Contract, Any], str]] = {
    e.ContractCreated: lambda _c, v: f"Created the contract “{v.title}”",
    e.TitleChanged: lambda _c, v: f"Changed the title to “{v.title}”",
    e.SignersChanged: lambda c, v: (
        "Signers: " + ", ".join(party.name for party in c.parties if party.user_id in v.signers)
    ),
    e.DocumentAdded: lambda _c, v: f"Added {v.document.name}, {v.document.page_count} pages",
    e.DocumentRemoved: lambda _c, _v: "Removed a document",
    e.FieldsPlaced: lambda c, v: f"Placed {len(v.fields)} fields on {_document_name(c, v.document_id)}",
    e.FieldChanged: lambda c, v: (
        f"{'Cleared' if v.value is None else 'Filled in'}: {_field_label(c, v.field_id)}"
    ),
    e.FieldSuggested: lambda c, v: f"Suggested a value: {_field_label(c, v.field_id)}",
    e.SentForReview: lambda _c, _v: "Sent the contract for review",
    e.TakenBack: lambda _c, _v: "Took the contract back to draft",
    e.PagesShown: _pages,
    e.ConsentGiven: lambda _c, v: f"Accepted the consent text, version {v.version} ({v.language})",
    e.ContractSigned: lambda _c, v: f"Signed as {v.name}",
    e.SealFailed: lambda _c, v: f"The seal failed: {v.detail}",
    e.ContractSealed: lambda _c, _v: "Sealed the contract",
    e.ContractDeclined: lambda _c, v: f"Declined: {v.reason}",
    e.ContractVoided: lambda _c, v: f"Voided: {v.reason}",
    e.CustomerInvited: lambda _c, v: f"Invited {v.email}",
    e.SessionStarted: lambda _c, _v: "Started a live session",
    e.SessionEnded: lambda _c, v: (
        "The live session ended after a long pause" if v.reason == "idle" else "Ended the live session"
    ),
    e.SessionRecorded: lambda _c, v: (
        f"Closed the record of the live session, {v.events} events"
        + ("" if v.is_whole else "; parts of it are missing")
    ),
}
