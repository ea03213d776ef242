"""The verbs of filling in: only a field's owner gives it a value, the other side may suggest."""

from livecontract.domain.contracts import (
    Contract,
    Status,
    acting_role,
    require_status,
    require_unsigned,
)
from livecontract.domain.events import Event, FieldChanged, FieldSuggested
from livecontract.domain.fields import Field, FieldValue, check_value
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor


def fill(
    contract: Contract, actor: Actor, field_id: str, value: FieldValue, base: int | None = None
) -> list[Event]:
    """Give a field a value, or clear it.

    `base` is the field version that the actor saw; another one is refused
    `field_changed_meanwhile` with the present value. A suggestion ends with the owner's answer.
    A box that is ticked takes the tick from the others of its group.
    """
    document_id, field = _open_field(contract, field_id)
    if acting_role(contract, actor) is not field.owner:
        raise Refused(Refusal.NOT_FIELD_OWNER, fieldId=field_id, owner=field.owner.value)
    value = check_value(field, value)
    if base is not None and base != field.version:
        raise Refused(
            Refusal.FIELD_CHANGED_MEANWHILE, fieldId=field_id, value=field.value, version=field.version
        )
    if value == field.value and field.suggestion is None:
        return []
    changed = [(field, value)]
    if value is True:
        rivals = contract.document(document_id).rivals_of(field)
        changed += [(rival, False) for rival in rivals if rival.value is True]
    return [
        FieldChanged(document_id=document_id, field_id=one.field_id, value=new, version=one.version + 1)
        for one, new in changed
    ]


def suggest(contract: Contract, actor: Actor, field_id: str, value: FieldValue) -> list[Event]:
    """Propose a value for the other side's field; `None` takes the proposal back or turns it down."""
    document_id, field = _open_field(contract, field_id)
    owns = acting_role(contract, actor) is field.owner
    value = check_value(field, value)
    if value is None:
        if field.suggestion is None:
            raise Refused(Refusal.NOTHING_SUGGESTED, fieldId=field_id)
    elif owns:
        raise Refused(Refusal.VALUE_INVALID, fieldId=field_id, rule="own_field")
    return [
        FieldSuggested(document_id=document_id, field_id=field_id, value=value, suggested_by=actor.user_id)
    ]


def _open_field(contract: Contract, field_id: str) -> tuple[str, Field]:
    document, field = contract.field(field_id)
    require_unsigned(contract)
    require_status(contract, Status.DRAFT, Status.REVIEW)
    return document.document_id, field
