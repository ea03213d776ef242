"""Finds streams that unpack to a size no contract has, before anything unpacks them whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import pikepdf

from livecontract.pdf.findings import Unusable
from livecontract.pdf.form_fields import entry, members, name_of, number_of

# A page scanned in colour at 600 dpi has about 100 MB.
LARGEST_BYTES = 256 << 20

# How far each filter can stretch its input at most; the others are decoded by image readers alone.
_STRETCH = {
    "/FlateDecode": 1032,
    "/Fl": 1032,
    "/LZWDecode": 1400,
    "/LZW": 1400,
    "/RunLengthDecode": 64,
    "/RL": 64,
}
_FLATE = frozenset({"/FlateDecode", "/Fl"})
_CHUNK = 1 << 20


def refuse_bombs(pdf: pikepdf.Pdf) -> None:
    """Raise Unusable for a stream that unpacks to more than LARGEST_BYTES.

    Only streams that could are unpacked, piece by piece, and no further than the limit.
    """
    for stream in pdf.objects:
        if isinstance(stream, pikepdf.Stream) and _could_burst(stream) and _bursts(stream):
            raise Unusable("document_too_complex", reason="expansion")


def _could_burst(stream: pikepdf.Stream) -> bool:
    stretch = 1
    for name in _filters(stream):
        stretch *= _STRETCH.get(name, 1)
    return stretch > 1 and number_of(stream.get("/Length")) * stretch > LARGEST_BYTES


def _bursts(stream: pikepdf.Stream) -> bool:
    """Whether the stream is too large once unpacked; what is damaged ends where the damage is."""
    if not _FLATE.issuperset(_filters(stream)):
        try:
            return len(stream.read_bytes()) > LARGEST_BYTES
        except pikepdf.PikepdfError:
            return False
    chunks: Iterable[bytes] = [bytes(stream.get_raw_stream_buffer())]
    for _ in _filters(stream):
        chunks = _inflated(chunks)
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_BYTES:
            return True
    return False


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    try:
        for chunk in chunks:
            pending = chunk
            while pending and not inflater.eof:
                yield inflater.decompress(pending, _CHUNK)
                pending = inflater.unconsumed_tail
    except zlib.error:
        return


def _filters(stream: pikepdf.Stream) -> list[str]:
    named = entry(stream, "/Filter")
    return [name_of(name) for name in (members(named) or [named]) if isinstance(name, pikepdf.Name)]
