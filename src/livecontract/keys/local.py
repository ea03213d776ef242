"""Key custody in files: one master key, made at first start, and secrets sealed under it.

The key lies in a file that only its owner can read. Beside the rest of the data lies a value that
tells whether a key is the right one, so that a wrong one is noticed before anything is opened.
"""

import hmac
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from livecontract.keys.port import KeyExposed, KeyMissing, KeyWrong

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_SECRET_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]*")


class LocalKeys:
    """A master key that is held in memory, and a folder with what it protects."""

    @classmethod
    def open(
        cls, folder: Path, *, master_key_file: Path | None = None, traces: Iterable[Path] = ()
    ) -> "LocalKeys":
        """Read the master key, or make it when nothing has ever been kept under one.

        It lies in `master_key_file`, or in `folder` where none is named. `traces` are files and
        folders elsewhere that hold something only if a key has been in use. Raises `KeyMissing`,
        `KeyWrong` and `KeyExposed`, each with a sentence that says what to do.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = master_key_file or folder / "master.key"
        check = folder / "master.check"
        used = [trace for trace in (check, folder / "secrets", *traces) if _holds_something(trace)]
        if not path.exists():
            _make_master_key(path, used)
        keys = cls(_read_master_key(path), folder / "secrets")
        expected = keys.subkey("key check").hex()
        if check.exists():
            _require_match(path, check, expected)
        elif not used:
            with suppress(FileExistsError):
                _create(check, f"{expected}\n".encode())
        return keys

    def __init__(self, master_key: bytes, secrets_folder: Path) -> None:
        """Keep custody under `master_key` (32 bytes); `open` is what finds the right one."""
        self._master_key = master_key
        self._folder = secrets_folder

    def subkey(self, purpose: str) -> bytes:
        """32 bytes that depend on nothing but the master key and `purpose`."""
        info = b"livecontract/" + purpose.encode()
        return HKDF(SHA256(), _KEY_BYTES, salt=None, info=info).derive(self._master_key)

    def secret(self, name: str) -> bytes | None:
        """A kept secret; raises `KeyWrong` when it does not open."""
        path = self._path(name)
        try:
            sealed = path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return self._cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):
            raise KeyWrong(
                f"The secret {path} does not open with this master key, or is damaged. Start with the"
                " key that it was kept under, or restore a backup."
            ) from None

    def keep_secret(self, name: str, content: bytes) -> None:
        """Keep a secret under a new name; raises `FileExistsError` when there is one already."""
        path = self._path(name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        _create(path, nonce + self._cipher().encrypt(nonce, content, name.encode()))

    def _path(self, name: str) -> Path:
        if not _SECRET_NAME.fullmatch(name):
            raise ValueError(f"not a name for a secret: {name!r}")
        return self._folder / name

    def _cipher(self) -> AESGCM:
        return AESGCM(self.subkey("secrets"))


def _make_master_key(path: Path, used: list[Path]) -> None:
    if used:
        raise KeyMissing(
            f"The master key {path} is missing, but it has been in use: {used[0]} needs it. Put it back"
            " from where you keep a copy; without it nothing here can be read, and a new one would"
            " not help."
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):  # another process was quicker: its key is the one
        _create(path, f"{secrets.token_hex(_KEY_BYTES)}\n".encode())


def _read_master_key(path: Path) -> bytes:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise KeyExposed(f"Others can read the master key {path}. Type: chmod 600 {path}")
    text = path.read_bytes().decode("ascii", errors="replace").strip()
    if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * _KEY_BYTES}}}", text):
        raise KeyWrong(f"The master key {path} does not hold {2 * _KEY_BYTES} hexadecimal digits.")
    return bytes.fromhex(text)


def _require_match(path: Path, check: Path, expected: str) -> None:
    kept = check.read_bytes().strip()
    if not hmac.compare_digest(kept, expected.encode()):
        raise KeyWrong(
            f"The master key {path} is not the one that this data was written with (see {check})."
            " Start with that key, or with another data directory."
        )


def _holds_something(trace: Path) -> bool:
    if trace.is_dir():
        return any(entry.is_file() for entry in trace.rglob("*"))
    return trace.exists()


def _create(path: Path, content: bytes) -> None:
    """Write a new file that is there either whole or not at all, and survives a power cut."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
