"""What a recording was to hold, as it says itself: at its beginning, and wherever that changed."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from livecontract.domain.recording import Batch, Keep
from livecontract.domain.values import Value

NOTE = "kept"


class Kept(Value, frozen=True):
    """From `since` on, `what` was kept beside page turns, presence and everything that is in the contract."""

    since: datetime
    what: tuple[Keep, ...]


class _Told(msgspec.Struct):
    """What matters here of an entry; other members that it may have are left aside."""

    type: str
    at: datetime
    what: tuple[Keep, ...] = ()


_decode = msgspec.json.Decoder(list[_Told]).decode


def kept_in(found: Iterable[Batch]) -> list[Kept]:
    """What was kept from when on, the first first; more than one where the operator changed it meanwhile."""
    said: list[Kept] = []
    for batch in found:
        # Most batches say nothing of it, and a text is searched quicker than read.
        if f'"{NOTE}"' not in batch.events:
            continue
        for told in _decode(batch.events):
            if told.type == NOTE and (not said or said[-1].what != told.what):
                said.append(Kept(since=told.at, what=told.what))
    return said
