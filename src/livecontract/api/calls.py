"""What a call is: who asks for what, and the row that each call has in its noun's table."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import parse_qs

from litestar import Request
from litestar.types import ASGIApp

from livecontract.api.answers import kept
from livecontract.api.rest import Rest
from livecontract.api.slots import AtOnce
from livecontract.commands.attempts import Key
from livecontract.domain.refusals import Refusal
from livecontract.domain.values import Actor, Value
from livecontract.wire.actor import Credential
from livecontract.wire.origin import Origin
from livecontract.wire.rates import Pace
from livecontract.wire.requests import take

B = TypeVar("B")
Q = TypeVar("Q", bound=Value)
Incoming: TypeAlias = Request[Any, Any, Any]
Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

ANYBODY = Actor(user_id="anybody")


@dataclass(frozen=True, slots=True)
class Call(Generic[B]):
    """One request, as a call gets it; `actor` is `ANYBODY` where no credential is asked for.

    `key` is what a repeat of a write is known by, for calls that take one.
    """

    actor: Actor
    origin: Origin
    peer: str
    path: Mapping[str, str]
    body: B
    headers: Mapping[bytes, bytes]
    query_string: str
    credential: Credential | None
    key: Key | None = None

    def header(self, name: bytes) -> str | None:
        """A header by its lower-case name."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def query(self, shape: type[Q]) -> Q:
        """The query parameters as `shape`; others are ignored, and an empty one counts as absent."""
        found = parse_qs(self.query_string)
        return take({name: ",".join(found[name]) for name in members(shape) if name in found}, shape)

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
    """How a body is read, and what the published description says about it.

    `told` is what makes two bodies the same request, in a form that JSON can hold.
    """

    read: Callable[[Incoming], Awaitable[B]]
    media_type: str | None = None
    shapes: tuple[Any, ...] = ()
    told: Callable[[B], object] = lambda body: body


@dataclass(frozen=True, slots=True)
class Gives:
    """What an answer looks like, for the published description."""

    status: int
    what: str
    shape: Any = None
    media_type: str = "application/json"


async def answer_again(_rest: Rest, _call: Call[Any], content: bytes) -> ASGIApp:
    """The first answer as it was kept."""
    return kept(content)


@dataclass(frozen=True, slots=True)
class Route(Generic[B]):
    """A call: where it is, how it is read, what runs, and what it answers.

    `again` answers a repeat with what was kept of the first answer. Only what leaves nothing behind
    takes no key. `at_once` bounds how many are read and answered at the same time.
    """

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
    again: Callable[[Rest, Call[B], bytes], Awaitable[ASGIApp]] = answer_again
    takes_key: bool = True
    at_once: AtOnce | None = None

    @property
    def is_repeatable(self) -> bool:
        """Whether a repeat under the same idempotency key gets the first answer."""
        return self.method != "GET" and self.needs_sign_in and self.takes_key


def members(shape: type[Value]) -> tuple[str, ...]:
    """The names of a shape's members, as they travel."""
    return tuple(shape.__struct_encode_fields__)
