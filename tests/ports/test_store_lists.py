"""Every database lists a person's contracts: the last active first, page by page, by status and words."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from livecontract.domain.contracts import Contract, Status
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session
from livecontract.domain.values import Party
from livecontract.store.port import Page, Store
from tests.making import ADA, CARLA, NOON, a_contract, a_field, with_document

BO = Party(user_id="bo", name="Bo Straße", email="bo@post.example")


async def keep(store: Store, *contracts: Contract) -> None:
    """Save these contracts, one minute after the other."""
    for minute, contract in enumerate(contracts):
        at = NOON + timedelta(minutes=minute)
        await store.write(lambda tx, c=contract, at=at: tx.save_contract(None, c, at))  # type: ignore[misc]  # the loop's own values


def numbered(number: int, title: str = "Loan", **changes: object) -> Contract:
    return replace(a_contract(title), contract_id=f"contract-{number}", **changes)


async def listed(
    store: Store,
    user_id: str = "ada",
    statuses: tuple[Status, ...] = (),
    text: str = "",
    cursor: str | None = None,
    limit: int = 10,
) -> Page:
    return await store.read(
        lambda reader: reader.contracts(user_id, statuses=statuses, text=text, cursor=cursor, limit=limit)
    )


def numbers(page: Page) -> list[int]:
    return [int(item.contract.contract_id.split("-")[1]) for item in page.items]


async def test_the_last_active_contract_comes_first(store: Store) -> None:
    first, second = numbered(1), numbered(2)
    await keep(store, first, second)
    later = NOON + timedelta(hours=1)

    await store.write(lambda tx: tx.save_contract(first, first, later))

    page = await listed(store)
    assert numbers(page) == [1, 2]
    assert page.items[0].active_at == later


async def test_pages_together_show_each_contract_once(store: Store) -> None:
    await keep(store, *(numbered(number) for number in range(7)))

    pages = [await listed(store, limit=3)]
    while pages[-1].next_cursor:
        pages.append(await listed(store, limit=3, cursor=pages[-1].next_cursor))

    assert [numbers(page) for page in pages] == [[6, 5, 4], [3, 2, 1], [0]]


async def test_contracts_of_the_same_moment_are_told_apart_by_a_cursor(store: Store) -> None:
    for number in range(4):
        contract = numbered(number)
        await store.write(lambda tx, c=contract: tx.save_contract(None, c, NOON))  # type: ignore[misc]  # the loop's own contract

    first = await listed(store, limit=2)
    second = await listed(store, limit=2, cursor=first.next_cursor)

    assert numbers(first) + numbers(second) == [3, 2, 1, 0]


async def test_ac1_each_person_sees_their_own_contracts_only(store: Store) -> None:
    await keep(store, numbered(1), numbered(2, customer=BO))

    assert numbers(await listed(store, "ada")) == [2, 1]
    assert numbers(await listed(store, "carla")) == [1]
    assert numbers(await listed(store, "sven")) == []


async def test_a_contract_with_oneself_is_listed_once(store: Store) -> None:
    await keep(store, numbered(1, customer=ADA))

    assert numbers(await listed(store, "ada")) == [1]
    assert await store.read(lambda reader: reader.count_by_status("ada")) == {Status.DRAFT: 1}


async def test_statuses_narrow_the_list_and_are_counted(store: Store) -> None:
    await keep(store, numbered(1), numbered(2, status=Status.REVIEW), numbered(3, status=Status.REVIEW))

    assert numbers(await listed(store, statuses=(Status.REVIEW,))) == [3, 2]
    assert numbers(await listed(store, statuses=(Status.DRAFT, Status.VOIDED))) == [1]
    assert await store.read(lambda reader: reader.count_by_status("ada")) == {
        Status.DRAFT: 1,
        Status.REVIEW: 2,
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("house", [1]),
        ("HOUSE loan", [1]),
        ("carla", [2, 1]),
        ("bo strasse", [3]),
        ("100%", [2]),
        ("_", []),
        ("ünder", [2]),
        ("  ", [3, 2, 1]),
        ("nothing", []),
    ],
)
async def test_words_are_sought_in_titles_and_names_without_case(
    store: Store, text: str, found: list[int]
) -> None:
    await keep(
        store,
        numbered(1, "Loan for a house"),
        numbered(2, "100% Gründerkredit"),
        numbered(3, "Rent", customer=BO),
    )

    assert numbers(await listed(store, text=text)) == found


async def test_a_listed_contract_is_whole_and_names_its_live_session(store: Store) -> None:
    contract = with_document(a_field(field_id="f1"), a_field(field_id="f2"))
    session = Session(
        session_id="s",
        contract_id="contract-1",
        advisor_id=ADA.user_id,
        customer_id=CARLA.user_id,
        started_by="ada",
        started_at=NOON,
    )
    await keep(store, contract)
    await store.write(lambda tx: tx.save_session(session))

    (item,) = (await listed(store)).items

    assert (item.contract, item.session) == (contract, session)


async def test_a_cursor_that_was_tampered_with_is_refused(store: Store) -> None:
    await keep(store, numbered(1), numbered(2))
    cursor = (await listed(store, limit=1)).next_cursor
    assert cursor is not None
    tampered = cursor[:-2] + ("AA" if not cursor.endswith("AA") else "BB")

    for wrong in (tampered, "", "x", "ä", "A" * 60):
        with pytest.raises(Refused) as refused:
            await listed(store, cursor=wrong)
        assert refused.value.code is Refusal.VALUE_INVALID


async def test_an_endless_search_is_refused(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        await listed(store, text="x" * 5000)

    assert refused.value.code is Refusal.VALUE_INVALID
