"""The published description of the REST interface (OpenAPI 3.1), made from the tables of calls."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from livecontract.api.answers import Answer
from livecontract.api.bodies import NO_BODY, Nothing
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.domain.refusals import Refusal
from livecontract.domain.values import Value
from livecontract.wire import asyncapi
from livecontract.wire.codec import as_file
from livecontract.wire.problem import FAULT_CODE, MEDIA_TYPE
from livecontract.wire.refusals import TABLE

Json: TypeAlias = dict[str, Any]
Calls: TypeAlias = Sequence[Route[Any]]
Shape: TypeAlias = Any

DESCRIPTION = (
    "An advisor and a customer review, fill and sign a contract together, live. "
    "Programs use a bearer token, browsers a session cookie; writes with the cookie also need the "
    "headers `Origin` and `X-Requested-With: livecontract`. Every write takes an `Idempotency-Key`: "
    "a repeat within seven days gets the first answer; signing in and out takes none, since links work "
    "once. Errors are `application/problem+json` with a stable `code`."
)
VERSION = "1.0"
REFERENCE = "#/components/schemas/{name}"


class Problem(Value, frozen=True, forbid_unknown_fields=False):
    """An error (RFC 9457); further members are the facts that `detail` names."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    retryable: bool
    instance: str | None = None


def description(calls: Calls) -> Json:
    """The whole document as a JSON value, in a stable order."""
    shapes = _shapes(calls)
    schemas, components = msgspec.json.schema_components(
        shapes, ref_template=REFERENCE, schema_hook=_anything
    )
    by_shape = dict(zip(map(_key, shapes), schemas, strict=True))
    paths: dict[str, Json] = {}
    for call in calls:
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call, by_shape)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Live Contract", "version": VERSION, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"cookie": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "__Host-livecontract"},
            },
            "schemas": dict(sorted(components.items())) | {"Code": _codes()},
        },
    }


def routes(calls: Calls) -> tuple[Route[Nothing], ...]:
    """The routes that publish the descriptions of both interfaces, for programs and for people."""
    pages = {
        "/openapi.json": (as_file(description(calls)), "application/json"),
        "/asyncapi.json": (as_file(asyncapi.description()), "application/json"),
        **{path: (_asset(name), kind) for path, (name, kind) in _PAGES.items()},
    }
    return tuple(_published(path, *content) for path, content in pages.items())


def _anything(_type: type) -> Json:
    """The schema of the members that may hold any JSON value."""
    return {"description": "Any JSON value."}


def _published(path: str, content: bytes, media_type: str) -> Route[Nothing]:
    async def read(_rest: Rest, _call: Call[Nothing]) -> Answer:
        return Answer(200, content, media_type)

    gives = (Gives(200, "The description.", media_type=media_type),)
    return Route("GET", path, "The description of this interface.", read, NO_BODY, gives, needs_sign_in=False)


_PAGES = {
    "/docs": ("docs.html", "text/html; charset=utf-8"),
    "/docs/docs.css": ("docs.css", "text/css; charset=utf-8"),
    "/docs/docs.js": ("docs.js", "text/javascript; charset=utf-8"),
}


def _asset(name: str) -> bytes:
    return (Path(__file__).with_name("page") / name).read_bytes()


def _operation(call: Route[Any], by_shape: dict[str, Json]) -> Json:
    operation: Json = {
        "summary": call.summary,
        "operationId": call.run.__name__,
        "tags": [call.path.split("/")[1]],
        "parameters": [*_path_parameters(call), *_query_parameters(call), *_header_parameters(call)],
        "responses": _responses(call, by_shape),
    }
    if call.takes.media_type is not None:
        schema = _body_schema(call, by_shape)
        operation["requestBody"] = {"required": True, "content": {call.takes.media_type: {"schema": schema}}}
    if not call.needs_sign_in:
        operation["security"] = []
    return operation


def _path_parameters(call: Route[Any]) -> Iterable[Json]:
    for name in re.findall(r"{(\w+)}", call.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(call: Route[Any]) -> Iterable[Json]:
    if call.query is None:
        return
    (_, components) = msgspec.json.schema_components([call.query], ref_template=REFERENCE)
    for name, schema in components[call.query.__name__]["properties"].items():
        yield {"name": name, "in": "query", "required": False, "schema": schema}


def _header_parameters(call: Route[Any]) -> Iterable[Json]:
    names = []
    if call.is_repeatable:
        names.append(("Idempotency-Key", "A repeat under the same key gets the first answer."))
    if Refusal.VERSION_MISMATCH in call.refuses:
        names.append(("If-Match", "The contract version that this change is based on, as `ETag` gave it."))
    if any(gives.status == 304 for gives in call.gives):
        names.append(("If-None-Match", "The version that the caller has already."))
    for name, text in names:
        yield {
            "name": name,
            "in": "header",
            "required": False,
            "description": text,
            "schema": {"type": "string"},
        }


def _body_schema(call: Route[Any], by_shape: dict[str, Json]) -> Json:
    if call.takes.media_type == "multipart/form-data":
        parts = {name: {"type": "string"} for name in call.takes.shapes}
        parts["file"] = {"type": "string", "format": "binary"}
        return {"type": "object", "properties": parts, "required": ["file"], "additionalProperties": False}
    schemas = [by_shape[_key(shape)] for shape in call.takes.shapes]
    return schemas[0] if len(schemas) == 1 else {"oneOf": schemas}


def _responses(call: Route[Any], by_shape: dict[str, Json]) -> Json:
    responses: Json = {}
    for gives in call.gives:
        responses[str(gives.status)] = _response(gives, by_shape)
    by_status: dict[int, list[str]] = {}
    for code in sorted({*call.refuses, *_everywhere(call)}):
        by_status.setdefault(TABLE[code].status, []).append(code.value)
    for status, codes in sorted(by_status.items()):
        responses[str(status)] = _problem(" or ".join(f"`{code}`" for code in codes))
    responses["500"] = _problem(f"`{FAULT_CODE}`")
    return responses


def _response(gives: Gives, by_shape: dict[str, Json]) -> Json:
    if gives.shape is not None:
        schema = by_shape[_key(gives.shape)]
    elif gives.media_type != "application/json":
        schema = {"type": "string", "format": "binary"}
    else:
        return {"description": gives.what}
    return {"description": gives.what, "content": {gives.media_type: {"schema": schema}}}


def _problem(codes: str) -> Json:
    return {
        "description": codes,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _everywhere(call: Route[Any]) -> set[Refusal]:
    codes = {Refusal.RATE_LIMITED, Refusal.UNAVAILABLE}
    if call.needs_sign_in:
        codes |= {Refusal.NOT_SIGNED_IN, Refusal.CREDENTIAL_INVALID}
        if call.method != "GET":
            codes.add(Refusal.ORIGIN_REFUSED)
        if call.is_repeatable:
            codes.add(Refusal.IDEMPOTENCY_KEY_REUSED)
    if call.takes.media_type is not None:
        codes |= {Refusal.BAD_REQUEST, Refusal.UNKNOWN_MEMBER, Refusal.VALUE_INVALID}
        codes |= {Refusal.TOO_LARGE, Refusal.MEDIA_TYPE_UNSUPPORTED}
    return codes


def _codes() -> Json:
    told = {code.value: row.title for code, row in sorted(TABLE.items())}
    return {
        "type": "string",
        "enum": [*told, FAULT_CODE],
        "description": "; ".join(f"{code}: {title}" for code, title in told.items()),
    }


def _shapes(calls: Calls) -> list[Any]:
    shapes: dict[str, Any] = {_key(Problem): Problem}
    for call in calls:
        own = () if call.takes.media_type == "multipart/form-data" else call.takes.shapes
        for shape in (*own, *(gives.shape for gives in call.gives if gives.shape is not None)):
            shapes[_key(shape)] = shape
    return list(shapes.values())


def _key(shape: Shape) -> str:
    return f"{shape.__module__}.{shape.__qualname__}"
