"""What ended long ago is forgotten, once an hour, and nothing else is."""

import asyncio
from datetime import timedelta

import pytest

from livecontract.commands.attempts import First, first_of, keep_first, key_of
from livecontract.domain.values import Actor, Role
from livecontract.jobs.sweep import AT_ONCE, EVERY, KEPT, Sweep
from livecontract.store.port import Store, StoreUnavailable, Transaction
from tests.jobs.working import Time
from tests.making import NOON

ADA = Actor(user_id="ada", role=Role.ADVISOR)


def keep_answers(tx: Transaction) -> None:
    for number in range(2 * AT_ONCE + 1):
        keep_first(tx, ADA, key_of(f"old {number}"), First(answer=b""), NOON - KEPT - timedelta(seconds=1))
    keep_first(tx, ADA, key_of("young"), First(answer=b"first"), NOON - KEPT)


async def test_st7_all_old_answers_go_and_the_others_stay(store: Store) -> None:
    await store.write(keep_answers)

    assert await Sweep(store, lambda: NOON).sweep() == 2 * AT_ONCE + 1

    first = await store.read(lambda reader: first_of(reader, ADA, key_of("young")))
    assert first == First(answer=b"first")


@pytest.mark.parametrize("trouble", [StoreUnavailable, ZeroDivisionError])
async def test_st7_it_goes_on_every_hour_whatever_went_wrong_with_the_database(
    store: Store, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]
) -> None:
    time = Time()
    await store.write(keep_answers)

    async def away(*_: object) -> None:
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(store, "write", away)
        sweeping = asyncio.create_task(Sweep(store, time.clock, time.sleep).run())
        await time.pass_to(NOON + EVERY)
    await time.pass_to(NOON + 2 * EVERY)
    sweeping.cancel()

    assert await store.read(lambda reader: first_of(reader, ADA, key_of("old 0"))) is None
