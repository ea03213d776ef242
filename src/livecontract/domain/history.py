"""How events make a contract what it is: the only place where a new state comes from."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec.structs

from livecontract.domain import events as e
from livecontract.domain.contracts import Contract, SealProblem, ShownPages, Signature, Status
from livecontract.domain.documents import Document, SealedFile
from livecontract.domain.fields import Field, Suggestion

# Events that no party sees in the contract itself; they leave its version alone.
UNSEEN = (
    e.PagesShown,
    e.ConsentGiven,
    e.CustomerInvited,
    e.SessionStarted,
    e.SessionEnded,
    e.SessionRecorded,
)


def begin(event: e.ContractCreated) -> Contract:
    """The contract that its first event describes."""
    return Contract(
        contract_id=event.contract_id,
        title=event.title,
        advisor=event.advisor,
        customer=event.customer,
        signers=event.signers,
        consent=event.consent,
        created_at=event.created_at,
    )


def apply(contract: Contract, event: e.Event) -> Contract:
    """The contract after `event`."""
    step = _STEPS.get(type(event))
    after = contract if step is None else step(contract, event)
    if isinstance(event, UNSEEN):
        return after
    return msgspec.structs.replace(after, version=contract.version + 1)


def replay(history: Iterable[e.Event]) -> Contract:
    """The contract that a whole history leads to; the first event must create it."""
    steps = iter(history)
    first = next(steps)
    if not isinstance(first, e.ContractCreated):
        raise TypeError(f"a history begins with ContractCreated, not {type(first).__name__}")
    contract = begin(first)
    for event in steps:
        contract = apply(contract, event)
    return contract


def _set(contract: Contract, **changes: Any) -> Contract:
    return msgspec.structs.replace(contract, **changes)


def _title(contract: Contract, event: e.TitleChanged) -> Contract:
    return _set(contract, title=event.title)


def _signers(contract: Contract, event: e.SignersChanged) -> Contract:
    return _set(contract, signers=event.signers)


def _add_document(contract: Contract, event: e.DocumentAdded) -> Contract:
    return _set(contract, documents=(*contract.documents, event.document))


def _remove_document(contract: Contract, event: e.DocumentRemoved) -> Contract:
    return _set(
        contract,
        documents=tuple(d for d in contract.documents if d.document_id != event.document_id),
        shown=tuple(s for s in contract.shown if s.document_id != event.document_id),
    )


def _place_fields(contract: Contract, event: e.FieldsPlaced) -> Contract:
    document = contract.document(event.document_id)
    return contract.with_document(msgspec.structs.replace(document, fields=event.fields))


def _change_field(contract: Contract, event: e.FieldChanged) -> Contract:
    return _with_field(
        contract,
        event.field_id,
        lambda field: msgspec.structs.replace(
            field, value=event.value, version=event.version, suggestion=None
        ),
    )


def _suggest_field(contract: Contract, event: e.FieldSuggested) -> Contract:
    suggestion = (
        None if event.value is None else Suggestion(value=event.value, suggested_by=event.suggested_by)
    )
    return _with_field(
        contract,
        event.field_id,
        lambda field: msgspec.structs.replace(field, suggestion=suggestion),
    )


def _with_field(contract: Contract, field_id: str, change: Callable[[Field], Field]) -> Contract:
    document, _ = contract.field(field_id)
    fields = tuple(change(f) if f.field_id == field_id else f for f in document.fields)
    return contract.with_document(msgspec.structs.replace(document, fields=fields))


def _send(contract: Contract, _event: e.SentForReview) -> Contract:
    return _set(contract, status=Status.REVIEW)


def _take_back(contract: Contract, _event: e.TakenBack) -> Contract:
    return _set(contract, status=Status.DRAFT)


def _show(contract: Contract, event: e.PagesShown) -> Contract:
    key = (event.user_id, event.document_id)
    pages = set(event.page_numbers) | set(contract.pages_shown_to(*key))
    others = [s for s in contract.shown if (s.user_id, s.document_id) != key]
    shown = ShownPages(
        user_id=event.user_id, document_id=event.document_id, page_numbers=tuple(sorted(pages))
    )
    return _set(contract, shown=tuple(sorted((*others, shown), key=lambda s: (s.user_id, s.document_id))))


def _sign(contract: Contract, event: e.ContractSigned) -> Contract:
    signature = Signature(
        signature_id=event.signature_id,
        signed_by=event.signed_by,
        name=event.name,
        signed_at=event.signed_at,
        digest=event.digest,
        mark=event.mark,
        consent_version=contract.consent.version,
        consent_sha256=contract.consent.sha256,
    )
    return _set(contract, signatures=(*contract.signatures, signature))


def _fail_seal(contract: Contract, event: e.SealFailed) -> Contract:
    return _set(contract, seal_problem=SealProblem(code=event.code, detail=event.detail))


def _seal(contract: Contract, event: e.ContractSealed) -> Contract:
    sealed = {d.document_id: d for d in event.documents}
    return _set(
        contract,
        status=Status.SIGNED,
        documents=tuple(_sealed(d, sealed[d.document_id]) for d in contract.documents),
        seal_problem=None,
        signed_at=event.signed_at,
        sealed_at=event.sealed_at,
    )


def _sealed(document: Document, sealed: e.SealedDocument) -> Document:
    return msgspec.structs.replace(
        document,
        sealed=SealedFile(sha256=sealed.sha256, size_bytes=sealed.size_bytes, certificate=sealed.certificate),
    )


def _decline(contract: Contract, event: e.ContractDeclined) -> Contract:
    return _close(contract, Status.DECLINED, event.reason)


def _void(contract: Contract, event: e.ContractVoided) -> Contract:
    return _close(contract, Status.VOIDED, event.reason)


def _close(contract: Contract, status: Status, reason: str) -> Contract:
    void = tuple(msgspec.structs.replace(s, is_void=True) for s in contract.signatures)
    return _set(contract, status=status, reason=reason, signatures=void)


_STEPS: dict[type, Callable[[Contract, Any], Contract]] = {
    e.TitleChanged: _title,
    e.SignersChanged: _signers,
    e.DocumentAdded: _add_document,
    e.DocumentRemoved: _remove_document,
    e.FieldsPlaced: _place_fields,
    e.FieldChanged: _change_field,
    e.FieldSuggested: _suggest_field,
    e.SentForReview: _send,
    e.TakenBack: _take_back,
    e.PagesShown: _show,
    e.ContractSigned: _sign,
    e.SealFailed: _fail_seal,
    e.ContractSealed: _seal,
    e.ContractDeclined: _decline,
    e.ContractVoided: _void,
}
