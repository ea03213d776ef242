"""How values stand in columns, and how they come back."""

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TypeAlias

import msgspec

Column: TypeAlias = str | int | bytes | None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def as_micros(moment: datetime) -> int:
    """Whole microseconds since 1970; raises `TypeError` for a time without a zone."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The time, in UTC, that `as_micros` was given."""
    return _EPOCH + timedelta(microseconds=micros)


def from_micros_or_none(micros: int | None) -> datetime | None:
    """The same for a time that may be missing."""
    return None if micros is None else from_micros(micros)


def as_json(value: object) -> str:
    """The value as JSON text; a typed `msgspec.json.Decoder` brings it back."""
    return msgspec.json.encode(value).decode()


def as_column(value: object) -> Column:
    """Any value of the rules as a column holds it: times as microseconds, structures as JSON."""
    if value is None or type(value) is str or type(value) is int or type(value) is bytes:
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return as_micros(value)
    if isinstance(value, Enum):
        return str(value.value)
    return as_json(value)
