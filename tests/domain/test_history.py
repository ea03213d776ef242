"""Random histories: whatever people try, in whatever order, the rules hold."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livecontract.domain import drafting, filling, lifecycle, session, signing
from livecontract.domain.consent import DEFAULT_CONSENT
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.events import Event, SealedDocument, SessionStarted
from livecontract.domain.fields import FieldKind
from livecontract.domain.history import UNSEEN, apply, begin, replay
from livecontract.domain.refusals import Refused
from livecontract.domain.values import Actor, Role
from tests.making import (
    ADA,
    ADVISOR,
    CARLA,
    CUSTOMER,
    NOON,
    a_document,
    a_field,
    an_intent,
)

Move = Callable[[Contract], list[Event]]

FIELDS = [
    a_field(field_id="f1"),
    a_field(FieldKind.NUMBER, Role.ADVISOR, field_id="f2"),
    a_field(FieldKind.CHECKBOX, field_id="f3", required=False),
    a_field(FieldKind.SIGNATURE, field_id="f4"),
]


def _sign(actor: Actor) -> Move:
    return lambda c: signing.sign(c, actor, an_intent(c, actor), signature_id="s", now=NOON)


def _finish(contract: Contract) -> list[Event]:
    sealed = [
        SealedDocument(document_id=d.document_id, sha256="d" * 64, size_bytes=1) for d in contract.documents
    ]
    return lifecycle.finish(contract, sealed, NOON)


def _start(contract: Contract) -> list[Event]:
    return session.start(contract, None, session_id="x", user_id="carla", now=NOON)


MOVES: dict[str, Move] = {
    "title": lambda c: lifecycle.change_title(c, c.title + "!"),
    "both sign": lambda c: lifecycle.change_signers(c, ["carla", "ada"]),
    "carla signs": lambda c: lifecycle.change_signers(c, ["carla"]),
    "add": lambda c: drafting.add_document(c, a_document(f"d{len(c.documents)}", 1)),
    "remove": lambda c: drafting.remove_document(c, "d0"),
    "place": lambda c: drafting.place_fields(c, "d0", FIELDS),
    "fewer": lambda c: drafting.place_fields(c, "d0", FIELDS[:1]),
    "fill": lambda c: filling.fill(c, CUSTOMER, "f1", str(c.version)),
    "clear": lambda c: filling.fill(c, CUSTOMER, "f1", None),
    "fill number": lambda c: filling.fill(c, ADVISOR, "f2", "12"),
    "suggest": lambda c: filling.suggest(c, ADVISOR, "f1", "better"),
    "no thanks": lambda c: filling.suggest(c, CUSTOMER, "f1", None),
    "send": lifecycle.send_for_review,
    "take back": lifecycle.take_back,
    "invite": lifecycle.invite,
    "show carla": lambda c: signing.show_pages(c, CUSTOMER, "d0", (1,)),
    "show ada": lambda c: signing.show_pages(c, ADVISOR, "d0", (1,)),
    "carla": _sign(CUSTOMER),
    "ada": _sign(ADVISOR),
    "decline": lambda c: lifecycle.decline(c, "carla", "No"),
    "void": lambda c: lifecycle.void(c, "ada", "No"),
    "seal": _finish,
    "seal fails": lambda c: lifecycle.report_seal_failure(c, "x", "It broke."),
    "meet": _start,
}

# The way to SIGNED, so that random histories reach the far end too.
STRAIGHT = ["add", "place", "fill", "fill number", "send", "show carla", "show ada", "carla", "seal"]

histories = st.one_of(
    st.lists(st.sampled_from(sorted(MOVES)), max_size=30),
    st.lists(st.sampled_from(sorted(MOVES)), min_size=len(STRAIGHT), max_size=len(STRAIGHT)).map(
        lambda noise: [move for pair in zip(STRAIGHT, noise, strict=True) for move in pair]
    ),
)


@settings(max_examples=300)
@given(histories)
def test_ct10_ct4_ct5_ct6_random_histories_obey_the_rules(moves: list[str]) -> None:
    history: list[Event] = list(
        lifecycle.create(
            contract_id="c", title="T", advisor=ADA, customer=CARLA, consent=DEFAULT_CONSENT, now=NOON
        )
    )
    contract = replay(history)
    for move in moves:
        try:
            events = MOVES[move](contract)
        except Refused:
            continue
        for event in events:
            changed = apply(contract, event)
            _check_step(contract, event, changed)
            contract = changed
        history.extend(events)
    assert replay(history) == contract


def _check_step(before: Contract, event: Event, after: Contract) -> None:
    if after.status is not before.status:
        assert after.status in lifecycle.TRANSITIONS[before.status]
    if before.status.is_final:
        assert after == before
        assert isinstance(event, SessionStarted)
    if before.signatures:
        assert [d.fields for d in after.documents] == [d.fields for d in before.documents]
        assert len(after.signatures) >= len(before.signatures)
    if after.status is Status.SIGNED:
        assert after.is_complete
        assert all(document.sealed for document in after.documents)
        assert {s.signed_by for s in after.signatures} == set(after.signers)
    assert after.version - before.version == (0 if isinstance(event, UNSEEN) else 1)


def test_ct10_a_history_begins_with_a_creation() -> None:
    contract = begin(
        lifecycle.create(
            contract_id="c", title="T", advisor=ADA, customer=CARLA, consent=DEFAULT_CONSENT, now=NOON
        )[0]
    )
    with pytest.raises(TypeError, match="ContractCreated"):
        replay(lifecycle.change_title(contract, "Other"))


def test_ct10_the_straight_way_leads_to_signed() -> None:
    contract = begin(
        lifecycle.create(
            contract_id="c", title="T", advisor=ADA, customer=CARLA, consent=DEFAULT_CONSENT, now=NOON
        )[0]
    )
    for move in STRAIGHT:
        for event in MOVES[move](contract):
            contract = apply(contract, event)
    assert contract.status is Status.SIGNED
