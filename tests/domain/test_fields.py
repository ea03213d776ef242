"""What may stand in a field, who may put it there, and where fields may lie."""

from typing import Any

import msgspec
import pytest

from livecontract.domain import drafting, filling, signing
from livecontract.domain.documents import MAX_DOCUMENTS, MAX_FIELDS
from livecontract.domain.events import FieldChanged
from livecontract.domain.fields import FieldKind, FieldValue, Rect, check_value
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor, Role
from tests.making import (
    ADVISOR,
    CUSTOMER,
    STRANGER,
    a_contract,
    a_document,
    a_field,
    after,
    in_review,
    signed_by,
    with_document,
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FieldKind.TEXT, "27 Weaver Street\n2nd floor"),
        (FieldKind.TEXT, "Łódź, Ελλάδα, 東京"),
        (FieldKind.NUMBER, "-3100.50"),
        (FieldKind.DATE, "2028-02-29"),
        (FieldKind.CHECKBOX, True),
        (FieldKind.CHECKBOX, False),
        (FieldKind.CHOICE, "15th"),
    ],
)
def test_fd2_fitting_values_are_kept(kind: FieldKind, value: FieldValue) -> None:
    assert check_value(a_field(kind), value) == value


@pytest.mark.parametrize(
    ("kind", "value", "rule"),
    [
        (FieldKind.TEXT, True, "must_be_text"),
        (FieldKind.TEXT, "x" * 2001, "too_long"),
        (FieldKind.TEXT, "a\x00b", "control_character"),
        (FieldKind.NUMBER, "1,000", "must_be_number"),
        (FieldKind.NUMBER, "١٢", "must_be_number"),
        (FieldKind.NUMBER, True, "must_be_number"),
        (FieldKind.DATE, "24.11.2026", "must_be_date"),
        (FieldKind.DATE, "2027-02-31", "no_such_day"),
        (FieldKind.CHECKBOX, "yes", "must_be_true_or_false"),
        (FieldKind.CHOICE, "30th", "not_an_option"),
        (FieldKind.SIGNATURE, "Carla", "filled_by_signing"),
    ],
)
def test_fd2_others_are_refused_with_the_rule(kind: FieldKind, value: FieldValue, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        check_value(a_field(kind), value)
    assert (refused.value.code, refused.value.facts["rule"]) == (Refusal.VALUE_INVALID, rule)


def test_fd2_a_text_is_no_longer_than_its_field_lets_it_be() -> None:
    field = a_field(max_length=4)
    assert check_value(field, "Łódź") == "Łódź"
    with pytest.raises(Refused) as refused:
        check_value(field, "Lodz!")
    assert refused.value.facts["rule"] == "too_long"


def test_fd1_the_owner_fills_a_field_and_its_version_rises() -> None:
    field = a_field()
    contract = in_review(field)
    contract = after(contract, filling.fill(contract, CUSTOMER, field.field_id, "3100", 0))
    _, filled = contract.field(field.field_id)
    assert (filled.value, filled.version) == ("3100", 1)


@pytest.mark.parametrize(
    ("owner", "actor"), [(Role.CUSTOMER, ADVISOR), (Role.ADVISOR, CUSTOMER)], ids=["ada", "carla"]
)
@pytest.mark.parametrize("value", ["3100", None])
def test_fd1_the_other_side_neither_fills_nor_clears(owner: Role, actor: Actor, value: FieldValue) -> None:
    field = a_field(owner=owner)
    with pytest.raises(Refused) as refused:
        filling.fill(in_review(field), actor, field.field_id, value)
    assert refused.value.code is Refusal.NOT_FIELD_OWNER


def test_fd1_strangers_are_told_there_is_no_such_contract() -> None:
    field = a_field()
    with pytest.raises(Refused) as refused:
        filling.fill(in_review(field), STRANGER, field.field_id, "3100")
    assert refused.value.code is Refusal.NOT_FOUND


def test_fd3_a_stale_base_is_refused_with_the_present_value() -> None:
    field = a_field()
    contract = in_review(field)
    contract = after(contract, filling.fill(contract, CUSTOMER, field.field_id, "3100", 0))
    with pytest.raises(Refused) as refused:
        filling.fill(contract, CUSTOMER, field.field_id, "3200", 0)
    assert refused.value.facts == {"fieldId": field.field_id, "value": "3100", "version": 1}


def test_fd4_a_suggestion_becomes_a_value_only_by_its_owner() -> None:
    field = a_field()
    contract = in_review(field)
    contract = after(contract, filling.suggest(contract, ADVISOR, field.field_id, "3100"))
    _, suggested = contract.field(field.field_id)
    assert (suggested.value, suggested.suggestion and suggested.suggestion.value) == (None, "3100")
    contract = after(contract, filling.fill(contract, CUSTOMER, field.field_id, "3100"))
    _, accepted = contract.field(field.field_id)
    assert (accepted.value, accepted.suggestion) == ("3100", None)


def test_fd4_a_suggestion_can_be_turned_down_and_not_twice() -> None:
    field = a_field()
    contract = in_review(field)
    contract = after(contract, filling.suggest(contract, ADVISOR, field.field_id, "3100"))
    contract = after(contract, filling.suggest(contract, CUSTOMER, field.field_id, None))
    assert contract.field(field.field_id)[1].suggestion is None
    with pytest.raises(Refused) as refused:
        filling.suggest(contract, CUSTOMER, field.field_id, None)
    assert refused.value.code is Refusal.NOTHING_SUGGESTED


def test_fd4_nobody_suggests_to_themselves() -> None:
    field = a_field()
    with pytest.raises(Refused):
        filling.suggest(in_review(field), CUSTOMER, field.field_id, "3100")


def test_ct6_values_are_frozen_after_the_first_signature() -> None:
    field = a_field(required=False)
    contract = signed_by(in_review(field, signers=("carla", "ada")), CUSTOMER)
    for verb in (filling.fill, filling.suggest):
        with pytest.raises(Refused) as refused:
            verb(contract, CUSTOMER, field.field_id, "3100")
        assert refused.value.code is Refusal.CONTRACT_FROZEN


def test_filling_the_same_value_again_makes_no_event() -> None:
    field = a_field()
    contract = in_review(field)
    contract = after(contract, filling.fill(contract, CUSTOMER, field.field_id, "3100"))
    assert filling.fill(contract, CUSTOMER, field.field_id, "3100") == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"page_number": 3}, Refusal.PAGE_UNKNOWN),
        ({"page_number": 0}, Refusal.PAGE_UNKNOWN),
        ({"rect": Rect(x=550, y=20, width=100, height=20)}, Refusal.FIELD_OUTSIDE_PAGE),
        ({"rect": Rect(x=-5, y=20, width=100, height=20)}, Refusal.FIELD_OUTSIDE_PAGE),
        ({"rect": Rect(x=10, y=20, width=0, height=20)}, Refusal.FIELD_OUTSIDE_PAGE),
        ({"rect": Rect(x=10, y=20, width=5, height=20)}, Refusal.VALUE_INVALID),
        ({"rect": Rect(x=10, y=20, width=500, height=1)}, Refusal.VALUE_INVALID),
        ({"kind": FieldKind.INITIALS, "rect": Rect(x=10, y=20, width=20, height=20)}, Refusal.VALUE_INVALID),
        ({"label": "x" * 201}, Refusal.VALUE_INVALID),
        ({"label": "two\nlines"}, Refusal.VALUE_INVALID),
        ({"options": ("a", "b")}, Refusal.VALUE_INVALID),
        ({"kind": FieldKind.CHOICE, "options": ()}, Refusal.OPTIONS_MISSING),
        ({"kind": FieldKind.CHOICE, "options": ("a", "a")}, Refusal.OPTIONS_MISSING),
        ({"kind": FieldKind.CHOICE, "options": ("a", " ")}, Refusal.VALUE_INVALID),
        (
            {"kind": FieldKind.CHOICE, "options": tuple(str(n) for n in range(101))},
            Refusal.VALUE_INVALID,
        ),
        ({"max_length": 0}, Refusal.VALUE_INVALID),
        ({"max_length": 2001}, Refusal.VALUE_INVALID),
        ({"kind": FieldKind.DATE, "max_length": 10}, Refusal.VALUE_INVALID),
        ({"group": "married"}, Refusal.VALUE_INVALID),
        ({"kind": FieldKind.CHECKBOX, "group": "two\nlines"}, Refusal.VALUE_INVALID),
    ],
)
def test_dc2_a_field_that_does_not_fit_is_refused(changes: dict[str, Any], code: Refusal) -> None:
    field = a_field(**changes)
    with pytest.raises(Refused) as refused:
        drafting.place_fields(with_document(), "document-1", [field])
    assert refused.value.code is code


def test_dc2_a_field_stands_only_once_and_not_without_end() -> None:
    field = a_field()
    with pytest.raises(Refused) as twice:
        drafting.place_fields(with_document(), "document-1", [field, field])
    many = [a_field() for _ in range(MAX_FIELDS + 1)]
    with pytest.raises(Refused) as too_many:
        drafting.place_fields(with_document(), "document-1", many)
    assert twice.value.facts["rule"] == "field_twice"
    assert too_many.value.code is Refusal.TOO_MANY_FIELDS


def test_dc2_a_field_of_another_document_cannot_be_placed_on_this_one() -> None:
    field = a_field()
    contract = with_document(field)
    contract = after(contract, drafting.add_document(contract, a_document("document-2")))
    with pytest.raises(Refused) as refused:
        drafting.place_fields(contract, "document-2", [a_field(), field])
    assert (refused.value.code, refused.value.facts) == (Refusal.NOT_FOUND, {"fieldId": field.field_id})


def test_dc5_nothing_is_placed_on_a_document_that_was_signed_before() -> None:
    document = msgspec.structs.replace(a_document("document-2"), treatment="sign_only")
    contract = after(with_document(), drafting.add_document(with_document(), document))

    with pytest.raises(Refused) as refused:
        drafting.place_fields(contract, "document-2", [a_field()])

    assert (refused.value.code, refused.value.facts["rule"]) == (Refusal.VALUE_INVALID, "signed_before")
    assert drafting.place_fields(contract, "document-2", []) == []


def test_dc3_a_field_placed_again_keeps_its_value() -> None:
    field = a_field()
    contract = with_document(field)
    contract = after(contract, filling.fill(contract, CUSTOMER, field.field_id, "3100"))
    moved = a_field(field_id=field.field_id, rect=Rect(x=50, y=50, width=90, height=20))
    contract = after(contract, drafting.place_fields(contract, "document-1", [moved]))
    assert contract.field(field.field_id)[1].value == "3100"


def test_dc3_a_field_of_another_kind_starts_empty() -> None:
    field = a_field()
    contract = with_document(field)
    contract = after(contract, filling.fill(contract, CUSTOMER, field.field_id, "3100"))
    other = a_field(FieldKind.NUMBER, field_id=field.field_id)
    contract = after(contract, drafting.place_fields(contract, "document-1", [other]))
    assert contract.field(field.field_id)[1].value is None


def test_dc1_a_removed_document_takes_its_fields_along() -> None:
    contract = with_document(a_field())
    contract = after(contract, drafting.remove_document(contract, "document-1"))
    assert contract.documents == ()
    with pytest.raises(Refused) as refused:
        drafting.remove_document(contract, "document-1")
    assert refused.value.code is Refusal.NOT_FOUND


def test_dc1_there_is_room_for_so_many_documents() -> None:
    contract = a_contract()
    for number in range(MAX_DOCUMENTS):
        contract = after(contract, drafting.add_document(contract, a_document(f"d{number}")))
    with pytest.raises(Refused) as refused:
        drafting.add_document(contract, a_document("one-more"))
    assert refused.value.code is Refusal.TOO_MANY_DOCUMENTS


def test_fd6_a_tick_takes_the_tick_from_the_others_of_its_group() -> None:
    yes, no, other = (
        a_field(FieldKind.CHECKBOX, group="married"),
        a_field(FieldKind.CHECKBOX, group="married"),
        a_field(FieldKind.CHECKBOX, group="children"),
    )
    contract = in_review(yes, no, other)
    for field in (other, yes, no):
        contract = after(contract, filling.fill(contract, CUSTOMER, field.field_id, value=True))

    ticked = {field.field_id for field in contract.documents[0].fields if field.value is True}
    assert ticked == {no.field_id, other.field_id}
    assert contract.field(yes.field_id)[1].version == 2


def test_fd6_fd1_a_tick_takes_nothing_from_the_boxes_of_the_other_side() -> None:
    hers, his = (
        a_field(FieldKind.CHECKBOX, owner=owner, group="insured") for owner in (Role.CUSTOMER, Role.ADVISOR)
    )
    contract = in_review(hers, his)
    contract = after(contract, filling.fill(contract, CUSTOMER, hers.field_id, value=True))

    (event,) = filling.fill(contract, ADVISOR, his.field_id, value=True)

    assert event == FieldChanged(
        document_id=contract.documents[0].document_id, field_id=his.field_id, value=True, version=1
    )
    assert signing.fields_missing(contract) == [his]
