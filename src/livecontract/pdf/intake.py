"""Takes in an upload: decides whether it can become part of a contract, and in which form.

Nothing here parses the document: after a look at its size and its first bytes, all work is
done by a limited child process.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from livecontract.pdf.child import ChildFailed, run_limited
from livecontract.pdf.file_kinds import looks_like
from livecontract.pdf.findings import Declined, Findings, FoundField, Notice, Order, Treatment
from livecontract.pdf.geometry import PageBox
from livecontract.pdf.limits import Limits
from livecontract.pdf.sentences import REFUSALS

__all__ = ["FoundField", "Intake", "IntakeLimits", "IntakeRefused", "Notice", "PageBox", "take_in"]


class IntakeLimits(msgspec.Struct, frozen=True):
    """The largest upload that is taken, and what its examination may cost."""

    max_bytes: int = 25_000_000
    max_pages: int = 500
    child: Limits = Limits()


DEFAULT_LIMITS = IntakeLimits()


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """An upload that can become part of a contract.

    `sha256` and `size_bytes` describe the upload as it arrived. `sealable` is what will be
    sealed: the upload itself, or its normalised form. `view` is what people are shown, with
    a WebP picture of each page in `thumbnails`. Digests are hexadecimal.
    """

    sha256: str
    size_bytes: int
    treatment: Treatment
    sealable: bytes
    sealable_sha256: str
    view: bytes
    thumbnails: tuple[bytes, ...]
    pages: tuple[PageBox, ...]
    notices: tuple[Notice, ...]
    found_fields: tuple[FoundField, ...]


class IntakeRefused(Exception):
    """The upload cannot be used; `detail` tells the customer what is wrong and what to do."""

    def __init__(self, code: str, detail: str, facts: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.facts = facts


async def take_in(
    data: bytes, *, password: str | None = None, limits: IntakeLimits = DEFAULT_LIMITS
) -> Intake:
    """Examine an upload; raises IntakeRefused, and nothing else for whatever bytes are given."""
    _require_promising(data, limits)
    order = msgspec.msgpack.encode(Order(data, password, limits.max_pages))
    try:
        answer = await run_limited("take_in", order, limits.child)
    except ChildFailed as failed:
        code = "document_unreadable" if failed.reason == "crash" else "document_too_complex"
        raise _refused(code, reason=failed.reason) from failed
    found = msgspec.msgpack.decode(answer, type=Findings | Declined)
    if isinstance(found, Declined):
        raise _refused(found.code, **found.facts)
    return _intake(data, found)


def _require_promising(data: bytes, limits: IntakeLimits) -> None:
    if not data:
        raise _refused("document_empty")
    if len(data) > limits.max_bytes:
        raise _refused(
            "document_too_large",
            sizeBytes=len(data),
            maxBytes=limits.max_bytes,
            sizeMegabytes=f"{len(data) / 1e6:.1f}",
            maxMegabytes=f"{limits.max_bytes / 1e6:.0f}",
        )
    stranger = looks_like(data)
    if stranger is not None:
        raise _refused("not_a_pdf", looksLike=stranger)


def _refused(code: str, **facts: object) -> IntakeRefused:
    sentence = REFUSALS.get(f"{code}:{facts.get('reason')}") or REFUSALS[code]
    return IntakeRefused(code, sentence.format(**facts), facts)


def _intake(data: bytes, found: Findings) -> Intake:
    sealable = found.rewritten or data
    return Intake(
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        treatment=found.treatment,
        sealable=sealable,
        sealable_sha256=hashlib.sha256(sealable).hexdigest(),
        view=found.view,
        thumbnails=found.thumbnails,
        pages=found.pages,
        notices=found.notices,
        found_fields=found.found_fields,
    )
