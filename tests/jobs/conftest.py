"""What the tests of the runner work with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.jobs.working import Deeds, FlakyStore, Time


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FlakyStore]:
    opened = await FlakyStore.open(tmp_path / "live.db", key=b"k" * 32)
    assert isinstance(opened, FlakyStore)
    yield opened
    await opened.close()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def deeds() -> Deeds:
    return Deeds()
