"""Who came to a session, as far as its recording tells."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from livecontract.domain.recording import Batch
from livecontract.domain.values import Value


class Attendance(Value, frozen=True):
    """A person came to a session; for the first time at that moment, if more than once."""

    user_id: str
    joined_at: datetime


class _Told(msgspec.Struct, rename="camel"):
    """What matters here of an entry; other members that it may have are left aside."""

    type: str
    at: datetime
    user_id: str = ""


_decode = msgspec.json.Decoder(list[_Told]).decode


def attendance(found: Iterable[Batch]) -> list[Attendance]:
    """Everybody who came, in the order in which they first did."""
    first: dict[str, datetime] = {}
    for batch in found:
        for told in _decode(batch.events):
            if told.type == "participantJoined":
                first.setdefault(told.user_id, told.at)
    return [Attendance(user_id=user_id, joined_at=at) for user_id, at in first.items()]
