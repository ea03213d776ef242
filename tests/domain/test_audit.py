"""The chain: built entry by entry, and what happens to it when somebody touches it."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from livecontract.domain import audit, drafting, lifecycle, signing
from livecontract.domain.audit import AuditEntry, Head
from livecontract.domain.events import EVENT_TYPES, Event, as_record, event_name, from_record
from tests.making import CUSTOMER, NOON, a_contract, a_document, a_field, after, an_intent, seen_by


def a_history() -> list[Event]:
    contract = a_contract()
    events: list[Event] = []
    for verb in (
        lambda c: lifecycle.create(
            contract_id=c.contract_id,
            title=c.title,
            advisor=c.advisor,
            customer=c.customer,
            consent=c.consent,
            now=NOON,
        ),
        lambda c: drafting.add_document(c, a_document()),
        lambda c: drafting.place_fields(c, "document-1", [a_field(required=False)]),
        lifecycle.send_for_review,
        lambda c: signing.show_pages(c, CUSTOMER, "document-1", (1, 2)),
        lambda c: signing.sign(seen_by(c, CUSTOMER), CUSTOMER, an_intent(c), signature_id="s1", now=NOON),
    ):
        new = verb(contract)
        contract = contract if not events else after(contract, new)
        events.extend(new)
    return events


def a_chain() -> list[AuditEntry]:
    return audit.link(Head(), contract_id="contract-1", at=NOON, actor="ada", events=a_history())


CHAIN = a_chain()
HEAD = Head(seq=len(CHAIN), hash=CHAIN[-1].hash)


def test_au1_every_entry_carries_the_hash_of_the_one_before() -> None:
    assert [entry.prev for entry in CHAIN] == ["", *(entry.hash for entry in CHAIN[:-1])]
    assert audit.first_fault(CHAIN, HEAD) is None


def test_au1_a_chain_can_be_continued() -> None:
    more = audit.link(HEAD, contract_id="contract-1", at=NOON, actor="ada", events=a_history()[3:4])
    assert audit.first_fault([*CHAIN, *more]) is None


def test_au1_entries_give_their_events_back() -> None:
    assert [entry.event for entry in CHAIN] == a_history()[:1] + [e.event for e in CHAIN[1:]]
    for entry in CHAIN:
        assert from_record(entry.type, as_record(entry.event)) == entry.event


def test_au1_every_event_has_a_name_of_its_own() -> None:
    names = {str(kind.__struct_config__.tag) for kind in EVENT_TYPES}
    assert len(names) == len(EVENT_TYPES)
    assert event_name(a_history()[0]) in names


@given(st.data())
def test_au2_any_altered_member_is_found_at_its_entry(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(CHAIN) - 1))
    member = data.draw(st.sampled_from(["at", "actor", "type", "prev", "hash"]))
    entry = CHAIN[place]
    altered = msgspec.structs.replace(entry, **{member: getattr(entry, member) + "x"})
    fault = audit.first_fault([*CHAIN[:place], altered, *CHAIN[place + 1 :]])
    assert fault is not None
    assert fault.seq == entry.seq


def test_au2_an_altered_fact_is_found() -> None:
    data = CHAIN[0].data | {"title": "Another agreement"}
    fault = audit.first_fault([msgspec.structs.replace(CHAIN[0], data=data), *CHAIN[1:]])
    assert fault == audit.ChainFault(seq=1, reason="altered")


@given(st.integers(0, len(CHAIN) - 2))
def test_au2_a_dropped_entry_is_found(place: int) -> None:
    fault = audit.first_fault([*CHAIN[:place], *CHAIN[place + 1 :]], HEAD)
    assert fault is not None
    assert fault.seq == place + 1


@given(st.permutations(CHAIN))
def test_au2_another_order_is_found(entries: list[AuditEntry]) -> None:
    fault = audit.first_fault(entries, HEAD)
    assert (fault is None) == (list(entries) == CHAIN)


@given(st.integers(0, len(CHAIN) - 1))
def test_au2_truncation_is_found_by_the_head(length: int) -> None:
    assert audit.first_fault(CHAIN[:length]) is None
    assert audit.first_fault(CHAIN[:length], HEAD) == audit.ChainFault(
        seq=length + 1, reason="truncated_or_extended"
    )


def test_au2_an_entry_of_another_contract_is_found() -> None:
    foreign = audit.link(
        Head(seq=1, hash=CHAIN[0].hash),
        contract_id="contract-2",
        at=NOON,
        actor="ada",
        events=a_history()[1:2],
    )
    fault = audit.first_fault([CHAIN[0], *foreign])
    assert fault == audit.ChainFault(seq=2, reason="of_another_contract")
