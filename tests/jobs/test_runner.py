"""The runner does every job at least once, in order within a stream, and gives none up in silence."""

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from livecontract.jobs.runner import Patience
from tests.jobs.working import (
    PATIENCE,
    Deeds,
    FlakyStore,
    Time,
    at_work,
    claimed,
    enqueue,
    waiting,
)
from tests.making import NOON

SECOND = timedelta(seconds=1)


async def test_st4_a_job_that_is_done_is_gone(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    await enqueue(store, "a", "b", "c")

    async with at_work(store, deeds, time):
        await deeds.have_ended("a", "b", "c")

    assert await waiting(store) == 0


async def test_a_commit_wakes_the_runner(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    async with at_work(store, deeds, time):
        for name in ("a", "b"):
            await enqueue(store, name)
            await deeds.have_ended(*"ab"[: "ab".index(name) + 1])


async def test_a_job_waits_for_its_time(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    await enqueue(store, "later", run_at=NOON + 5 * SECOND)

    async with at_work(store, deeds, time):
        await time.pass_to(NOON + 5 * SECOND)
        await deeds.have_ended("later")


async def test_st4_a_job_that_fails_is_tried_again_after_ever_longer_pauses(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    await enqueue(store, "a")
    deeds.failures["a"] = 2

    async with at_work(store, deeds, time):
        await time.pass_to(NOON + 1 * SECOND)
        await time.pass_to(NOON + 3 * SECOND)
        await deeds.have_ended("a")

    assert deeds.begun == ["a", "a", "a"]
    assert await waiting(store) == 0


async def test_st4_a_job_that_keeps_failing_becomes_a_dead_letter_and_is_said(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    await enqueue(store, "a")
    deeds.failures["a"] = 99

    with capture_logs() as logs:
        async with at_work(store, deeds, time):
            await time.pass_to(NOON + 1 * SECOND)
            await time.pass_to(NOON + 3 * SECOND)
            await deeds.have_begun("a", "a", "a")

    (dead,) = await store.read(lambda reader: reader.dead_jobs())
    assert (dead.attempts, dead.error) == (3, "ConnectionError: no route for a")
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["job given up"]


async def test_st4_a_job_that_ends_its_process_each_time_is_given_up(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    await enqueue(store, "poison", "b")
    for _ in range(PATIENCE.attempts):
        await claimed(store)
        await store.write(lambda tx: tx.release_jobs(NOON))

    async with at_work(store, deeds, time):
        await time.pass_to(NOON + PATIENCE.longest_rest)

    dead = await store.read(lambda reader: reader.dead_jobs())
    assert [job.error for job in dead] == ["the process ended while it was being done"] * 2
    assert deeds.begun == []


async def test_st5_jobs_of_a_stream_wait_for_one_another(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    gate = deeds.hold_up("a1")
    await enqueue(store, "a1", "a2", stream="a")
    await enqueue(store, "b1", stream="b")

    async with at_work(store, deeds, time):
        await deeds.have_ended("b1")
        assert "a2" not in deeds.begun
        gate.set()
        await deeds.have_ended("a1", "a2", "b1")

    assert deeds.ended == ["b1", "a1", "a2"]


async def test_no_more_jobs_run_at_once_than_allowed(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    gates = [deeds.hold_up(name) for name in "abc"]
    await enqueue(store, "a", "b", "c")

    async with at_work(store, deeds, time):
        await deeds.have_begun("a", "b")
        assert await waiting(store) == 3
        gates[0].set()
        await deeds.have_begun("a", "b", "c")
        for gate in gates:
            gate.set()


async def test_kinds_without_a_deed_are_left_alone(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    await enqueue(store, "other", kind="seal")
    await enqueue(store, "a")

    async with at_work(store, deeds, time):
        await deeds.have_ended("a")

    assert await waiting(store) == 1


async def test_stopping_lets_what_runs_finish(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    gate = deeds.hold_up("a")
    await enqueue(store, "a", "b", "c")

    async with at_work(store, deeds, time) as runner:
        await deeds.have_ended("b", "c")
        runner.stop()
        gate.set()

    assert sorted(map(str, deeds.ended)) == ["a", "b", "c"]
    assert await waiting(store) == 0


async def test_st4_what_does_not_finish_in_time_is_given_back_untried(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    deeds.hold_up("a")
    await enqueue(store, "a")

    async with at_work(store, deeds, time) as runner:
        await deeds.have_begun("a")
        runner.stop()
        await time.pass_to(NOON + PATIENCE.grace)

    (job,) = await claimed(store, NOON + PATIENCE.grace)
    assert job.attempts == 1


async def test_a_long_job_stays_claimed(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    gate = deeds.hold_up("a")
    await enqueue(store, "a")

    async with at_work(store, deeds, time):
        for seconds in (10, 15, 25, 30, 40, 45):
            await time.pass_to(NOON + seconds * SECOND)
        assert await claimed(store, time.now) == []
        gate.set()
        await deeds.have_ended("a")

    assert deeds.begun == ["a"]


async def test_a_job_that_another_runner_has_taken_over_is_called_off(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    deeds.hold_up("a")
    await enqueue(store, "a")

    async with at_work(store, deeds, time):
        await deeds.have_begun("a")
        await store.write(lambda tx: tx.release_jobs(NOON))
        (taken,) = await claimed(store)
        with capture_logs() as logs:
            await time.pass_to(NOON + 10 * SECOND)
            await time.pass_to(NOON + PATIENCE.lease / 2)
            await time.pass_to(NOON + PATIENCE.lease / 2 + 10 * SECOND)

    assert [log["event"] for log in logs] == ["job lost to another runner"]
    assert await store.write(lambda tx: tx.finish_job(taken))


async def test_st4_the_only_runner_takes_over_what_a_killed_one_held(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    await enqueue(store, "a")
    await claimed(store)

    async with at_work(store, deeds, time, is_only=True):
        await deeds.have_ended("a")


async def test_a_runner_beside_others_waits_for_their_leases(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    await enqueue(store, "a")
    await claimed(store)

    async with at_work(store, deeds, time):
        for seconds in (10, 20, 30):
            assert deeds.begun == []
            await time.pass_to(NOON + seconds * SECOND)
        await deeds.have_ended("a")


async def test_st4_what_was_done_but_not_noted_is_done_again(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    gate = deeds.hold_up("a")
    await enqueue(store, "a")
    async with at_work(store, deeds, time) as runner:
        await deeds.have_begun("a")
        runner.stop()
        store.failures = 1
        gate.set()
    assert await waiting(store) == 1

    async with at_work(store, deeds, time, is_only=True):
        await deeds.have_ended("a", "a")


async def test_a_runner_leaves_no_task_behind(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    await enqueue(store, "a")

    async with at_work(store, deeds, time):
        await deeds.have_ended("a")
        await time.pass_to(NOON + PATIENCE.longest_rest)

    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_pauses_double_up_to_the_longest_and_differ_by_chance() -> None:
    patience = Patience()

    assert [patience.delay(n, 1.0).total_seconds() for n in (1, 2, 3, 12, 5000)] == [1, 2, 4, 300, 300]
    assert patience.delay(3, 0.0) == patience.delay(3, 1.0) / 2
