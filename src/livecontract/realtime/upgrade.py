"""The request that asks for a WebSocket: what it says, and what is wrong with it."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs

from livecontract.domain.refusals import Refusal, Refused
from livecontract.live.port import Position
from livecontract.wire.limits import MAX_ID_LENGTH, PROTOCOL

_PATH = "/sessions/"
_FAMILY = "livecontract."
_BEARER = "bearer."
# A second one of these could be read either way, so it is refused.
_ONLY_ONCE = frozenset({"authorization", "host", "origin", "sec-websocket-key", "sec-websocket-version"})


@dataclass(frozen=True)
class Upgrade:
    """An upgrade request; header names are lower-case, repeated headers are joined by commas.

    What is asked more than once on the way in is worked out once.
    """

    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path without the query."""
        return self.target.partition("?")[0]

    @cached_property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers as ASGI has them."""
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]

    @property
    def session_id(self) -> str:
        """The session that is asked for; refuses `not_found` for any other path."""
        session_id = self.path.removeprefix(_PATH)
        if not self.path.startswith(_PATH) or "/" in session_id or not 0 < len(session_id) <= MAX_ID_LENGTH:
            raise Refused(Refusal.NOT_FOUND)
        return session_id

    @property
    def since(self) -> Position | None:
        """The event up to which the client has everything, if it says so."""
        _, mark, text = self.target.partition("?")
        if not mark:
            return None
        query = parse_qs(text)
        epoch, seq = query.get("epoch", [""])[-1], query.get("seq", [""])[-1]
        is_number = seq.isascii() and seq.isdecimal() and len(seq) < 17
        return Position(epoch, int(seq)) if epoch and is_number else None

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The subprotocols that the client would take, best first."""
        names = self.headers.get("sec-websocket-protocol", "").split(",")
        return tuple(name.strip() for name in names if name.strip())

    @cached_property
    def subprotocol(self) -> str | None:
        """The one to answer with: ours, or another version of ours for a client that is to be told."""
        if PROTOCOL in self.offered:
            return PROTOCOL
        return next((name for name in self.offered if name.startswith(_FAMILY)), None)

    @property
    def speaks_our_version(self) -> bool:
        """Whether the client takes `livecontract.v1`; one that offers nothing does."""
        return PROTOCOL in self.offered or self.subprotocol is None

    @property
    def authorization(self) -> str | None:
        """The `Authorization` header, or the same from the second subprotocol, which browsers can set."""
        token = next((name for name in self.offered if name.startswith(_BEARER)), None)
        given = self.headers.get("authorization")
        return f"Bearer {token.removeprefix(_BEARER)}" if given is None and token else given

    @property
    def handshake(self) -> bytes:
        """The request reduced to what the WebSocket handshake needs, as HTTP text."""
        return (
            f"GET {self.path} HTTP/1.1\r\nhost: {self.headers.get('host', '')}\r\n"
            "upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\n"
            f"sec-websocket-key: {self.headers['sec-websocket-key']}\r\n\r\n"
        ).encode("latin-1")


def read_upgrade(request: bytes) -> Upgrade:
    """Read a whole HTTP/1.1 request head; refuses `bad_request` for what no WebSocket can come of."""
    head, *lines = request.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, _, rest = head.partition(" ")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        if name in headers and name in _ONLY_ONCE:
            raise Refused(Refusal.BAD_REQUEST)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if method != "GET" or headers.get("sec-websocket-version") != "13":
        raise Refused(Refusal.BAD_REQUEST)
    if not _is_key(headers.get("sec-websocket-key", "")):
        raise Refused(Refusal.BAD_REQUEST)
    return Upgrade(target=rest.partition(" ")[0], headers=headers)


def _is_key(key: str) -> bool:
    try:
        return len(b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        return False
