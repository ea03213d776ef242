"""The one table of what clients may send: what each frame does, and how often it may come."""

from collections.abc import Mapping

from livecontract.realtime.connection import Act, Turn
from livecontract.wire import client_frames as c
from livecontract.wire.limits import Limits
from livecontract.wire.traffic import PACES

_SIGNALS = frozenset(c.ClientSignal.__args__)
_CONTROL = frozenset(c.ClientControl.__args__)


def turns(acts: Mapping[type, Act], limits: Limits) -> dict[type, Turn]:
    """The table for a connection with these limits; `acts` has every frame."""
    return {
        frame: Turn(
            act=acts[frame],
            pace=pace,
            interval_s=limits.rates[pace].interval_s,
            slack_s=limits.rates[pace].slack_s,
            is_activity=frame not in _CONTROL,
            is_droppable=frame in _SIGNALS or frame is c.Pong,
        )
        for frame, pace in PACES.items()
    }
