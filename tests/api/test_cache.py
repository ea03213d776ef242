"""What is given again for some seconds: shared, bounded, and never a failure."""

import asyncio
from functools import partial

import pytest

from livecontract.api.cache import Cache
from livecontract.blobs.port import BlobMissing


class Maker:
    """Makes values, and counts how often."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.has_begun = asyncio.Event()
        self.may_go_on = asyncio.Event()

    async def make(self, name: str) -> str:
        self.made.append(name)
        self.has_begun.set()
        await self.may_go_on.wait()
        return name.upper()


async def test_all_who_ask_at_once_wait_for_one_and_the_same() -> None:
    maker, cache = Maker(), Cache[str, str](2, 5, lambda: 0)
    asking = [asyncio.create_task(cache.get("a", lambda: maker.make("a"))) for _ in range(3)]
    await maker.has_begun.wait()
    asking[0].cancel()

    maker.may_go_on.set()

    assert await asyncio.gather(*asking[1:]) == ["A", "A"]
    assert maker.made == ["a"]


async def test_only_the_latest_are_kept() -> None:
    maker, cache = Maker(), Cache[str, str](2, 5, lambda: 0)
    maker.may_go_on.set()

    for name in ("a", "b", "a", "c", "b", "a"):
        assert await cache.get(name, partial(maker.make, name)) == name.upper()

    assert maker.made == ["a", "b", "c", "a"]


async def test_a_failure_is_not_kept() -> None:
    cache = Cache[str, str](2, 5, lambda: 0)

    async def fail() -> str:
        raise BlobMissing

    async def work() -> str:
        return "done"

    with pytest.raises(BlobMissing):
        await cache.get("a", fail)
    assert await cache.get("a", work) == "done"
