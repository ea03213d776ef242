"""Files under temporary URLs: whole, in ranges, and for nobody without the URL."""

import re
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livecontract.api.blobs import byte_range
from livecontract.domain.refusals import Refused
from tests.api.conftest import Pair, refused

# They take documents in.
pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "protocol" / "examples"


@pytest.mark.parametrize("name", ["loadDocument", "documentsChanged", "snapshot"])
def test_the_urls_in_the_example_frames_are_those_that_are_served(file_url: str, name: str) -> None:
    (example,) = re.findall(r'"fileUrl": "(/[^"]*)"', (EXAMPLES / f"server.{name}.json").read_text())

    given, served = httpx.URL(example), httpx.URL(file_url)

    assert list(given.params) == list(served.params)
    assert re.fullmatch("/blobs/[0-9a-f]{64}", given.path)
    assert re.fullmatch("/blobs/[0-9a-f]{64}", served.path)


@pytest.fixture
def file_url(pair: Pair) -> str:
    url: str = pair.upload(pair.draft())["fileUrl"]
    return url


def test_bl2_a_url_hands_out_the_file_without_a_credential(anybody: httpx.Client, file_url: str) -> None:
    answer = anybody.get(file_url)

    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.headers["accept-ranges"] == "bytes"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [("bytes=0-9", 0, 10), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=0-99999999999", 0, None)],
)
def test_bl2_ranges_are_parts_of_the_file(
    anybody: httpx.Client, file_url: str, wanted: str, start: int, stop: int | None
) -> None:
    whole = anybody.get(file_url).content

    part = anybody.get(file_url, headers={"Range": wanted})

    assert (part.status_code, part.content) == (206, whole[start:stop])
    first = start if start >= 0 else len(whole) + start
    last = first + len(part.content) - 1
    assert part.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"


@pytest.mark.parametrize("wanted", ["bytes=1-0", "bytes=0-1,5-6", "lines=0-1", "bytes=-", "bytes=a-b"])
def test_a_range_that_is_none_gets_the_whole_file(anybody: httpx.Client, file_url: str, wanted: str) -> None:
    assert anybody.get(file_url, headers={"Range": wanted}).status_code == 200


def test_a_range_beyond_the_end_is_refused_with_the_size(anybody: httpx.Client, file_url: str) -> None:
    size = len(anybody.get(file_url).content)

    answer = anybody.get(file_url, headers={"Range": f"bytes={size}-"})

    refused(answer, 416, "range_unsatisfiable")
    assert answer.headers["content-range"] == f"bytes */{size}"


def test_a_head_request_gets_the_headers_only(anybody: httpx.Client, file_url: str) -> None:
    answer = anybody.head(file_url)

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == len(anybody.get(file_url).content)


def test_a_file_that_is_at_hand_is_not_sent_again(anybody: httpx.Client, file_url: str) -> None:
    tag = anybody.get(file_url).headers["etag"]

    assert anybody.get(file_url, headers={"If-None-Match": tag}).status_code == 304
    stale = anybody.get(file_url, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    fresh = anybody.get(file_url, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert (stale.status_code, fresh.status_code) == (200, 206)


def test_bl2_a_changed_url_opens_nothing(pair: Pair, file_url: str) -> None:
    url = httpx.URL(file_url)

    changed = [
        url.copy_merge_params({"name": "other.pdf"}),
        url.copy_merge_params({"type": "text/html"}),
        url.copy_merge_params({"expires": "99999999999"}),
        url.copy_merge_params({"signature": "x"}),
        url.copy_with(query=None),
        url.copy_with(path=f"/blobs/{'0' * 64}"),
        url.copy_with(path="/blobs/..%2f..%2fmaster.key"),
    ]

    for one in changed:
        refused(pair.ada.get(one), 404, "not_found")


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_every_range_that_is_answered_lies_inside_the_file(size: int, first: int, last: int) -> None:
    try:
        found = byte_range(f"bytes={first}-{last}", size)
    except Refused:
        assert first >= size
    else:
        assert (found is None and last < first) or (found == (first, min(last + 1, size)) and first < size)
