"""Recording what happens in the rooms of this process: collected as it happens, written within a second."""

import asyncio
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog

from livecontract.commands.perform import Door
from livecontract.commands.recordings import Cut, keep
from livecontract.domain.kept import NOTE
from livecontract.domain.recording import Entry, Keep, RecordingHead
from livecontract.realtime.errands import Errands
from livecontract.realtime.room import Room, Unwritten
from livecontract.realtime.wheel import Wheel
from livecontract.store.port import StoreUnavailable
from livecontract.wire.recorded import recorded_event, recorded_note, recorded_settings
from livecontract.wire.server_frames import PageShown, PointerMoved, ViewportMoved

# With a tick of the clock and the writing itself that stays below the second that may be lost.
FLUSH_S = 0.75
RETRY_S = 2.0
POINTER_PAUSE = timedelta(seconds=0.2)
_ROOMS_AT_ONCE = 200
_MOST_WAITING = 5_000

log = structlog.get_logger()

Noted: TypeAlias = PageShown | PointerMoved | ViewportMoved


class Recorder:
    """Records the rooms of one process.

    Events come by themselves (`Room.unwritten`), signals by `see`. While the database is away both are
    held back, up to a length; what is lost then shows as a gap. `kept` is what the recordings hold.
    """

    def __init__(self, door: Door, kept: frozenset[Keep], errands: Errands, wheel: Wheel) -> None:
        self._door = door
        self.kept = kept
        self._errands = errands
        self._wheel = wheel
        self._due: dict[Room, None] = {}
        self._is_planned = False
        self._writing = asyncio.Lock()

    def take(self, room: Room) -> None:
        """Write a room's unwritten entries soon.

        Before the first of them it says what is kept: a recording outlives the settings that it was
        made under.
        """
        if NOTE not in room.noted:
            room.noted[NOTE] = self.kept
            room.unwritten.insert(0, (NOTE, None, recorded_settings(self.kept, self._door.clock())))
        self._due[room] = None
        self._plan(FLUSH_S)

    def see(self, room: Room, signal: Noted) -> None:
        """Note a signal, if it says something that is to be kept and that the last one did not say."""
        at = self._door.clock()
        if self._is_news(room, signal, at):
            room.record(type(signal).__name__, None, recorded_note(signal, at))

    async def flush(self) -> None:
        """Write everything that is unwritten; what cannot be written now is tried again later."""
        async with self._writing:
            while self._due:
                rooms = list(self._due)[:_ROOMS_AT_ONCE]
                if not await self._write(rooms):
                    return

    async def _write(self, rooms: list[Room]) -> bool:
        taken = {room: room.unwritten for room in rooms}
        cuts = [self._cut(room) for room in rooms]
        for room in rooms:
            del self._due[room]
            room.unwritten = []
            room.recorded = None
        try:
            heads = await self._kept(cuts)
        except StoreUnavailable as error:
            log.warning("recordings wait for the database", rooms=len(rooms), error=str(error))
            for room, unwritten in taken.items():
                room.unwritten = _shortened([*unwritten, *room.unwritten])
                self._due[room] = None
            self._plan(RETRY_S)
            return False
        for room, head in zip(rooms, heads, strict=True):
            room.recorded = head
        return True

    async def _kept(self, cuts: list[Cut]) -> list[RecordingHead | None]:
        """Where the recordings end then; what the database refuses is tried again, each by itself."""
        try:
            return list(await keep(self._door, cuts))
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one must not cost the others
            log.info("recordings are read again", rooms=len(cuts), error=type(error).__name__)
        return [await self._kept_alone(cut) for cut in cuts]

    async def _kept_alone(self, cut: Cut) -> RecordingHead | None:
        """Where a recording ends then, which is read: another process may have written to it."""
        try:
            (head,) = await keep(self._door, [cut._replace(head=None)])
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("recording lost", session_id=cut.session_id, entries=len(cut.entries))
            return None
        return head

    def _cut(self, room: Room) -> Cut:
        entries = [Entry(seq, recorded_event(kind, frame, self.kept)) for kind, seq, frame in room.unwritten]
        return Cut(room.session_id, room.epoch, entries, room.recorded)

    def _is_news(self, room: Room, signal: Noted, at: datetime) -> bool:
        if isinstance(signal, PageShown):
            return True
        slot = (type(signal), signal.user_id)
        last = room.noted.get(slot)
        if isinstance(signal, PointerMoved):
            now: object = at
            is_news = Keep.POINTER in self.kept and not (
                isinstance(last, datetime) and at - last < POINTER_PAUSE
            )
        else:
            now = (signal.document_id, signal.page_number)
            is_news = Keep.PLACES in self.kept and last != now
        if is_news:
            room.noted[slot] = now
        return is_news

    def _plan(self, delay_s: float) -> None:
        if not self._is_planned:
            self._is_planned = True
            self._wheel.after(delay_s, self._begin)

    def _begin(self) -> None:
        self._is_planned = False
        self._errands.start(self.flush(), "record")


def _shortened(unwritten: list[Unwritten]) -> list[Unwritten]:
    """As much as may wait: the newest, behind the note on what is kept."""
    if len(unwritten) <= _MOST_WAITING:
        return unwritten
    first = unwritten[:1] if unwritten[0][0] == NOTE else []
    return first + unwritten[len(first) - _MOST_WAITING :]
