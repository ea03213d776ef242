"""Writing which pages were shown into the database: in batches, and before whatever depends on them."""

from livecontract.commands.perform import Ask, Door, perform
from livecontract.commands.requests import ShowPages
from livecontract.domain.refusals import Refused
from livecontract.domain.values import Actor
from livecontract.realtime.errands import Errands
from livecontract.realtime.room import Room
from livecontract.realtime.wheel import Wheel
from livecontract.store.port import StoreUnavailable

BATCH_S = 1.0


class PageLedger:
    """Writes the shown pages of rooms; pages that cannot be written at the moment are tried again."""

    def __init__(self, door: Door, errands: Errands, wheel: Wheel) -> None:
        self._door = door
        self._errands = errands
        self._wheel = wheel
        self._due: set[Room] = set()

    def plan(self, room: Room) -> None:
        """Write a room's news within a second."""
        if room not in self._due:
            self._due.add(room)
            self._wheel.after(BATCH_S, lambda: self._begin(room))

    async def write(self, room: Room, user_id: str) -> None:
        """Write the news of one person now."""
        for document_id, page_numbers in room.shown.take(user_id):
            await self._enter(room, user_id, document_id, page_numbers)

    async def write_all(self, room: Room) -> None:
        """Write the news of everybody in a room now."""
        for user_id in room.shown.waiting():
            await self.write(room, user_id)

    def _begin(self, room: Room) -> None:
        self._due.discard(room)
        self._errands.start(self.write_all(room), "write shown pages")

    async def _enter(self, room: Room, user_id: str, document_id: str, page_numbers: tuple[int, ...]) -> None:
        actor = Actor(user_id=user_id, role=room.people[user_id].role)
        command = ShowPages(document_id=document_id, page_numbers=page_numbers)
        try:
            await perform(self._door, Ask(actor=actor, contract_id=room.contract_id, command=command))
        except StoreUnavailable:
            room.shown.put_back(user_id, document_id, page_numbers)
            self.plan(room)
        except Refused:
            # The document was removed or the contract is over: there is nothing left to count.
            return
