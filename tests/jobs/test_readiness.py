"""A server whose jobs are not done says that it is not ready."""

import asyncio
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from livecontract.settings import Settings
from livecontract.wiring import Running, embedded

# It starts a process that seals.
pytestmark = pytest.mark.slow


async def test_st6_jobs_that_are_done_show_in_the_health_check(tmp_path: Path) -> None:
    async with embedded(Settings(data_dir=tmp_path)) as running:
        answer = await ready(running)

    assert (answer.status_code, answer.json()["parts"]["jobs"]) == (200, "ok")


async def test_st6_jobs_that_are_no_longer_done_show_in_the_health_check(tmp_path: Path) -> None:
    # Leaving it tells of the task that was cancelled.
    with suppress(asyncio.CancelledError):
        async with embedded(Settings(data_dir=tmp_path)) as running:
            (jobs,) = [task for task in asyncio.all_tasks() if task.get_name() == "jobs"]
            jobs.cancel()
            await asyncio.wait([jobs])
            answer = await ready(running)

    assert (answer.status_code, answer.json()["parts"]["jobs"]) == (503, "failing")


async def ready(running: Running) -> httpx.Response:
    transport = httpx.ASGITransport(app=running.app)  # type: ignore[arg-type]  # Litestar's type says less
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get("/health/ready")
