"""Answers: status, headers and body, ready to be sent, and how the first one is kept for repeats."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import msgspec
from litestar.types import Receive, Scope, Send

from livecontract.domain.values import Value

JSON = "application/json"
Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; it is its own ASGI application."""

    status: int
    body: bytes = b""
    media_type: str | None = None
    headers: tuple[Header, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the shape of an ASGI application
        """Send it."""
        headers = [*_content_type(self.media_type), *self.headers]
        if self.status not in {204, 304}:
            headers.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer whose body comes in pieces, `length` bytes altogether."""

    status: int
    pieces: AsyncIterator[bytes]
    length: int
    media_type: str
    headers: tuple[Header, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the shape of an ASGI application
        """Send it piece by piece; to a HEAD request, no piece is even read."""
        length = (b"content-length", str(self.length).encode())
        headers = [*_content_type(self.media_type), *self.headers, length]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if scope.get("is_head"):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        async for piece in self.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Kept(Value, frozen=True, array_like=True):
    """A first answer, as it is kept beside the change that it tells of."""

    status: int
    body: bytes
    version: int | None = None

    @property
    def answer(self) -> Answer:
        """The answer again, byte for byte."""
        if self.status == 204:
            return no_content()
        return as_json(self.status, self.body, version=self.version)


def keep(status: int, view: object, version: int | None = None) -> bytes:
    """A JSON answer in the form in which it is kept."""
    return msgspec.msgpack.encode(_Kept(status=status, body=msgspec.json.encode(view), version=version))


def keep_nothing() -> bytes:
    """An answer without content, kept likewise."""
    return msgspec.msgpack.encode(_Kept(status=204, body=b""))


def kept(content: bytes) -> Answer:
    """The answer that was kept."""
    return msgspec.msgpack.decode(content, type=_Kept).answer


def as_json(status: int, content: object, *, version: int | None = None) -> Answer:
    """A JSON answer; bytes are JSON already. `version` becomes its entity tag."""
    body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    return Answer(status, body, JSON, () if version is None else ((b"etag", entity_tag(version)),))


def no_content(headers: Sequence[Header] = ()) -> Answer:
    """Done, and there is nothing to say about it."""
    return Answer(204, headers=tuple(headers))


def redirect(location: str) -> Answer:
    """Go there instead."""
    return Answer(307, headers=((b"location", location.encode("ascii")),))


def entity_tag(version: int) -> bytes:
    """The strong entity tag of a contract version (RFC 9110, 8.8.3)."""
    return f'"{version}"'.encode()


def disposition(file_name: str, *, download: bool) -> Header:
    """How a browser should name a file, whatever characters the name holds (RFC 6266, RFC 8187)."""
    kind = "attachment" if download else "inline"
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;' else "_" for c in file_name)
    extended = quote(file_name, safe="")
    return (
        b"content-disposition",
        f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{extended}".encode("ascii"),
    )


def _content_type(media_type: str | None) -> Iterable[Header]:
    return () if media_type is None else ((b"content-type", media_type.encode("ascii")),)
