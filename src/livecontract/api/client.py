"""The browser client under `/app/`: its files, and its one page for every address that is none of them."""

import asyncio
import gzip
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from livecontract.api.answers import Answer, Header, redirect
from livecontract.api.bodies import NO_BODY, Nothing
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.domain.refusals import Refusal, Refused

PAGE = "index.html"
FOREVER: Header = (b"cache-control", b"public, max-age=31536000, immutable")
ASK_EACH_TIME: Header = (b"cache-control", b"no-cache")
# The build puts a hash or a version into every name below these.
NAMED_BY_CONTENT = ("assets/", "pdfjs-")
MIN_COMPRESSED_BYTES = 1024
REMEMBERED_FILES = 64

_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".bcmap": "application/octet-stream",
}
_COMPRESSIBLE = ("text/", "application/manifest+json", "image/svg", "application/json", "application/wasm")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent: whole, and packed where that is worth it."""

    content: bytes
    packed: bytes | None
    media_type: str
    tag: str


def routes(client_dir: Path) -> tuple[Route[Nothing], ...]:
    """The routes of the client that was built into `client_dir`; nothing outside of it can be read."""
    files = {path.relative_to(client_dir).as_posix(): path for path in _files(client_dir)}
    load = lru_cache(REMEMBERED_FILES)(_load)

    async def read_file(_rest: Rest, call: Call[Nothing]) -> Answer:
        name = call.path.get("file", "").strip("/")
        if name not in files:
            name = _page_for(name)
        if name not in files:
            raise Refused(
                Refusal.UNAVAILABLE, sentence="The browser client is not built. Run make setup once."
            )
        return _sent(await asyncio.to_thread(load, files[name]), name, call)

    return (
        _route("/", _go_to_client),
        _route("/app", read_file),
        _route("/app/{file:path}", read_file),
    )


def _route(path: str, run: Callable[[Rest, Call[Nothing]], Awaitable[Answer]]) -> Route[Nothing]:
    gives = (Gives(200, "A file of the browser client.", media_type="text/html"),)
    return Route("GET", path, "The browser client.", run, NO_BODY, gives, needs_sign_in=False)


async def _go_to_client(_rest: Rest, _call: Call[Nothing]) -> Answer:
    return redirect("/app/")


def _files(client_dir: Path) -> list[Path]:
    visible = (path for path in client_dir.rglob("*") if path.is_file() and not path.name.startswith("."))
    return list(visible)


def _page_for(name: str) -> str:
    """The one page, for addresses that the client itself makes sense of; a missing file stays missing."""
    if name.startswith(NAMED_BY_CONTENT) or "." in name.rsplit("/", 1)[-1]:
        raise Refused(Refusal.NOT_FOUND)
    return PAGE


def _load(path: Path) -> StaticFile:
    content = path.read_bytes()
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_worth_packing = len(content) >= MIN_COMPRESSED_BYTES and media_type.startswith(_COMPRESSIBLE)
    packed = gzip.compress(content, 6, mtime=0) if is_worth_packing else None
    if media_type.startswith("text/"):
        media_type = f"{media_type}; charset=utf-8"
    return StaticFile(content, packed, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def _sent(file: StaticFile, name: str, call: Call[Nothing]) -> Answer:
    keeping = FOREVER if name.startswith(NAMED_BY_CONTENT) else ASK_EACH_TIME
    headers: tuple[Header, ...] = (
        keeping,
        (b"etag", file.tag.encode("ascii")),
        (b"vary", b"accept-encoding"),
    )
    if file.tag in (call.header(b"if-none-match") or ""):
        return Answer(304, headers=headers)
    if file.packed is not None and "gzip" in (call.header(b"accept-encoding") or ""):
        return Answer(200, file.packed, file.media_type, (*headers, (b"content-encoding", b"gzip")))
    return Answer(200, file.content, file.media_type, headers)
