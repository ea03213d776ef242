"""Who is here: told at once when somebody comes or says goodbye, and with patience when a line is lost.

A person is here as long as one of their connections is, in whatever process. Each step is told
under a key of its own, so that it is told once.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from livecontract.live.port import Live, Name, NotOpen, settled
from livecontract.realtime.connection import Connection
from livecontract.realtime.errands import Errands
from livecontract.realtime.room import Room
from livecontract.realtime.wheel import Wheel
from livecontract.wire import server_frames as s
from livecontract.wire.codec import members, tag_of

RECONNECTING_AFTER_S = 2.0
OFFLINE_AFTER_S = 10.0
GROUP = "presence"


class Attendance:
    """Tells the sessions who is there."""

    def __init__(self, live: Live, wheel: Wheel, errands: Errands, clock: Callable[[], datetime]) -> None:
        self._live = live
        self._wheel = wheel
        self._errands = errands
        self._clock = clock

    async def arrive(self, connection: Connection) -> None:
        """A connection is there; raises `NotOpen`."""
        room, user_id = connection.room, connection.user_id
        await self._live.join(room.session_id, user_id, connection.connection_id)
        connection.person.lost = ""
        presence = connection.person.presence
        if presence == "offline":
            await self._tell(room, connection.connection_id, s.ParticipantJoined(**self._by(user_id)))
        elif presence == "reconnecting":
            await self._tell(room, connection.connection_id, self._state(user_id, "here"))

    async def leave(self, connection: Connection, *, is_final: bool) -> None:
        """A connection is gone; `is_final` when the person has said goodbye."""
        room, user_id = connection.room, connection.user_id
        await self._live.leave(room.session_id, connection.connection_id)
        if await self._is_present(room, user_id):
            return
        if is_final:
            left = s.ParticipantLeft(**self._by(user_id))
            await self._tell(room, connection.connection_id, left)
            return
        connection.person.lost = connection.connection_id
        self._wheel.after(RECONNECTING_AFTER_S, lambda: self._check(connection, "here", "reconnecting"))
        self._wheel.after(OFFLINE_AFTER_S, lambda: self._check(connection, "reconnecting", "offline"))

    def _check(self, connection: Connection, before: s.Presence, after: s.Presence) -> None:
        self._errands.start(self._lapse(connection, before, after), "presence")

    async def _lapse(self, connection: Connection, before: s.Presence, after: s.Presence) -> None:
        room, person = connection.room, connection.person
        is_latest_loss = person.lost == connection.connection_id
        if is_latest_loss and person.presence == before and not await self._is_present(room, person.user_id):
            await self._tell(room, connection.connection_id, self._state(person.user_id, after))

    async def _is_present(self, room: Room, user_id: str) -> bool:
        return user_id in await self._live.present(room.session_id)

    async def _tell(self, room: Room, connection_id: str, event: s.Numbered) -> None:
        if room.is_over:
            return
        kind = tag_of(type(event))
        state = event.presence if isinstance(event, s.ParticipantState) else ""
        try:
            await settled(
                self._live.append(
                    room.session_id,
                    kind,
                    members(event),
                    key=f"{connection_id}:{kind}:{state}",
                    keep=Name(GROUP, event.user_id),
                )
            )
        except NotOpen:
            return

    def _state(self, user_id: str, presence: s.Presence) -> s.ParticipantState:
        return s.ParticipantState(presence=presence, **self._by(user_id))

    def _by(self, user_id: str) -> dict[str, Any]:
        return {"user_id": user_id, "at": self._clock()}
