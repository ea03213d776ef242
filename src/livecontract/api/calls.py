"""What a call is: who asks for what, and the row that each call has in its noun's table."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import parse_qs

from litestar import Request
from litestar.types import ASGIApp

from livecontract.api.rest import Rest
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor, Value
from livecontract.wire.actor import Credential
from livecontract.wire.origin import Origin
from livecontract.wire.rates import Pace
from livecontract.wire.requests import take

B = TypeVar("B")
Q = TypeVar("Q", bound=Value)
Incoming: TypeAlias = Request[Any, Any, Any]
Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

MAX_KEY_LENGTH = 200
ANYBODY = Actor(user_id="anybody")


@dataclass(frozen=True, slots=True)
class Call(Generic[B]):
    """One request, as a call gets it; `actor` is `ANYBODY` where no credential is asked for."""

    actor: Actor
    origin: Origin
    peer: str
    path: Mapping[str, str]
    body: B
    headers: Mapping[bytes, bytes]
    query_string: str
    credential: Credential | None

    def header(self, name: bytes) -> str | None:
        """A header by its lower-case name."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def query(self, shape: type[Q]) -> Q:
        """The query parameters as `shape`; others are ignored, and an empty one counts as absent."""
        found = parse_qs(self.query_string)
        return take({name: ",".join(found[name]) for name in members(shape) if name in found}, shape)

    @property
    def key(self) -> str | None:
        """The idempotency key, kept apart from those of live commands; refuses an unusable one."""
        key = self.header(b"idempotency-key")
        if key is None:
            return None
        if not 1 <= len(key) <= MAX_KEY_LENGTH or not key.isascii() or not key.isprintable():
            raise Refused(Refusal.VALUE_INVALID, member="Idempotency-Key", rule="must_be_key")
        return f"rest:{key}"

    @property
    def version(self) -> int | None:
        """The contract version that a write is based on (`If-Match`); none is -1."""
        tag = self.header(b"if-match")
        if tag is None or tag.strip() == "*":
            return None
        digits = tag.strip().strip('"')
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else -1

    def holds(self, version: int) -> bool:
        """Whether the asker holds that version already (`If-None-Match`)."""
        tags = self.header(b"if-none-match")
        if tags is None:
            return False
        return f'"{version}"' in {tag.strip().removeprefix("W/") for tag in tags.split(",")}


@dataclass(frozen=True, slots=True)
class Takes(Generic[B]):
    """How a body is read, and what the published description says about it."""

    read: Callable[[Incoming], Awaitable[B]]
    media_type: str | None = None
    shapes: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Gives:
    """What an answer looks like, for the published description."""

    status: int
    what: str
    shape: Any = None
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Route(Generic[B]):
    """A call: where it is, how it is read, what runs, and what it answers."""

    method: Method
    path: str
    summary: str
    run: Callable[[Rest, Call[B]], Awaitable[ASGIApp]]
    takes: Takes[B]
    gives: tuple[Gives, ...]
    refuses: tuple[Refusal, ...] = ()
    query: Any = None
    needs_sign_in: bool = True
    pace: Pace = Pace.READ


def members(shape: type[Value]) -> tuple[str, ...]:
    """The names of a shape's members, as they travel."""
    return tuple(shape.__struct_encode_fields__)
