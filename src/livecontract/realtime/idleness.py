"""Ending sessions in which nothing has happened for long, after a warning."""

from datetime import datetime, timedelta

import structlog

from livecontract.commands.perform import Ask, Door, perform
from livecontract.commands.requests import EndSession
from livecontract.domain.refusals import Refused
from livecontract.domain.session import IDLE_LIMIT, Idleness, idleness
from livecontract.domain.values import SYSTEM
from livecontract.live.port import Live
from livecontract.realtime.hub import Hub
from livecontract.realtime.room import Room
from livecontract.store.port import StoreUnavailable
from livecontract.wire.codec import encode
from livecontract.wire.server_frames import SessionIdle

log = structlog.get_logger()


class IdleWatch:
    """Looks after the rooms of this process, and after active sessions that nobody has entered."""

    def __init__(self, door: Door, live: Live, hub: Hub) -> None:
        self._door = door
        self._live = live
        self._hub = hub
        self._began_at = door.clock()

    async def look(self, now: float) -> None:
        """Warn, take the warning back, or end; `now` is on the clock of the rooms."""
        for room in self._hub.rooms:
            if room.is_over:
                self._hub.forget(room)
            else:
                await self._look_at(room, now)

    async def look_at_empty_sessions(self) -> None:
        """End active sessions that nobody has been in for too long."""
        now = self._door.clock()
        for session in await self._door.store.read(lambda reader: reader.active_sessions()):
            since = max(session.started_at, self._began_at)
            if (
                idleness(since, now) is Idleness.OVER
                and await self._live.position(session.session_id) is None
            ):
                await self._end(session.contract_id, session.session_id)

    async def _look_at(self, room: Room, now: float) -> None:
        clock = self._door.clock()
        active_at = clock - timedelta(seconds=now - room.active_at)
        state = idleness(active_at, clock)
        if state is Idleness.OVER:
            await self._end(room.contract_id, room.session_id)
        elif room.is_warned != (state is Idleness.WARNING):
            room.is_warned = not room.is_warned
            ends_at: datetime | None = active_at + IDLE_LIMIT if room.is_warned else None
            self._live.signal(room.session_id, "", "sessionIdle", encode(SessionIdle(ends_at=ends_at)))

    async def _end(self, contract_id: str, session_id: str) -> None:
        command = EndSession(session_id=session_id, reason="idle")
        try:
            await perform(self._door, Ask(actor=SYSTEM, contract_id=contract_id, command=command))
        except (Refused, StoreUnavailable) as error:
            log.warning("idle session not ended", session_id=session_id, error=str(error))
