"""How a durable event is told on the screens: from an audit entry to the frames of a session."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

import msgspec

from livecontract.domain import events as e
from livecontract.domain.audit import AuditEntry
from livecontract.domain.values import Value
from livecontract.queries.views import DocumentView
from livecontract.wire import server_frames as s
from livecontract.wire.codec import members, tag_of
from livecontract.wire.scene import Scene

# One text for both people, or one for each.
Body: TypeAlias = bytes | Mapping[str, bytes]


class Announced(NamedTuple):
    """A frame's `type` and its text for the live state to number."""

    kind: str
    body: Body


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An entry with what is needed to tell it; `cid` is that of the command that caused it."""

    entry: AuditEntry
    scene: Scene
    documents: tuple[DocumentView, ...]
    cid: str | None

    @property
    def by(self) -> dict[str, Any]:
        """The members that every event has."""
        return {"user_id": self.entry.actor, "at": msgspec.convert(self.entry.at, datetime)}


def shows_documents(event: e.Event) -> bool:
    """Whether telling the event takes the views of the documents."""
    return isinstance(event, _ABOUT_DOCUMENTS | e.ContractSealed)


def announced(occurrence: Occurrence) -> list[Announced]:
    """The frames that tell an entry, in order; the first one carries the `cid`."""
    event = occurrence.entry.event
    tell = _TELLING.get(type(event))
    return [] if tell is None else tell(occurrence, event)


def key_of_frame(contract_id: str, seq: int, kind: str) -> str:
    """Under what the live state takes the frame of that kind about an entry once."""
    return f"{contract_id}:{seq}:{kind}"


def _change_field(o: Occurrence, event: e.FieldChanged) -> list[Announced]:
    frame = s.FieldChanged(
        field_id=event.field_id, value=event.value, version=event.version, cid=o.cid, **o.by
    )
    return [_to_both(frame)]


def _suggest(o: Occurrence, event: e.FieldSuggested) -> list[Announced]:
    frame = s.FieldSuggested(
        field_id=event.field_id, value=event.value, suggested_by=event.suggested_by, cid=o.cid, **o.by
    )
    return [_to_both(frame)]


def _sign(o: Occurrence, event: e.ContractSigned) -> list[Announced]:
    frame = s.ContractSigned(signed_by=event.signed_by, signed_at=event.signed_at, cid=o.cid, **o.by)
    return [_to_both(frame), _status(o, None)]


def _change_status(o: Occurrence, _event: e.Event) -> list[Announced]:
    return [_status(o, o.cid)]


def _seal(o: Occurrence, _event: e.ContractSealed) -> list[Announced]:
    return [_status(o, o.cid), _documents(o, None)]


def _change_documents(o: Occurrence, _event: e.Event) -> list[Announced]:
    return [_documents(o, o.cid)]


def _end(o: Occurrence, event: e.SessionEnded) -> list[Announced]:
    frame = s.SessionEnded(ended_by=event.ended_by, reason=event.reason, cid=o.cid, **o.by)
    return [_to_both(frame)]


def _status(o: Occurrence, cid: str | None) -> Announced:
    contract = o.scene.contract
    return _to_each(
        o,
        lambda user_id: s.StatusUpdated(
            status=contract.status,
            sealing=contract.is_sealing,
            reason=contract.reason,
            contract=o.scene.contract_for(user_id),
            cid=cid,
            **o.by,
        ),
    )


def _documents(o: Occurrence, cid: str | None) -> Announced:
    return _to_each(
        o,
        lambda user_id: s.DocumentsChanged(
            contract=o.scene.contract_for(user_id), documents=o.documents, cid=cid, **o.by
        ),
    )


def _to_both(frame: Value) -> Announced:
    return Announced(tag_of(type(frame)), members(frame))


def _to_each(o: Occurrence, frame_for: Callable[[str], Value]) -> Announced:
    frames = {party.user_id: frame_for(party.user_id) for party in o.scene.contract.parties}
    kind = tag_of(type(next(iter(frames.values()))))
    return Announced(kind, {user_id: members(frame) for user_id, frame in frames.items()})


_ABOUT_DOCUMENTS = e.DocumentAdded | e.DocumentRemoved | e.FieldsPlaced | e.TitleChanged | e.SignersChanged

_TELLING: dict[type[Value], Callable[[Occurrence, Any], list[Announced]]] = {
    e.FieldChanged: _change_field,
    e.FieldSuggested: _suggest,
    e.ContractSigned: _sign,
    e.ContractSealed: _seal,
    **dict.fromkeys(
        (e.SentForReview, e.TakenBack, e.SealFailed, e.ContractDeclined, e.ContractVoided), _change_status
    ),
    **dict.fromkeys(_ABOUT_DOCUMENTS.__args__, _change_documents),
    e.SessionEnded: _end,
}
