"""The certificate of completion: who signed what, when, in whose sight, and how to prove it."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.fonts import unwritable_characters
from livecontract.pdf.overlay import drawing
from livecontract.pdf.request import (
    CertificateFacts,
    DocumentFacts,
    RecordFacts,
    SessionFacts,
    SignatureFacts,
)

Row = tuple[str, str]

# The room for a mark on the page, in points, as in certificate.typ.
_MARK_WIDTH, _MARK_HEIGHT = 156, 52
# Members of the content that nobody reads.
_NO_TEXT = frozenset({"svg", "face"})

_CLOSED = (
    "A digital signature of the platform closes the whole file (PAdES, level B-LTA) and allows no later"
    " change. A PDF reader that validates signatures reports a single byte altered, added or taken away."
    " The document as it was agreed on is inside, byte for byte, then what was filled in and signed, then"
    " this certificate."
)
_APART = (
    "The document already carried a signature of someone else, so nothing could be written into it. The"
    " platform has signed it as it was, and this certificate in a file of its own. A digital signature"
    " closes either file (PAdES, level B-LTA)."
)
_CHECKING = (
    "To check it, open the file in a PDF reader that validates signatures, or run “livecontract verify” on"
    " it. Both work without a network and without this platform."
)
_AUTHORITY = {
    "local": (
        "The platform's own authority issued the signing certificate. It is not on the public trust lists"
        " that PDF readers carry, so a reader shows that the file is unchanged and calls the sealer"
        " unknown, until you trust the authority below. Compare its fingerprint with the one that the"
        " operator gives you."
    ),
    "operator": (
        "The operator of the platform chose the signing certificate. If a reader does not know its"
        " authority, compare the fingerprint below with the one that the operator gives you."
    ),
}


def certificate_content(
    facts: CertificateFacts,
    identity: SealIdentity,
    sealed_at: datetime,
    here: str,
    *,
    paper: str,
    apart: bool = False,
) -> dict[str, Any]:
    """The content for certificate.typ.

    `here` is the SHA-256 (hex) of the sealable document that these pages go with, `paper` the
    page size by its typst name; `apart` says that they become a file of their own. Characters
    that no font can draw are spelled by their number: what somebody once called a file must not
    keep a contract from its seal. Raises SealFailed for a mark with such characters.
    """
    content = {
        "heading": facts.title,
        "author": _common_name(identity.seal_certificate),
        "paper": paper,
        "contract": facts.contract_id,
        "summary": _summary(facts, sealed_at),
        "overview": _overview(facts, sealed_at),
        "signers": [_signer(signature) for signature in facts.signatures],
        "documents": [_document(document, here) for document in facts.documents],
        "fields": [(field.label, field.filled_by, field.value) for field in facts.fields],
        "history": [(_moment(entry.at, zone=False), entry.actor, entry.what) for entry in facts.history],
        "sessions": [_session(session) for session in facts.sessions],
        "consent": facts.consent_text,
        "notices": facts.notices,
        "verification": (_APART if apart else _CLOSED, _CHECKING, _AUTHORITY[identity.kind]),
        "proof": _proof(facts, identity),
    }
    unwritable = unwritable_characters(_all_text(content))
    spelling = {ord(character): f"[U+{ord(character):04X}]" for character in unwritable}
    return _spelled(content, spelling) if unwritable else content


def _summary(facts: CertificateFacts, sealed_at: datetime) -> str:
    names = [signature.name for signature in facts.signatures]
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "Nobody"
    return f"{listed} signed this contract. It was sealed on {_moment(sealed_at)} and can no longer change."


def _overview(facts: CertificateFacts, sealed_at: datetime) -> list[Row]:
    return [
        ("Contract", facts.contract_id),
        ("Advisor", f"{facts.advisor.name}, {facts.advisor.email}"),
        ("Customer", f"{facts.customer.name}, {facts.customer.email}"),
        ("Created", _moment(facts.created_at)),
        *(("Signed", f"{_moment(s.signed_at)} by {s.name}") for s in facts.signatures),
        ("Sealed", _moment(sealed_at)),
    ]


def _signer(signature: SignatureFacts) -> dict[str, Any]:
    mark = {"name": signature.name, **drawing(signature.mark, _MARK_WIDTH, _MARK_HEIGHT)}
    rows = [
        ("Signed", _moment(signature.signed_at)),
        ("Agreed to", f"text of version {signature.consent_version}, printed below"),
        ("Its SHA-256", _halved(signature.consent_sha256)),
        ("On the screen", _halved(signature.digest)),
    ]
    who = f"{signature.role.capitalize()} · {signature.email}"
    return {"name": signature.name, "who": who, "mark": mark, "rows": rows}


def _document(document: DocumentFacts, here: str) -> dict[str, Any]:
    rows = [("SHA-256 as uploaded", document.original_sha256)]
    if document.sealable_sha256 != document.original_sha256:
        rows.append(("SHA-256 as sealed", f"{document.sealable_sha256} (repaired on upload)"))
    pages = "1 page" if document.page_count == 1 else f"{document.page_count} pages"
    return {"name": document.name, "pages": pages, "here": document.sealable_sha256 == here, "rows": rows}


def _session(session: SessionFacts) -> list[Row]:
    ended = _moment(session.ended_at) if session.ended_at else "still open when this was sealed"
    rows = [("Session", session.session_id), ("From", _moment(session.started_at)), ("To", ended)]
    return rows if session.record is None else [*rows, *_record(session.record)]


def _record(record: RecordFacts) -> list[Row]:
    counted = "1 event" if record.event_count == 1 else f"{record.event_count} events"
    extent = counted if record.is_closed else f"{counted} so far"
    lost = ", some were lost" if record.has_gaps else ""
    return [
        *(("Joined", f"{_moment(join.joined_at)} by {join.name}") for join in record.joined),
        ("Record", f"{extent}{lost}, SHA-256 {record.sha256}"),
    ]


def _proof(facts: CertificateFacts, identity: SealIdentity) -> list[Row]:
    seal = x509.load_der_x509_certificate(identity.seal_certificate)
    root = x509.load_der_x509_certificate(identity.root_certificate)
    return [
        ("Sealed by", _common_name(identity.seal_certificate)),
        ("Issued by", _common_name(identity.root_certificate)),
        ("Serial number", f"{seal.serial_number:X}"),
        ("Authority", f"SHA-256 {root.fingerprint(SHA256()).hex()}"),
        ("Time stamps", _common_name(identity.tsa_certificate)),
        ("Time source", facts.time_source),
        ("Audit record", f"{facts.audit_length} entries, each bound to the one before by its hash"),
        ("Last entry", facts.audit_head),
    ]


def _common_name(certificate: bytes) -> str:
    subject = x509.load_der_x509_certificate(certificate).subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else subject.rfc4514_string()


def _moment(moment: datetime, *, zone: bool = True) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}" + (" UTC" if zone else "")


def _halved(digest: str) -> str:
    """Two lines for a narrow column; a reader's search still finds either half."""
    middle = len(digest) // 2
    return f"{digest[:middle]}\n{digest[middle:]}"


def _all_text(content: Any) -> str:  # noqa: ANN401 - any JSON value
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        return "".join(_all_text(part) for name, part in content.items() if name not in _NO_TEXT)
    if isinstance(content, Sequence):
        return "".join(_all_text(part) for part in content)
    return ""


def _spelled(content: Any, spelling: dict[int, str]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(content, str):
        return unicodedata.normalize("NFC", content).translate(spelling)
    if isinstance(content, dict):
        return {
            name: part if name in _NO_TEXT else _spelled(part, spelling) for name, part in content.items()
        }
    if isinstance(content, Sequence):
        return [_spelled(part, spelling) for part in content]
    return content
