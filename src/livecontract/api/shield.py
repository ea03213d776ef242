"""What every HTTP exchange passes through: the host name, HEAD requests, and the security headers."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from livecontract.api.answers import Answer, Header
from livecontract.domain.refusals import Refused
from livecontract.settings import Reach
from livecontract.wire import problem
from livecontract.wire.origin import origin_of

# WebAssembly is how PDF.js decodes scanned pages; nothing else may be compiled from text.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

SECURITY_HEADERS: tuple[Header, ...] = (
    (b"content-security-policy", PAGE_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # Paths of one-time links are secrets.
    (b"referrer-policy", b"no-referrer"),
    (
        b"permissions-policy",
        b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    ),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cache-control", b"no-store"),
)
STRICT_TRANSPORT: Header = (b"strict-transport-security", b"max-age=31536000")


def shielded(app: ASGIApp, reach: Reach) -> ASGIApp:
    """The application behind the shield; what is no HTTP exchange passes untouched."""

    async def shield(scope: Scope, receive: Receive, send: Send) -> None:
        plain: Any = scope
        if plain["type"] != "http":
            await app(scope, receive, send)
            return
        try:
            origin = origin_of(reach, plain["scheme"], plain["headers"])
        except Refused as refused:
            told = problem.problem_of(refused)
            answer = Answer(told["status"], problem.encode(told), problem.MEDIA_TYPE)
            await answer(scope, receive, _guarded(send, SECURITY_HEADERS))
            return
        headers = (*SECURITY_HEADERS, STRICT_TRANSPORT) if origin.is_secure else SECURITY_HEADERS
        inner = plain | {"state": {**plain.get("state", {}), "origin": origin}}
        if plain["method"] == "HEAD":
            inner |= {"method": "GET", "is_head": True}
            send = _without_body(send)
        await app(inner, receive, _guarded(send, headers))

    return shield


def _guarded(send: Send, defaults: Iterable[Header]) -> Send:
    """Add the security headers that an answer does not set by itself."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = list(message["headers"])
            names = {name for name, _ in own}
            message["headers"] = [*own, *(header for header in defaults if header[0] not in names)]
        await send(message)

    return guarded


def _without_body(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def bodiless(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return bodiless
