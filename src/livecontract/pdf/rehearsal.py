"""The made-up content that a document is sealed with on trial, before anyone is asked to sign it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from livecontract.domain.fields import Rect
from livecontract.domain.marks import DrawnMark, StrokePoint, TypedMark
from livecontract.pdf.geometry import PageBox
from livecontract.pdf.request import (
    CertificateFacts,
    DocumentFacts,
    HistoryEntry,
    PartyFacts,
    SealRequest,
    SignatureFacts,
    StampedMark,
    StampedValue,
    Treatment,
)

_ADVISOR: Final = PartyFacts(name="Ada Advisor", email="ada@example.org", role="ADVISOR")
_CUSTOMER: Final = PartyFacts(name="Carla Customer", email="carla@example.org", role="CUSTOMER")
_DRAWN: Final = DrawnMark(
    strokes=(tuple(StrokePoint(x=4 * step, y=30 + 20 * (step % 3), t=9 * step) for step in range(24)),)
)
_TYPED: Final = TypedMark(text="Ada Advisor", face="great-vibes")
_DIGEST: Final = hashlib.sha256(b"rehearsal").hexdigest()


def sample_request(
    document: bytes, treatment: Treatment, boxes: Sequence[PageBox], now: datetime
) -> SealRequest:
    """A request with a value on every page, a mark on the first and the last, and two signatures."""
    pages = range(1, len(boxes) + 1)
    return SealRequest(
        document=document,
        treatment=treatment,
        values=tuple(
            StampedValue(page_number=page, rect=_part(boxes[page - 1], 0.1, 0.1), kind="text", text="Sample")
            for page in pages
        ),
        marks=tuple(
            StampedMark(
                page_number=page,
                rect=_part(boxes[page - 1], 0.5, 0.8),
                mark=_DRAWN,
                name=_CUSTOMER.name,
                signed_at=now,
            )
            for page in sorted({1, len(boxes)})
        ),
        certificate=_certificate(document, len(boxes), now),
        sealed_at=now,
    )


def _part(box: PageBox, across: float, down: float) -> Rect:
    """A place for a line of text, at that share of the page's width and height."""
    return Rect(x=box.width * across, y=box.height * down, width=box.width * 0.3, height=box.height * 0.08)


def _certificate(document: bytes, page_count: int, now: datetime) -> CertificateFacts:
    digest = hashlib.sha256(document).hexdigest()
    return CertificateFacts(
        contract_id="00000000-0000-7000-8000-000000000000",
        title="Trial seal",
        created_at=now,
        advisor=_ADVISOR,
        customer=_CUSTOMER,
        documents=(
            DocumentFacts(
                name="trial.pdf", page_count=page_count, original_sha256=digest, sealable_sha256=digest
            ),
        ),
        signatures=tuple(
            SignatureFacts(
                name=party.name,
                email=party.email,
                role=party.role,
                signed_at=now,
                consent_version="trial",
                consent_sha256=_DIGEST,
                digest=_DIGEST,
                mark=mark,
            )
            for party, mark in ((_CUSTOMER, _DRAWN), (_ADVISOR, _TYPED))
        ),
        consent_text="This is a trial: nobody has agreed to anything.",
        history=(HistoryEntry(at=now, actor="system", what="tried to seal the document"),),
        audit_head=_DIGEST,
        audit_length=1,
    )
