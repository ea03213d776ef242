"""What may be asked of key custody."""

from typing import Protocol


class KeyMissing(Exception):
    """There is data but no key for it; a new key would be a silent loss, so none is made."""


class KeyWrong(Exception):
    """The key at hand does not open what is there."""


class KeyExposed(Exception):
    """Others than its owner can read the key."""


class Keys(Protocol):
    """One master key. Subkeys are derived (HKDF-SHA256, RFC 5869), secrets are sealed under it."""

    def subkey(self, purpose: str) -> bytes:
        """32 bytes that depend on nothing but the master key and `purpose`."""

    def secret(self, name: str) -> bytes | None:
        """A kept secret; raises `KeyWrong` when it does not open."""

    def keep_secret(self, name: str, content: bytes) -> None:
        """Keep a secret under a new name; raises `FileExistsError` when there is one already."""
