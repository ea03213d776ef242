"""Letters through an SMTP server."""

from dataclasses import replace
from email import message_from_string
from email.policy import SMTP

import pytest

from livecontract.mail.smtp import SmtpMail, SmtpServer, smtp_server
from tests.mail.letters import LETTER
from tests.mail.post_office import PostOffice, open_office


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
