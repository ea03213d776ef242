"""Cursors: where a page of a list ended, as an opaque text that nobody else can make."""

import base64
import hmac
from typing import NamedTuple

from livecontract.domain.refusals import Refusal, Refused

_TAG_BYTES = 12


class Position(NamedTuple):
    """The last contract of a page, in the order of the list."""

    active_at: int
    contract_id: str


def as_cursor(position: Position, key: bytes) -> str:
    """The position as text, authenticated under `key`."""
    content = f"{position.active_at}.{position.contract_id}".encode()
    return base64.urlsafe_b64encode(_tag(content, key) + content).decode().rstrip("=")


def from_cursor(cursor: str, key: bytes) -> Position:
    """The position that `as_cursor` was given; refuses `value_invalid` for anything else."""
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        sent = base64.b64decode(padded.encode(), altchars=b"-_", validate=True)
    except ValueError:
        sent = b""
    tag, content = sent[:_TAG_BYTES], sent[_TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(content, key)):
        raise Refused(Refusal.VALUE_INVALID, member="cursor", rule="not_made_here")
    active_at, contract_id = content.decode().split(".", 1)
    return Position(int(active_at), contract_id)


def _tag(content: bytes, key: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")[:_TAG_BYTES]
