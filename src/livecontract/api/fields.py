"""Fields: placing them on a document, filling them in, and suggesting values."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from livecontract.api.answers import Answer, as_json, keep, kept
from livecontract.api.bodies import NO_BODY, Nothing, json_body
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.commands.perform import Ask, Outcome, perform
from livecontract.commands.requests import FillField, PlaceFields, SuggestValue
from livecontract.domain.documents import Document
from livecontract.domain.fields import Field, FieldKind, FieldValue, Rect
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Role, Value
from livecontract.queries.contracts import require_document_contract, require_field_contract
from livecontract.queries.views import FieldView, field_view
from livecontract.wire.rates import Pace
from livecontract.wire.requests import Count

MAX_PLACED = 1000


class PlacedField(Value, frozen=True):
    """A field as it is placed; without an id it is new. Values are no part of it.

    `maxLength` limits a text; of an owner's checkboxes with the same `group` at most one is ticked.
    """

    kind: FieldKind
    owner: Role
    page_number: Count
    rect: Rect
    label: str = ""
    required: bool = True
    options: tuple[str, ...] = ()
    max_length: Count | None = None
    group: str = ""
    field_id: str | None = None


class Placement(Value, frozen=True):
    """All fields of a document: what is not named here is removed."""

    fields: Annotated[tuple[PlacedField, ...], Meta(max_length=MAX_PLACED)]


class FieldChange(Value, frozen=True):
    """Either a value by the field's owner, or a suggestion by the other side; `null` takes it away."""

    value: FieldValue | UnsetType = UNSET
    base: Count | None = None
    suggestion: FieldValue | UnsetType = UNSET


class FieldList(Value, frozen=True):
    """The fields of a document."""

    fields: tuple[FieldView, ...]


async def read_fields(rest: Rest, call: Call[Nothing]) -> Answer:
    """The fields of a document."""
    document_id = call.path["documentId"]
    contract = await rest.ports.store.read(
        lambda reader: require_document_contract(reader, call.actor, document_id)
    )
    return as_json(200, _list(contract.document(document_id)), version=contract.version)


async def place_fields(rest: Rest, call: Call[Placement]) -> Answer:
    """Say which fields a document has from now on."""
    document_id = call.path["documentId"]
    contract = await rest.ports.store.read(
        lambda reader: require_document_contract(reader, call.actor, document_id)
    )
    known = {field.field_id for field in contract.document(document_id).fields}
    fields = tuple(_placed(field, known, rest) for field in call.body.fields)
    command = PlaceFields(document_id=document_id, fields=fields)
    ask = Ask(call.actor, contract.contract_id, command, key=call.key, version=call.version)

    def render(outcome: Outcome) -> bytes:
        return keep(200, _list(outcome.contract.document(document_id)), outcome.contract.version)

    return kept((await perform(rest.ports.door, ask, render)).answer)


async def change_field(rest: Rest, call: Call[FieldChange]) -> Answer:
    """Fill a field in, or suggest a value for it."""
    field_id = call.path["fieldId"]
    command = _command(field_id, call.body)
    contract = await rest.ports.store.read(
        lambda reader: require_field_contract(reader, call.actor, field_id)
    )
    ask = Ask(call.actor, contract.contract_id, command, key=call.key, version=call.version)

    def render(outcome: Outcome) -> bytes:
        document, field = outcome.contract.field(field_id)
        return keep(200, field_view(field, document.document_id), outcome.contract.version)

    return kept((await perform(rest.ports.door, ask, render)).answer)


def _list(document: Document) -> FieldList:
    return FieldList(fields=tuple(field_view(field, document.document_id) for field in document.fields))


def _placed(field: PlacedField, known: set[str], rest: Rest) -> Field:
    if field.field_id is not None and field.field_id not in known:
        raise Refused(Refusal.NOT_FOUND, fieldId=field.field_id)
    return Field(
        field_id=field.field_id or rest.ports.door.new_id(),
        kind=field.kind,
        owner=field.owner,
        page_number=field.page_number,
        rect=field.rect,
        label=field.label,
        required=field.required,
        options=field.options,
        max_length=field.max_length,
        group=field.group,
    )


def _command(field_id: str, change: FieldChange) -> FillField | SuggestValue:
    if (change.value is UNSET) == (change.suggestion is UNSET):
        raise Refused(Refusal.VALUE_INVALID, member="value", rule="one_change_at_a_time")
    if not isinstance(change.value, UnsetType):
        return FillField(field_id=field_id, value=change.value, base=change.base)
    if change.base is not None or isinstance(change.suggestion, UnsetType):
        raise Refused(Refusal.UNKNOWN_MEMBER, member="base")
    return SuggestValue(field_id=field_id, value=change.suggestion)


_LIST = Gives(200, "The fields; `ETag` is the contract's version.", FieldList)

ROUTES = (
    Route(
        "GET",
        "/documents/{documentId}/fields",
        "The fields of a document.",
        read_fields,
        NO_BODY,
        (_LIST,),
        (Refusal.NOT_FOUND,),
    ),
    Route(
        "PUT",
        "/documents/{documentId}/fields",
        "Say which fields a document has: those with an id stay, those without are new, the rest go.",
        place_fields,
        json_body(Placement),
        (_LIST,),
        (
            Refusal.NOT_FOUND,
            Refusal.NOT_PERMITTED,
            Refusal.CONTRACT_FROZEN,
            Refusal.FIELD_OUTSIDE_PAGE,
            Refusal.PAGE_UNKNOWN,
            Refusal.MARK_WITHOUT_SIGNER,
            Refusal.VERSION_MISMATCH,
        ),
        pace=Pace.WRITE,
    ),
    Route(
        "PATCH",
        "/fields/{fieldId}",
        "Fill a field in (its owner, with `value` and the `base` version seen), or suggest a value (the "
        "other side, with `suggestion`).",
        change_field,
        json_body(FieldChange),
        (Gives(200, "The field; `ETag` is the contract's version.", FieldView),),
        (
            Refusal.NOT_FOUND,
            Refusal.NOT_FIELD_OWNER,
            Refusal.VALUE_INVALID,
            Refusal.FIELD_CHANGED_MEANWHILE,
            Refusal.CONTRACT_FROZEN,
            Refusal.VERSION_MISMATCH,
        ),
        pace=Pace.WRITE,
    ),
)
