"""The empty fields of a form that was uploaded, as fields that the customer fills in here.

What the form holds already stays as it is printed on the page: whoever made the form wrote it.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from livecontract.domain.documents import MAX_FIELDS
from livecontract.domain.fields import MAX_LABEL_LENGTH, MAX_OPTIONS, MAX_TEXT_LENGTH, Field, FieldKind, Rect
from livecontract.domain.values import Role
from livecontract.pdf.findings import FoundField

_KINDS = {
    "text": FieldKind.TEXT,
    "checkbox": FieldKind.CHECKBOX,
    "radio": FieldKind.CHECKBOX,
    "choice": FieldKind.CHOICE,
    "signature": FieldKind.SIGNATURE,
}


def fields_of(found: Sequence[FoundField], new_id: Callable[[], str]) -> tuple[Field, ...]:
    """The fields to be filled in, in the order in which they stand; none when they are too many.

    A field that shows in several places is one field in each of them. Round buttons become boxes of
    one group, and so do boxes of one name that stand for different answers.
    """
    filled = {field.name for field in found if field.values}
    empty = [field for field in found if not field.read_only and field.name not in filled]
    if len(empty) > MAX_FIELDS:
        return ()
    buttons = Counter(field.name for field in empty if field.kind == "radio")
    answers = Counter(name for name, _ in {(field.name, field.options) for field in empty})
    return tuple(
        _field(field, new_id(), is_one_of_many=max(buttons[field.name], answers[field.name]) > 1)
        for field in empty
    )


def _field(found: FoundField, field_id: str, *, is_one_of_many: bool) -> Field:
    kind = _KINDS[found.kind]
    rect = found.rect
    is_grouped = kind is FieldKind.CHECKBOX and is_one_of_many
    return Field(
        field_id=field_id,
        kind=kind,
        owner=Role.CUSTOMER,
        page_number=found.page_number,
        rect=Rect(x=rect.x, y=rect.y, width=rect.width, height=rect.height),
        label=_label(found, is_grouped=is_grouped),
        required=found.required,
        options=_options(found.options) if kind is FieldKind.CHOICE else (),
        max_length=_length(found.max_length),
        group=_line(found.name[-MAX_LABEL_LENGTH:]) if is_grouped else "",
    )


def _label(found: FoundField, *, is_grouped: bool) -> str:
    state = found.options[0].removeprefix("/") if is_grouped and found.options else ""
    return _line(f"{found.label}: {state}" if state else found.label)


def _options(lines: Sequence[str]) -> tuple[str, ...]:
    """Each line once, as one can choose it; empty when there are too many to choose from."""
    options = tuple(dict.fromkeys(line for each in lines if (line := _line(each))))
    return options if len(options) <= MAX_OPTIONS else ()


def _length(asked: int | None) -> int | None:
    return asked if asked is not None and 1 <= asked <= MAX_TEXT_LENGTH else None


def _line(text: str) -> str:
    """One line of what can be printed, cut to what a label may have."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:MAX_LABEL_LENGTH].strip()
