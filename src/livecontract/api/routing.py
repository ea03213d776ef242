"""From a row of a noun's table to a route that Litestar runs: credential, limits and body, then the call."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from livecontract.api.calls import ANYBODY, Call, Incoming, Route
from livecontract.api.rest import Rest
from livecontract.api.slots import Slots
from livecontract.commands.attempts import Key, first_of, key_of
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor
from livecontract.wire.actor import Credential, presented
from livecontract.wire.origin import Origin, line_of, peer_of

B = TypeVar("B")
Answering: TypeAlias = Callable[[Incoming], Coroutine[Any, Any, ASGIApp]]

MAX_KEY_LENGTH = 200


def as_handler(rest: Rest, route: Route[Any]) -> HTTPRouteHandler:
    """The route under its path and method; `{name}` in the path is one segment, `{name:path}` the rest."""

    async def answer(request: Incoming) -> ASGIApp:
        call = await _call(rest, route, request)
        return await _answer(rest, route, call)

    path = route.path.replace("}", ":str}").replace(":path:str}", ":path}")
    # The status code is for Litestar's own answers only; ours bring theirs.
    handler = HTTPRouteHandler(
        path, http_method=[route.method], name=f"{route.method} {route.path}", status_code=200
    )
    return handler(answer if route.at_once is None else _bounded(rest, Slots(route.at_once), answer))


def _bounded(rest: Rest, slots: Slots, answer: Answering) -> Answering:
    async def answer_in_slot(request: Incoming) -> ASGIApp:
        with slots.taken(line_of(_peer(rest, request))):
            return await answer(request)

    return answer_in_slot


async def _answer(rest: Rest, route: Route[B], call: Call[B]) -> ASGIApp:
    """What came of the request the first time, else what comes of it now."""
    key = _key(route, call) if route.is_repeatable else None
    if key is None:
        return await route.run(rest, call)
    first = await rest.ports.store.read(lambda reader: first_of(reader, call.actor, key))
    if first is not None:
        return await route.again(rest, call, first.answer)
    return await route.run(rest, replace(call, key=key))


def _key(route: Route[B], call: Call[B]) -> Key | None:
    """The idempotency key, kept apart from those of live commands; refuses an unusable one."""
    text = call.header(b"idempotency-key")
    if text is None:
        return None
    if not 1 <= len(text) <= MAX_KEY_LENGTH or not text.isascii() or not text.isprintable():
        raise Refused(Refusal.VALUE_INVALID, member="Idempotency-Key", rule="must_be_key")
    body = call.body
    return key_of(
        f"rest:{text}", route.method, route.path, call.path, type(body).__name__, route.takes.told(body)
    )


async def _call(rest: Rest, route: Route[B], request: Incoming) -> Call[B]:
    scope = request.scope
    origin: Origin = scope["state"]["origin"]
    headers = dict(scope["headers"])
    credential = presented(_text(headers, b"authorization"), _text(headers, b"cookie"), origin.cookie_name)
    if route.method != "GET":
        _require_own_page(origin, headers, credential)
    actor = await rest.ports.actor(credential) if route.needs_sign_in else ANYBODY
    peer = _peer(rest, request)
    rest.rates.count(route.pace, _who(actor, peer))
    return Call(
        actor=actor,
        origin=origin,
        peer=peer,
        path=scope["path_params"],
        body=await route.takes.read(request),
        headers=headers,
        query_string=scope["query_string"].decode("latin-1"),
        credential=credential,
    )


def _require_own_page(origin: Origin, headers: dict[bytes, bytes], credential: Credential | None) -> None:
    """Refuse writes that another site's page makes with a cookie of ours, or without any credential."""
    named = _text(headers, b"origin")
    if named is not None and not origin.accepts(named):
        raise Refused(Refusal.ORIGIN_REFUSED)
    if credential is not None and credential.kind == "cookie":
        is_own_page = headers.get(b"x-requested-with") == b"livecontract"
        if named is None or not is_own_page:
            raise Refused(Refusal.ORIGIN_REFUSED)


def _peer(rest: Rest, request: Incoming) -> str:
    client = request.scope["client"]
    return peer_of(rest.ports.reach, client[0] if client else "", request.scope["headers"])


def _who(actor: Actor, peer: str) -> str:
    return line_of(peer) if actor is ANYBODY else actor.user_id


def _text(headers: dict[bytes, bytes], name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")
