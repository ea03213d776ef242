"""Pictures of pages, and how much two of them differ.

PDFium draws annotations by their stored appearance, leaves form widgets out and runs nothing.
Callers are child processes: a hostile page can take any amount of memory and time.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops, ImageDraw

from livecontract.pdf.geometry import LETTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from livecontract.pdf.geometry import PageBox, Rect

PixelBox = tuple[int, int, int, int]

# A page of 1 x 14400 points must not become a picture of a million rows.
_TALLEST = 4
# Two renderings of one glyph may differ in anti-aliasing; a step this large is a change.
_COLOUR_STEP = 40


class Unrenderable(Exception):
    """The document or the page cannot be drawn; `reason` is PDFium's word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def opened(data: bytes, password: str | None = None) -> Iterator[pdfium.PdfDocument]:
    """Open a document for drawing several of its pages; raises Unrenderable."""
    try:
        document = pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        raise Unrenderable(str(error)) from None
    try:
        yield document
    finally:
        document.close()


def render(data: bytes, page_number: int, width_px: int) -> Image.Image:
    """Draw one page (counted from 1) as an RGB picture of that width; raises Unrenderable.

    A page more than four times as tall as wide is drawn narrower, so that the picture
    stays within four times `width_px` in height.
    """
    with opened(data) as document:
        return render_page(document, page_number, width_px)


def render_page(document: pdfium.PdfDocument, page_number: int, width_px: int) -> Image.Image:
    """Draw one page of an opened document; see `render`."""
    try:
        page = document[page_number - 1]
        try:
            return _drawn(page, width_px)
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        raise Unrenderable(str(error)) from None


def compare(before: Image.Image, after: Image.Image, masks: Iterable[PixelBox] = ()) -> float:
    """Return the fraction of pixels, 0.0 to 1.0, of two RGB pictures that visibly differ outside the masks.

    Pictures of different sizes differ altogether.
    """
    if before.size != after.size:
        return 1.0
    difference = ImageChops.difference(before, after)
    painter = ImageDraw.Draw(difference)
    for mask in masks:
        painter.rectangle(mask, fill=(0, 0, 0))
    if difference.getbbox() is None:  # nearly always, and all that follows takes ten times as long
        return 0.0
    red, green, blue = difference.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(strongest.histogram()[_COLOUR_STEP + 1 :]) / (before.width * before.height)


def mask_of(rect: Rect, box: PageBox, picture: Image.Image, margin_px: int = 2) -> PixelBox:
    """Return the pixels that a displayed rectangle covers in a picture of its page."""
    across, down = picture.width / box.width, picture.height / box.height
    return (
        int(rect.x * across) - margin_px,
        int(rect.y * down) - margin_px,
        int((rect.x + rect.width) * across) + margin_px,
        int((rect.y + rect.height) * down) + margin_px,
    )


def _drawn(page: pdfium.PdfPage, width_px: int) -> Image.Image:
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        width, height = LETTER[2:]
    narrowing = min(1.0, _TALLEST * width / height)
    size = (
        max(1, round(width_px * narrowing)),
        max(1, round(width_px * narrowing * height / width)),
    )
    bitmap = pdfium.PdfBitmap.new_native(*size, pdfium_c.FPDFBitmap_BGRx)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, pdfium_c.FPDF_ANNOT)
        # One step from PDFium's memory into Pillow's own; the library's way takes two copies more.
        return Image.frombuffer("RGB", size, bitmap.buffer, "raw", "BGRX", bitmap.stride, 1)
    finally:
        bitmap.close()
