"""Commands that change the contract: the same as over REST, acknowledged by the event that they cause."""

from collections import deque
from collections.abc import Callable
from typing import Any

from livecontract.commands.attempts import key_of
from livecontract.commands.perform import Ask, Door, Outcome, perform
from livecontract.commands.requests import Command, FillField, SignContract, SuggestValue
from livecontract.domain.refusals import Refusal, Refused
from livecontract.live.port import Frame, Live, NotOpen, settled
from livecontract.realtime.connection import Act, Connection
from livecontract.realtime.deferral import Deferral
from livecontract.realtime.errands import Errands
from livecontract.realtime.page_ledger import PageLedger
from livecontract.wire import client_frames as c
from livecontract.wire.announcements import key_of_frame
from livecontract.wire.codec import tag_of
from livecontract.wire.echoes import echo, numbered
from livecontract.wire.transitions import command_for

MAX_QUEUED = 100

_COMMANDS: dict[type, Callable[[Any], Command]] = {
    c.FieldChange: lambda f: FillField(field_id=f.field_id, value=f.value, base=f.base),
    c.FieldSuggest: lambda f: SuggestValue(field_id=f.field_id, value=f.value),
    c.SignContract: lambda f: SignContract(intent=f.intent),
    c.ChangeStatus: lambda f: command_for(f.status, f.reason),
}


class Durable:
    """The acts of durable commands. Those of one connection are performed one after the other."""

    def __init__(
        self, door: Door, live: Live, page_ledger: PageLedger, deferral: Deferral, errands: Errands
    ) -> None:
        self._door = door
        self._live = live
        self._page_ledger = page_ledger
        self._deferral = deferral
        self._errands = errands
        self._queues: dict[str, deque[c.ClientCommand]] = {}

    def acts(self) -> dict[type, Act]:
        """What each of the commands does."""
        return dict.fromkeys(_COMMANDS, self._enqueue)

    def _enqueue(self, connection: Connection, frame: c.ClientCommand, _now: float) -> None:
        queue = self._queues.get(connection.connection_id)
        if queue is None:
            queue = self._queues[connection.connection_id] = deque()
            self._errands.start(self._work(connection, queue), "commands")
        if len(queue) >= MAX_QUEUED:
            raise Refused(Refusal.UNAVAILABLE)
        queue.append(frame)

    async def _work(self, connection: Connection, queue: deque[c.ClientCommand]) -> None:
        try:
            while queue:
                frame = queue.popleft()
                await self._deferral.answered(connection, frame.cid, self._perform(connection, frame))
        finally:
            del self._queues[connection.connection_id]

    async def _perform(self, connection: Connection, frame: c.ClientCommand) -> None:
        room = connection.room
        if isinstance(frame, c.SignContract):
            await self._page_ledger.write(room, connection.user_id)
        command = _COMMANDS[type(frame)](frame)
        ask = Ask(
            actor=connection.sign_in.actor,
            contract_id=room.contract_id,
            command=command,
            key=key_of(frame.cid, room.contract_id, type(command).__name__, command),
            cid=frame.cid,
        )
        outcome = await perform(self._door, ask, lambda done: self._echo(connection, frame, done))
        if not outcome.entries:
            await self._answer(connection, frame, outcome)

    def _echo(self, connection: Connection, frame: c.ClientCommand, done: Outcome) -> bytes:
        return echo(frame, done, user_id=connection.user_id, at=self._door.clock())

    async def _answer(self, connection: Connection, frame: c.ClientCommand, outcome: Outcome) -> None:
        """Nothing happened, now or again, so no event will tell: give the first answer."""
        first = await self._first(connection, frame, outcome)
        connection.repeat(first or numbered(outcome.answer, connection.room.seq))

    async def _first(self, connection: Connection, frame: c.ClientCommand, outcome: Outcome) -> Frame | None:
        """The event that the command caused the first time, if the stream remembers it."""
        first, last = outcome.seqs
        if not outcome.is_repeat or first > last:
            return None
        key = key_of_frame(outcome.contract.contract_id, first, tag_of(type(frame)))
        try:
            return await settled(self._live.answer(connection.room.session_id, key))
        except NotOpen:
            return None
