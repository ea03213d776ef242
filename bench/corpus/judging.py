"""A judge of a sealed document in a process of its own: pyHanko, and pictures of the pages.

Reads a case from standard input and writes an opinion to standard output, both MessagePack.
"""

import asyncio
import io
import sys
from collections.abc import Iterator
from typing import Final

import msgspec
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from asn1crypto import x509
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from livecontract.pdf import pictures
from livecontract.pdf.geometry import PageBox, Rect

WIDTH_PX: Final = 500
# Glyphs drawn once through an appearance and once without differ at their edges.
TOLERANCE: Final = 0.005
# What a mark has to change of its place to count as seen.
LEAST_SEEN: Final = 0.01


class Place(msgspec.Struct, frozen=True):
    """Where something was drawn, and whether it is a mark."""

    page_number: int
    rect: Rect
    is_mark: bool


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed document and what it was made of; `is_told` says that people were told of changed looks."""

    upload: bytes
    sealed: bytes
    root_certificate: bytes
    crl: bytes
    boxes: tuple[PageBox, ...]
    places: tuple[Place, ...]
    is_told: bool
    has_form: bool


class Opinion(msgspec.Struct, frozen=True):
    """What is wrong with the sealed document, and why some of its pages could not be compared."""

    faults: tuple[str, ...]
    remarks: tuple[str, ...]


def judge(case: Case) -> Opinion:
    """Look at signature and pages."""
    faults = [*_signature_faults(case)]
    try:
        with pictures.opened(case.upload) as before, pictures.opened(case.sealed) as after:
            for number, box in enumerate(case.boxes, start=1):
                faults += _page_faults(case, number, box, _pictures(before, after, number, case))
    except pictures.Unrenderable as unrenderable:
        return Opinion(tuple(faults), (f"not drawn: {unrenderable.reason}",))
    return Opinion(tuple(faults), ())


def _signature_faults(case: Case) -> Iterator[str]:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(case.root_certificate)], crls=[case.crl], revocation_mode="require"
    )
    signature = PdfFileReader(io.BytesIO(case.sealed), strict=False).embedded_regular_signatures[-1]
    # What changed after a signature is judged in the tests; on some files pyHanko takes hours for it.
    status = asyncio.run(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=context,
            ts_validation_context=context,
            skip_diff=True,
        )
    )
    if not status.bottom_line:
        yield f"pyHanko: {status.summary()}"


def _pictures(
    before: pdfium.PdfDocument, after: pdfium.PdfDocument, number: int, case: Case
) -> tuple[Image.Image, Image.Image]:
    if case.has_form:
        for document in (before, after):
            page = document[number - 1]
            pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
            page.close()
    return pictures.render_page(before, number, WIDTH_PX), pictures.render_page(after, number, WIDTH_PX)


def _page_faults(
    case: Case, number: int, box: PageBox, shown: tuple[Image.Image, Image.Image]
) -> Iterator[str]:
    before, after = shown
    places = [place for place in case.places if place.page_number == number]
    masks = [pictures.mask_of(place.rect, box, before) for place in places]
    changed = pictures.compare(before, after, masks)
    if changed > TOLERANCE and not case.is_told:
        yield f"page {number} changed: {changed:.3f}"
    for place, mask in zip(places, masks, strict=True):
        if place.is_mark and pictures.compare(before.crop(mask), after.crop(mask)) < LEAST_SEEN:
            yield f"mark on page {number} not seen"


if __name__ == "__main__":
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Case)
    sys.stdout.buffer.write(msgspec.msgpack.encode(judge(asked)))
