"""Reading request bodies piece by piece under a limit, and JSON from them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from multipart import parse_options_header

from livecontract.api.calls import Incoming, Takes
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value
from livecontract.wire.requests import read_json

B = TypeVar("B")

MAX_JSON_BYTES = 1_000_000
# The largest upload comes through a line of one megabit a second in that time.
BODY_S = 300.0
PAUSE_S = 30.0


class ClientGone(Exception):
    """Whoever asked has hung up, or says no more; there is nobody to answer."""


class Nothing(Value, frozen=True):
    """The body of a call that takes none; `{}` will do as well."""


def json_body(shape: type[B]) -> Takes[B]:
    """A JSON body of that shape."""
    return json_by(lambda body: read_json(body, shape), shape)


def json_by(reader: Callable[[bytes], B], *shapes: Any) -> Takes[B]:
    """A JSON body that `reader` understands; it has one of the shapes."""

    async def read(request: Incoming) -> B:
        media_type_options(request, "application/json", is_optional=True)
        return reader(await _whole(request))

    return Takes(read, "application/json", shapes)


def media_type_options(request: Incoming, expected: str, *, is_optional: bool = False) -> dict[str, str]:
    """The parameters of the content type; refuses `media_type_unsupported` for another one."""
    given = request.headers.get("content-type")
    if given is None and is_optional:
        return {}
    media_type, options = parse_options_header(given or "")
    if media_type != expected:
        raise Refused(Refusal.MEDIA_TYPE_UNSUPPORTED, expected=expected)
    return dict(options)


async def pieces(request: Incoming, limit: int, too_large: Refused) -> AsyncIterator[bytes]:
    """The body as it arrives; raises `too_large` as soon as it is, and `ClientGone`."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise too_large
    total = 0
    is_complete = False
    deadline = asyncio.get_running_loop().time() + BODY_S
    while not is_complete:
        event = await _next(request, deadline)
        if event["type"] == "http.disconnect":
            raise ClientGone
        total += len(event["body"])
        if total > limit:
            raise too_large
        is_complete = not event["more_body"]
        yield event["body"]


async def _next(request: Incoming, deadline: float) -> Any:  # noqa: ANN401 - an event of ASGI
    """What comes next; a sender that stops in the middle, or never comes to an end, counts as gone."""
    soon = asyncio.get_running_loop().time() + PAUSE_S
    try:
        async with asyncio.timeout_at(min(soon, deadline)):
            return await request.receive()
    except TimeoutError:
        raise ClientGone from None


async def _whole(request: Incoming) -> bytes:
    too_large = Refused(Refusal.TOO_LARGE, limit=in_megabytes(MAX_JSON_BYTES))
    return b"".join([piece async for piece in pieces(request, MAX_JSON_BYTES, too_large)])


def in_megabytes(size_bytes: int) -> str:
    """A limit as people say it."""
    return f"{size_bytes / 1_000_000:g} MB"


async def _no_body(request: Incoming) -> Nothing:
    body = b"" if request.method == "GET" else await _whole(request)
    return read_json(body, Nothing) if body.strip() else NOTHING


NOTHING = Nothing()
NO_BODY = Takes(_no_body)
