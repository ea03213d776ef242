"""What may be asked of the mail."""

from datetime import datetime
from typing import Protocol

from livecontract.domain.values import Value


class Letter(Value, frozen=True):
    """A plain-text mail; `letter_id` is the same on every try, so that a repeat can be told."""

    letter_id: str
    to_name: str
    to_email: str
    subject: str
    text: str


class Mail(Protocol):
    """May deliver a letter twice, never silently not at all: it raises when it could not."""

    async def send(self, letter: Letter) -> None:
        """Hand a letter over; raises `OSError` when that failed and is worth another try."""


class KeptLetter(Value, frozen=True):
    """A letter that was sent and can be read again here."""

    letter: Letter
    sent_at: datetime


class Mailbox(Protocol):
    """The letters that a back-end keeps instead of delivering them."""

    async def letters(self) -> list[KeptLetter]:
        """All letters, the latest first."""
