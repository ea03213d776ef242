"""The text that a widget's stored appearance shows, to be held against the field's value."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Sequence

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from livecontract.pdf.geometry import normalised
from livecontract.pdf.pictures import Unrenderable, opened

# PDFium's mark for a hyphen at the end of a line.
_LINE_HYPHEN = 2


def shown_texts(appearances: Sequence[pikepdf.Stream]) -> list[str]:
    """Return what each appearance says, in painting order, without the spaces a reader infers.

    An appearance that cannot be read says nothing.
    """
    if not appearances:
        return []
    try:
        with opened(_proof_sheet(appearances)) as document:
            return [_text_of_page(document, index) for index in range(len(appearances))]
    except Unrenderable:
        return [""] * len(appearances)


def agree(shown: str, value: str) -> bool:
    """Whether two texts have the same characters, however they are spaced and encoded.

    Order does not count in text that runs from right to left: appearances hold it either way.
    """
    first, second = _compared(shown), _compared(value)
    if any(unicodedata.bidirectional(character) in {"R", "AL"} for character in second):
        return Counter(first) == Counter(second)
    return first == second


def contains(shown: str, value: str) -> bool:
    """Whether the value's characters stand together somewhere in what is shown."""
    return _compared(value) in _compared(shown) or agree(shown, value)


def _compared(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return "".join(character for character in folded if unicodedata.category(character)[0] not in "ZC")


def _proof_sheet(appearances: Sequence[pikepdf.Stream]) -> bytes:
    """Make a document whose pages hold one appearance each."""
    with pikepdf.new() as sheet:
        for appearance in appearances:
            page = sheet.add_blank_page()
            form = sheet.copy_foreign(appearance)
            form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            page.MediaBox = pikepdf.Array(_box_of(form))
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=form))
            page.Contents = sheet.make_stream(b"/A Do")
        stream = io.BytesIO()
        sheet.save(stream)
    return stream.getvalue()


def _box_of(form: pikepdf.Object) -> list[float]:
    """Return a page box that holds the appearance wherever its own matrix puts it."""
    box = normalised(form.get("/BBox")) or (0.0, 0.0, 1.0, 1.0)
    reach = max(abs(edge) for edge in box)
    return [-reach, -reach, reach, reach]


def _text_of_page(document: pdfium.PdfDocument, index: int) -> str:
    try:
        text = document[index].get_textpage()
    except pdfium.PdfiumError:
        return ""
    return "".join(
        _character(text, position)
        for position in range(text.count_chars())
        if not pdfium_c.FPDFText_IsGenerated(text, position)
    )


def _character(text: pdfium.PdfTextPage, position: int) -> str:
    number = pdfium_c.FPDFText_GetUnicode(text, position)
    return "-" if number == _LINE_HYPHEN else chr(number)
