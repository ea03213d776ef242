"""Judges an evidence package, in a child process with limits: it may come from anybody, and be anything."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, TypeVar

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from livecontract.evidence import manifest as m
from livecontract.evidence.archive import Malformed, opened
from livecontract.evidence.consistency import (
    AuditFile,
    Flaw,
    Part,
    Recording,
    Story,
    as_canonical,
    require_bound,
    require_recording,
    require_sealed_end,
    told,
)
from livecontract.pdf.proof import Broken, OtherBytes
from livecontract.pdf.tokens import stamped_at
from livecontract.pdf.verdict import Finding, Verdict
from livecontract.pdf.verify import verify

T = TypeVar("T")

_OPEN: Final = Finding(
    ok=False, sentence="This was not examined, because of what is wrong with the package otherwise."
)


def verify_package(data: bytes, *, trusted_roots: tuple[bytes, ...] = ()) -> Verdict:
    """Judges an evidence package by what is in it; the first thing that is wrong is named.

    The order: the frame, the files against the manifest, the chain, what the chain says against the
    files, recordings, sealed documents, checkpoint, authority, time stamps.
    """
    package = _Package(hashlib.sha256(data).hexdigest())
    settled: dict[Part, Finding] = {}
    try:
        settled.update(_findings(package, data, trusted_roots))
    except Flaw as flaw:
        details = {"Package (SHA-256)": package.sha256}
        settled = {flaw.part: Finding(ok=False, sentence=str(flaw), details=details)}
    return package.verdict(settled)


class _Package:
    """What is known of a package so far."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        self.story: Story | None = None
        self.root: x509.Certificate | None = None
        self.made_at: datetime | None = None

    def verdict(self, settled: dict[Part, Finding]) -> Verdict:
        """The verdict, with what was not examined said to be so."""
        story, root = self.story, self.root
        return Verdict(
            valid=len(settled) == len(_PARTS) and all(finding.ok for finding in settled.values()),
            integrity=settled.get("integrity", _OPEN),
            identity=settled.get("identity", _OPEN),
            time=settled.get("time", _OPEN),
            completeness=settled.get("completeness", _OPEN),
            sha256=self.sha256,
            signer=None if root is None else _name_of(root),
            sealed_at=self.made_at,
            contract_id=None if story is None else story.contract.contract_id,
            title=None if story is None else story.contract.title,
            audit_head=None if story is None else story.entries[-1].hash,
            audit_length=None if story is None else len(story.entries),
            authority=None if root is None else _fingerprint(root),
            is_package=True,
        )


def _findings(
    package: _Package, data: bytes, trusted_roots: tuple[bytes, ...]
) -> Iterator[tuple[Part, Finding]]:
    files = _files(data)
    manifest = _manifest(files)
    story = package.story = told(_decoded(files, m.AUDIT, AuditFile, in_one_form=True), manifest.head)
    _require_files_of(story, manifest)
    for number in range(len(story.sessions)):
        require_recording(story, number, _decoded(files, m.recording_path(number), Recording))
    root = _certificate(files, m.ROOT)
    for name, digest in _sealed_files(story):
        _require_sealed(story, root, name, files[name], digest)
    file = _decoded(files, m.CHECKPOINT, m.CheckpointFile, in_one_form=True)
    checkpoint = require_bound(story, file)
    _require_leaves(files, root)
    anchor = root.public_bytes(Encoding.DER)
    bound_at = _stamped(files[m.CHECKPOINT_STAMP], checkpoint.hash, anchor, "the checkpoint")
    digest = hashlib.sha256(files[m.MANIFEST]).hexdigest()
    made_at = _stamped(files[m.MANIFEST_STAMP], digest, anchor, "the manifest")
    package.root, package.made_at = root, made_at
    yield "integrity", _integrity(story, package.sha256)
    yield "completeness", _completeness(story, len(files))
    yield "time", _time(made_at, bound_at, checkpoint.number)
    yield "identity", _identity(root, trusted_roots)


def _files(data: bytes) -> dict[str, bytes]:
    try:
        return opened(data)
    except Malformed as reason:
        raise Flaw(str(reason)) from reason


def _manifest(files: dict[str, bytes]) -> m.Manifest:
    """The manifest, which every file has to fit, and no file is missing or more."""
    for path in (m.MANIFEST, m.MANIFEST_STAMP):
        if path not in files:
            raise Flaw(f"The file {path} is missing.", "completeness")
    manifest = _decoded(files, m.MANIFEST, m.Manifest, in_one_form=True)
    if manifest.format != m.FORMAT:
        raise Flaw("The package is of a kind that is not known here.")
    listed = [file.path for file in manifest.files]
    for file in manifest.files:
        if file.path not in files:
            raise Flaw(f"The file {file.path} is missing.", "completeness")
        content = files[file.path]
        if (len(content), hashlib.sha256(content).hexdigest()) != (file.size, file.sha256):
            raise Flaw(f"The file {file.path} is not the one that the manifest names.")
    strange = next((path for path in files if path not in {*listed, m.MANIFEST, m.MANIFEST_STAMP}), None)
    if strange is not None:
        raise Flaw(f"The file {strange} does not belong to the package.")
    if list(files) != m.in_order(listed):
        raise Flaw("The files of the package are not in the order of its manifest.")
    return manifest


def _require_files_of(story: Story, manifest: m.Manifest) -> None:
    """The files are those that a contract with this chain has."""
    contract = story.contract
    said = (manifest.contract_id, manifest.title, manifest.status)
    if said != (contract.contract_id, contract.title, contract.status.value):
        raise Flaw("The manifest says something else of the contract than the record.")
    listed = {file.path: file for file in manifest.files}
    expected = m.expected_files(contract, len(story.sessions))
    for file in expected:
        found = listed.get(file.path)
        if found is None:
            raise Flaw(f"The file {file.path} is missing, which the record tells of.", "completeness")
        if found.role != file.role:
            raise Flaw(f"The manifest says of the file {file.path} what it is not.")
        if file.sha256 is not None and found.sha256 != file.sha256:
            raise Flaw(f"The file {file.path} is not the one that the record tells of.")
    strange = next((path for path in listed if path not in {file.path for file in expected}), None)
    if strange is not None:
        raise Flaw(f"The record does not tell of the file {strange}.")


def _decoded(files: dict[str, bytes], path: str, shape: type[T], *, in_one_form: bool = False) -> T:
    if path not in files:
        raise Flaw(f"The file {path} is missing.", "completeness")
    try:
        value = msgspec.json.decode(files[path], type=shape)
        is_as_written = not in_one_form or as_canonical(value) == files[path]
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as reason:
        raise Flaw(f"The file {path} cannot be read.") from reason
    if not is_as_written:
        raise Flaw(f"The file {path} is not in the form that the platform writes.")
    return value


def _sealed_files(story: Story) -> Iterator[tuple[str, str]]:
    """Every sealed file with the digest of the document that its seal stands on, or that it certifies."""
    for number, document in enumerate(story.contract.documents):
        if document.sealed is not None:
            yield m.sealed_path(number), document.sealable_sha256
            if document.sealed.certificate is not None:
                yield m.certificate_path(number), document.sealed.sha256


def _require_sealed(story: Story, root: x509.Certificate, name: str, content: bytes, digest: str) -> None:
    verdict = verify(content)
    if not verdict.valid:
        parts = (verdict.integrity, verdict.identity, verdict.time, verdict.completeness)
        wrong = next(part for part in parts if not part.ok)
        raise Flaw(f"{name}: {wrong.sentence}")
    if verdict.authority != _fingerprint(root):
        raise Flaw(f"{name} was sealed by another authority than the one of the package.", "identity")
    if (verdict.contract_id, verdict.title) != (story.contract.contract_id, story.contract.title):
        raise Flaw(f"{name} belongs to another contract.")
    if verdict.document_sha256 != digest:
        raise Flaw(f"{name} does not hold the document that the record tells of.")
    require_sealed_end(story, name, verdict.audit_head, verdict.audit_length)


def _certificate(files: dict[str, bytes], path: str) -> x509.Certificate:
    try:
        certificate = x509.load_pem_x509_certificate(files[path])
    except ValueError as reason:
        raise Flaw(f"The file {path} is no certificate.", "identity") from reason
    if certificate.public_bytes(Encoding.PEM) != files[path]:
        raise Flaw(f"The file {path} is not in the form that the platform writes.")
    return certificate


def _require_leaves(files: dict[str, bytes], root: x509.Certificate) -> None:
    """The root signs itself and the two certificates that work under it."""
    for path in (m.ROOT, m.SEAL, m.TIME_STAMPS):
        try:
            _certificate(files, path).verify_directly_issued_by(root)
        except (ValueError, TypeError, InvalidSignature) as reason:
            raise Flaw(f"The certificate {path} was not issued by the authority.", "identity") from reason


def _stamped(token: bytes, sha256: str, root: bytes, what: str) -> datetime:
    try:
        return stamped_at(token, sha256, root)
    except OtherBytes as reason:
        raise Flaw(f"{what.capitalize()} is not the one that was time-stamped.") from reason
    except Broken as reason:
        raise Flaw(f"The time stamp of {what} does not hold. {reason}", "time") from reason


def _integrity(story: Story, sha256: str) -> Finding:
    contract, counts = story.contract, len(story.entries)
    return Finding(
        ok=True,
        sentence=f"Every file is as it was handed out, and all {counts} entries of the record fit together.",
        details={
            "Package (SHA-256)": sha256,
            "Contract": contract.contract_id,
            "Last entry": story.entries[-1].hash,
            "Signatures": str(len(contract.signatures)),
        },
    )


def _completeness(story: Story, count: int) -> Finding:
    gaps = sum(not closing.is_whole for closing in story.closings.values())
    lacking = f" {gaps} of the recordings lack something, as the record itself says." if gaps else ""
    sentence = f"Nothing that the record tells of is missing: {count} files.{lacking}"
    details = {
        f"Document {number}": document.name for number, document in enumerate(story.contract.documents, 1)
    }
    return Finding(ok=True, sentence=sentence, details={"Status": story.contract.status.value, **details})


def _time(made_at: datetime, bound_at: datetime, number: int) -> Finding:
    return Finding(
        ok=True,
        sentence=f"Handed out on {_moment(made_at)}, by the clock of the platform's own authority.",
        details={"Package": _moment(made_at), f"Checkpoint {number}": _moment(bound_at)},
    )


def _identity(root: x509.Certificate, trusted_roots: tuple[bytes, ...]) -> Finding:
    name = _name_of(root)
    details = {"Authority": name, "Authority (SHA-256)": _fingerprint(root)}
    if root.public_bytes(Encoding.DER) in trusted_roots:
        sentence = f"Handed out under “{name}”, the authority of this platform."
        return Finding(ok=True, sentence=sentence, details=details)
    if trusted_roots:
        sentence = f"Handed out under “{name}”, which is not the authority of this platform."
        return Finding(ok=False, sentence=sentence, details=details)
    sentence = (
        f"Handed out under “{name}”. That authority is the operator's own and on no public trust list:"
        " compare its fingerprint with the one that the operator gave you."
    )
    return Finding(ok=True, sentence=sentence, details=details)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _fingerprint(certificate: x509.Certificate) -> str:
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _name_of(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


_PARTS: Final[tuple[Part, ...]] = ("integrity", "identity", "time", "completeness")
