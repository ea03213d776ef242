"""Work that is left behind is not lost, and neither is what goes wrong in it."""

import asyncio

from structlog.testing import capture_logs

from livecontract.realtime.errands import Errands


async def test_settling_waits_for_errands_of_errands() -> None:
    errands = Errands()
    done: list[str] = []

    async def first() -> None:
        errands.start(second(), "second")
        done.append("first")

    async def second() -> None:
        await asyncio.sleep(0)
        done.append("second")

    errands.start(first(), "first")
    await errands.settle()

    assert done == ["first", "second"]


async def test_a_mistake_is_logged_under_what_was_being_done() -> None:
    errands = Errands()

    async def broken() -> None:
        raise ZeroDivisionError

    async def endless() -> None:
        await asyncio.Event().wait()

    with capture_logs() as logs:
        errands.start(broken(), "counting")
        errands.start(endless(), "waiting").cancel()
        await errands.settle()

    assert [(entry["event"], entry["errand"]) for entry in logs] == [("errand failed", "counting")]
