"""Rewrites a document that cannot be sealed as it is into one that can, with the same look."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pyhanko.pdf_utils.metadata.xmp_xml import XmpXmlProcessingError, parse_xmp

from livecontract.pdf.form_fields import entry
from livecontract.pdf.underlays import sink_underlays
from livecontract.pdf.widgets import declare_appearances


def rewritten(pdf: pikepdf.Pdf) -> tuple[bytes, tuple[str, ...]]:
    """Return the document without encryption and with every object where it says, and what was dropped.

    Equal input gives equal bytes.
    """
    declare_appearances(pdf)
    sink_underlays(pdf)
    dropped = tuple(_drop_what_would_not_survive(pdf))
    # Where the source has no /Size, qpdf writes none either; the number is corrected on saving.
    pdf.trailer.Size = 1
    saved = io.BytesIO()
    pdf.save(
        saved,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        encryption=False,
        deterministic_id=True,
        fix_metadata_version=False,
        preserve_pdfa=False,
    )
    return saved.getvalue(), dropped


def _drop_what_would_not_survive(pdf: pikepdf.Pdf) -> Iterator[str]:
    # Usage rights are a signature over the file as it was.
    if "/Perms" in pdf.Root:
        del pdf.Root.Perms
    form = entry(pdf.Root, "/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        del form["/XFA"]
    if "/Metadata" in pdf.Root and not _is_xmp(pdf.Root.Metadata):
        del pdf.Root.Metadata
        yield "metadata_removed"


def _is_xmp(stream: pikepdf.Object) -> bool:
    try:
        parse_xmp(io.BytesIO(stream.read_bytes()))
    except (XmpXmlProcessingError, pikepdf.PikepdfError, ValueError, AttributeError, TypeError):
        return False
    return True
