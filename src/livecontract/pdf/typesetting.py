"""Sets the overlay pages and the certificate with typst: one run, one PDF, one set of fonts.

All content goes in as JSON through an input, never as template text, so nothing that a person
typed is ever read as a command. The templates can reach no file but themselves.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import typst

from livecontract.pdf import fonts

_TEMPLATE: Final = b"""
#import "overlay.typ": overlay
#import "certificate.typ": certificate
#let given = json(bytes(sys.inputs.given))
#set document(title: given.certificate.heading, author: given.certificate.author)
#set text(font: given.fonts, lang: "en", fallback: true, number-width: "tabular", number-type: "lining")
#overlay(given.pages)
#certificate(given.certificate)
"""


class Typesetter:
    """A typst compiler with the seal's fonts loaded; not safe to share between threads."""

    def __init__(self) -> None:
        """Raises FontsDiffer when the installed fonts are not the ones of this version."""
        self._compiler = typst.Compiler(
            root=Path(__file__).parent, font_paths=fonts.load(), ignore_system_fonts=True
        )

    def set(
        self,
        pages: Sequence[Mapping[str, Any]],
        certificate: Mapping[str, Any],
        made_at: datetime,
        *,
        alone: bool = False,
    ) -> bytes:
        """A PDF with one page for each overlay page, then the certificate.

        `alone` is for a certificate that becomes a file of its own: it is then tagged for screen
        readers and conforms to PDF/A-2a and PDF/UA-1.
        """
        given = {"fonts": fonts.BODY, "pages": pages, "certificate": certificate}
        pdf = self._compiler.compile(
            _TEMPLATE,
            format="pdf",
            sys_inputs={"given": msgspec.json.encode(given).decode()},
            timestamp=made_at.replace(microsecond=0),
            # PDF 1.4 has no object streams, which the stamping code would unpack once for every object.
            pdf_standards=["a-2a", "ua-1"] if alone else ["1.4"],
            pdf_tags=alone,
        )
        if not isinstance(pdf, bytes):
            raise TypeError("typst returned no single PDF.")
        return pdf
