"""The back-ends that the suites of the ports run on; a further one is a further parameter here."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from livecontract.blobs.files import FileBlobs
from livecontract.blobs.port import ServedBlobs
from livecontract.keys.local import LocalKeys
from livecontract.keys.port import Keys
from livecontract.store.port import Store
from livecontract.store.sqlite import SqliteStore
from tests.databases import new_store
from tests.making import NOON
from tests.ports import posts
from tests.ports.posts import MakePost, Post


class Clock:
    """Time that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, span: timedelta) -> None:
        self.now += span


async def sqlite(folder: Path) -> Store:
    return await new_store(folder / "live.db", SqliteStore)


def files(folder: Path, clock: Clock) -> ServedBlobs:
    return FileBlobs(folder / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=clock)


def local(folder: Path) -> Keys:
    return LocalKeys.open(folder / "keys")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=[sqlite])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    make: Callable[[Path], Awaitable[Store]] = request.param
    made = await make(tmp_path)
    yield made
    await made.close()


@pytest.fixture(params=[files])
def blobs(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> ServedBlobs:
    make: Callable[[Path, Clock], ServedBlobs] = request.param
    return make(tmp_path, clock)


@pytest.fixture(params=[local])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Keys:
    make: Callable[[Path], Keys] = request.param
    return make(tmp_path)


@pytest.fixture(params=[posts.folder, posts.smtp])
async def post(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Post]:
    make: MakePost = request.param
    async with make(tmp_path) as made:
        yield made
