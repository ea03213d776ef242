"""The answer to a durable command that had no effect this time: how things stand, without a new number."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from livecontract.domain.values import Value
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.scene import Scene


def echo(frame: c.ClientCommand, scene: Scene, *, user_id: str, seq: int, at: datetime) -> Value:
    """The event that the command would have caused, under the number of the last event.

    Clients take an event for old whose number they have passed, so that this settles the command
    and changes nothing else.
    """
    common = {"user_id": user_id, "at": at, "seq": seq, "cid": frame.cid}
    return _ECHOES[type(frame)](frame, scene, common)


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
