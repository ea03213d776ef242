"""The table of who may do what, read row by row."""

import pytest

from livecontract.domain import lifecycle
from livecontract.domain.permissions import TABLE, Verb, permissions_of, require_permission
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import SYSTEM, Role
from tests.making import (
    ADVISOR,
    CUSTOMER,
    STRANGER,
    after,
    in_review,
    signed_by,
    with_document,
)


@pytest.mark.parametrize("verb", list(Verb))
def test_ac1_strangers_are_told_there_is_no_such_contract(verb: Verb) -> None:
    with pytest.raises(Refused) as refused:
        require_permission(in_review(), STRANGER, verb)
    assert refused.value.code is Refusal.NOT_FOUND


@pytest.mark.parametrize("verb", list(Verb))
def test_ac1_the_table_has_every_verb_and_decides_by_role(verb: Verb) -> None:
    for actor in (ADVISOR, CUSTOMER):
        if actor.role in TABLE[verb][0]:
            require_permission(in_review(), actor, verb)
            continue
        with pytest.raises(Refused) as refused:
            require_permission(in_review(), actor, verb)
        assert refused.value.code is Refusal.NOT_PERMITTED


def test_ac1_the_customer_prepares_nothing_and_the_advisor_declines_nothing() -> None:
    for_advisor = {verb for verb, row in TABLE.items() if row[0] == {Role.ADVISOR}}
    assert for_advisor == {
        Verb.CHANGE_TITLE,
        Verb.CHANGE_SIGNERS,
        Verb.REMOVE_DOCUMENT,
        Verb.PLACE_FIELDS,
        Verb.SEND_FOR_REVIEW,
        Verb.TAKE_BACK,
        Verb.INVITE,
        Verb.VOID,
    }
    assert [verb for verb, row in TABLE.items() if row[0] == {Role.CUSTOMER}] == [Verb.DECLINE]


def test_ac1_only_the_system_seals() -> None:
    require_permission(in_review(), SYSTEM, Verb.SEAL)
    assert TABLE[Verb.SEAL][0] == frozenset()


def test_ac2_a_draft_offers_the_advisor_to_prepare_and_the_customer_to_fill() -> None:
    contract = with_document()
    assert "placeFields" in permissions_of(contract, "ada")
    assert "sendForReview" in permissions_of(contract, "ada")
    assert "sign" not in permissions_of(contract, "carla")
    assert "fillField" in permissions_of(contract, "carla")
    assert permissions_of(contract, "sven") == ()


def test_ac2_a_signature_ends_what_would_change_the_contract() -> None:
    contract = signed_by(in_review(signers=("carla", "ada")), CUSTOMER)
    assert {"sign", "void"} <= set(permissions_of(contract, "ada"))
    assert not {"takeBack", "placeFields", "fillField"} & set(permissions_of(contract, "ada"))
    assert "sign" not in permissions_of(contract, "carla")


def test_ac2_while_the_seal_is_made_nothing_ends_the_contract() -> None:
    contract = signed_by(in_review(), CUSTOMER)
    assert not {"void", "sign"} & set(permissions_of(contract, "ada"))
    assert "decline" not in permissions_of(contract, "carla")
    contract = after(contract, lifecycle.report_seal_failure(contract, "x", "It broke."))
    assert "void" in permissions_of(contract, "ada")
