"""The verbs of preparing a contract: adding and removing documents, placing fields."""

from collections.abc import Sequence

import msgspec

from livecontract.domain.contracts import Contract, Status, require_signers_for_marks, require_unsigned
from livecontract.domain.documents import MAX_DOCUMENTS, MAX_FIELDS, Document
from livecontract.domain.events import DocumentAdded, DocumentRemoved, Event, FieldsPlaced
from livecontract.domain.fields import MAX_LABEL_LENGTH, MAX_OPTIONS, MAX_TEXT_LENGTH, Field, FieldKind
from livecontract.domain.refusals import Refusal, Refused


def require_room_for_document(contract: Contract) -> None:
    """Refuse an upload that could not be added, before any work is spent on it."""
    require_unsigned(contract)
    if len(contract.documents) >= MAX_DOCUMENTS:
        raise Refused(Refusal.TOO_MANY_DOCUMENTS, limit=MAX_DOCUMENTS)


def add_document(contract: Contract, document: Document) -> list[Event]:
    """A document that was taken in, before the first signature, with the fields that it brings along."""
    require_room_for_document(contract)
    fields = tuple(_placed(document, field) for field in document.fields)
    whole = msgspec.structs.replace(document, fields=fields)
    if contract.status is Status.REVIEW:
        documents = (*contract.documents, whole)
        require_signers_for_marks(msgspec.structs.replace(contract, documents=documents))
    return [DocumentAdded(document=whole)]


def may_be_placed(document: Document, field: Field) -> bool:
    """Whether a field keeps the rules for its place and its words."""
    try:
        _placed(document, field)
    except Refused:
        return False
    return True


def remove_document(contract: Contract, document_id: str) -> list[Event]:
    """Take a document away, with its fields, before the first signature."""
    require_unsigned(contract)
    contract.document(document_id)
    return [DocumentRemoved(document_id=document_id)]


def place_fields(contract: Contract, document_id: str, fields: Sequence[Field]) -> list[Event]:
    """The fields of a document are these from now on.

    A field that was there keeps its value, version and suggestion when its kind, owner, options
    and limits stay the same; otherwise it starts empty. A field cannot move to another document.
    Nothing is ever drawn on a document that was signed before it came here, so it gets no fields.
    """
    require_unsigned(contract)
    document = contract.document(document_id)
    if fields and document.treatment == "sign_only":
        raise Refused(Refusal.VALUE_INVALID, member="fields", rule="signed_before")
    if len(fields) > MAX_FIELDS:
        raise Refused(Refusal.TOO_MANY_FIELDS, limit=MAX_FIELDS)
    if len({field.field_id for field in fields}) != len(fields):
        raise Refused(Refusal.VALUE_INVALID, member="fields", rule="field_twice")
    _require_nowhere_else(contract, document_id, fields)
    placed = tuple(_placed(document, field) for field in fields)
    if contract.status is Status.REVIEW:
        require_signers_for_marks(contract.with_document(msgspec.structs.replace(document, fields=placed)))
    return [] if placed == document.fields else [FieldsPlaced(document_id=document_id, fields=placed)]


def _require_nowhere_else(contract: Contract, document_id: str, fields: Sequence[Field]) -> None:
    others = [document for document in contract.documents if document.document_id != document_id]
    elsewhere = {field.field_id for document in others for field in document.fields}
    for field in fields:
        if field.field_id in elsewhere:
            raise Refused(Refusal.NOT_FOUND, fieldId=field.field_id)


def _placed(document: Document, field: Field) -> Field:
    _check_place(document, field)
    _check_words(field)
    former = document.field(field.field_id)
    if former is None:
        return _with_state(field, None)
    return _with_state(field, former if _takes(former) == _takes(field) else None)


def _takes(field: Field) -> tuple[object, ...]:
    """What a field takes, and from whom."""
    return field.kind, field.owner, field.options, field.max_length, field.group


def _with_state(field: Field, former: Field | None) -> Field:
    return Field(
        field_id=field.field_id,
        kind=field.kind,
        owner=field.owner,
        page_number=field.page_number,
        rect=field.rect,
        label=field.label.strip(),
        required=field.required,
        options=field.options,
        value=former.value if former else None,
        version=former.version if former else 0,
        suggestion=former.suggestion if former else None,
        max_length=field.max_length,
        group=field.group,
    )


def _check_place(document: Document, field: Field) -> None:
    if not 1 <= field.page_number <= document.page_count:
        raise Refused(Refusal.PAGE_UNKNOWN, pageNumber=field.page_number, pageCount=document.page_count)
    page = document.pages[field.page_number - 1]
    if not field.rect.is_inside(page.width, page.height):
        raise Refused(Refusal.FIELD_OUTSIDE_PAGE, label=field.label, pageNumber=field.page_number)
    if field.is_too_small:
        raise Refused(Refusal.VALUE_INVALID, member="rect", label=field.label, rule="too_small")


def _check_words(field: Field) -> None:
    if len(field.label) > MAX_LABEL_LENGTH or not field.label.isprintable():
        raise Refused(Refusal.VALUE_INVALID, member="label", rule="must_be_one_line")
    _check_limits(field)
    if field.kind is not FieldKind.CHOICE:
        if field.options:
            raise Refused(Refusal.VALUE_INVALID, member="options", rule="only_for_choice")
        return
    if not field.options or len(set(field.options)) != len(field.options):
        raise Refused(Refusal.OPTIONS_MISSING, label=field.label)
    if len(field.options) > MAX_OPTIONS:
        raise Refused(Refusal.VALUE_INVALID, member="options", rule="too_many")
    if any(not o.strip() or len(o) > MAX_LABEL_LENGTH or not o.isprintable() for o in field.options):
        raise Refused(Refusal.VALUE_INVALID, member="options", rule="must_be_one_line")


def _check_limits(field: Field) -> None:
    if field.max_length is not None and field.kind is not FieldKind.TEXT:
        raise Refused(Refusal.VALUE_INVALID, member="maxLength", rule="only_for_text")
    if field.max_length is not None and not 1 <= field.max_length <= MAX_TEXT_LENGTH:
        raise Refused(Refusal.VALUE_INVALID, member="maxLength", rule="out_of_range")
    if field.group and field.kind is not FieldKind.CHECKBOX:
        raise Refused(Refusal.VALUE_INVALID, member="group", rule="only_for_checkbox")
    if len(field.group) > MAX_LABEL_LENGTH or not field.group.isprintable():
        raise Refused(Refusal.VALUE_INVALID, member="group", rule="must_be_one_line")
