"""The documents of a room as its two people are shown them when they come in."""

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from livecontract.blobs.port import Blobs
from livecontract.queries.views import DocumentView
from livecontract.realtime.room import Room
from livecontract.wire.scene import Scene

# How long views are reused; their URLs last much longer.
REUSED_FOR_S = 60.0
MAX_ROOMS = 256


class DocumentViews:
    """Makes the views once for both people.

    They are large, so only those of the rooms that somebody came into last are kept.
    """

    def __init__(self, blobs: Blobs, now: Callable[[], float]) -> None:
        self._blobs = blobs
        self._now = now
        self._made: OrderedDict[Room, _Made] = OrderedDict()

    async def of(self, room: Room, scene: Scene) -> tuple[DocumentView, ...]:
        """The documents of a room's scene, with URLs that both people may use for a while."""
        made = self._made.get(room)
        if made is None or made.scene is not scene or made.until < self._now():
            views = await scene.documents(self._blobs)
            made = self._made[room] = _Made(scene, self._now() + REUSED_FOR_S, views)
            if len(self._made) > MAX_ROOMS:
                self._made.popitem(last=False)
        return made.views

    def forget(self, room: Room) -> None:
        """Let go of what is remembered of a room."""
        self._made.pop(room, None)


class _Made(NamedTuple):
    scene: Scene
    until: float
    views: tuple[DocumentView, ...]
