"""Forms in the XFA language, which lies beside the pages of a PDF or replaces them."""

from __future__ import annotations

import io
import re

import pikepdf

from livecontract.pdf.findings import Unusable
from livecontract.pdf.form_fields import entry, widgets_of
from livecontract.pdf.pictures import opened

# What the one page of a dynamic form says to readers that cannot show the form.
_STAND_IN = re.compile(r"please\s+wait|adobe\s+(acrobat|reader)\s+\d", re.IGNORECASE)


def has_xfa(pdf: pikepdf.Pdf) -> bool:
    """Whether the document has an XFA form beside its pages.

    Raises Unusable for a dynamic form, whose pages are only a stand-in: what people would
    see and sign is not in them.
    """
    if entry(entry(pdf.Root, "/AcroForm"), "/XFA") is None:
        return False
    if next(widgets_of(pdf), None) is None and (_needs_rendering(pdf) or _is_stand_in(pdf)):
        raise Unusable("document_xfa_dynamic")
    return True


def _needs_rendering(pdf: pikepdf.Pdf) -> bool:
    return entry(pdf.Root, "/NeedsRendering") is True


def _is_stand_in(pdf: pikepdf.Pdf) -> bool:
    readable = io.BytesIO()
    pdf.save(readable, encryption=False)
    with opened(readable.getvalue()) as document:
        return _STAND_IN.search(document[0].get_textpage().get_text_range()) is not None
