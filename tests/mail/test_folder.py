"""Letters that stay on this machine: files for their owner only, read back as they were written."""

import stat
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import msgspec
import pytest

from livecontract.mail.folder import FolderMail
from tests.mail.letters import LETTER


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_letter_is_kept_for_its_owner_and_read_back_whole(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path / "mail", "Live Contract <post@bank.example>")

    await mail.send(LETTER)

    (kept,) = await mail.letters()
    assert kept.letter == LETTER
    (file,) = files(tmp_path / "mail")
    assert (file.suffix, stat.S_IMODE(file.stat().st_mode)) == (".eml", 0o600)
    message = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert (message["From"], message["Message-ID"]) == (
        "Live Contract <post@bank.example>",
        "<one@bank.example>",
    )


async def test_a_repeat_takes_the_place_of_the_first(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path, "post@bank.example")
    await mail.send(LETTER)
    await mail.send(LETTER)
    await mail.send(msgspec.structs.replace(LETTER, letter_id="../../two"))

    assert {kept.letter.letter_id for kept in await mail.letters()} == {"../../two", "one"}
    assert len(files(tmp_path)) == 2


async def test_words_cannot_become_headers(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path, "post@bank.example")
    evil = "Loan\r\nBcc: everybody@evil.example\r\n\r\nBuy"

    await mail.send(msgspec.structs.replace(LETTER, subject=evil, to_name=evil))

    (file,) = files(tmp_path)
    message = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert message["Bcc"] is None
    assert "Bcc: everybody@evil.example" in message["Subject"]


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path / "mail", "post@bank.example")
    (tmp_path / "mail").rmdir()

    with pytest.raises(OSError, match="No such file"):
        await mail.send(LETTER)
