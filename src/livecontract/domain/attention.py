"""How long each person had each page before them, as far as the recording of a session tells."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from livecontract.domain.recording import Batch
from livecontract.domain.values import Value


class Attention(Value, frozen=True):
    """A person had a page before them for that long, in seconds to the tenth."""

    user_id: str
    document_id: str
    page_number: int
    seconds: float


class _Told(msgspec.Struct, rename="camel"):
    """What matters here of an entry; other members that it may have are left aside."""

    type: str
    at: datetime
    user_id: str = ""
    document_id: str | None = None
    page_number: int = 1
    presence: str | None = None


_decode = msgspec.json.Decoder(list[_Told]).decode


def attention(found: Iterable[Batch]) -> list[Attention]:
    """The times of all people and pages, in the order in which they were first looked at.

    A page counts while its reader is connected, from the moment it came into view until another did.
    """
    watch = _Watch()
    epoch = None
    for batch in found:
        if epoch not in {None, batch.epoch}:
            # Whether anybody still looked while the server was away is not known.
            watch.stop_all()
        epoch = batch.epoch
        for told in _decode(batch.events):
            watch.see(told)
    watch.stop_all()
    return watch.result()


class _Watch:
    """One stopwatch a person."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, str, int], float] = {}
        self._places: dict[str, tuple[str, int]] = {}
        self._running: dict[str, datetime] = {}
        self._latest: datetime | None = None

    def see(self, told: _Told) -> None:
        self._latest = told.at if self._latest is None else max(self._latest, told.at)
        is_here = _PRESENCE.get(told.type, told.presence)
        if told.type in _PLACES and told.document_id is not None:
            self._move(told, (told.document_id, told.page_number))
        elif is_here == "here":
            self._running.setdefault(told.user_id, told.at)
        elif is_here is not None:
            self._stop(told.user_id, told.at)
        elif told.type == "sessionEnded":
            self.stop_all()

    def stop_all(self) -> None:
        for user_id in list(self._running):
            self._stop(user_id, self._latest)

    def result(self) -> list[Attention]:
        return [
            Attention(user_id=key[0], document_id=key[1], page_number=key[2], seconds=round(seconds, 1))
            for key, seconds in self._spent.items()
        ]

    def _move(self, told: _Told, place: tuple[str, int]) -> None:
        if told.user_id in self._running:
            self._stop(told.user_id, told.at)
            self._running[told.user_id] = told.at
        self._places[told.user_id] = place
        self._spent.setdefault((told.user_id, *place), 0.0)

    def _stop(self, user_id: str, at: datetime | None) -> None:
        began, place = self._running.pop(user_id, None), self._places.get(user_id)
        if began is not None and at is not None and place is not None:
            key = (user_id, *place)
            self._spent[key] = self._spent.get(key, 0.0) + max(0.0, (at - began).total_seconds())


_PLACES = frozenset({"viewport", "pageChange", "loadDocument"})
_PRESENCE = {"participantJoined": "here", "participantLeft": "offline"}
