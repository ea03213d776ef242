"""Opens a PDF for one more revision: everything new is appended, what was there stays byte for byte."""

import io
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

DECODE_LIMITS: Final = DecodeLimits.for_untrusted_input()

# pyHanko answers a broken file with any of these.
UNREADABLE: Final = (
    PdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)


class RevisionWriter(IncrementalPdfFileWriter):
    """Appends a revision and leaves the document's own metadata as it is.

    pyHanko would note the time of change in the description dictionary and in the XMP packet,
    and fail on a broken packet.
    """

    def _update_meta(self) -> None:
        pass


def open_reader(document: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(document), strict=False, decode_limits=DECODE_LIMITS)


def open_writer(stream: io.BytesIO) -> IncrementalPdfFileWriter:
    return RevisionWriter(stream, strict=False, decode_limits=DECODE_LIMITS)


def entry(dictionary: generic.DictionaryObject, key: str) -> Any:  # noqa: ANN401 - whatever a file has there
    """The value under a key, dereferenced; None when there is none."""
    try:
        return dictionary[key]
    except KeyError:
        return None
