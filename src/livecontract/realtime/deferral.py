"""Commands that need more than one step: run beside everything else, answered when they are through."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from livecontract.domain.refusals import Refusal, Refused
from livecontract.live.port import LiveUnavailable, NotOpen
from livecontract.realtime.connection import Connection
from livecontract.realtime.errands import Errands
from livecontract.store.port import StoreUnavailable

log = structlog.get_logger()


class Deferral:
    """Runs commands of connections and tells each connection what its command was refused for."""

    def __init__(self, errands: Errands, now: Callable[[], float]) -> None:
        self._errands = errands
        self._now = now

    def start(self, connection: Connection, cid: str | None, work: Coroutine[Any, Any, None]) -> None:
        """Run `work`, the command `cid` of a connection."""
        self._errands.start(self.answered(connection, cid, work), "command")

    async def answered(
        self, connection: Connection, cid: str | None, work: Coroutine[Any, Any, None]
    ) -> None:
        """Wait for `work`; whatever it raises becomes a refusal."""
        try:
            await work
        except Refused as refused:
            connection.refuse(cid, refused, self._now())
        except NotOpen:
            connection.refuse(cid, Refused(Refusal.SESSION_ENDED), self._now())
        except (StoreUnavailable, LiveUnavailable):
            connection.refuse(cid, Refused(Refusal.UNAVAILABLE), self._now())
        except Exception:
            log.exception("command failed", session_id=connection.room.session_id)
            connection.refuse(cid, Refused(Refusal.UNAVAILABLE), self._now())
