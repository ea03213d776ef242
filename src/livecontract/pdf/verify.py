"""Says whether a sealed file still is what was sealed, in words that a judge understands.

Everything needed is in the file: no network, no database, no platform. The verdict has four
findings, and the file is valid when all four hold. Files come from anybody, so the server asks in
a limited child process (see `verifier.py`).
"""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from msgspec import Struct
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature

from livecontract.pdf.certification import Trust, judge
from livecontract.pdf.closing import FACTS_KEY
from livecontract.pdf.proof import Broken, Covered, Proof, prove, signatures_in
from livecontract.pdf.revision import UNREADABLE, entry, open_reader
from livecontract.pdf.verdict import Finding, Verdict, unproven

__all__ = ["Finding", "Verdict", "verify"]


def verify(data: bytes, *, trusted_roots: tuple[bytes, ...] = ()) -> Verdict:
    """Judges a file by what is in it.

    `trusted_roots` are the certificates (DER) of authorities that the asker trusts. Without any,
    the verdict tells who sealed the file by its own account, and says that this account has to be
    compared; with some, a seal under another authority is not valid.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        seal = _require_intact(data)
    except Broken as reason:
        return unproven(digest, str(reason))
    except UNREADABLE:
        return unproven(digest, "The file is damaged: it can no longer be read as it was sealed.")
    trust = asyncio.run(judge(seal.signature, seal.stamp, seal.proof.certificate, seal.stamped_at))
    findings = {
        "integrity": Finding(
            ok=True,
            sentence="Nothing in the file has changed since it was sealed.",
            details={"File (SHA-256)": digest, "Size": f"{len(data)} bytes"},
        ),
        "identity": _identity(trust, seal, trusted_roots),
        "time": _time(trust, seal),
        "completeness": _completeness(data, seal),
    }
    return Verdict(
        valid=all(finding.ok for finding in findings.values()),
        integrity=findings["integrity"],
        identity=findings["identity"],
        time=findings["time"],
        completeness=findings["completeness"],
        sha256=digest,
        signer=_common_name(seal.proof.certificate),
        sealed_at=seal.proof.stamped_at,
        contract_id=_text(seal.facts, "Contract"),
        title=_text(seal.facts, "Title"),
        audit_head=_text(seal.facts, "AuditHead"),
        audit_length=_number(seal.facts, "AuditLength"),
        authority=_fingerprint(trust.root) if trust.seal_is_sound and trust.root is not None else None,
        certifies=_text(seal.facts, "Certifies"),
        document_sha256=findings["completeness"].details["Document (SHA-256)"],
        is_certified_apart=_number(seal.facts, "CertificatePages") == 0,
    )


class _Seal(Struct, frozen=True):
    """The seal of a file and the time stamp that closes it, both proven over the file's bytes."""

    signature: EmbeddedPdfSignature
    stamp: EmbeddedPdfSignature
    proof: Proof
    stamped_at: datetime
    facts: Mapping[str, object]
    page_count: int


def _require_intact(data: bytes) -> _Seal:
    """Finds the seal; raises Broken with what is wrong when the file is not exactly as sealed."""
    covered = signatures_in(data)
    if not covered:
        raise Broken("The file carries no seal.")
    _require_whole(covered[-1], data)
    proofs = [prove(signature, data) for signature in covered[-2:]]
    if [proof.is_time_stamp for proof in proofs] != [False, True]:
        raise Broken("The file is not closed by a seal and a time stamp over it.")
    reader = open_reader(data)
    signature, stamp = reader.embedded_signatures[-2:]
    ranges = [list(held.byte_range) for held in (signature, stamp)]
    if ranges != [_range(one) for one in covered[-2:]]:
        raise Broken("The signatures are not where the file says that they are.")
    facts = entry(signature.sig_object, FACTS_KEY)
    if not isinstance(facts, dict):
        raise Broken("The file is signed, but it carries no seal of this kind.")
    revisions = (signature.signed_revision + 1, stamp.signed_revision + 1)
    if revisions != (stamp.signed_revision, reader.total_revisions):
        raise Broken("Something was added to the file after it was sealed.")
    if facts.get("/Treatment") != "sign_only" and signature.docmdp_level != MDPPerm.NO_CHANGES:
        raise Broken("The seal does not forbid later changes, as it has to.")
    stamped_at = proofs[1].stamped_at
    if stamped_at is None:
        raise Broken("The time stamp of the file has no time.")
    return _Seal(signature, stamp, proofs[0], stamped_at, facts, int(reader.root["/Pages"]["/Count"]))


def _require_whole(last: Covered, data: bytes) -> None:
    if last.end > len(data):
        raise Broken("The end of the file is missing.")
    if last.end < len(data):
        is_closing = prove(last, data).is_time_stamp
        raise Broken(
            "Something was added to the file after it was sealed."
            if is_closing
            else "The end of the file is missing: the time stamp that closes it is not there."
        )


def _range(covered: Covered) -> list[int]:
    return [
        covered.start,
        covered.contents_from - covered.start,
        covered.contents_to,
        covered.end - covered.contents_to,
    ]


def _identity(trust: Trust, seal: _Seal, trusted_roots: tuple[bytes, ...]) -> Finding:
    name = _common_name(seal.proof.certificate)
    details = {"Sealed by": name, "Serial number": f"{_parsed(seal.proof.certificate).serial_number:X}"}
    if not trust.seal_is_sound or trust.root is None:
        sentence = "The certificate of the seal does not hold: nobody stands behind it."
        return Finding(ok=False, sentence=sentence, details=details)
    details["Authority"] = _common_name(trust.root)
    details["Authority (SHA-256)"] = _fingerprint(trust.root)
    if trust.root in trusted_roots:
        sentence = f"Sealed by “{name}”, whose authority is the one of this platform."
        return Finding(ok=True, sentence=sentence, details=details)
    if trusted_roots:
        sentence = f"Sealed by “{name}”, whose authority is not the one of this platform."
        return Finding(ok=False, sentence=sentence, details=details)
    sentence = (
        f"Sealed by “{name}”. Its authority is the operator's own and on no public trust list: compare the"
        " fingerprint of the authority with the one that the operator gave you."
    )
    return Finding(ok=True, sentence=sentence, details=details)


def _time(trust: Trust, seal: _Seal) -> Finding:
    sealed_at = seal.proof.stamped_at
    if sealed_at is None or not trust.time_is_sound or sealed_at > seal.stamped_at:
        return Finding(
            ok=False, sentence="The time stamps do not hold, so the time of the seal is not proven."
        )
    details = {
        "Seal": _moment(sealed_at),
        "Whole file": _moment(seal.stamped_at),
        "Time stamps by": _common_name(trust.stamping_certificate),
        "Certificates ended": _moment(_parsed(seal.proof.certificate).not_valid_after_utc),
    }
    sentence = (
        f"Sealed on {_moment(sealed_at)}, by the clock of the platform's own time-stamp authority. The"
        " certificates were valid then."
    )
    return Finding(ok=True, sentence=sentence, details=details)


def _completeness(data: bytes, seal: _Seal) -> Finding:
    facts = seal.facts
    size, pages, added = (_number(facts, name) for name in ("OriginalSize", "Pages", "CertificatePages"))
    original = hashlib.sha256(data[: size or 0]).hexdigest()
    certified = _text(facts, "Certifies")
    details = {
        "Contract": _text(facts, "Contract") or "",
        "Signed by": _text(facts, "SignedBy") or "",
        "Document (SHA-256)": original,
        "Audit record": f"{_number(facts, 'AuditLength')} entries",
        "Last entry": _text(facts, "AuditHead") or "",
    }
    if certified:
        sentence = "This is the certificate to a document that is a file of its own; its SHA-256 is below."
        return Finding(ok=True, sentence=sentence, details={**details, "Document (SHA-256)": certified})
    if pages is None or added is None or original != _text(facts, "OriginalSha256"):
        sentence = "The document that was agreed on is not in the file as the seal says it should be."
        return Finding(ok=False, sentence=sentence, details=details)
    if seal.page_count != pages + added:
        return Finding(ok=False, sentence="The file does not have all its pages.", details=details)
    return Finding(ok=True, sentence=_whole_document(pages, added), details=details)


def _whole_document(pages: int, added: int) -> str:
    counted = "1 page" if pages == 1 else f"{pages} pages"
    if not added:
        return f"The document is inside, byte for byte: {counted}. Its certificate is a file of its own."
    certificate = "1 page" if added == 1 else f"{added} pages"
    return (
        f"The document as it was agreed on is inside, byte for byte: {counted}, then {certificate} of"
        " certificate."
    )


def _text(facts: Mapping[str, object], name: str) -> str | None:
    value = facts.get(f"/{name}")
    return str(value) if isinstance(value, str) else None


def _number(facts: Mapping[str, object], name: str) -> int | None:
    value = facts.get(f"/{name}")
    return int(value) if isinstance(value, int) else None


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _parsed(certificate: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate)


def _fingerprint(certificate: bytes) -> str:
    return _parsed(certificate).fingerprint(SHA256()).hex()


def _common_name(certificate: bytes) -> str:
    subject = _parsed(certificate).subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else subject.rfc4514_string()
