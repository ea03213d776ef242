"""Tells a PDF from other kinds of file by its first bytes."""

from __future__ import annotations

# Acrobat and others look for the header within this many bytes; junk may come before it.
_HEADER_REACH = 1024
_PDF_MARKS = (b"%PDF-", b" obj")

# How well-known kinds of file begin, and what people call them.
_BEGINNINGS = (
    (b"PK\x03\x04", "a Word, Excel, PowerPoint or ZIP file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Word, Excel or PowerPoint file"),
    (b"{\\rtf", "a text file (RTF)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"RIFF", "a picture (WebP)"),
    (b"\x00\x00\x00\x18ftyp", "a picture (HEIC) or a video"),
    (b"\x00\x00\x00\x1cftyp", "a picture (HEIC) or a video"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"%!PS", "a PostScript file"),
)


def looks_like(data: bytes) -> str | None:
    """Name what a file is, in words for people; None when it may be a PDF.

    A damaged PDF can have lost its header; one that begins with an object is let through.
    """
    head = data[:_HEADER_REACH]
    if any(mark in head for mark in _PDF_MARKS):
        return None
    start = head.lstrip()
    return next((kind for mark, kind in _BEGINNINGS if start.startswith(mark)), "another kind of file")
