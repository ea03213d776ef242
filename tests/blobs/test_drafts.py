"""A file that was not finished is never taken for a blob, and goes away in time."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livecontract.blobs.files import FileBlobs


def blobs_in(folder: Path) -> FileBlobs:
    return FileBlobs(folder, key=b"k" * 32, url_key=b"u" * 32, clock=lambda: datetime.now(UTC))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_bl1_the_same_bytes_stored_at_once_become_one_file(tmp_path: Path) -> None:
    blobs = blobs_in(tmp_path)

    digests = await asyncio.gather(*(blobs.put(b"x" * 300_000) for _ in range(8)))

    assert len(set(digests)) == len(files_in(tmp_path)) == 1


async def test_a_disk_that_refuses_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = blobs_in(tmp_path)

    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        await blobs.put(b"x")

    assert files_in(tmp_path) == []


def test_drafts_of_a_dead_process_are_swept_and_fresh_ones_are_not(tmp_path: Path) -> None:
    blobs_in(tmp_path)
    old, fresh = tmp_path / "drafts" / "old", tmp_path / "drafts" / "fresh"
    for draft in (old, fresh):
        draft.write_bytes(b"x")
    os.utime(old, (0, 0))

    blobs_in(tmp_path)

    assert files_in(tmp_path) == [fresh]


async def test_the_files_are_the_owners(tmp_path: Path) -> None:
    await blobs_in(tmp_path / "blobs").put(b"x")

    for path in (tmp_path / "blobs").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
