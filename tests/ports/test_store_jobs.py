"""Every database hands out what must follow a commit: at least once, and in order within a stream."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from livecontract.store.port import Job, NewJob, Store, Transaction
from tests.making import NOON

MINUTE = timedelta(minutes=1)


async def enqueue(store: Store, *names: str, stream: str | None = None, kind: str = "letter") -> None:
    for name in names:
        job = NewJob(kind=kind, payload={"name": name}, stream=stream)
        await store.write(lambda tx, job=job: tx.enqueue(job, NOON))  # type: ignore[misc]  # the loop's own job


async def claim(
    store: Store, *, after: timedelta = timedelta(), limit: int = 9, kinds: Sequence[str] = ("letter",)
) -> list[Job]:
    now = NOON + after
    return await store.write(lambda tx: tx.claim_jobs(kinds, now=now, until=now + MINUTE, limit=limit))


def enqueue_and_break(tx: Transaction) -> None:
    tx.enqueue(NewJob(kind="letter", payload={"name": "a"}), NOON)
    raise ZeroDivisionError


def names(jobs: list[Job]) -> list[object]:
    return [job.payload["name"] for job in jobs]


async def waiting(store: Store) -> int:
    return await store.read(lambda reader: reader.waiting_jobs())


async def test_wr4_a_job_exists_once_its_transaction_commits(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        await store.write(enqueue_and_break)

    assert await waiting(store) == 0
    assert await claim(store) == []


async def test_a_claimed_job_is_nobody_elses(store: Store) -> None:
    await enqueue(store, "a", "b", "c")

    first, second = await claim(store, limit=2), await claim(store)

    assert (names(first), names(second)) == (["a", "b"], ["c"])
    assert await claim(store) == []


async def test_a_claim_tells_all_about_the_job(store: Store) -> None:
    await enqueue(store, "a", stream="s")

    (job,) = await claim(store)

    assert job == Job(
        job_id=job.job_id,
        kind="letter",
        payload={"name": "a"},
        stream="s",
        attempts=1,
        lease=job.lease,
        enqueued_at=NOON,
    )


async def test_only_the_kinds_asked_for_are_claimed(store: Store) -> None:
    await enqueue(store, "a", kind="seal")
    await enqueue(store, "b")

    assert names(await claim(store, kinds=("letter",))) == ["b"]
    assert names(await claim(store, kinds=("letter", "seal"))) == ["a"]


async def test_a_job_waits_for_its_time(store: Store) -> None:
    job = NewJob(kind="letter", payload={"name": "later"}, run_at=NOON + MINUTE)
    await store.write(lambda tx: tx.enqueue(job, NOON))

    assert await claim(store) == []
    assert await store.read(lambda reader: reader.next_job_at(["letter"])) == NOON + MINUTE
    assert names(await claim(store, after=MINUTE)) == ["later"]


async def test_st4_a_lease_that_ran_out_is_taken_over(store: Store) -> None:
    await enqueue(store, "a")
    (first,) = await claim(store)

    (second,) = await claim(store, after=MINUTE)

    assert (second.job_id, second.attempts) == (first.job_id, 2)
    assert not await store.write(lambda tx: tx.finish_job(first))
    assert not await store.write(lambda tx: tx.retry_job(first, run_at=NOON, error="x"))
    assert not await store.write(lambda tx: tx.bury_job(first, error="x"))
    assert not await store.write(lambda tx: tx.extend_job(first, until=NOON))
    assert await store.write(lambda tx: tx.finish_job(second))
    assert await waiting(store) == 0


async def test_a_lease_can_be_extended(store: Store) -> None:
    await enqueue(store, "a")
    (job,) = await claim(store)

    assert await store.write(lambda tx: tx.extend_job(job, until=NOON + 3 * MINUTE))

    assert await claim(store, after=2 * MINUTE) == []
    assert await store.read(lambda reader: reader.next_job_at(["letter"])) == NOON + 3 * MINUTE


async def test_a_failed_job_comes_back_with_its_error(store: Store) -> None:
    await enqueue(store, "a")
    (job,) = await claim(store)

    await store.write(lambda tx: tx.retry_job(job, run_at=NOON + MINUTE, error="no route"))

    assert await claim(store) == []
    (again,) = await claim(store, after=MINUTE)
    assert (again.attempts, again.error) == (2, "no route")


async def test_a_job_that_was_given_back_counts_as_untried(store: Store) -> None:
    await enqueue(store, "a")
    (job,) = await claim(store)

    await store.write(lambda tx: tx.give_back_job(job, NOON))

    (again,) = await claim(store)
    assert again.attempts == 1


async def test_st5_jobs_of_a_stream_come_one_at_a_time_in_order(store: Store) -> None:
    await enqueue(store, "a1", "a2", stream="a")
    await enqueue(store, "b1", stream="b")
    await enqueue(store, "free")

    first = await claim(store)
    blocked = await claim(store)
    await store.write(lambda tx: tx.finish_job(first[0]))

    assert (names(first), names(blocked)) == (["a1", "b1", "free"], [])
    assert names(await claim(store)) == ["a2"]


async def test_st5_a_failed_job_holds_its_stream_up_and_a_dead_one_does_not(store: Store) -> None:
    await enqueue(store, "a1", "a2", stream="a")
    (job,) = await claim(store)

    await store.write(lambda tx: tx.retry_job(job, run_at=NOON + MINUTE, error="x"))
    held_up = await claim(store)
    (again,) = await claim(store, after=MINUTE)
    await store.write(lambda tx: tx.bury_job(again, error="x"))

    assert held_up == []
    assert names(await claim(store)) == ["a2"]


async def test_what_waits_for_its_stream_says_nothing_about_when(store: Store) -> None:
    await enqueue(store, "a1", "a2", stream="a")
    await claim(store)

    assert await store.read(lambda reader: reader.next_job_at(["letter"])) == NOON + MINUTE
    assert await store.read(lambda reader: reader.next_job_at(["seal"])) is None


async def test_st4_a_dead_letter_shows_its_error_and_can_be_revived(store: Store) -> None:
    await enqueue(store, "a")
    (job,) = await claim(store)
    await store.write(lambda tx: tx.bury_job(job, error="no such address"))
    (dead,) = await store.read(lambda reader: reader.dead_jobs())
    count = await waiting(store)

    revived = await store.write(lambda tx: tx.revive_jobs(NOON))

    assert dead == replace(job, lease="", error="no such address")
    assert (count, revived) == (0, 1)
    (again,) = await claim(store)
    assert again.attempts == 1


async def test_st4_a_job_that_fails_again_and_again_is_listed_while_it_lives(store: Store) -> None:
    await enqueue(store, "a", "b")
    for _ in range(3):
        (job,) = await claim(store, limit=1)
        await store.write(partial(retry, job))

    listed = await store.read(lambda reader: (reader.failing_jobs(3), reader.failing_jobs(4)))

    assert [[(job.payload["name"], job.attempts, job.error) for job in jobs] for jobs in listed] == [
        [("a", 3, "the disk is full")],
        [],
    ]


def retry(job: Job, tx: Transaction) -> bool:
    return tx.retry_job(job, run_at=NOON, error="the disk is full")


async def test_st4_the_leases_of_a_dead_process_can_be_ended(store: Store) -> None:
    await enqueue(store, "a")
    await claim(store)

    assert await store.write(lambda tx: tx.release_jobs(NOON)) == 1

    (again,) = await claim(store)
    assert again.attempts == 2


async def test_a_job_id_is_never_used_again(store: Store) -> None:
    await enqueue(store, "a")
    (first,) = await claim(store)
    await store.write(lambda tx: tx.finish_job(first))

    await enqueue(store, "b")

    (second,) = await claim(store)
    assert second.job_id > first.job_id


async def test_a_commit_that_enqueued_wakes_those_who_asked(store: Store) -> None:
    woken = asyncio.Event()
    store.on_jobs(woken.set)

    await enqueue(store, "a")

    async with asyncio.timeout(30):
        await woken.wait()


async def test_nothing_wakes_those_who_asked_when_nothing_was_enqueued(store: Store) -> None:
    woken = asyncio.Event()
    store.on_jobs(woken.set)

    await store.write(lambda tx: tx.forget(NOON, 9))
    with pytest.raises(ZeroDivisionError):
        await store.write(enqueue_and_break)
    await store.read(lambda reader: reader.waiting_jobs())

    assert not woken.is_set()


async def test_st4_each_of_many_jobs_is_claimed_once_by_many_workers(store: Store) -> None:
    await enqueue(store, *(str(number) for number in range(60)))
    done: list[object] = []

    async def work() -> None:
        while jobs := await claim(store, limit=4):
            for job in jobs:
                done.extend(names([job]))
                await store.write(lambda tx, job=job: tx.finish_job(job))  # type: ignore[misc]  # the loop's own job

    await asyncio.gather(*(work() for _ in range(4)))

    assert sorted(done, key=str) == sorted(str(number) for number in range(60))
    assert await waiting(store) == 0
