"""Letters through an SMTP server; the one here speaks just enough of RFC 5321, and no encryption."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email import message_from_string
from email.policy import SMTP

import pytest

from livecontract.mail.smtp import SmtpMail, SmtpServer, smtp_server
from tests.mail.letters import LETTER


@dataclass
class PostOffice:
    """A server that remembers what it was told, and refuses every recipient if it has to."""

    refuses: bool = False
    commands: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    visits: set[asyncio.Task[None]] = field(default_factory=set)

    def receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits.add(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode():
            self.commands.append(line.strip())
            writer.write(self._answer(line.strip()))
            if line.startswith("DATA"):
                self.letters.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                writer.write(b"250 taken\r\n")
        writer.close()
        await writer.wait_closed()

    def _answer(self, command: str) -> bytes:
        if command == "DATA":
            return b"354 go on\r\n"
        return b"550 nobody here\r\n" if self.refuses and command.startswith("RCPT") else b"250 ok\r\n"


@asynccontextmanager
async def open_office(office: PostOffice) -> AsyncIterator[SmtpServer]:
    server = await asyncio.start_server(office.receive, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield SmtpServer("127.0.0.1", port, is_tls=False, user=None, password=None)
        await asyncio.gather(*office.visits)


async def test_a_letter_is_handed_over_whole() -> None:
    office = PostOffice()
    async with open_office(office) as server:
        await SmtpMail(server, "Live Contract <post@bank.example>").send(LETTER)

    (letter,) = office.letters
    message = message_from_string(letter, policy=SMTP)
    assert message["Subject"] == LETTER.subject
    assert "s" * 90 in message.get_content()
    assert any(command.startswith("MAIL FROM:<post@bank.example>") for command in office.commands)


async def test_a_letter_that_was_not_taken_is_an_os_error() -> None:
    async with open_office(PostOffice(refuses=True)) as server:
        with pytest.raises(OSError, match="did not take the letter"):
            await SmtpMail(server, "post@bank.example").send(LETTER)


async def test_a_server_that_is_away_is_an_os_error() -> None:
    async with open_office(PostOffice()) as server:
        pass
    with pytest.raises(OSError, match="did not take the letter"):
        await SmtpMail(server, "post@bank.example").send(LETTER)


async def test_off_the_machine_nothing_is_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server counts as a distant one here; it offers no encryption, so it gets no letter."""
    monkeypatch.setattr(SmtpServer, "may_be_plain", property(lambda _: False))
    office = PostOffice()
    async with open_office(office) as server:
        with pytest.raises(OSError, match="did not take the letter"):
            await SmtpMail(replace(server, user="ada", password="secret"), "post@bank.example").send(LETTER)

    assert office.letters == []
    assert not any("AUTH" in command for command in office.commands)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://ada:p%40ss@mail.example", SmtpServer("mail.example", 465, True, "ada", "p@ss")),  # noqa: FBT003 - a table
        ("smtp://mail.example", SmtpServer("mail.example", 587, False, None, None)),  # noqa: FBT003 - a table
        ("smtp://localhost:2525", SmtpServer("localhost", 2525, False, None, None)),  # noqa: FBT003 - a table
    ],
)
def test_the_server_stands_in_the_url(url: str, server: SmtpServer) -> None:
    assert smtp_server(url) == server
