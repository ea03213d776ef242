"""Frames to and from JSON text, and what is wrong with a text that is none."""

from functools import cache
from typing import Any

import msgspec

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value
from livecontract.wire.client_frames import ClientFrame
from livecontract.wire.limits import MAX_ID_LENGTH
from livecontract.wire.requests import refusal_of
from livecontract.wire.server_frames import ServerFrame

decode_client = msgspec.json.Decoder(ClientFrame).decode
decode_server = msgspec.json.Decoder(ServerFrame).decode
encode = msgspec.json.Encoder().encode

# What `decode_client` raises for a text that is no frame.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@cache
def tag_of(frame: type[Value]) -> str:
    """The `type` member of a frame."""
    return str(frame.__struct_config__.tag)


CLIENT_TYPES = frozenset(tag_of(frame) for frame in ClientFrame.__args__)


def as_file(document: object) -> bytes:
    """A JSON document as it is committed and published: indented, with a line end."""
    return msgspec.json.format(encode(document), indent=2) + b"\n"


def members(event: Value) -> bytes:
    """The JSON object without its opening brace, for the live state to put the number in front."""
    return encode(event)[1:]


def merged(signals: list[bytes]) -> bytes:
    """One frame for several encoded signals; a single one stays as it is."""
    if len(signals) == 1:
        return signals[0]
    return b'{"type":"signals","items":[%b]}' % b",".join(signals)


def fault_of(text: bytes, error: Exception) -> tuple[str | None, Refused]:
    """Why `decode_client` raised `error`, and the `cid` to answer to where one can be made out.

    Raises `UnicodeDecodeError` when the text is not even UTF-8.
    """
    text.decode()
    try:
        envelope: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None, Refused(Refusal.BAD_REQUEST)
    if not isinstance(envelope, dict) or not isinstance(error, msgspec.ValidationError):
        return None, Refused(Refusal.BAD_REQUEST)
    cid, kind = _short_text(envelope.get("cid")), _short_text(envelope.get("type"))
    if kind not in CLIENT_TYPES:
        return cid, Refused(Refusal.UNKNOWN_TYPE, type=kind)
    return cid, refusal_of(error)


def cid_of(text: bytes) -> str | None:
    """The `cid` to answer to, of a text that is refused for what it is; `None` where none can be made out."""
    try:
        return _short_text(_decode_envelope(text).cid)
    except UNREADABLE:
        return None


class _Envelope(msgspec.Struct):
    cid: Any = None


_decode_envelope = msgspec.json.Decoder(_Envelope).decode


def _short_text(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= MAX_ID_LENGTH else None
