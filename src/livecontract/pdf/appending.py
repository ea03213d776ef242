"""Whether a revision can be appended to a document as it is, which is what sealing does."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from livecontract.pdf.revision import open_writer
from livecontract.pdf.survey import leaves_of


def obstacle_to_appending(data: bytes, pdf: pikepdf.Pdf) -> str | None:
    """Name what keeps a revision from being appended to `data` (opened as `pdf`); None when nothing does.

    Sealing replaces pages, the root of their tree and the catalog, so these and what they
    lead to must be found by the sealing library too, under the same numbers.
    """
    try:
        writer = open_writer(io.BytesIO(data))
        if _highest_number(writer) >= int(writer.prev.trailer["/Size"]):
            # New objects are numbered from /Size on: they would replace the document's own.
            return "the file announces fewer objects than it has"
        for reference in _touched(pdf):
            _dictionary(writer, *reference)
        writer.update_root()
        writer.write(io.BytesIO())
    except Exception as error:  # noqa: BLE001  pyHanko answers broken files with any kind of error
        return f"{type(error).__name__} when opened for sealing"
    return None


def _highest_number(writer: IncrementalPdfFileWriter) -> int:
    xrefs = writer.prev.xrefs
    return max(
        (
            reference.idnum
            for revision in range(xrefs.total_revisions)
            for reference in xrefs.explicit_refs_in_revision(revision)
        ),
        default=0,
    )


def _touched(pdf: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    """Return the numbers of the objects that sealing reads or replaces."""
    yield from (pdf.Root.objgen, pdf.Root.Pages.objgen)
    for page, leaf in zip(pdf.pages, leaves_of(pdf), strict=True):
        yield leaf.object_number, leaf.generation
        if leaf.is_loose:
            yield from (annotation.objgen for annotation in page.obj.Annots if _has_number(annotation))


def _has_number(annotation: object) -> bool:
    return isinstance(annotation, pikepdf.Dictionary) and annotation.is_indirect


def _dictionary(writer: IncrementalPdfFileWriter, number: int, generation: int) -> None:
    found = writer.prev.get_object(generic.Reference(number, generation, writer.prev))
    if not isinstance(found, generic.DictionaryObject):
        raise TypeError("not a dictionary")
