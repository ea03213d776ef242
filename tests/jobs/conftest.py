"""What the tests of the runner work with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import new_store
from tests.jobs.working import Deeds, FlakyStore, Time


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FlakyStore]:
    opened = await new_store(tmp_path / "live.db", FlakyStore)
    yield opened
    await opened.close()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def deeds() -> Deeds:
    return Deeds()
