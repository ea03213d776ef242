"""Blobs: named by their digest, written once, unreadable without the key, found out when damaged."""

import hashlib
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livecontract.blobs.files import FileBlobs
from livecontract.blobs.port import BlobDamaged, BlobMissing

CONTENT = b"A contract. " * 20_000


def blobs_in(folder: Path, key: bytes = b"k" * 32) -> FileBlobs:
    return FileBlobs(folder, key=key, url_key=b"u" * 32, clock=lambda: datetime.now(UTC))


def the_file(folder: Path) -> Path:
    (file,) = [path for path in folder.rglob("*") if path.is_file()]
    return file


def modes(folder: Path) -> list[int]:
    """Who may do what with a folder and all folders in it."""
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    return [stat.S_IMODE(path.stat().st_mode) for path in folders]


async def test_bl1_content_comes_back_under_its_digest(tmp_path: Path) -> None:
    blobs = blobs_in(tmp_path)
    digest = await blobs.put(CONTENT)
    assert digest == hashlib.sha256(CONTENT).hexdigest() == await blobs.put(CONTENT)
    assert await blobs.get(digest) == CONTENT
    assert (
        b"".join([piece async for piece in blobs.stream(digest, 70_000, 200_000)]) == CONTENT[70_000:200_000]
    )


async def test_bl1_the_file_shows_nothing_of_its_content(tmp_path: Path) -> None:
    await blobs_in(tmp_path).put(CONTENT)
    assert b"contract" not in the_file(tmp_path).read_bytes()


async def test_bl1_every_folder_is_open_to_its_owner_only(tmp_path: Path) -> None:
    await blobs_in(tmp_path / "blobs").put(CONTENT)

    assert modes(tmp_path / "blobs") == [0o700] * 4


@pytest.mark.parametrize("place", [0, 30, 70_000, -1])
async def test_bl1_one_changed_byte_is_found(tmp_path: Path, place: int) -> None:
    digest = await blobs_in(tmp_path).put(CONTENT)
    file = the_file(tmp_path)
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)
    with pytest.raises(BlobDamaged):
        await blobs_in(tmp_path).get(digest)


async def test_bl1_another_key_and_another_digest_open_nothing(tmp_path: Path) -> None:
    digest = await blobs_in(tmp_path).put(CONTENT)
    with pytest.raises(BlobDamaged):
        await blobs_in(tmp_path, b"x" * 32).get(digest)
    with pytest.raises(BlobMissing):
        await blobs_in(tmp_path).get("0" * 64)
