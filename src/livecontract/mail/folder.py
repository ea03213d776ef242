"""Mail that goes nowhere: each letter becomes an `.eml` file that only this machine's owner can read."""

import asyncio
import hashlib
import os
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path

from livecontract.mail.message import LETTER_ID, as_message
from livecontract.mail.port import KeptLetter, Letter


class FolderMail:
    """A folder of letters, one file each; the same letter sent again takes the place of the first."""

    def __init__(self, folder: Path, sender: str) -> None:
        """Keep letters in `folder`, made if need be, as coming from `sender`."""
        self._folder = folder
        self._sender = sender
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def send(self, letter: Letter) -> None:
        """Keep a letter durably; raises `OSError` when that failed."""
        await asyncio.to_thread(self._keep, letter)

    async def letters(self) -> list[KeptLetter]:
        """All letters, the latest first."""
        return await asyncio.to_thread(self._letters)

    def _keep(self, letter: Letter) -> None:
        content = as_message(letter, self._sender).as_bytes()
        name = hashlib.sha256(letter.letter_id.encode()).hexdigest()[:32]
        path, draft = self._folder / f"{name}.eml", self._folder / f"{name}.draft"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def _letters(self) -> list[KeptLetter]:
        found = [_read(path) for path in self._folder.glob("*.eml")]
        return sorted(found, key=lambda kept: kept.sent_at, reverse=True)


def _read(path: Path) -> KeptLetter:
    message = message_from_bytes(path.read_bytes(), EmailMessage, policy=SMTP)
    name, address = parseaddr(str(message["To"]))
    letter = Letter(
        letter_id=str(message[LETTER_ID]),
        to_name=name,
        to_email=address,
        subject=str(message["Subject"]),
        text=message.get_content().replace("\r\n", "\n").rstrip("\n"),
    )
    return KeptLetter(letter=letter, sent_at=datetime.fromtimestamp(path.stat().st_mtime, UTC))
