"""What may be asked of blob storage."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Protocol

from livecontract.domain.values import Value

URL_TTL = timedelta(minutes=15)


class BlobMissing(Exception):
    """There is no blob of that digest."""


class BlobDamaged(Exception):
    """The stored bytes are not what was written."""


class Blobs(Protocol):
    """Same digest, same bytes; written once, never changed; encrypted at rest."""

    async def put(self, content: bytes) -> str:
        """Store `content` durably and return its SHA-256 in hex; a repeat changes nothing."""

    async def get(self, digest: str) -> bytes:
        """The whole content; raises `BlobMissing` or `BlobDamaged`."""

    async def size(self, digest: str) -> int:
        """The content's length in bytes; raises `BlobMissing`."""

    def stream(self, digest: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `stop`, in pieces."""

    async def url(
        self,
        digest: str,
        *,
        file_name: str,
        media_type: str,
        ttl: timedelta = URL_TTL,
        download: bool = False,
    ) -> str:
        """A temporary URL that needs no other credential and answers range requests.

        It is a path on this server where the server itself hands out the bytes.
        """

    async def check(self) -> None:
        """Write, read back and remove a probe; raises `OSError` or one of the above."""


class Grant(Value, frozen=True):
    """What a temporary URL of this server entitles to."""

    digest: str
    file_name: str
    media_type: str
    is_download: bool


class ServedBlobs(Blobs, Protocol):
    """Blobs whose URLs are paths on this server, which checks them itself."""

    def opened(self, digest: str, query: Mapping[str, str]) -> Grant | None:
        """What `/blobs/{digest}?query` entitles to; `None` when it was not made here or is over."""
