"""Request bodies: the one strict reader of JSON, and the shapes that both edges take."""

import re
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from livecontract.domain.marks import Mark
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.signing import Intent
from livecontract.domain.values import Value

T = TypeVar("T")

# Versions and page numbers stay far below this; larger numbers could not be kept.
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class SignatureShape(Value, frozen=True):
    """How a signature looks, and the name that it stands for."""

    mark: Mark
    name: str


class ConsentShape(Value, frozen=True):
    """That the consent text of this version was accepted."""

    version: str
    accepted: bool


class SigningShape(Value, frozen=True):
    """What a signer sends beside `status` or `type`."""

    signature: SignatureShape
    consent: ConsentShape
    digest: str

    @property
    def intent(self) -> Intent:
        """The same, as the rules take it."""
        return Intent(
            mark=self.signature.mark,
            name=self.signature.name,
            consent_version=self.consent.version,
            consent_accepted=self.consent.accepted,
            digest=self.digest,
        )


def read_json(body: bytes, shape: type[T]) -> T:
    """The body as `shape`; refuses `bad_request`, `unknown_member` or `value_invalid`."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise refusal_of(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(Refusal.BAD_REQUEST) from error


def take(values: object, shape: type[T]) -> T:
    """Plain values (of a query, say) as `shape`; numbers may come as text."""
    try:
        return msgspec.convert(values, shape, strict=False)
    except msgspec.ValidationError as error:
        raise refusal_of(error) from error


def refusal_of(error: msgspec.ValidationError) -> Refused:
    """What a value that does not fit its shape is refused with."""
    text, _, path = str(error).partition(" - at `$")
    place = path.rstrip("`").lstrip(".")
    for pattern, refuse in _FAULTS:
        found = pattern.search(text)
        if found:
            return refuse(place, found.group(1) if found.groups() else "")
    return Refused(Refusal.VALUE_INVALID, member=place, rule="not_an_option")


def _unknown(place: str, member: str) -> Refused:
    return Refused(Refusal.UNKNOWN_MEMBER, member=_joined(place, member))


def _missing(place: str, member: str) -> Refused:
    return Refused(Refusal.VALUE_INVALID, member=_joined(place, member), rule="missing")


def _wrong_type(place: str, expected: str) -> Refused:
    return Refused(Refusal.VALUE_INVALID, member=place, rule="wrong_type", expected=expected.replace("`", ""))


def _out_of_range(place: str, _found: str) -> Refused:
    return Refused(Refusal.VALUE_INVALID, member=place, rule="out_of_range")


def _joined(place: str, member: str) -> str:
    return f"{place}.{member}" if place else member


# msgspec says what is wrong in words only; these are all of its words, tried in this order.
_FAULTS = (
    (re.compile(r"unknown field `(.*)`"), _unknown),
    (re.compile(r"missing required field `(.*)`"), _missing),
    (re.compile(r"^Expected `(?:int|float|str|array|object)` (?:[<>]|of|matching|that|with)"), _out_of_range),
    (re.compile(r"Number out of range|Integer value out of range"), _out_of_range),
    (re.compile(r"^Expected `(.*?)`(?:, got|$)"), _wrong_type),
)
