"""The TypeScript of the frames, made from their Python types: python -m livecontract.wire.typescript [FILE].

Without a file it is printed. `web/packages/client/src/frames.ts` is this text, which a test compares.
"""

import inspect
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec.structs
from msgspec import UNSET, Struct, UnsetType

from livecontract.domain.contracts import Status
from livecontract.domain.fields import FieldValue
from livecontract.domain.marks import Face, Mark
from livecontract.queries.views import CertificateView, SealedView
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.shapes import Drawing, Point

WIDTH = 110

# Unions that have a name of their own; the first one that fits is used.
ALIASES: Mapping[str, Any] = {
    "FieldValue": FieldValue,
    "Face": Face,
    "Presence": s.Presence,
    "Mark": Mark,
    "Drawing": Drawing,
    "PagesShown": s.PagesShown,
    "SessionEvent": s.SessionEvent,
    "SessionSignal": s.SessionSignal,
    "ServerFrame": s.ServerFrame,
    "ClientCommand": c.ClientCommand,
    "ClientSignal": c.ClientSignal,
    "ClientControl": c.ClientControl,
    "ClientFrame": c.ClientFrame,
}
# What is called otherwise in the browser client; elsewhere only the ending "View" falls away.
NAMES: Mapping[type, str] = {
    CertificateView: "CertificateFile",
    Point: "Anchor",
    SealedView: "SealedFile",
    Status: "ContractStatus",
}

_FROM_CLIENT = frozenset(get_args(c.ClientFrame))
_PRIMITIVES: Mapping[object, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    datetime: "string",
    object: "unknown",
    types.NoneType: "null",
}
_HEAD = """\
/**
 * The frames of `livecontract.v1`.
 *
 * Written by `python -m livecontract.wire.typescript` from the Python types; change those.
 */
"""


def typescript() -> str:
    """The whole module: named unions, enumerations, and an interface for each frame and shape."""
    unions = [_union(name, get_args(alias)) for name, alias in ALIASES.items()]
    return "\n".join([_HEAD, *unions, "", *map(_declaration, reached())])


def reached() -> list[type]:
    """Every frame, and every type that one needs, in the order in which they are met."""
    waiting: list[Any] = [*get_args(s.ServerFrame), *get_args(c.ClientFrame), Mark]
    found: dict[type, None] = {}
    while waiting:
        kind = waiting.pop(0)
        if kind in found:
            continue
        if isinstance(kind, type) and issubclass(kind, StrEnum | Struct):
            found[kind] = None
        if isinstance(kind, type) and issubclass(kind, Struct):
            waiting += [field.type for field in msgspec.structs.fields(kind)]
        waiting += [part for part in get_args(kind) if not isinstance(part, str)]
    return list(found)


def _declaration(kind: type) -> str:
    if issubclass(kind, StrEnum):
        return _union(_name(kind), [member.value for member in kind]) + "\n"
    assert issubclass(kind, Struct)  # noqa: S101  only these two are collected, which no type checker can see
    body = "\n".join(f"  readonly {member};" for member in _members(kind))
    return f"/** {_sentence(kind)} */\nexport interface {_name(kind)} {{\n{body}\n}}\n"


def _members(kind: type[Struct]) -> Iterator[str]:
    tag = kind.__struct_config__.tag
    if tag is not None:
        yield f'{kind.__struct_config__.tag_field}: "{tag}"'
    for field in msgspec.structs.fields(kind):
        is_numbered = field.name == "seq" and issubclass(kind, s.Numbered)
        may_be_left_out = field.default is UNSET or (kind in _FROM_CLIENT and not field.required)
        mark = "?" if may_be_left_out and not is_numbered else ""
        yield f"{field.encode_name}{mark}: {text_of_type(field.type)}"


def text_of_type(kind: Any) -> str:  # noqa: ANN401 - any annotation
    """An annotation in TypeScript; raises `TypeError` for what has no counterpart."""
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    for name, alias in ALIASES.items():
        if kind == alias:
            return name
    if isinstance(kind, type) and issubclass(kind, StrEnum | Struct):
        return _name(kind)
    return _PRIMITIVES[kind] if kind in _PRIMITIVES else _composed(kind)


def _composed(kind: Any) -> str:  # noqa: ANN401 - any annotation
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return " | ".join(f'"{part}"' for part in parts)
    if origin in {Union, types.UnionType}:
        return " | ".join(text_of_type(part) for part in parts if part is not UnsetType)
    if origin in {tuple, list}:
        element = text_of_type(parts[0])
        return f"readonly ({element})[]" if " " in element else f"readonly {element}[]"
    if origin in {dict, Mapping}:
        return f"Readonly<Record<{text_of_type(parts[0])}, {text_of_type(parts[1])}>>"
    raise TypeError(f"there is no TypeScript for {kind}")


def _union(name: str, parts: Iterable[Any]) -> str:
    """The declaration as the formatter of the browser client lays it out."""
    if ALIASES.get(name) is s.PagesShown:
        return f"export type {name} = {_composed(s.PagesShown)};"
    texts = [text_of_type(part) if not isinstance(part, str) else f'"{part}"' for part in parts]
    line = " | ".join(texts)
    if len(line) + len(name) + 16 <= WIDTH:
        return f"export type {name} = {line};"
    if len(line) + 3 <= WIDTH:
        return f"export type {name} =\n  {line};"
    return "\n".join([f"export type {name} =", *(f"  | {text}" for text in texts)]) + ";"


def _name(kind: type) -> str:
    return NAMES.get(kind) or kind.__name__.removesuffix("View")


def _sentence(kind: type) -> str:
    paragraph = (inspect.getdoc(kind) or "").split("\n\n")[0]
    return " ".join(paragraph.split())


def main() -> None:
    """Print the module, or write it to the file that is named."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(typescript(), "utf-8")
    else:
        sys.stdout.write(typescript())


if __name__ == "__main__":
    main()
