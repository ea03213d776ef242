"""Bytes with their SHA-256, from which the hash of longer bytes that begin with them goes on.

A document of 17 MB takes as long to hash as a small one takes to seal, and a seal needs it hashed
for itself, for the finished file, and for each signature that is checked.
"""

import hashlib
from typing import Final


class Hashed:
    """Bytes, and their SHA-256."""

    def __init__(self, data: bytes) -> None:
        self.data: Final = data
        self._state = hashlib.sha256(data)

    @property
    def sha256(self) -> str:
        """The digest in hex."""
        return self._state.hexdigest()

    def extended(self, longer: bytes, end: int) -> "hashlib._Hash":
        """The hash of the first `end` bytes of `longer`, which must begin with these, to be gone on with."""
        state = self._state.copy()
        state.update(memoryview(longer)[len(self.data) : end])
        return state
