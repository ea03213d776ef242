"""Opens an upload, with second chances for a damaged one.

qpdf (inside pikepdf) rebuilds most damaged files. What it gives up on, PDFium may still
open; its own rewrite of the file is then read instead.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf
import pypdfium2 as pdfium

from livecontract.pdf.findings import Unusable

# pikepdf's answers to a file that it cannot follow.
_UNREADABLE = (pikepdf.PikepdfError, ValueError, TypeError)

# What qpdf says when it had to guess where things are. Its other warnings are about slips
# that every reader takes the same way.
_DAMAGE = ("file is damaged", "expected endstream", "attempting to recover stream length")


@dataclass(frozen=True)
class Reading:
    """An opened document, how it was opened, and whether only a second reader could."""

    pdf: pikepdf.Pdf
    took_password: bool = False
    is_second_hand: bool = False


def opened_upload(upload: bytes, password: str | None) -> Reading:
    """Open the upload; raises Unusable for a missing or wrong password and for what nobody can read."""
    try:
        return Reading(_opened(upload))
    except pikepdf.PasswordError:
        return _opened_with(upload, password)
    except _UNREADABLE:
        return _second_chance(upload)


def has_been_guessed(pdf: pikepdf.Pdf) -> bool:
    """Whether qpdf had to guess where things are, in all that it has read since it was last asked."""
    warnings = [str(warning) for warning in pdf.get_warnings()]
    return any(sign in warning for sign in _DAMAGE for warning in warnings)


def _opened_with(upload: bytes, password: str | None) -> Reading:
    if not password:
        raise Unusable("document_password_required")
    try:
        return Reading(_opened(upload, password), took_password=True)
    except pikepdf.PasswordError:
        raise Unusable("document_password_wrong") from None
    except _UNREADABLE:
        raise Unusable("document_unreadable", reason="no page tree that anyone can follow") from None


def _opened(data: bytes, password: str = "") -> pikepdf.Pdf:
    pdf = pikepdf.open(io.BytesIO(data), password=password)
    len(pdf.pages)  # walks the page tree, which is where damage shows
    return pdf


def _second_chance(upload: bytes) -> Reading:
    try:
        document = pdfium.PdfDocument(upload)
        for index in range(len(document)):
            document[index].close()
        rewritten = io.BytesIO()
        document.save(rewritten)
        return Reading(_opened(rewritten.getvalue()), is_second_hand=True)
    except (pdfium.PdfiumError, *_UNREADABLE):
        raise Unusable("document_unreadable", reason="no page tree that anyone can follow") from None
