"""What is in an evidence package: its files, what each is for, and what its manifest says of them."""

from typing import Final

from msgspec import Struct

from livecontract.domain.audit import Head
from livecontract.domain.checkpoint import Inclusion
from livecontract.domain.contracts import Contract
from livecontract.domain.values import Value

FORMAT: Final = "livecontract-evidence-1"

INDEX, MANIFEST, MANIFEST_STAMP = "index.html", "manifest.json", "manifest.tst"
AUDIT, CONSENT = "audit.json", "consent.txt"
CHECKPOINT, CHECKPOINT_STAMP = "checkpoint/checkpoint.json", "checkpoint/checkpoint.tst"
ROOT = "certificates/root.pem"
SEAL = "certificates/seal.pem"
TIME_STAMPS = "certificates/time-stamps.pem"


class File(Value, frozen=True):
    """A file of the package; `sha256` is hex, `size` in bytes."""

    path: str
    role: str
    sha256: str
    size: int


class Manifest(Value, frozen=True):
    """`manifest.json`, in RFC 8785 form: every file but itself and its time stamp, in their order.

    `made_at` is RFC 3339 in UTC, `head` the end of the chain in `audit.json`. `manifest.tst` is an
    RFC 3161 token over the SHA-256 of this file.
    """

    format: str
    contract_id: str
    title: str
    status: str
    made_at: str
    head: Head
    files: tuple[File, ...]


class BareCheckpoint(Value, frozen=True):
    """A checkpoint without its token, which is a file of its own."""

    number: int
    at: str
    size: int
    root: str
    prev: str
    hash: str


class CheckpointFile(Value, frozen=True):
    """`checkpoint/checkpoint.json`: a checkpoint, and what shows that the contract's chain is under it."""

    checkpoint: BareCheckpoint
    inclusion: Inclusion


class Expected(Struct, frozen=True):
    """A file that the package of a contract has to have; `sha256` where the chain itself names it."""

    path: str
    role: str
    sha256: str | None = None


def expected_files(contract: Contract, sessions: int) -> list[Expected]:
    """Every file of a contract's package but the manifest and its time stamp, in their order."""
    return [
        Expected(INDEX, "index"),
        Expected(AUDIT, "audit"),
        Expected(CONSENT, "consent", contract.consent.sha256),
        *(file for number in range(len(contract.documents)) for file in _document_files(contract, number)),
        *(Expected(recording_path(number), "recording") for number in range(sessions)),
        Expected(CHECKPOINT, "checkpoint"),
        Expected(CHECKPOINT_STAMP, "timeStamp"),
        Expected(ROOT, "authority"),
        Expected(SEAL, "authority"),
        Expected(TIME_STAMPS, "authority"),
    ]


def upload_path(number: int) -> str:
    """Where an upload is, by its place among the documents (from 0)."""
    return f"documents/{number + 1:02}-uploaded.pdf"


def sealed_path(number: int) -> str:
    """Where a sealed document is."""
    return f"documents/{number + 1:02}-signed.pdf"


def certificate_path(number: int) -> str:
    """Where a certificate of completion is that is a file of its own."""
    return f"documents/{number + 1:02}-certificate.pdf"


def recording_path(number: int) -> str:
    """Where the recording of a session is, by its place among the sessions (from 0)."""
    return f"recordings/{number + 1:03}.json"


def _document_files(contract: Contract, number: int) -> list[Expected]:
    document = contract.documents[number]
    files = [Expected(upload_path(number), "upload", document.sha256)]
    if document.sealed is not None:
        files.append(Expected(sealed_path(number), "sealed", document.sealed.sha256))
        if document.sealed.certificate is not None:
            digest = document.sealed.certificate.sha256
            files.append(Expected(certificate_path(number), "certificate", digest))
    return files


def in_order(listed: list[str]) -> list[str]:
    """The paths of all files in the order in which they lie in a package: what people read comes first."""
    return [*listed[:1], MANIFEST, MANIFEST_STAMP, *listed[1:]]
