"""The back-ends for mail, each with the eyes of those whom its letters reach."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from email import message_from_string
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from livecontract.mail.folder import FolderMail
from livecontract.mail.message import LETTER_ID
from livecontract.mail.port import Letter, Mail
from livecontract.mail.smtp import SmtpMail
from tests.mail.post_office import PostOffice, open_office

SENDER = "Live Contract <post@bank.example>"


class Post(Protocol):
    """A back-end that can be broken and mended again."""

    mail: Mail

    async def arrived(self) -> list[Letter]:
        """What can be read at the other end, once for each time it arrived or was kept."""

    def break_down(self) -> None: ...

    def mend(self) -> None: ...


class FolderPost:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._letters = FolderMail(folder, SENDER, b"m" * 32)
        self.mail: Mail = self._letters

    async def arrived(self) -> list[Letter]:
        return [kept.letter for kept in await self._letters.letters()]

    def break_down(self) -> None:
        shutil.rmtree(self._folder)

    def mend(self) -> None:
        self._folder.mkdir()


class SmtpPost:
    def __init__(self, office: PostOffice, mail: Mail) -> None:
        self._office = office
        self.mail = mail

    async def arrived(self) -> list[Letter]:
        return [_letter(text) for text in self._office.letters]

    def break_down(self) -> None:
        self._office.refuses = True

    def mend(self) -> None:
        self._office.refuses = False


MakePost = Callable[[Path], AbstractAsyncContextManager[Post]]


@asynccontextmanager
async def folder(place: Path) -> AsyncIterator[Post]:
    yield FolderPost(place / "mail")


@asynccontextmanager
async def smtp(_place: Path) -> AsyncIterator[Post]:
    office = PostOffice()
    async with open_office(office) as server:
        yield SmtpPost(office, SmtpMail(server, SENDER))


def _letter(text: str) -> Letter:
    message = message_from_string(text, policy=SMTP)
    (recipient,) = message["To"].addresses
    return Letter(
        letter_id=message[LETTER_ID],
        to_name=recipient.display_name,
        to_email=recipient.addr_spec,
        subject=message["Subject"],
        text=message.get_content().replace("\r\n", "\n").rstrip("\n"),
    )
