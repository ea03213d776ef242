"""Blobs as encrypted files in a folder, named by the digest of what they hold."""

import asyncio
import hashlib
import os
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from livecontract.blobs import grants
from livecontract.blobs.port import URL_TTL, BlobDamaged, BlobMissing, Grant
from livecontract.blobs.segments import SEGMENT, SealedFile, seal

PIECE: Final = 16 * SEGMENT

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_DRAFT_AGE_S: Final = 24 * 60 * 60


class FileBlobs:
    """A folder of write-once files, two levels deep; a file appears when it is whole, or never."""

    def __init__(self, folder: Path, *, key: bytes, url_key: bytes, clock: Callable[[], datetime]) -> None:
        """Use `folder`, made if need be; encrypt under `key`, sign URLs under `url_key` (32 bytes each)."""
        self._folder = folder
        self._drafts = folder / "drafts"
        self._key = key
        self._url_key = url_key
        self._clock = clock
        # The mode counts for the last folder of a path only, so each is made by itself.
        folder.parent.mkdir(parents=True, exist_ok=True)
        for own in (folder, self._drafts):
            own.mkdir(mode=0o700, exist_ok=True)
        _sweep(self._drafts)

    async def put(self, content: bytes) -> str:
        """Store `content` durably and return its SHA-256 in hex; a repeat changes nothing."""
        return await asyncio.to_thread(self._put, content)

    async def get(self, digest: str) -> bytes:
        """The whole content; raises `BlobMissing` or `BlobDamaged`."""
        return await asyncio.to_thread(self._get, digest)

    async def size(self, digest: str) -> int:
        """The content's length in bytes; raises `BlobMissing`."""
        return await asyncio.to_thread(self._size, digest)

    async def stream(self, digest: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `stop`, in pieces of at most 1 MiB."""
        file = await asyncio.to_thread(self._open, digest)
        try:
            if not 0 <= start <= stop <= file.size:
                raise ValueError(f"no such range in {file.size} bytes: {start} to {stop}")
            while start < stop:
                # The first piece ends where a segment does, so that no segment is opened twice.
                end = min(start - start % SEGMENT + PIECE, stop)
                yield await asyncio.to_thread(file.read, start, end)
                start = end
        finally:
            file.close()

    async def url(
        self,
        digest: str,
        *,
        file_name: str,
        media_type: str,
        ttl: timedelta = URL_TTL,
        download: bool = False,
    ) -> str:
        """A path on this server that entitles to the content for that long."""
        grant = Grant(digest=digest, file_name=file_name, media_type=media_type, is_download=download)
        return grants.as_url(grant, self._clock() + ttl, self._url_key)

    def opened(self, digest: str, query: Mapping[str, str]) -> Grant | None:
        """What that URL entitles to; `None` when it was not made here or is over."""
        return grants.from_url(digest, query, self._clock(), self._url_key)

    async def check(self) -> None:
        """Write, read back and remove a probe; raises `OSError`, `BlobMissing` or `BlobDamaged`."""
        probe = secrets.token_bytes(1024)
        digest = await self.put(probe)
        if await self.get(digest) != probe:
            raise BlobDamaged(digest)
        self._path(digest).unlink()

    def _put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not path.exists():
            self._write(path, content, digest)
        _sync(path.parent)
        return digest

    def _write(self, path: Path, content: bytes, digest: str) -> None:
        self._make_folders(path)
        draft = self._drafts / secrets.token_hex(16)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(seal(content, self._key, digest))
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            return  # the same bytes were stored meanwhile
        finally:
            draft.unlink()

    def _make_folders(self, path: Path) -> None:
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(folder.parent)

    def _get(self, digest: str) -> bytes:
        file = self._open(digest)
        try:
            return file.read(0, file.size)
        finally:
            file.close()

    def _size(self, digest: str) -> int:
        file = self._open(digest)
        file.close()
        return file.size

    def _open(self, digest: str) -> SealedFile:
        if not _DIGEST.fullmatch(digest):
            raise BlobMissing(digest)
        try:
            descriptor = os.open(self._path(digest), os.O_RDONLY)
        except FileNotFoundError:
            raise BlobMissing(digest) from None
        try:
            return SealedFile(descriptor, self._key, digest)
        except BlobDamaged:
            os.close(descriptor)
            raise

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:4] / digest


def _sweep(drafts: Path) -> None:
    """Remove what a crash left behind, but nothing that another process may be writing."""
    oldest = time.time() - _DRAFT_AGE_S
    for draft in drafts.iterdir():
        if draft.stat().st_mtime < oldest:
            draft.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
