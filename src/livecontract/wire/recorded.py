"""How an event stands in the recording of its session: without what goes stale or must not stay."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from livecontract.domain.kept import NOTE
from livecontract.domain.recording import Keep
from livecontract.domain.values import Value
from livecontract.live.port import Frame
from livecontract.wire import server_frames as s
from livecontract.wire.codec import encode, tag_of

_Record: TypeAlias = dict[str, Any]

_decode = msgspec.json.Decoder(dict[str, Any]).decode


def recorded_event(kind: str, frame: Frame, keep: frozenset[Keep]) -> bytes:
    """The text of an event in a recording that holds `keep`."""
    # The texts for the two people differ in their permissions only, which no recording has.
    text = frame if isinstance(frame, bytes) else next(iter(frame.values()))
    needed, shorten = _NEEDS.get(kind), _SHORTENED.get(kind)
    if needed is not None and needed not in keep:
        return encode(_withheld(_decode(text)))
    return text if shorten is None else encode(shorten(_decode(text)))


def recorded_note(signal: Value, at: datetime) -> bytes:
    """The text of a note: a signal, and when it came."""
    return b'{"at":%b,%b' % (encode(at), encode(signal)[1:])


def recorded_settings(keep: frozenset[Keep], at: datetime) -> bytes:
    """The text of the note that says what is kept from now on."""
    return encode({"at": at, "type": NOTE, "what": [one for one in Keep if one in keep]})


def _withheld(event: _Record) -> _Record:
    return {name: event[name] for name in ("seq", "type", "userId", "at")} | {"withheld": True}


def _without(*names: str) -> Callable[[_Record], _Record]:
    return lambda event: {name: value for name, value in event.items() if name not in names}


def _documents(event: _Record) -> _Record:
    contract = {name: event["contract"][name] for name in ("title", "signers")}
    documents = [_document(document) for document in event["documents"]]
    return event | {"contract": contract, "documents": documents}


def _document(document: _Record) -> _Record:
    return _without("fileUrl", "thumbnailUrls", "sealed")(document)


_NEEDS = {
    tag_of(s.ChatSaid): Keep.CHAT,
    tag_of(s.AnnotationAdded): Keep.DRAWINGS,
    tag_of(s.AnnotationRemoved): Keep.DRAWINGS,
}
_SHORTENED: dict[str, Callable[[_Record], _Record]] = {
    tag_of(s.DocumentLoaded): _without("fileUrl"),
    tag_of(s.StatusUpdated): _without("contract"),
    tag_of(s.DocumentsChanged): _documents,
}
