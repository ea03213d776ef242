"""The form of an encrypted file: sealed segments that can be read from any place, in any order.

STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM with segments of 64 KiB:
`magic 4 | salt 16 | prefix 7 | segments`, each segment longer by its tag of 16 bytes. The key is
HKDF-SHA256 of the master key, the salt and the file's name; the nonce is
`prefix 7 | counter 4 | 1 for the last`. A changed byte, a segment in another place, a file that was
cut short and a file under another name all fail to open.
"""

import os
import secrets
from collections.abc import Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from livecontract.blobs.port import BlobDamaged

SEGMENT: Final = 64 << 10

_MAGIC: Final = b"LCF1"
_SALT: Final = 16
_PREFIX: Final = 7
_HEADER: Final = len(_MAGIC) + _SALT + _PREFIX
_TAG: Final = 16
_SEALED_SEGMENT: Final = SEGMENT + _TAG


def seal(content: bytes, key: bytes, name: str) -> Iterator[bytes]:
    """The bytes of an encrypted file that holds `content` and opens only under `name`."""
    salt, prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
    yield _MAGIC + salt + prefix
    cipher = _cipher(key, salt, name)
    last = max(len(content) - 1, 0) // SEGMENT
    view = memoryview(content)
    for counter in range(last + 1):
        segment = view[counter * SEGMENT : (counter + 1) * SEGMENT]
        yield cipher.encrypt(_nonce(prefix, counter, last), segment, None)


class SealedFile:
    """An encrypted file that is open for reading; safe to use from several threads."""

    def __init__(self, descriptor: int, key: bytes, name: str) -> None:
        """Take over `descriptor`; raises `BlobDamaged` for what is no encrypted file."""
        self._descriptor = descriptor
        sealed = os.fstat(descriptor).st_size - _HEADER
        segments = -(-sealed // _SEALED_SEGMENT)
        header = os.pread(descriptor, _HEADER, 0)
        if not header.startswith(_MAGIC) or sealed < _TAG or sealed - (segments - 1) * _SEALED_SEGMENT < _TAG:
            raise BlobDamaged(name)
        self.size = sealed - segments * _TAG
        self._name = name
        self._last = segments - 1
        self._prefix = header[-_PREFIX:]
        self._cipher = _cipher(key, header[len(_MAGIC) : len(_MAGIC) + _SALT], name)

    def read(self, start: int, stop: int) -> bytes:
        """The content from `start` up to, not including, `stop`; raises `BlobDamaged`."""
        first, last = start // SEGMENT, min(max(stop - 1, 0) // SEGMENT, self._last)
        count = last - first + 1
        sealed = os.pread(self._descriptor, count * _SEALED_SEGMENT, _HEADER + first * _SEALED_SEGMENT)
        opened = b"".join(
            self._open(first + number, sealed[number * _SEALED_SEGMENT : (number + 1) * _SEALED_SEGMENT])
            for number in range(count)
        )
        return opened[start - first * SEGMENT : stop - first * SEGMENT]

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def _open(self, counter: int, segment: bytes) -> bytes:
        try:
            return self._cipher.decrypt(_nonce(self._prefix, counter, self._last), segment, None)
        except (InvalidTag, ValueError):
            raise BlobDamaged(self._name) from None


def _cipher(key: bytes, salt: bytes, name: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=salt, info=b"lc-file1" + name.encode()).derive(key))


def _nonce(prefix: bytes, counter: int, last: int) -> bytes:
    return prefix + counter.to_bytes(4, "big") + (b"\1" if counter == last else b"\0")
