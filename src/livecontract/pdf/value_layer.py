"""The values of an upload's form that are drawn anew, typeset as they will be when it is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import typst

from livecontract.pdf import fonts
from livecontract.pdf.geometry import PageBox
from livecontract.pdf.overlay import overlay_pages
from livecontract.pdf.request import StampedValue

# The same words as the seal's template has, so that a value looks the same before and after.
_TEMPLATE: Final = b"""
#import "overlay.typ": overlay
#let given = json(bytes(sys.inputs.given))
#set text(font: given.fonts, lang: "en", fallback: true, number-width: "tabular", number-type: "lining")
#overlay(given.pages)
"""


def value_pages(boxes: Sequence[PageBox], values: Iterable[StampedValue]) -> tuple[bytes, tuple[int, ...]]:
    """Set the values on transparent pages of the displayed size.

    Returns a PDF and the numbers of the document's pages that its pages lie over; without
    anything to draw, no PDF and no numbers.
    """
    pages = overlay_pages(boxes, values, ())
    if not pages:
        return b"", ()
    given = {"fonts": fonts.BODY, "pages": tuple(pages.values())}
    compiler = typst.Compiler(root=Path(__file__).parent, font_paths=fonts.load(), ignore_system_fonts=True)
    pdf = compiler.compile(
        _TEMPLATE, format="pdf", sys_inputs={"given": msgspec.json.encode(given).decode()}, pdf_tags=False
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no single PDF.")
    return pdf, tuple(pages)
