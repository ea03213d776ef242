"""Mail that goes nowhere: each letter becomes an encrypted file, which only this deployment can read.

A file is `magic 4 | nonce 12 | AES-256-GCM of the message (RFC 5322)`; it opens only under its name.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Final

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from livecontract.mail.message import LETTER_ID, as_message
from livecontract.mail.port import KeptLetter, Letter

_SUFFIX: Final = ".letter"
_MAGIC: Final = b"LCM1"
_NONCE: Final = 12

log = structlog.get_logger()


class FolderMail:
    """A folder of letters, one file each; the same letter sent again takes the place of the first."""

    def __init__(self, folder: Path, sender: str, key: bytes) -> None:
        """Keep letters in `folder`, made if need be, as coming from `sender`; `key` is 32 bytes."""
        self._folder = folder
        self._sender = sender
        self._cipher = AESGCM(key)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def send(self, letter: Letter) -> None:
        """Keep a letter durably; raises `OSError` when that failed."""
        await asyncio.to_thread(self._keep, letter)

    async def letters(self) -> list[KeptLetter]:
        """All letters, the latest first; one whose file was damaged is named in the log."""
        return await asyncio.to_thread(self._letters)

    def _keep(self, letter: Letter) -> None:
        name = hashlib.sha256(letter.letter_id.encode()).hexdigest()[:32]
        content = self._sealed(name, as_message(letter, self._sender).as_bytes())
        path, draft = self._folder / f"{name}{_SUFFIX}", self._folder / f"{name}.draft"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def _letters(self) -> list[KeptLetter]:
        return sorted(self._opened(), key=lambda kept: kept.sent_at, reverse=True)

    def _opened(self) -> Iterator[KeptLetter]:
        for path in self._folder.glob(f"*{_SUFFIX}"):
            content = path.read_bytes().removeprefix(_MAGIC)
            try:
                message = self._cipher.decrypt(content[:_NONCE], content[_NONCE:], path.stem.encode())
            except (InvalidTag, ValueError):
                log.warning("letter does not open", file=path.name)
            else:
                yield KeptLetter(
                    letter=_letter(message), sent_at=datetime.fromtimestamp(path.stat().st_mtime, UTC)
                )

    def _sealed(self, name: str, content: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return _MAGIC + nonce + self._cipher.encrypt(nonce, content, name.encode())


def _letter(content: bytes) -> Letter:
    message = message_from_bytes(content, EmailMessage, policy=SMTP)
    name, address = parseaddr(str(message["To"]))
    return Letter(
        letter_id=str(message[LETTER_ID]),
        to_name=name,
        to_email=address,
        subject=str(message["Subject"]),
        text=message.get_content().replace("\r\n", "\n").rstrip("\n"),
    )
