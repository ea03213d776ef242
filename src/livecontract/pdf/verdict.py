"""What is said about a sealed file: four findings, and whether all of them hold."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct


class Question(Struct, frozen=True):
    """A file to be judged, and the certificates (DER) of the authorities that the asker trusts."""

    data: bytes
    trusted_roots: tuple[bytes, ...] = ()


class Finding(Struct, frozen=True):
    """One side of the verdict: whether it holds, a sentence, and the facts behind it."""

    ok: bool
    sentence: str
    details: dict[str, str] = {}


class Verdict(Struct, frozen=True, kw_only=True):
    """What can be said about a file. The last members are None unless the seal could be read.

    `authority` is the SHA-256 (hex) of the certificate of the authority that stands behind the seal.
    `certifies` is the SHA-256 (hex) of the sealed document that a certificate belongs to, when the
    file is such a certificate; `is_certified_apart` says that the file's own certificate is one.
    `document_sha256` (hex) is what the seal stands on, `is_package` says that it is an evidence package.
    """

    valid: bool
    integrity: Finding
    identity: Finding
    time: Finding
    completeness: Finding
    sha256: str
    signer: str | None = None
    sealed_at: datetime | None = None
    contract_id: str | None = None
    title: str | None = None
    audit_head: str | None = None
    audit_length: int | None = None
    authority: str | None = None
    certifies: str | None = None
    is_certified_apart: bool = False
    document_sha256: str | None = None
    is_package: bool = False


def unproven(sha256: str, sentence: str) -> Verdict:
    """The verdict on a file in which nothing holds; the sentence says why."""
    open_question = Finding(
        ok=False, sentence="This cannot be said, because the file carries no seal that holds."
    )
    return Verdict(
        valid=False,
        integrity=Finding(ok=False, sentence=sentence, details={"File (SHA-256)": sha256}),
        identity=open_question,
        time=open_question,
        completeness=open_question,
        sha256=sha256,
    )


def kinship(verdicts: Mapping[str, Verdict]) -> dict[str, str]:
    """How files belong together, a sentence by file name; nothing for one that is whole by itself."""
    documents = {verdict.sha256: name for name, verdict in verdicts.items() if verdict.valid}
    certificates = {verdict.certifies: name for name, verdict in verdicts.items() if verdict.certifies}
    sentences = {}
    for name, verdict in verdicts.items():
        if verdict.certifies is not None:
            sentences[name] = _named("It certifies", documents.get(verdict.certifies), "The document")
        elif verdict.is_certified_apart:
            sentences[name] = _named(
                "Its certificate is", certificates.get(verdict.sha256), "Its certificate"
            )
    return sentences


def _named(words: str, other: str | None, missing: str) -> str:
    return f"{words} {other}." if other else f"{missing} is not among these files."
