"""The browser client under /app/: its files, its one page, and nothing beside them."""

import pytest

from tests.api.conftest import refused
from tests.api.house import House


def test_the_root_leads_to_the_client(house: House) -> None:
    answer = house.client().get("/")

    assert (answer.status_code, answer.headers["location"]) == (307, "/app/")


@pytest.mark.parametrize("path", ["/app", "/app/", "/app/contracts/7/room", "/app/sign-in/a-b_c"])
def test_every_page_of_the_client_is_the_one_page(house: House, path: str) -> None:
    answer = house.client().get(path)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>client</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    tag = answer.headers["etag"]
    assert house.client().get(path, headers={"If-None-Match": tag}).status_code == 304


def test_files_named_by_their_content_are_kept_for_good(house: House) -> None:
    answer = house.client().get("/app/assets/index-abc123.js")

    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "/app/assets/gone-123.js",
        "/app/favicon.ico",
        "/app/../house.py",
        "/app/..%2fhouse.py",
        "/app/%2e%2e/%2e%2e/house.py",
        "/app/..\\house.py",
        "/app//etc/passwd.txt",
        "/app/assets/../../conftest.py",
        "/app/%00.js",
    ],
)
def test_nothing_outside_the_client_can_be_read(house: House, path: str) -> None:
    refused(house.client().get(path), 404, "not_found")
