"""What is said about a sealed file: four findings, and whether all of them hold."""

from datetime import datetime

from msgspec import Struct


class Finding(Struct, frozen=True):
    """One side of the verdict: whether it holds, a sentence, and the facts behind it."""

    ok: bool
    sentence: str
    details: dict[str, str] = {}


class Verdict(Struct, frozen=True, kw_only=True):
    """What can be said about a file. The last members are None unless the seal could be read."""

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
