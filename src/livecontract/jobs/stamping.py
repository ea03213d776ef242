"""What the seal draws onto the pages of a document: the values and the marks, in words for people."""

from datetime import date

from livecontract.domain.contracts import Contract, Signature
from livecontract.domain.documents import Document
from livecontract.domain.fields import Field, FieldKind
from livecontract.domain.marks import Mark, TypedMark
from livecontract.domain.visibility import visible
from livecontract.pdf.request import StampedMark, StampedValue, ValueKind

VALUE_KINDS: dict[FieldKind, ValueKind] = {
    FieldKind.TEXT: "text",
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "date",
    FieldKind.CHECKBOX: "checkbox",
    FieldKind.CHOICE: "choice",
}


def stamped_values(document: Document) -> tuple[StampedValue, ...]:
    """The filled fields of a document as they are drawn."""
    return tuple(
        StampedValue(
            page_number=field.page_number,
            rect=field.rect,
            kind=VALUE_KINDS[field.kind],
            text=shown_value(field),
            checked=field.value is True,
        )
        for field in document.fields
        if not field.is_marked and field.is_filled
    )


def stamped_marks(contract: Contract, document: Document) -> tuple[StampedMark, ...]:
    """The marks of everybody who signed, at each place that is theirs."""
    return tuple(
        StampedMark(
            page_number=field.page_number,
            rect=field.rect,
            mark=_mark(field, signature),
            name=signature.name,
            signed_at=signature.signed_at,
        )
        for field in document.fields
        if field.is_marked
        for signature in contract.signatures
        if contract.role_of(signature.signed_by) is field.owner
    )


def shown_value(field: Field) -> str:
    """A value as people read it on the page; a date in words, so that no country misreads it."""
    if field.value is None or isinstance(field.value, bool):
        return ""
    if field.kind is FieldKind.DATE:
        day = date.fromisoformat(field.value)
        return f"{day.day} {day:%B} {day.year}"
    return field.value


def initials(name: str) -> str:
    """The first letters of a name's words, as far as they can be seen."""
    return "".join(visible(word)[:1] for word in name.split())


def _mark(field: Field, signature: Signature) -> Mark:
    mark = signature.mark
    if field.kind is FieldKind.INITIALS and isinstance(mark, TypedMark):
        return TypedMark(text=initials(mark.text), face=mark.face)
    return mark
