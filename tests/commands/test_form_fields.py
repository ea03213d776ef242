"""The form of an upload: what is empty in it can be filled in here, under the limits that it sets."""

from itertools import count
from typing import Any

import pytest

from livecontract.commands.form_fields import fields_of
from livecontract.domain.documents import MAX_FIELDS
from livecontract.domain.fields import MAX_LABEL_LENGTH, FieldKind, Rect
from livecontract.domain.values import Role
from livecontract.pdf import geometry
from livecontract.pdf.findings import FoundField


def found(name: str = "income", **changes: Any) -> FoundField:
    members: dict[str, Any] = {
        "name": name,
        "label": "Net income",
        "kind": "text",
        "page_number": 2,
        "rect": geometry.Rect(10, 20, 100, 18),
    }
    return FoundField(**(members | changes))


def placed(*fields: FoundField) -> list[Any]:
    numbers = count(1)
    return list(fields_of(fields, lambda: f"field-{next(numbers)}"))


def test_dc4_an_empty_field_is_the_customers_where_it_stands() -> None:
    (field,) = placed(found(required=True, max_length=12))

    assert (field.kind, field.owner, field.page_number) == (FieldKind.TEXT, Role.CUSTOMER, 2)
    assert (field.rect, field.label) == (Rect(x=10, y=20, width=100, height=18), "Net income")
    assert (field.required, field.max_length, field.group, field.value) == (True, 12, "", None)


@pytest.mark.parametrize("kept", [{"values": ("Carla",)}, {"read_only": True}])
def test_dc4_what_is_printed_or_locked_stays_as_it_is(kept: dict[str, Any]) -> None:
    assert placed(found(**kept)) == []


def test_dc4_round_buttons_become_boxes_of_one_group() -> None:
    yes, no, alone = placed(
        found("married", kind="radio", label="Married", options=("/Yes",)),
        found("married", kind="radio", label="Married", options=("/No",)),
        found("remind", kind="checkbox", label="Remind me", options=("/On",)),
    )

    assert {field.kind for field in (yes, no, alone)} == {FieldKind.CHECKBOX}
    assert (yes.group, no.group, alone.group) == ("married", "married", "")
    assert (yes.label, no.label, alone.label) == ("Married: Yes", "Married: No", "Remind me")


def test_dc4_a_box_that_shows_in_several_places_is_no_group() -> None:
    first, second = placed(
        found("agreed", kind="checkbox", label="Agreed", options=("/On",)),
        found("agreed", kind="checkbox", label="Agreed", options=("/On",), page_number=3),
    )

    assert {(field.group, field.label) for field in (first, second)} == {("", "Agreed")}


def test_dc4_groups_with_long_names_stay_apart() -> None:
    """Full names begin alike: with the form, the page and the part."""
    names = [f"{'form.' * 50}{last}" for last in ("married", "children")]
    boxes = placed(*(found(name, kind="radio", options=(state,)) for name in names for state in ("/Y", "/N")))

    assert len({box.group for box in boxes}) == len(names)
    assert all(len(box.group) <= MAX_LABEL_LENGTH for box in boxes)


def test_dc4_a_group_in_which_one_is_chosen_stays_as_it_is_printed() -> None:
    chosen = found("married", kind="radio", options=("/Yes",), values=("/Yes",))

    assert placed(chosen, found("married", kind="radio", options=("/No",))) == []


def test_dc4_a_choice_offers_each_line_once() -> None:
    (choice,) = placed(found(kind="choice", options=("1st", "15th", "1st", " ", "30th\n")))

    assert (choice.kind, choice.options) == (FieldKind.CHOICE, ("1st", "15th", "30th"))


def test_dc4_a_label_is_one_line_that_fits() -> None:
    (field,) = placed(found(label="Name\nof\x00the " + "borrower " * 50))

    assert field.label.startswith("Name of the borrower")
    assert len(field.label) <= MAX_LABEL_LENGTH
    assert field.label.isprintable()


def test_dc4_more_fields_than_a_document_may_have_are_left_to_the_advisor() -> None:
    assert placed(*(found(f"field {number}") for number in range(MAX_FIELDS + 1))) == []
