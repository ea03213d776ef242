"""Handing out files under temporary URLs: no other credential, whole or in ranges, never run by a browser."""

import re
from urllib.parse import parse_qsl

from livecontract.api.answers import Answer, Header, Streamed, disposition
from livecontract.api.bodies import NO_BODY, Nothing
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.blobs.port import BlobMissing, Grant
from livecontract.domain.refusals import Refusal, Refused

# Whatever the file is, opening it by itself runs nothing and loads nothing.
SANDBOX: Header = (b"content-security-policy", b"sandbox; default-src 'none'; frame-ancestors 'none'")
IMMUTABLE: Header = (b"cache-control", b"private, max-age=900, immutable")

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


async def read_blob(rest: Rest, call: Call[Nothing]) -> Answer | Streamed:
    """A file, or part of it."""
    served = rest.served
    digest = call.path["digest"]
    grant = served.opened(digest, dict(parse_qsl(call.query_string))) if served else None
    if served is None or grant is None:
        raise Refused(Refusal.NOT_FOUND)
    tag = f'"{digest}"'
    headers = _headers(grant, tag)
    if tag in (call.header(b"if-none-match") or ""):
        return Answer(304, headers=headers)
    try:
        size = await served.size(digest)
    except BlobMissing as error:
        raise Refused(Refusal.NOT_FOUND) from error
    part = byte_range(call.header(b"range"), size) if call.header(b"if-range") in {None, tag} else None
    if part is None:
        return Streamed(200, served.stream(digest, 0, size), size, grant.media_type, headers)
    start, stop = part
    partial = (*headers, (b"content-range", f"bytes {start}-{stop - 1}/{size}".encode()))
    return Streamed(206, served.stream(digest, start, stop), stop - start, grant.media_type, partial)


def byte_range(wanted: str | None, size: int) -> tuple[int, int] | None:
    """The start and stop that a `Range` header asks for (RFC 9110, 14.2).

    `None` stands for the whole file: no header, one in another unit, or several ranges at once.
    Refuses `range_unsatisfiable` when no byte of the file is asked for.
    """
    found = _RANGE.fullmatch(wanted.strip()) if wanted else None
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(size - int(last), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= stop:
        raise Refused(Refusal.RANGE_UNSATISFIABLE, sizeBytes=size)
    return start, stop


def _headers(grant: Grant, tag: str) -> tuple[Header, ...]:
    return (
        (b"etag", tag.encode("ascii")),
        (b"accept-ranges", b"bytes"),
        disposition(grant.file_name, download=grant.is_download),
        SANDBOX,
        IMMUTABLE,
    )


ROUTES = (
    Route(
        "GET",
        "/blobs/{digest}",
        "A file under the temporary URL that another call gave out; takes range requests.",
        read_blob,
        NO_BODY,
        (
            Gives(200, "The file.", media_type="application/pdf"),
            Gives(206, "Part of the file.", media_type="application/pdf"),
            Gives(304, "The same file as in `If-None-Match`."),
        ),
        (Refusal.NOT_FOUND, Refusal.RANGE_UNSATISFIABLE),
        needs_sign_in=False,
    ),
)
