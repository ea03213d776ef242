"""Letters that stay on this machine: files for their owner only, read back as they were written."""

import stat
from pathlib import Path

import msgspec
import pytest

from livecontract.mail.folder import FolderMail
from tests.mail.letters import LETTER

KEY = b"m" * 32


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_letter_is_kept_for_its_owner_and_read_back_whole(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path / "mail", "Live Contract <post@bank.example>", KEY)

    await mail.send(LETTER)

    (kept,) = await mail.letters()
    assert kept.letter == LETTER
    (file,) = files(tmp_path / "mail")
    assert (file.suffix, stat.S_IMODE(file.stat().st_mode)) == (".letter", 0o600)


async def test_ml1_nobody_without_the_key_reads_a_letter_or_its_address(tmp_path: Path) -> None:
    await FolderMail(tmp_path, "post@bank.example", KEY).send(LETTER)

    (file,) = files(tmp_path)
    content = file.read_bytes()
    assert b"zoe@post.example" not in content
    assert b"ssss" not in content
    assert await FolderMail(tmp_path, "post@bank.example", b"o" * 32).letters() == []


@pytest.mark.parametrize("change", ["a byte", "the end", "the name"])
async def test_ml1_a_letter_that_was_tampered_with_is_shown_to_nobody(tmp_path: Path, change: str) -> None:
    mail = FolderMail(tmp_path, "post@bank.example", KEY)
    await mail.send(LETTER)
    (file,) = files(tmp_path)
    content = file.read_bytes()
    if change == "a byte":
        file.write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])
    elif change == "the end":
        file.write_bytes(content[:9])
    else:
        file.rename(tmp_path / "other.letter")

    assert await mail.letters() == []


async def test_a_repeat_takes_the_place_of_the_first(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path, "post@bank.example", KEY)
    await mail.send(LETTER)
    await mail.send(LETTER)
    await mail.send(msgspec.structs.replace(LETTER, letter_id="../../two"))

    assert {kept.letter.letter_id for kept in await mail.letters()} == {"../../two", "one"}
    assert len(files(tmp_path)) == 2


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path / "mail", "post@bank.example", KEY)
    (tmp_path / "mail").rmdir()

    with pytest.raises(OSError, match="No such file"):
        await mail.send(LETTER)
