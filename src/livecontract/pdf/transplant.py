"""Copies objects of one PDF into a revision of another.

pyHanko can do this too, after it has read every object into its own types; qpdf reads them ten times
as fast, and what refers to nothing else is passed on as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import BinaryIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

# How a reference to an object ends in writing; a text that has the same letters is copied the longer way.
_REFERENCE = b" R"


class Transplant:
    """Copies from `source` into what `writer` writes, each object that has a number once."""

    def __init__(self, writer: IncrementalPdfFileWriter, source: pikepdf.Pdf) -> None:
        self._writer = writer
        self._source = source
        self._copied: dict[tuple[int, int], generic.IndirectObject] = {}

    def copy(self, value: object) -> generic.PdfObject:
        """The value for the other document, with everything that it refers to."""
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return self._numbered(value)
        return self._held(value)

    def stream(
        self, stream: pikepdf.Object, entries: Mapping[str, generic.PdfObject] | None = None
    ) -> generic.StreamObject:
        """The stream's content as it is packed, in a dictionary of these entries."""
        made = {pdf_name(name): value for name, value in (entries or {}).items()}
        for name in ("/Filter", "/DecodeParms"):
            if name in stream:
                made[pdf_name(name)] = self.copy(stream[name])
        return generic.StreamObject(made, encoded_data=stream.read_raw_bytes())

    def _numbered(self, value: pikepdf.Object) -> generic.IndirectObject:
        if value.objgen not in self._copied:
            place = self._copied[value.objgen] = self._writer.allocate_placeholder()
            self._writer.add_object(self._held(value), idnum=place.idnum)
        return self._copied[value.objgen]

    def _held(self, value: object) -> generic.PdfObject:
        """The value itself, whether or not it has a number."""
        if isinstance(value, pikepdf.Stream):
            return self.stream(value, {name: self.copy(value[name]) for name in value.keys() - {"/Length"}})
        if not isinstance(value, pikepdf.Object):
            return _Written(_number_or_truth(value))
        written = value.unparse(resolved=True)
        if _REFERENCE in written and isinstance(value, pikepdf.Dictionary):
            return generic.DictionaryObject(
                {pdf_name(name): self.copy(value[name]) for name in value.keys()}  # noqa: SIM118 - iterating is typed as over values
            )
        if _REFERENCE in written and isinstance(value, pikepdf.Array):
            return generic.ArrayObject(self.copy(item) for item in value)
        return _Written(written)


class _Written(generic.PdfObject):
    """A value that is passed on as it is written."""

    def __init__(self, written: bytes) -> None:
        self._bytes = written

    def write_to_stream(self, stream: BinaryIO, *_: object, **__: object) -> None:
        stream.write(self._bytes)


def _number_or_truth(value: object) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return (f"{value:f}" if isinstance(value, Decimal) else str(value)).encode("ascii")
