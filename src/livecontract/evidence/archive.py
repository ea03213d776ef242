"""The frame of an evidence package: a zip file in one form only, so that nothing can hide in it.

Its files stand one after the other as they are, neither compressed nor encrypted, all of the same
date, without gaps, comments or extra fields. Any program opens it; whoever checks it builds the
frame anew and compares, so a changed byte shows wherever it is, and there is nothing to unpack.
"""

import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

MOST_FILES: Final = 2000
LARGEST: Final = (1 << 32) - 1

# Field by field as in PKWARE's APPNOTE 4.3.7, 4.3.12 and 4.3.16.
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION: Final = 20
_MADE_ON_UNIX: Final = 3 << 8 | _VERSION
# A plain file that everybody may read.
_MODE: Final = 0o100644 << 16
# The first day that a zip file can name; when it was made stands in the manifest.
_DATE: Final = 1 << 5 | 1
_ENCRYPTED: Final = 1
_PATH: Final = re.compile(r"[a-z0-9][a-z0-9-]*(\.[a-z]+)?(/[a-z0-9][a-z0-9-]*\.[a-z]+)?")


class Malformed(Exception):
    """The frame is not the one of a package; the message is a sentence that says why."""


class Held(Struct, frozen=True):
    """A file in a package, without its bytes."""

    path: str
    size: int
    crc: int


def is_package(content: bytes) -> bool:
    """Whether a file claims to be a zip file."""
    return content.startswith(b"PK")


def local_header(held: Held) -> bytes:
    """What stands before the bytes of a file."""
    path = held.path.encode("ascii")
    fields = (_VERSION, 0, 0, 0, _DATE, held.crc, held.size, held.size, len(path), 0)
    return _LOCAL.pack(_LOCAL_MARK, *fields) + path


def directory(files: Iterable[Held]) -> bytes:
    """What stands after the last file; raises `ValueError` for more than such a file can hold."""
    entries: list[bytes] = []
    offset = 0
    for held in files:
        entries.append(_entry(held, offset))
        offset += len(local_header(held)) + held.size
    listed = b"".join(entries)
    if len(entries) > MOST_FILES or offset + len(listed) > LARGEST:
        raise ValueError("An evidence package cannot hold so much.")
    return listed + _END.pack(_END_MARK, 0, 0, len(entries), len(entries), len(listed), offset, 0)


def length(files: Mapping[str, int]) -> int:
    """The size of a package with files of these sizes, by their paths."""
    held = [Held(path, size, 0) for path, size in files.items()]
    return sum(len(local_header(one)) + one.size for one in held) + len(directory(held))


def opened(content: bytes) -> dict[str, bytes]:
    """The files of a package in their order; raises `Malformed` when its frame has any other form."""
    found: dict[str, bytes] = {}
    held: list[Held] = []
    offset = 0
    while content.startswith(_LOCAL_MARK, offset):
        one, offset, data = _file_at(content, offset)
        if one.path in found:
            raise Malformed(f"The package holds the file {one.path} twice.")
        if len(found) == MOST_FILES:
            raise Malformed("The package holds more files than any that was handed out.")
        found[one.path] = data
        held.append(one)
    if content[offset:] != directory(held):
        raise Malformed("The list of files at the end of the package is not the one of a package.")
    return found


def _file_at(content: bytes, offset: int) -> tuple[Held, int, bytes]:
    try:
        _, _, flags, method, _, _, crc, size, _, name_size, _ = _LOCAL.unpack_from(content, offset)
    except struct.error:
        raise Malformed(_CUT) from None
    begins = offset + _LOCAL.size
    name = content[begins : begins + name_size].decode("utf-8", "replace")
    if flags & _ENCRYPTED:
        raise Malformed("The package holds something encrypted, and nothing in a package is.")
    if not _PATH.fullmatch(name):
        raise Malformed("The package holds a file under a name that no file of a package has.")
    held = Held(name, size, crc)
    header = local_header(held)
    if method or content[offset : offset + len(header)] != header:
        raise Malformed(_PACKED_ANEW)
    begins = offset + len(header)
    data = content[begins : begins + size]
    if len(data) != size:
        raise Malformed(_CUT)
    if zlib.crc32(data) != crc:
        raise Malformed(f"The file {name} in the package has been changed.")
    return held, begins + size, data


def _entry(held: Held, offset: int) -> bytes:
    path = held.path.encode("ascii")
    fields = (_MADE_ON_UNIX, _VERSION, 0, 0, 0, _DATE, held.crc, held.size, held.size, len(path))
    return _CENTRAL.pack(_CENTRAL_MARK, *fields, 0, 0, 0, 0, _MODE, offset) + path


_CUT: Final = "The end of the package is missing."
_PACKED_ANEW: Final = (
    "The package was packed anew or its frame was changed: it is not the file that was handed out."
)
