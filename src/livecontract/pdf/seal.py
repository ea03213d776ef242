"""Seals a document: stamps it, closes it with the platform's signature, and looks at the result.

This is what runs in a worker process; the front door of sealing for everyone else.
"""

import hashlib
import io
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, Final

import pikepdf
import typst
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.pdf_embedded import read_certification_data

from livecontract.domain.fields import Rect
from livecontract.pdf.authority import SealIdentity, identity_problems
from livecontract.pdf.certificate import certificate_content
from livecontract.pdf.closing import Sealer
from livecontract.pdf.fonts import FontsDiffer
from livecontract.pdf.geometry import PageBox, page_boxes
from livecontract.pdf.geometry import Rect as Place
from livecontract.pdf.hashed import Hashed
from livecontract.pdf.overlay import overlay_pages
from livecontract.pdf.rehearsal import sample_request
from livecontract.pdf.request import (
    CertificateFacts,
    DocumentFacts,
    FieldFacts,
    HistoryEntry,
    PartyFacts,
    Sealed,
    SealFailed,
    SealRequest,
    SessionFacts,
    SignatureFacts,
    StampedMark,
    StampedValue,
    Treatment,
)
from livecontract.pdf.revision import UNREADABLE, open_writer
from livecontract.pdf.selfcheck import Expectation, check_seal
from livecontract.pdf.stamp import stamp
from livecontract.pdf.survey import Leaf, fences_of, leaves_of
from livecontract.pdf.tsa import TimeStampRefused
from livecontract.pdf.typesetting import Typesetter
from livecontract.pdf.view_copy import view_copy
from livecontract.pdf.widgets import FlattenPlan, WidgetDrawing, plan_of

__all__ = [
    "CertificateFacts",
    "DocumentFacts",
    "FieldFacts",
    "HistoryEntry",
    "PartyFacts",
    "Rect",
    "SealFailed",
    "SealRequest",
    "Sealed",
    "SessionFacts",
    "SignatureFacts",
    "StampedMark",
    "StampedValue",
    "Treatment",
    "rehearse",
    "seal",
    "time_stamp",
    "warm_up",
]

_LETTER_PT: Final = (612, 792)
_PAPER_MARGIN_PT: Final = 6


def seal(request: SealRequest, identity: SealIdentity) -> Sealed:
    """Makes the sealed file and checks it; raises SealFailed, and then there is no file."""
    return _seal(request, identity, is_rehearsal=False)


def rehearse(document: bytes, treatment: Treatment, identity: SealIdentity, now: datetime) -> None:
    """Seals a document with sample content on every page and throws the result away.

    Nobody is to sign what cannot be sealed. The check after it compares every page by its picture,
    where the one after a real seal can leave out pages that were not drawn on. Raises SealFailed.
    """
    with _failures_told():
        request = sample_request(document, treatment, page_boxes(document), now)
    _seal(request, identity, is_rehearsal=True)


def time_stamp(digest: bytes, identity: SealIdentity) -> bytes:
    """A time-stamp token over a SHA-256 digest, by the platform's authority; raises SealFailed."""
    with _failures_told():
        return _sealer(identity).time_stamp(digest)


def warm_up(identity: SealIdentity, now: datetime) -> None:
    """Seals an empty page on trial: fonts, templates and keys are loaded then, and known to work."""
    page = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(page)
    rehearse(page.getvalue(), "original", identity, now)


def _seal(request: SealRequest, identity: SealIdentity, *, is_rehearsal: bool) -> Sealed:
    with _failures_told():
        problems = identity_problems(identity, request.sealed_at)
        if problems:
            raise SealFailed("seal_identity_invalid", problems[0])
        if request.treatment == "sign_only":
            return _sign_as_it_is(request, _sealer(identity))
        return _stamp_and_close(request, _sealer(identity), is_rehearsal=is_rehearsal)


def _stamp_and_close(request: SealRequest, sealer: Sealer, *, is_rehearsal: bool) -> Sealed:
    watch = _Watch()
    with pikepdf.open(io.BytesIO(request.document)) as pdf:
        leaves = leaves_of(pdf)
        plan = plan_of(pdf) if any(leaf.is_loose for leaf in leaves) else FlattenPlan()
        boxes = [leaf.placement.box for leaf in leaves]
        overlays = overlay_pages(boxes, (*plan.values, *request.values), request.marks)
        fences = fences_of(pdf, sorted({*overlays, *(drawing.page_number for drawing in plan.drawings)}))
    watch.lap("survey")
    original = Hashed(request.document)
    content = _certificate(request, sealer, boxes[0], original.sha256)
    typeset = _typesetter().set(list(overlays.values()), content, request.sealed_at)
    watch.lap("typeset")
    stream = io.BytesIO(request.document)
    writer = open_writer(stream)
    pages_added = stamp(writer, leaves, typeset, fences, list(overlays), plan.drawings)
    watch.lap("stamp")
    facts = _facts(request, original.sha256, len(leaves), pages_added)
    sealer.close(writer, stream, request.sealed_at, facts, certifying=True)
    watch.lap("close")
    expected = Expectation(
        leaves=leaves,
        pages_added=pages_added,
        touched=_places((*plan.values, *request.values, *request.marks, *plan.drawings)),
        marks={} if is_rehearsal else _places(request.marks),
        certifying=True,
    )
    sealed = stream.getvalue()
    shown = view_copy(request.document, plan) if any(leaf.is_loose for leaf in leaves) else request.document
    check_seal(original, shown, sealed, expected, every_page=is_rehearsal)
    watch.lap("selfcheck")
    return _sealed(sealed, original, pages_added, watch)


def _sign_as_it_is(request: SealRequest, sealer: Sealer) -> Sealed:
    """Adds a plain signature beside earlier ones, and seals the certificate as a file of its own."""
    watch = _Watch()
    with pikepdf.open(io.BytesIO(request.document)) as pdf:
        leaves = leaves_of(pdf)
    watch.lap("survey")
    stream = io.BytesIO(request.document)
    writer = open_writer(stream)
    _require_permission(writer)
    original = Hashed(request.document)
    facts = _facts(request, original.sha256, len(leaves), 0)
    sealer.close(writer, stream, request.sealed_at, facts, certifying=False)
    watch.lap("close")
    sealed = stream.getvalue()
    expected = _untouched(leaves, certifying=False)
    check_seal(original, request.document, sealed, expected, every_page=True)
    watch.lap("selfcheck")
    certificate = _certificate_alone(request, sealer, sealed, original.sha256, leaves[0].placement.box)
    watch.lap("certificate")
    return _sealed(sealed, original, 0, watch, certificate)


def _require_permission(writer: IncrementalPdfFileWriter) -> None:
    certification = read_certification_data(writer.prev)
    if certification is not None and certification.permission == MDPPerm.NO_CHANGES:
        raise SealFailed(
            "signature_forbids_changes",
            "The signature that this document already carries allows no further one.",
        )


def _certificate_alone(
    request: SealRequest, sealer: Sealer, signed: bytes, digest: str, box: PageBox
) -> bytes:
    content = _certificate(request, sealer, box, digest, apart=True)
    document = _typesetter().set([], content, request.sealed_at, alone=True)
    with pikepdf.open(io.BytesIO(document)) as pdf:
        leaves = leaves_of(pdf)
    stream = io.BytesIO(document)
    facts = _facts(request, digest, len(leaves), len(leaves))
    facts["Certifies"] = hashlib.sha256(signed).hexdigest()
    sealer.close(open_writer(stream), stream, request.sealed_at, facts, certifying=True)
    sealed = stream.getvalue()
    check_seal(Hashed(document), document, sealed, _untouched(leaves, certifying=True), every_page=True)
    return sealed


def _untouched(leaves: tuple[Leaf, ...], *, certifying: bool) -> Expectation:
    return Expectation(leaves=leaves, pages_added=0, touched={}, marks={}, certifying=certifying)


def _certificate(
    request: SealRequest, sealer: Sealer, box: PageBox, digest: str, *, apart: bool = False
) -> dict[str, Any]:
    sizes = zip((box.width, box.height), _LETTER_PT, strict=True)
    is_letter = all(abs(size - letter) < _PAPER_MARGIN_PT for size, letter in sizes)
    paper = "us-letter" if is_letter else "a4"
    return certificate_content(
        request.certificate, sealer.identity, request.sealed_at, digest, paper=paper, apart=apart
    )


def _facts(request: SealRequest, digest: str, page_count: int, pages_added: int) -> dict[str, str | int]:
    """What the seal itself says, for a verifier that has nothing but the file."""
    certificate = request.certificate
    return {
        "Contract": certificate.contract_id,
        "Title": certificate.title,
        "SealedAt": f"{request.sealed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "SignedBy": "; ".join(signature.name for signature in certificate.signatures),
        "Treatment": request.treatment,
        "OriginalSize": len(request.document),
        "OriginalSha256": digest,
        "Pages": page_count,
        "CertificatePages": pages_added,
        "AuditHead": certificate.audit_head,
        "AuditLength": certificate.audit_length,
    }


def _places(items: Iterable[StampedValue | StampedMark | WidgetDrawing]) -> dict[int, list[Place]]:
    places: dict[int, list[Place]] = {}
    for item in items:
        rect = item.rect
        place = Place(rect.x, rect.y, rect.width, rect.height)
        places.setdefault(item.page_number, []).append(place)
    return places


class _Watch:
    """How long each step took, in milliseconds of wall time."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.timings_ms[step] = round((now - self._last) * 1000, 2)
        self._last = now


def _sealed(
    pdf: bytes, original: Hashed, pages_added: int, watch: _Watch, certificate: bytes | None = None
) -> Sealed:
    """The result; the check before it has seen that the file begins with the original."""
    return Sealed(
        pdf=pdf,
        sha256=original.extended(pdf, len(pdf)).hexdigest(),
        pages_added=pages_added,
        timings_ms=watch.timings_ms,
        certificate_pdf=certificate,
    )


@contextmanager
def _failures_told() -> Iterator[None]:
    """Turns what the libraries raise into a SealFailed whose sentence quotes no content."""
    try:
        yield
    except FontsDiffer as reason:
        raise SealFailed("fonts_differ", str(reason)) from reason
    except TimeStampRefused as reason:
        raise SealFailed("time_stamp_refused", str(reason)) from reason
    except typst.TypstError as reason:
        raise SealFailed("typesetting_failed", "The certificate could not be typeset.") from reason
    except MemoryError as reason:
        raise SealFailed("too_much_memory", "Sealing this document takes too much memory.") from reason
    except (*UNREADABLE, pikepdf.PdfError) as reason:
        raise SealFailed(
            "document_not_sealable", "This document is built in a way that cannot be sealed."
        ) from reason


@cache
def _typesetter() -> Typesetter:
    return Typesetter()


@lru_cache(maxsize=2)
def _sealer(identity: SealIdentity) -> Sealer:
    return Sealer(identity)
