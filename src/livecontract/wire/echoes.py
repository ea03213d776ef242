"""The answer to a durable command that has no effect this time: the first answer, without a new number."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from livecontract.commands.perform import Outcome
from livecontract.domain.values import Value
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.codec import members
from livecontract.wire.scene import Scene, scene_after


def echo(frame: c.ClientCommand, outcome: Outcome, *, user_id: str, at: datetime) -> bytes:
    """The event that the command causes, as the live state would tell it: everything but its number.

    It is made when the command is performed and kept for a repeat, whatever changes after that.
    """
    if outcome.entries:
        at = msgspec.convert(outcome.entries[0].at, datetime)
    common = {"user_id": user_id, "at": at, "cid": frame.cid}
    return members(_ECHOES[type(frame)](frame, scene_after(outcome), common))


def numbered(body: bytes, seq: int) -> bytes:
    """The event under a number that the client has passed already.

    Clients take such an event for old, so that it settles the command and changes nothing else.
    """
    return b'{"seq":%d,%b' % (seq, body)


def _field(frame: c.FieldChange, scene: Scene, common: dict[str, Any]) -> Value:
    _, field = scene.contract.field(frame.field_id)
    return s.FieldChanged(field_id=field.field_id, value=field.value, version=field.version, **common)


def _suggestion(frame: c.FieldSuggest, scene: Scene, common: dict[str, Any]) -> Value:
    _, field = scene.contract.field(frame.field_id)
    suggestion = field.suggestion
    return s.FieldSuggested(
        field_id=field.field_id,
        value=None if suggestion is None else suggestion.value,
        suggested_by=common["user_id"] if suggestion is None else suggestion.suggested_by,
        **common,
    )


def _signature(_frame: c.SignContract, scene: Scene, common: dict[str, Any]) -> Value:
    signature = scene.contract.signature_of(common["user_id"])
    at = common["at"] if signature is None else signature.signed_at
    return s.ContractSigned(signed_by=common["user_id"], signed_at=at, **common)


def _status(_frame: c.ChangeStatus, scene: Scene, common: dict[str, Any]) -> Value:
    contract = scene.contract
    return s.StatusUpdated(
        status=contract.status,
        sealing=contract.is_sealing,
        reason=contract.reason,
        contract=scene.contract_for(common["user_id"]),
        **common,
    )


_ECHOES: dict[type, Callable[[Any, Scene, dict[str, Any]], Value]] = {
    c.FieldChange: _field,
    c.FieldSuggest: _suggestion,
    c.SignContract: _signature,
    c.ChangeStatus: _status,
}
