"""Every blob storage keeps bytes under their digest, hands out any part, and grants access for a while."""

import hashlib
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livecontract.blobs.port import BlobMissing, Grant, ServedBlobs
from tests.ports.conftest import Clock

SEGMENT = 64 << 10
SIZES = [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, 40 * SEGMENT + 5]
DIGEST = "a" * 64


def content_of(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


async def read(blobs: ServedBlobs, digest: str, start: int, stop: int) -> bytes:
    return b"".join([piece async for piece in blobs.stream(digest, start, stop)])


def parted(url: str) -> tuple[str, dict[str, str]]:
    """The digest and the query of a URL, as a server takes them apart."""
    parts = urlsplit(url)
    return parts.path.removeprefix("/blobs/"), dict(parse_qsl(parts.query))


@pytest.mark.parametrize("size", SIZES)
async def test_bl1_content_comes_back_under_its_digest(blobs: ServedBlobs, size: int) -> None:
    content = content_of(size)

    digest = await blobs.put(content)

    assert digest == hashlib.sha256(content).hexdigest()
    assert await blobs.get(digest) == content == await read(blobs, digest, 0, size)
    assert await blobs.size(digest) == size


async def test_bl1_a_repeat_changes_nothing(blobs: ServedBlobs) -> None:
    assert await blobs.put(b"x") == await blobs.put(b"x")


@given(span=st.tuples(st.integers(0, 40 * SEGMENT + 5), st.integers(0, 40 * SEGMENT + 5)).map(sorted))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_bl2_any_range_can_be_read(blobs: ServedBlobs, span: list[int]) -> None:
    content = content_of(40 * SEGMENT + 5)
    digest = await blobs.put(content)

    assert await read(blobs, digest, *span) == content[slice(*span)]


@pytest.mark.parametrize("span", [(-1, 2), (2, 1), (0, 4)])
async def test_a_range_that_is_not_there_is_an_error(blobs: ServedBlobs, span: tuple[int, int]) -> None:
    digest = await blobs.put(b"abc")

    with pytest.raises(ValueError, match="range"):
        await read(blobs, digest, *span)


@pytest.mark.parametrize("digest", ["0" * 64, "", "../../etc/passwd", "A" * 64, "0" * 63])
async def test_what_is_not_there_is_missing(blobs: ServedBlobs, digest: str) -> None:
    with pytest.raises(BlobMissing):
        await blobs.get(digest)
    with pytest.raises(BlobMissing):
        await blobs.size(digest)
    with pytest.raises(BlobMissing):
        await read(blobs, digest, 0, 1)


async def test_bl2_a_url_entitles_to_its_blob(blobs: ServedBlobs) -> None:
    url = await blobs.url(DIGEST, file_name="Väg & mål.pdf", media_type="application/pdf")

    digest, query = parted(url)

    assert blobs.opened(digest, query) == Grant(
        digest=DIGEST, file_name="Väg & mål.pdf", media_type="application/pdf", is_download=False
    )


async def test_bl2_a_url_is_good_for_a_while(blobs: ServedBlobs, clock: Clock) -> None:
    url = await blobs.url(DIGEST, file_name="a", media_type="b", ttl=timedelta(minutes=1), download=True)

    clock.pass_by(timedelta(seconds=59))
    in_time = blobs.opened(*parted(url))
    clock.pass_by(timedelta(seconds=1))

    assert in_time is not None
    assert in_time.is_download
    assert blobs.opened(*parted(url)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other.pdf"},
        {"type": "text/html"},
        {"expires": "99999999999"},
        {"expires": "1e9"},
        {"expires": "²"},
        {"download": "1"},
        {"signature": ""},
        {"signature": "ä"},
    ],
)
async def test_bl2_a_url_that_was_changed_entitles_to_nothing(
    blobs: ServedBlobs, change: dict[str, str]
) -> None:
    digest, query = parted(await blobs.url(DIGEST, file_name="a.pdf", media_type="application/pdf"))

    assert blobs.opened(digest, query | change) is None


async def test_bl2_a_url_entitles_to_no_other_blob(blobs: ServedBlobs) -> None:
    _, query = parted(await blobs.url(DIGEST, file_name="a", media_type="b"))

    assert blobs.opened("b" * 64, query) is None
    assert blobs.opened(DIGEST, {}) is None


async def test_a_check_leaves_nothing_behind(blobs: ServedBlobs) -> None:
    await blobs.check()
    await blobs.check()
