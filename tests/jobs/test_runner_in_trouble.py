"""The runner goes on whatever goes wrong, and says when it does not."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from livecontract.jobs.runner import NotAtWork
from tests.jobs.working import PATIENCE, Deeds, FlakyStore, Time, at_work, claimed, enqueue, waiting
from tests.making import NOON

SECOND = timedelta(seconds=1)


async def test_a_database_out_of_reach_is_waited_for(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    await enqueue(store, "a")
    store.failures = 2

    async with at_work(store, deeds, time):
        await time.pass_to(NOON + 1 * SECOND)
        await time.pass_to(NOON + 3 * SECOND)
        await deeds.have_ended("a")


@pytest.mark.parametrize("is_only", [True, False])
async def test_st6_no_failure_of_the_database_ends_the_runner_and_each_is_logged(
    store: FlakyStore, deeds: Deeds, time: Time, *, is_only: bool
) -> None:
    await enqueue(store, "a")
    store.failures, store.reason = 2, RuntimeError("nobody expected this")

    with capture_logs() as logs:
        async with at_work(store, deeds, time, is_only=is_only):
            await time.pass_to(NOON + 1 * SECOND)
            await time.pass_to(NOON + 3 * SECOND)
            await deeds.have_ended("a")

    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["a turn of the jobs failed"] * 2


async def test_st6_a_job_that_cannot_be_settled_holds_up_no_other(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    spoil(deeds, "bad")
    gates = [deeds.hold_up("bad"), deeds.hold_up("good")]
    await enqueue(store, "bad")
    await enqueue(store, "good", "next", stream="s")

    with capture_logs() as logs:
        async with at_work(store, deeds, time):
            await deeds.have_begun("bad", "good")
            for gate in gates:
                gate.set()
            await time.pass_to(NOON + 1 * SECOND)
            await deeds.have_ended("good", "next")
            for seconds in (11, 21, 30):
                await time.pass_to(NOON + seconds * SECOND)
            await deeds.have_ended("good", "next", "bad")

    assert "a job could not be settled" in [log["event"] for log in logs]
    assert await waiting(store) == 0


async def test_st6_a_job_that_cannot_be_settled_holds_up_no_other_at_the_end(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    spoil(deeds, "bad")
    gates = [deeds.hold_up("bad"), deeds.hold_up("good")]
    await enqueue(store, "bad", "good")

    async with at_work(store, deeds, time) as runner:
        await deeds.have_begun("bad", "good")
        runner.stop()
        for gate in gates:
            gate.set()

    assert await waiting(store) == 1


def spoil(deeds: Deeds, name: str) -> None:
    """Let a job fail once with an error that the database cannot take: it is no text."""
    deeds.failures[name] = 1
    deeds.words[name] = "\ud800"


async def test_st6_a_runner_says_whether_it_is_at_work(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    async with at_work(store, deeds, time) as runner:
        await enqueue(store, "a")
        await deeds.have_ended("a")
        await runner.check()

    with pytest.raises(NotAtWork, match="not running"):
        await runner.check()


async def test_st6_a_runner_whose_turns_hang_or_fail_says_so(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    async with at_work(store, deeds, time) as runner:
        await enqueue(store, "a")
        await deeds.have_ended("a")
        store.gate = asyncio.Event()
        time.now += PATIENCE.lease + SECOND
        with pytest.raises(NotAtWork, match="31 seconds"):
            await runner.check()
        store.gate.set()


async def test_st6_a_runner_says_that_a_job_does_not_end(store: FlakyStore, deeds: Deeds, time: Time) -> None:
    gate = deeds.hold_up("a")
    await enqueue(store, "a")

    async with at_work(store, deeds, time) as runner:
        await deeds.have_begun("a")
        await time.pass_to(NOON + 10 * SECOND)
        await runner.check()
        time.now += PATIENCE.longest_job
        with pytest.raises(NotAtWork, match="letter"):
            await runner.check()
        gate.set()


async def test_st4_a_job_that_must_be_done_is_tried_for_ever_and_that_is_said(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    await enqueue(store, "a")
    deeds.failures["a"] = 5

    with capture_logs() as logs:
        async with at_work(store, deeds, time, lasting=frozenset({"letter"})):
            for seconds in (1, 3, *range(13, 304, 10), *range(313, 604, 10), *range(613, 904, 10)):
                await time.pass_to(NOON + seconds * SECOND)
            await deeds.have_ended("a")

    said = [log for log in logs if log["event"] == "job still fails"]
    assert [(log["log_level"], log["attempts"]) for log in said] == [("error", n) for n in (3, 4, 5)]
    assert await store.read(lambda reader: reader.dead_jobs()) == []


async def test_st4_a_job_that_must_be_done_outlives_processes_that_end_in_it(
    store: FlakyStore, deeds: Deeds, time: Time
) -> None:
    await enqueue(store, "a")
    for _ in range(PATIENCE.attempts):
        await claimed(store)
        await store.write(lambda tx: tx.release_jobs(NOON))

    async with at_work(store, deeds, time, lasting=frozenset({"letter"})):
        await deeds.have_ended("a")
