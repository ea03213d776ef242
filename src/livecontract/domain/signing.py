"""Signing: what is signed, when it may be signed, and what the signer must have seen."""

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from livecontract.domain.canonical import canonical
from livecontract.domain.consent import ConsentText
from livecontract.domain.contracts import Contract, Status, acting_role, require_status
from livecontract.domain.documents import Document
from livecontract.domain.events import ConsentGiven, ContractSigned, Event, PagesShown
from livecontract.domain.fields import Field
from livecontract.domain.marks import Mark, check_mark
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import check_name
from livecontract.domain.values import Actor, Value


class Intent(Value, frozen=True):
    """What a signer sends: their mark and name, the consent version, the digest on their screen."""

    mark: Mark
    name: str
    consent_version: str
    consent_accepted: bool
    digest: str


def digest(contract: Contract) -> str:
    """SHA-256 (hex) of what is to be signed, in RFC 8785 canonical JSON.

    Covers the title, each document by its upload's hash with its fields and values, the consent
    text by its hash, and who signs. Browsers and other clients compute the same number from the
    same shapes; `protocol/examples/digest.json` is the test vector.
    """
    return _digest(_signable(contract))


def signed_content(contract: Contract) -> dict[str, Any]:
    """The plain JSON value that `digest` hashes."""
    return _content(_signable(contract))


def sign(
    contract: Contract, actor: Actor, intent: Intent, *, signature_id: str, now: datetime
) -> list[Event]:
    """The actor's consent and signature, if nothing stands against them."""
    acting_role(contract, actor)
    require_status(contract, Status.REVIEW)
    _require_signer(contract, actor)
    _require_consent(contract, intent)
    check_mark(intent.mark)
    name = check_name(intent.name)
    _require_digest(contract, intent.digest)
    _require_pages_shown(contract, actor)
    _require_fields_filled(contract)
    consent = contract.consent
    return [
        ConsentGiven(
            user_id=actor.user_id,
            version=consent.version,
            language=consent.language,
            sha256=consent.sha256,
        ),
        ContractSigned(
            signature_id=signature_id,
            signed_by=actor.user_id,
            name=name,
            signed_at=now,
            digest=intent.digest,
            mark=intent.mark,
        ),
    ]


def show_pages(
    contract: Contract, actor: Actor, document_id: str, page_numbers: tuple[int, ...]
) -> list[Event]:
    """These pages were in the actor's view; a page that counts already has no second effect."""
    acting_role(contract, actor)
    document = contract.document(document_id)
    unknown = [n for n in page_numbers if not 1 <= n <= document.page_count]
    if unknown:
        raise Refused(Refusal.PAGE_UNKNOWN, pageNumber=unknown[0], pageCount=document.page_count)
    if contract.status.is_final or contract.is_complete:
        return []
    fresh = set(page_numbers) - set(contract.pages_shown_to(actor.user_id, document_id))
    if not fresh:
        return []
    return [PagesShown(user_id=actor.user_id, document_id=document_id, page_numbers=tuple(sorted(fresh)))]


def pages_missing(contract: Contract, user_id: str) -> dict[str, list[int]]:
    """The pages that a person has not had in view yet, by document."""
    missing: dict[str, list[int]] = {}
    for document in contract.documents:
        shown = set(contract.pages_shown_to(user_id, document.document_id))
        unseen = [n for n in range(1, document.page_count + 1) if n not in shown]
        if unseen:
            missing[document.document_id] = unseen
    return missing


def fields_missing(contract: Contract) -> list[Field]:
    """The required fields without a value; the first signature freezes them all.

    One ticked box is enough for its group.
    """
    return [
        field
        for document in contract.documents
        for field in document.fields
        if field.required and not field.is_marked and not _is_settled(document, field)
    ]


def _is_settled(document: Document, field: Field) -> bool:
    return field.is_filled or any(rival.is_filled for rival in document.rivals_of(field))


class _Signable(NamedTuple):
    contract_id: str
    title: str
    documents: tuple[Document, ...]
    consent: ConsentText
    signers: tuple[str, ...]


def _signable(contract: Contract) -> _Signable:
    return _Signable(
        contract.contract_id, contract.title, contract.documents, contract.consent, contract.signers
    )


# Contracts are read far more often than changed, and each reading shows the digest.
@lru_cache(512)
def _digest(signable: _Signable) -> str:
    return hashlib.sha256(canonical(_content(signable))).hexdigest()


def _content(signable: _Signable) -> dict[str, Any]:
    return {
        "contractId": signable.contract_id,
        "title": signable.title,
        "documents": [
            {
                "documentId": document.document_id,
                "sha256": document.sha256,
                "fields": [
                    _signed_field(field) for field in sorted(document.fields, key=lambda f: f.field_id)
                ],
            }
            for document in sorted(signable.documents, key=lambda d: d.document_id)
        ],
        "consent": {
            "version": signable.consent.version,
            "language": signable.consent.language,
            "sha256": signable.consent.sha256,
        },
        "signers": sorted(signable.signers),
    }


def _signed_field(field: Field) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(field)
    return {
        name: plain[name]
        for name in (
            "fieldId", "kind", "owner", "pageNumber", "rect", "label", "required", "options", "value"
        )
    }  # fmt: skip


def _require_signer(contract: Contract, actor: Actor) -> None:
    if actor.user_id not in contract.signers:
        raise Refused(Refusal.NOT_A_SIGNER, signers=list(contract.signers))
    if contract.signature_of(actor.user_id) is not None:
        raise Refused(Refusal.ALREADY_SIGNED)


def _require_consent(contract: Contract, intent: Intent) -> None:
    if not intent.consent_accepted:
        raise Refused(Refusal.CONSENT_MISSING)
    if intent.consent_version != contract.consent.version:
        raise Refused(Refusal.CONSENT_OUTDATED, version=contract.consent.version)


def _require_digest(contract: Contract, seen: str) -> None:
    present = digest(contract)
    if seen != present:
        raise Refused(Refusal.CHANGED_SINCE_VIEWED, digest=present)


def _require_pages_shown(contract: Contract, actor: Actor) -> None:
    missing = pages_missing(contract, actor.user_id)
    if missing:
        raise Refused(Refusal.PAGES_NOT_SHOWN, pages=missing)


def _require_fields_filled(contract: Contract) -> None:
    missing = fields_missing(contract)
    if missing:
        fields = [{"fieldId": f.field_id, "label": f.label, "owner": f.owner.value} for f in missing]
        raise Refused(Refusal.REQUIRED_FIELDS_EMPTY, fields=fields)
