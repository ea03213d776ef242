"""Fields: places on a page to be filled, what may stand in them, and who may fill them."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Role, Value


class FieldKind(StrEnum):
    """What a field takes."""

    SIGNATURE = "signature"
    INITIALS = "initials"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHECKBOX = "checkbox"
    CHOICE = "choice"


FieldValue: TypeAlias = str | bool | None

MARKED_KINDS = frozenset({FieldKind.SIGNATURE, FieldKind.INITIALS})
# Width and height in points. Smaller, the longest mark that is let would not show on the page at all.
LEAST_MARK = (24.0, 12.0)
LEAST_VALUE = (6.0, 6.0)
MAX_TEXT_LENGTH = 2000
MAX_LABEL_LENGTH = 200
MAX_OPTIONS = 100


class Rect(Value, frozen=True):
    """A rectangle in PDF points, origin at the top left of the page as displayed."""

    x: float
    y: float
    width: float
    height: float

    def is_inside(self, page_width: float, page_height: float) -> bool:
        """Whether it has an area and lies on the page (half a point of slack for rounding)."""
        slack = 0.5
        return (
            self.width > 0
            and self.height > 0
            and self.x >= -slack
            and self.y >= -slack
            and self.x + self.width <= page_width + slack
            and self.y + self.height <= page_height + slack
        )


class Suggestion(Value, frozen=True):
    """A value that the other side proposes; only the owner makes it the field's value."""

    value: str | bool
    suggested_by: str


class Field(Value, frozen=True):
    """A place on a page; `version` rises with every change of its value.

    Of an owner's checkboxes with the same `group` on a document at most one is ticked, as of the round
    buttons of a form. `max_length` is how many characters a text may have, where that is less than usual.
    """

    field_id: str
    kind: FieldKind
    owner: Role
    page_number: int
    rect: Rect
    label: str
    required: bool = True
    options: tuple[str, ...] = ()
    value: FieldValue = None
    version: int = 0
    suggestion: Suggestion | None = None
    max_length: int | None = None
    group: str = ""

    @property
    def is_marked(self) -> bool:
        """Whether signing fills it, not typing."""
        return self.kind in MARKED_KINDS

    @property
    def is_too_small(self) -> bool:
        """Whether what stands in it could not be seen."""
        width, height = LEAST_MARK if self.is_marked else LEAST_VALUE
        return self.rect.width < width or self.rect.height < height

    @property
    def is_filled(self) -> bool:
        """Whether it counts as filled; an unticked box does not."""
        return self.value not in (None, "", False)


def check_value(field: Field, value: FieldValue) -> FieldValue:
    """The value as it is kept, or a refusal `value_invalid` that names the field and the rule.

    Numbers are decimal strings with a point, dates are ISO 8601 calendar days, a checkbox is a
    boolean, a choice is one of its options; `None` and the empty string clear the field.
    """
    if value is None or value == "":
        return None
    rule = _RULES.get(field.kind)
    if rule is None:
        raise Refused(Refusal.VALUE_INVALID, fieldId=field.field_id, rule="filled_by_signing")
    problem = rule(field, value)
    if problem:
        raise Refused(Refusal.VALUE_INVALID, fieldId=field.field_id, label=field.label, rule=problem)
    return value


def _text_problem(field: Field, value: FieldValue) -> str | None:
    if not isinstance(value, str):
        return "must_be_text"
    if len(value) > (field.max_length or MAX_TEXT_LENGTH):
        return "too_long"
    if any(unicodedata.category(char) in {"Cc", "Cs", "Co"} and char != "\n" for char in value):
        return "control_character"
    return None


def _number_problem(_field: Field, value: FieldValue) -> str | None:
    matches = isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", value, re.ASCII)
    return None if matches else "must_be_number"


def _date_problem(_field: Field, value: FieldValue) -> str | None:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return "must_be_date"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "no_such_day"
    return None


def _checkbox_problem(_field: Field, value: FieldValue) -> str | None:
    return None if isinstance(value, bool) else "must_be_true_or_false"


def _choice_problem(field: Field, value: FieldValue) -> str | None:
    return None if value in field.options else "not_an_option"


_RULES = {
    FieldKind.TEXT: _text_problem,
    FieldKind.NUMBER: _number_problem,
    FieldKind.DATE: _date_problem,
    FieldKind.CHECKBOX: _checkbox_problem,
    FieldKind.CHOICE: _choice_problem,
}
