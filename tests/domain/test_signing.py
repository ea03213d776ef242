"""What must hold before somebody may sign, and what exactly is signed."""

from typing import Any

import pytest

from livecontract.domain import drafting, filling, lifecycle, signing
from livecontract.domain.consent import DEFAULT_CONSENT
from livecontract.domain.contracts import Contract
from livecontract.domain.events import ConsentGiven, ContractSigned
from livecontract.domain.fields import FieldKind
from livecontract.domain.marks import MAX_POINTS, DrawnMark, Mark, StrokePoint, TypedMark, check_mark
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor, Role
from tests.making import (
    ADVISOR,
    CUSTOMER,
    NOON,
    STRANGER,
    a_document,
    a_field,
    after,
    an_intent,
    in_review,
    seen_by,
    signed_by,
    with_document,
)


def sign(contract: Contract, actor: Actor = CUSTOMER, **changes: Any) -> Contract:
    intent = an_intent(contract, actor, **changes)
    return after(contract, signing.sign(contract, actor, intent, signature_id="s1", now=NOON))


def refusal(contract: Contract, actor: Actor = CUSTOMER, **changes: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        sign(contract, actor, **changes)
    return refused.value


def test_sg5_signing_stores_consent_and_signature() -> None:
    contract = seen_by(in_review(), CUSTOMER)
    intent = an_intent(contract)
    consent, signature = signing.sign(contract, CUSTOMER, intent, signature_id="s1", now=NOON)
    assert consent == ConsentGiven(
        user_id="carla", version=DEFAULT_CONSENT.version, language="en", sha256=DEFAULT_CONSENT.sha256
    )
    assert isinstance(signature, ContractSigned)
    assert (signature.signed_by, signature.digest) == ("carla", intent.digest)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consent_accepted": False}, Refusal.CONSENT_MISSING),
        ({"consent_version": "2020-01"}, Refusal.CONSENT_OUTDATED),
        ({"mark": TypedMark(text="  ")}, Refusal.MARK_INVALID),
        ({"mark": DrawnMark(strokes=())}, Refusal.MARK_INVALID),
        ({"name": " "}, Refusal.VALUE_INVALID),
        ({"digest": "0" * 64}, Refusal.CHANGED_SINCE_VIEWED),
    ],
)
def test_sg2_sg5_sg6_an_intent_that_does_not_fit_is_refused(changes: dict[str, Any], code: Refusal) -> None:
    assert refusal(seen_by(in_review(), CUSTOMER), **changes).code is code


def test_sg1_the_advisor_cannot_sign_for_the_customer() -> None:
    assert refusal(seen_by(in_review(), ADVISOR), ADVISOR).code is Refusal.NOT_A_SIGNER


def test_sg1_a_stranger_is_told_there_is_no_such_contract() -> None:
    assert refusal(in_review(), STRANGER).code is Refusal.NOT_FOUND


def test_sg1_nobody_signs_twice() -> None:
    contract = signed_by(in_review(signers=("carla", "ada")), CUSTOMER)
    assert refusal(contract).code is Refusal.ALREADY_SIGNED


def test_sg1_a_draft_cannot_be_signed() -> None:
    assert refusal(seen_by(with_document(), CUSTOMER)).code is Refusal.WRONG_STATUS


def test_sg3_the_missing_pages_are_named() -> None:
    contract = in_review()
    contract = after(contract, signing.show_pages(contract, CUSTOMER, "document-1", (2,)))
    assert refusal(contract).facts["pages"] == {"document-1": [1]}


def test_sg3_a_page_counts_once_and_must_exist() -> None:
    contract = seen_by(in_review(), CUSTOMER)
    assert signing.show_pages(contract, CUSTOMER, "document-1", (1, 2)) == []
    with pytest.raises(Refused) as refused:
        signing.show_pages(contract, CUSTOMER, "document-1", (3,))
    assert refused.value.code is Refusal.PAGE_UNKNOWN


def test_sg4_the_empty_required_fields_of_both_are_named() -> None:
    contract = seen_by(
        in_review(a_field(label="Income"), a_field(owner=Role.ADVISOR, label="First instalment")),
        CUSTOMER,
    )
    fields = refusal(contract).facts["fields"]
    assert isinstance(fields, list)
    assert [field["label"] for field in fields] == ["Income", "First instalment"]


def test_sg4_an_unticked_required_box_counts_as_empty() -> None:
    box = a_field(FieldKind.CHECKBOX)
    contract = seen_by(in_review(box), CUSTOMER)
    contract = after(contract, filling.fill(contract, CUSTOMER, box.field_id, value=False))
    assert refusal(contract).code is Refusal.REQUIRED_FIELDS_EMPTY
    contract = after(contract, filling.fill(contract, CUSTOMER, box.field_id, value=True))
    assert sign(contract).is_complete


def test_sg4_fd6_one_ticked_box_is_enough_for_its_group() -> None:
    boxes = [a_field(FieldKind.CHECKBOX, group="married") for _ in range(2)]
    contract = in_review(*boxes)
    assert signing.fields_missing(contract) == boxes
    contract = after(contract, filling.fill(contract, CUSTOMER, boxes[1].field_id, value=True))
    assert signing.fields_missing(contract) == []


def test_sg4_optional_fields_and_places_for_marks_may_be_empty() -> None:
    contract = in_review(a_field(required=False), a_field(FieldKind.SIGNATURE))
    assert sign(seen_by(contract, CUSTOMER)).is_complete


def test_sg2_a_value_that_changes_meanwhile_changes_the_digest() -> None:
    field = a_field()
    contract = seen_by(in_review(field), CUSTOMER)
    contract = after(contract, filling.fill(contract, CUSTOMER, field.field_id, "3100"))
    seen = signing.digest(contract)
    contract = after(contract, filling.fill(contract, CUSTOMER, field.field_id, "3200"))
    assert refusal(contract, digest=seen).code is Refusal.CHANGED_SINCE_VIEWED


def test_sg7_the_digest_covers_title_documents_fields_and_signers() -> None:
    contract = with_document(a_field())
    others = [
        after(contract, lifecycle.change_title(contract, "Other")),
        after(contract, lifecycle.change_signers(contract, ["carla", "ada"])),
        with_document(),
    ]
    assert len({signing.digest(c) for c in [contract, *others]}) == 4


def test_sg7_the_digest_does_not_depend_on_who_saw_what() -> None:
    contract = in_review()
    assert signing.digest(contract) == signing.digest(seen_by(contract, CUSTOMER, ADVISOR))


def drawn(*points: tuple[float, float], pressure: float = 0.5) -> DrawnMark:
    return DrawnMark(strokes=(tuple(StrokePoint(x=x, y=y, p=pressure) for x, y in points),))


LINE = tuple((float(n), float(n)) for n in range(9))


@pytest.mark.parametrize("mark", [TypedMark(text="Carla Moreno", face="caveat"), drawn(*LINE)])
def test_sg6_a_mark_shows_something(mark: Mark) -> None:
    check_mark(mark)


@pytest.mark.parametrize(
    "mark",
    [
        TypedMark(text="x" * 101),
        TypedMark(text="a\nb"),
        TypedMark(text="\u3164 \u2800"),
        TypedMark(text="\u0301"),
        drawn((1, 1)),
        drawn(*[(1, 1)] * 9),
        drawn(*[(float(n), 0) for n in range(MAX_POINTS + 1)]),
        drawn((0, 0), (1e5, 0), (2e5, 0)),
        drawn(*LINE, pressure=2),
    ],
    ids=["long", "lines", "blank", "only an accent", "dot", "no extent", "endless", "far away", "too hard"],
)
def test_sg6_what_no_hand_draws_is_refused(mark: Mark) -> None:
    with pytest.raises(Refused) as refused:
        check_mark(mark)
    assert refused.value.code is Refusal.MARK_INVALID


def test_a_document_added_under_review_has_to_be_seen_too() -> None:
    contract = seen_by(in_review(), CUSTOMER)
    contract = after(contract, drafting.add_document(contract, a_document("document-2", 3)))
    assert signing.pages_missing(contract, "carla") == {"document-2": [1, 2, 3]}
