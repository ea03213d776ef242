"""Whoever sends slowly or without end costs neither memory nor a place for long."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from livecontract.api.heads import MAX_HEAD_BYTES
from tests.api.house import House

HEAD = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture
def line(house: House) -> Iterator[socket.socket]:
    address = urlsplit(house.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=60) as opened:
        yield opened


def heard(line: socket.socket) -> bytes:
    """Everything that the server says until it hangs up."""
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    "endless",
    [
        HEAD + b"A: b\r\n" * MAX_HEAD_BYTES,
        HEAD + b"A: " + b"b" * MAX_HEAD_BYTES * 6,
        b"GET /" + b"a" * MAX_HEAD_BYTES * 6,
    ],
    ids=["many headers", "a long header", "a long address"],
)
def test_ac7_a_head_without_end_is_not_read_to_its_end(line: socket.socket, endless: bytes) -> None:
    try:
        line.sendall(endless)
        answer = heard(line)
    except ConnectionError:
        # The server hung up while we were still sending.
        return
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_heads_of_usual_size_are_answered_over_and_over_on_one_line(house: House) -> None:
    client = house.client(A="b" * (MAX_HEAD_BYTES // 2))

    assert [client.get("/health/live").status_code for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("beginning", [b"", b"GET", HEAD])
def test_ac7_a_head_that_does_not_come_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    monkeypatch.setattr("livecontract.api.heads.HEAD_S", 0.2)
    address = urlsplit(house.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=60) as line:
        line.sendall(beginning)
        assert heard(line) == b""


def test_a_body_may_be_larger_and_come_later(line: socket.socket) -> None:
    size = MAX_HEAD_BYTES * 4
    line.sendall(b"POST /auth/sign-out HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % size)
    for _ in range(4):
        line.sendall(b" " * MAX_HEAD_BYTES)
    assert line.recv(65536).startswith(b"HTTP/1.1 204 ")


@pytest.mark.parametrize("limit", ["PAUSE_S", "BODY_S"])
def test_ac7_a_body_that_does_not_come_is_not_waited_for(
    line: socket.socket, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(f"livecontract.api.bodies.{limit}", 0.2)
    line.sendall(b"POST /auth/sign-out HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{")
    assert heard(line).startswith(b"HTTP/1.1 400 ")
