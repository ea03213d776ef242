"""What every answer carries, whichever it is, and requests that are turned away at the door."""

import httpx
import pytest

from livecontract.api.shield import PAGE_POLICY
from livecontract.domain.refusals import Refusal
from livecontract.settings import Reach
from livecontract.wire.origin import origin_of
from tests.api.conftest import Pair, blank_pdf, expect, refused
from tests.api.house import House


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health/live", 200),
        ("GET", "/app/", 200),
        ("GET", "/docs", 200),
        ("GET", "/nothing", 404),
        ("GET", "/users/me", 401),
        ("DELETE", "/health/live", 405),
        ("POST", "/auth/sign-in", 415),
        ("OPTIONS", "/contracts", 204),
    ],
)
def test_re4_every_answer_carries_the_security_headers(
    house: House, method: str, path: str, status: int
) -> None:
    answer = house.client().request(method, path, content=b"x", headers={"Content-Type": "text/plain"})

    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == PAGE_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "strict-transport-security" not in answer.headers
    assert "server" not in answer.headers


def test_re1_what_the_router_refuses_is_a_problem_too(house: House) -> None:
    client = house.client()

    refused(client.get("/nothing/here"), 404, "not_found")
    problem = refused(client.put("/contracts"), 405, "method_not_allowed")

    assert problem["instance"] == "/contracts"
    assert set(client.put("/contracts").headers["allow"].split(", ")) >= {"GET", "POST"}


def test_answers_of_the_interface_are_not_kept_by_anyone(pair: Pair) -> None:
    assert pair.ada.get("/contracts").headers["cache-control"] == "no-store"


def test_a_head_request_is_a_get_without_a_body(pair: Pair) -> None:
    url = f"/contracts/{pair.draft()['contractId']}"

    head, get = pair.ada.head(url), pair.ada.get(url)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "a b", "", "[::1"]
)
def test_a_foreign_host_name_is_turned_away(house: House, host: str) -> None:
    refused(house.client().get("/mailbox", headers={"Host": host}), 403, "origin_refused")


def test_the_request_s_own_host_is_in_the_links(pair: Pair) -> None:
    port = httpx.URL(pair.house.url).port
    url = f"/contracts/{pair.draft()['contractId']}/session"

    session = expect(pair.ada.post(url, headers={"Host": f"localhost:{port}"}), 201)

    assert session["webSocketUrl"].startswith(f"ws://localhost:{port}/")


def test_a_mistake_of_ours_is_told_by_a_reference_only(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken disk stands for every mistake that nobody expected."""
    contract = pair.draft()
    document = pair.upload(contract, content=blank_pdf(2))
    monkeypatch.setattr(type(pair.house.rest.ports.blobs), "_get", broken)

    answer = pair.ada.get(f"/documents/{document['documentId']}/thumbnails/1")

    problem = refused(answer, 500, "internal_error")
    assert problem["reference"] in problem["detail"]
    assert "secret detail" not in answer.text


def broken(_self: object, _digest: str) -> bytes:
    raise OSError("secret detail of the disk")


def test_hsts_goes_with_encryption() -> None:
    reach = Reach(host="0.0.0.0", is_behind_proxy=True)  # noqa: S104 - what a proxy stands in front of
    headers = [
        (b"host", b"inner:8000"),
        (b"x-forwarded-proto", b"https"),
        (b"x-forwarded-host", b"a.example"),
    ]

    origin = origin_of(reach, "http", headers)

    assert (origin.url, origin.web_socket_url) == ("https://a.example", "wss://a.example")
    assert (origin.is_secure, origin.cookie_name) == (True, "__Host-livecontract")
    assert Refusal.ORIGIN_REFUSED
