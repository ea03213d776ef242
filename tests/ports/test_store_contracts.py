"""Every database keeps contracts exactly as the rules made them, and changes them whole or not at all."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from livecontract.domain.contracts import Contract, Status
from livecontract.domain.events import Event
from livecontract.domain.history import replay
from livecontract.store.port import Store, Transaction
from tests.making import CUSTOMER, NOON, a_contract, a_field, in_review, signed_by, with_document
from tests.store.stories import PATH_TO_SIGNED, steps, stories


def live_through(tx: Transaction, story: list[str]) -> Contract:
    """Save every step of a story, comparing what is stored with what was made."""
    history: list[Event] = []
    contract = None
    for before, contract, events in steps(story):
        history += events
        tx.save_contract(before, contract, NOON)
        assert tx.contract(contract.contract_id) == contract == replay(history)
    assert contract is not None
    return contract


@given(story=stories())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_ct10_whatever_happens_to_a_contract_is_stored_as_it_is(store: Store, story: list[str]) -> None:
    made = await store.write(lambda tx: live_through(tx, story))

    assert await store.read(lambda reader: reader.contract(made.contract_id)) == made


async def test_ct10_the_story_that_goes_well_ends_signed(store: Store) -> None:
    made = await store.write(lambda tx: live_through(tx, PATH_TO_SIGNED))

    assert made.status is Status.SIGNED


@pytest.mark.parametrize("end", ["decline", "void"])
async def test_ct7_signatures_on_a_contract_that_was_called_off_come_back_void(
    store: Store, end: str
) -> None:
    story = ["both sign", *PATH_TO_SIGNED[:-1], end]

    made = await store.write(lambda tx: live_through(tx, story))

    assert [signature.is_void for signature in made.signatures] == [True]


async def test_a_contract_is_found_by_its_documents_and_fields(store: Store) -> None:
    contract = with_document(a_field(field_id="f1"))
    await store.write(lambda tx: tx.save_contract(None, contract, NOON))

    found = await store.read(
        lambda reader: (reader.contract_of_document("document-1"), reader.contract_of_field("f1"))
    )

    assert found == (contract, contract)


async def test_what_is_not_there_is_none(store: Store) -> None:
    found = await store.read(
        lambda reader: (reader.contract("x"), reader.contract_of_document("x"), reader.contract_of_field("x"))
    )

    assert found == (None, None, None)


async def test_a_removed_document_takes_its_fields_along(store: Store) -> None:
    contract = with_document(a_field(field_id="f1"))
    without = replace(contract, documents=())
    await store.write(lambda tx: tx.save_contract(None, contract, NOON))

    await store.write(lambda tx: tx.save_contract(contract, without, NOON))

    assert await store.read(lambda reader: reader.contract("contract-1")) == without
    assert await store.read(lambda reader: reader.contract_of_field("f1")) is None


async def test_st1_many_tasks_that_read_and_then_write_lose_no_update(store: Store) -> None:
    contract = a_contract()
    await store.write(lambda tx: tx.save_contract(None, contract, NOON))

    def count_up(tx: Transaction) -> None:
        before = tx.lock_contract("contract-1")
        assert before is not None
        tx.save_contract(before, replace(before, version=before.version + 1), NOON)

    async def count_often() -> None:
        for _ in range(40):
            await store.write(count_up)

    await asyncio.gather(*(count_often() for _ in range(8)))

    found = await store.read(lambda reader: reader.contract("contract-1"))
    assert found is not None
    assert found.version == contract.version + 8 * 40


async def test_wr1_what_raises_leaves_nothing_behind(store: Store) -> None:
    def broken(tx: Transaction) -> None:
        live_through(tx, PATH_TO_SIGNED)
        tx.save_contract(None, a_contract(), NOON)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.write(broken)

    assert await store.read(lambda reader: reader.contract("contract-1")) is None
    assert await store.read(lambda reader: reader.count_by_status("ada")) == {}


async def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    before, after = a_contract(), a_contract("Another title")
    await store.write(lambda tx: tx.save_contract(None, before, NOON))
    loop = asyncio.get_running_loop()

    def look_twice(tx: Transaction) -> tuple[Contract | None, Contract | None]:
        first = tx.contract("contract-1")
        change = store.write(lambda tx: tx.save_contract(before, after, NOON))
        asyncio.run_coroutine_threadsafe(change, loop).result(timeout=30)
        return first, tx.contract("contract-1")

    assert await store.read(look_twice) == (before, before)  # type: ignore[arg-type]  # it only reads
    assert await store.read(lambda reader: reader.contract("contract-1")) == after


async def test_a_final_contract_that_is_saved_unchanged_stays_as_it_is(store: Store) -> None:
    made = await store.write(lambda tx: live_through(tx, PATH_TO_SIGNED))

    await store.write(lambda tx: tx.save_contract(made, made, NOON))

    assert await store.read(lambda reader: reader.contract(made.contract_id)) == made


async def test_a_contract_can_begin_in_the_middle_of_its_life(store: Store) -> None:
    contract = signed_by(in_review(a_field(required=False)), CUSTOMER)

    await store.write(lambda tx: tx.save_contract(None, contract, NOON))

    assert await store.read(lambda reader: reader.contract("contract-1")) == contract
