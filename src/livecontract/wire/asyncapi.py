"""The published description of the live session (AsyncAPI 3.0), made from the Python types of its frames.

`python -m livecontract.wire.asyncapi FILE` writes it; `protocol/asyncapi.json` holds it, which a
test compares.
"""

import inspect
import sys
from pathlib import Path
from typing import Any, TypeAlias, get_args

import msgspec
from msgspec import UNSET, Struct

from livecontract.domain.refusals import Refusal
from livecontract.domain.values import Value
from livecontract.wire import client_frames as c
from livecontract.wire import limits
from livecontract.wire import server_frames as s
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import as_file, tag_of
from livecontract.wire.examples import SESSION, examples
from livecontract.wire.refusals import TABLE
from livecontract.wire.traffic import PACES, FrameClass, class_of
from livecontract.wire.typescript import reached

Json: TypeAlias = dict[str, Any]

DESCRIPTION = (
    "Two people, one contract, one WebSocket each. Everything is a JSON text frame with a `type`. The "
    "first frame is `welcome`, then comes exactly one of `snapshot` and `resumed`. `ordered` and `durable` "
    "events are numbered by `seq`, which rises by one within an `epoch`; `signal` frames may be lost; "
    "`control` frames steer the connection. A command carries a `cid` and is repeated under it until an "
    "event or a `refused` with that `cid` answers it."
)
# Why an upgrade is answered by plain HTTP.
NOT_LET_IN = (
    Refusal.BAD_REQUEST,
    Refusal.NOT_SIGNED_IN,
    Refusal.CREDENTIAL_INVALID,
    Refusal.ORIGIN_REFUSED,
    Refusal.NOT_FOUND,
    Refusal.SESSION_ENDED,
    Refusal.RATE_LIMITED,
    Refusal.UNAVAILABLE,
)

_CHANNEL = {"$ref": "#/channels/session"}
_SENDERS = {"client": get_args(c.ClientFrame), "server": get_args(s.ServerFrame)}
_ACTIONS = {"client": "receive", "server": "send"}
_SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "subprotocol": {
        "type": "httpApiKey",
        "in": "header",
        "name": "Sec-WebSocket-Protocol",
        "description": f"A second subprotocol `bearer.<jwt>` beside `{limits.PROTOCOL}`, for browsers.",
    },
    "cookie": {
        "type": "httpApiKey",
        "in": "cookie",
        "name": "__Host-livecontract",
        "description": "The session cookie, together with an `Origin` of the same site.",
    },
}


def description() -> Json:
    """The whole document as a JSON value, in a stable order."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Live Contract: the live session",
            "version": "1.0",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"encrypted": _server("wss"), "onOneMachine": _server("ws")},
        "channels": {"session": _channel()},
        "operations": dict(
            _operation(sender, kind) for sender in _SENDERS for kind in FrameClass if _of(sender, kind)
        ),
        "components": {
            "messages": dict(_messages()),
            "schemas": _schemas(),
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


def _server(protocol: str) -> Json:
    return {
        "host": "{host}",
        "protocol": protocol,
        "variables": {"host": {"default": "localhost:8000", "description": "That of `webSocketUrl`."}},
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in _SECURITY_SCHEMES],
    }


def _channel() -> Json:
    return {
        "address": "/sessions/{sessionId}",
        "description": "The address is `webSocketUrl` in the answer of `POST /contracts/{id}/session`.",
        "parameters": {"sessionId": {"description": "The session to take part in.", "examples": [SESSION]}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name, _ in _messages()},
        "bindings": {"ws": _upgrade()},
        "x-limits": _limits(),
        "x-closeCodes": [_close_code(code) for code in CloseCode],
        "x-notLetIn": [
            {"status": TABLE[code].status, "code": code.value, "title": TABLE[code].title}
            for code in NOT_LET_IN
        ],
    }


def _close_code(code: CloseCode) -> Json:
    comes_back = code.invites_back and code is not CloseCode.DONE
    return {"code": int(code), "reason": code.reason, "comeBack": comes_back}


def _upgrade() -> Json:
    resume = {
        "epoch": {"type": "string", "description": "The epoch of the last event that was applied."},
        "seq": {"type": "integer", "minimum": 0, "description": "Its number; what came after is told again."},
    }
    headers = {
        "Sec-WebSocket-Protocol": {
            "type": "string",
            "pattern": rf"(^|, *){limits.PROTOCOL.replace('.', '[.]')}(,|$)",
            "description": f"`{limits.PROTOCOL}`; without another credential `bearer.<jwt>` as well.",
        }
    }
    return {
        "method": "GET",
        "query": {
            "type": "object",
            "properties": resume,
            "dependencies": {"epoch": ["seq"], "seq": ["epoch"]},
        },
        "headers": {"type": "object", "properties": headers, "required": [*headers]},
        "bindingVersion": "0.1.0",
    }


def _limits() -> Json:
    of_all = limits.DEFAULT_LIMITS
    return {
        "frameBytes": limits.MAX_FRAME_BYTES,
        "readBytes": limits.MAX_READ_BYTES,
        "chatLength": limits.MAX_CHAT_LENGTH,
        "noteLength": limits.MAX_NOTE_LENGTH,
        "typingLength": limits.MAX_TYPING_LENGTH,
        "inkPoints": limits.MAX_INK_POINTS,
        "annotations": limits.MAX_ANNOTATIONS,
        "drawnBytes": limits.MAX_DRAWN_BYTES,
        "backlogBytes": of_all.backlog_bytes,
        "connectionsPerPerson": of_all.connections_per_person,
        "pingIntervalS": of_all.ping_interval_s,
        "handshakes": of_all.handshakes,
        "rates": of_all.rates,
    }


def _of(sender: str, kind: FrameClass) -> list[type[Value]]:
    return [frame for frame in _SENDERS[sender] if class_of(frame) is kind]


def _operation(sender: str, kind: FrameClass) -> tuple[str, Json]:
    """All frames of one class and direction; commands also say what answers them."""
    operation: Json = {
        "action": _ACTIONS[sender],
        "channel": _CHANNEL,
        "summary": f"What is {kind} and comes from the {sender}.",
        "messages": [_named(sender, frame) for frame in _of(sender, kind)],
    }
    if sender == "client" and kind in {FrameClass.ORDERED, FrameClass.DURABLE}:
        answers: list[type[Value]] = [*_of("server", kind), s.RefusedFrame]
        messages = [_named("server", frame) for frame in answers]
        operation["reply"] = {"channel": _CHANNEL, "messages": messages}
    return f"{sender}.{kind}", operation


def _named(sender: str, frame: type[Value]) -> Json:
    return {"$ref": f"#/channels/session/messages/{sender}.{tag_of(frame)}"}


def _messages() -> list[tuple[str, Json]]:
    return [(name, _message(name, frame)) for name, frame in examples().items()]


def _message(name: str, frame: Value) -> Json:
    kind = class_of(type(frame))
    message: Json = {
        "name": tag_of(type(frame)),
        "summary": " ".join((inspect.getdoc(type(frame)) or "").split("\n\n")[0].split()),
        "tags": [{"name": kind}],
        "payload": {"$ref": f"#/components/schemas/{type(frame).__name__}"},
        "examples": [{"name": name, "payload": frame}],
        "x-class": kind,
    }
    return message if type(frame) not in PACES else message | {"x-pace": PACES[type(frame)]}


def _schemas() -> Json:
    kinds = reached()
    _, schemas = msgspec.json.schema_components(
        kinds, ref_template="#/components/schemas/{name}", schema_hook=_anything
    )
    for kind in kinds:
        if issubclass(kind, Struct):
            _say_what_is_always_there(schemas[kind.__name__], kind)
    return {name: _without_discriminators(schema) for name, schema in sorted(schemas.items())}


def _say_what_is_always_there(schema: Json, kind: type[Struct]) -> None:
    """The server leaves out only what may be unset; clients may leave out whatever has a default."""
    if kind in _SENDERS["client"]:
        return
    for field in msgspec.structs.fields(kind):
        is_number = issubclass(kind, s.Numbered) and field.name == "seq"
        is_there = is_number or field.default is not UNSET
        if is_there and field.encode_name not in schema["required"]:
            schema["required"].append(field.encode_name)


def _anything(_type: type) -> Json:
    """The schema of the members that may hold any JSON value."""
    return {"description": "Any JSON value."}


def _without_discriminators(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """AsyncAPI's `discriminator` is a word, not OpenAPI's table; the `enum` of the tag says the same."""
    if isinstance(schema, list):
        return [_without_discriminators(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _without_discriminators(part)
        for name, part in schema.items()
        if name != "discriminator" or not isinstance(part, dict) or "mapping" not in part
    }


def main() -> None:
    """Write the document into the file that is named."""
    Path(sys.argv[1]).write_bytes(as_file(description()))


if __name__ == "__main__":
    main()
