"""A lane carries out what it was given, in order, whoever still waits for it."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from livecontract.store.lanes import Lane


@pytest.fixture
def lane() -> Iterator[Lane]:
    engine = create_engine("sqlite://", poolclass=NullPool, connect_args={"check_same_thread": False})
    made = Lane("test", engine.connect)
    yield made
    made.close()


async def test_work_gets_the_connection_and_its_result_comes_back(lane: Lane) -> None:
    assert await lane.run(lambda connection: connection.execute(text("select 7")).scalar()) == 7


async def test_what_work_raises_comes_back(lane: Lane) -> None:
    with pytest.raises(ZeroDivisionError):
        await lane.run(lambda _: 1 // 0)
    assert await lane.run(lambda _: "still there") == "still there"


async def test_work_that_stops_an_iteration_does_not_hang_its_caller(lane: Lane) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await lane.run(lambda _: next(iter(())))


async def test_work_is_carried_out_though_its_caller_has_gone(lane: Lane) -> None:
    gate, done = threading.Event(), threading.Event()
    blocked = asyncio.create_task(lane.run(lambda _: gate.wait(30)))
    gone = asyncio.create_task(lane.run(lambda _: done.set()))
    await asyncio.sleep(0)

    gone.cancel()
    gate.set()

    assert await blocked
    assert await lane.run(lambda _: done.is_set())


async def test_closing_carries_out_what_is_queued(lane: Lane) -> None:
    tasks = [asyncio.create_task(lane.run(lambda _, n=n: n)) for n in range(5)]  # type: ignore[misc]  # the loop's own number
    await asyncio.sleep(0)

    await asyncio.to_thread(lane.close)

    assert await asyncio.gather(*tasks) == [0, 1, 2, 3, 4]


async def test_a_lane_that_is_kept_busy_says_so(lane: Lane) -> None:
    gate = threading.Event()
    blocked = asyncio.create_task(lane.run(lambda _: gate.wait(30)))
    async with asyncio.timeout(30):
        while not lane.is_held_up:  # noqa: ASYNC110  it is time that makes it true, and no event
            await asyncio.sleep(0)

    gate.set()

    assert await blocked
    assert not lane.is_held_up


async def test_a_connection_that_cannot_be_made_fails_the_work_that_needed_it() -> None:
    def connect() -> Connection:
        raise ConnectionError("no such place")

    lane = Lane("test", connect)

    with pytest.raises(ConnectionError):
        await lane.run(lambda _: None)
    await asyncio.to_thread(lane.close)
