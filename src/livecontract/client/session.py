"""A live session as a program takes part in it: typed frames over a connection that comes back by itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from random import random
from ssl import SSLContext
from typing import Any
from uuid import uuid4

from livecontract.client.conversation import (
    Close,
    Conversation,
    Deliver,
    Effect,
    Open,
    Phase,
    Send,
    Settle,
)
from livecontract.client.line import Line
from livecontract.client.view import View, after
from livecontract.domain.fields import FieldValue
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s


class CommandRefused(Exception):
    """A command had no effect; `code` and `message` are those of the refusal."""

    def __init__(self, refusal: s.RefusedFrame) -> None:
        super().__init__(refusal.message)
        self.code = refusal.code
        self.message = refusal.message


class SessionOver(Exception):
    """The session is over for this client; `code` is a close code, or the status of a handshake."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"The session is over ({code}).")
        self.code = code


@asynccontextmanager
async def join(
    web_socket_url: str, token: str | Callable[[], str], *, tls: SSLContext | None = None
) -> AsyncIterator["LiveSession"]:
    """Take part in a session for as long as the block runs.

    `web_socket_url` is that of `POST /contracts/{id}/session`; `token` is a bearer token, or gives a
    fresh one for each connection; `tls` is for servers whose certificate this machine does not trust
    by itself. Raises `SessionOver` when there is no way in.
    """
    session = LiveSession(web_socket_url, token if callable(token) else lambda: token, tls)
    try:
        await session.enter()
        yield session
    finally:
        await session.leave()


class LiveSession:
    """A session that this client is in.

    Iterating gives every frame that the server tells, in order and once, until the session is over.
    """

    def __init__(self, url: str, token: Callable[[], str], tls: SSLContext | None) -> None:
        """Use `join`, which also leaves."""
        self._url = url
        self._token = token
        self._tls = tls
        self._conversation = Conversation(random)
        self._frames: asyncio.Queue[s.ServerFrame | None] = asyncio.Queue()
        self._answers: dict[str, asyncio.Future[None]] = {}
        self._entered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line: Line | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._view: View | None = None
        self._do: dict[type, Callable[[Any], None]] = {
            Open: self._open,
            Close: self._close,
            Send: self._send,
            Deliver: self._deliver,
            Settle: self._settle,
        }

    @property
    def view(self) -> View:
        """What the session is at, from everything that was told by now."""
        if self._view is None:
            raise SessionOver(self._conversation.ending)
        return self._view

    @property
    def is_over(self) -> bool:
        """Whether nothing comes any more."""
        return self._conversation.phase is Phase.OVER

    async def __aiter__(self) -> AsyncIterator[s.ServerFrame]:
        while (frame := await self._frames.get()) is not None:
            yield frame

    async def turn_to(self, page_number: int, document_id: str | None = None) -> None:
        """Turn to a page for both; raises what `ask` raises."""
        await self.ask(c.PageChange(cid=new_cid(), page_number=page_number, document_id=document_id))

    async def say(self, text: str) -> None:
        """Say something in writing; raises what `ask` raises."""
        await self.ask(c.SayInChat(cid=new_cid(), text=text))

    async def fill(self, field_id: str, value: FieldValue, base: int) -> None:
        """Give a field of one's own a value, `base` being the version seen; raises what `ask` raises."""
        await self.ask(c.FieldChange(cid=new_cid(), field_id=field_id, value=value, base=base))

    def show(self, document_id: str, page_number: int) -> None:
        """Tell that a page was in view; signing asks for all of them."""
        self.signal(c.ShowPage(document_id=document_id, page_number=page_number))

    async def ask(self, command: c.ClientCommand) -> None:
        """Send a command and wait until it had its effect, over as many connections as that takes.

        Raises `CommandRefused` when it has none, and `SessionOver`.
        """
        if self.is_over:
            raise SessionOver(self._conversation.ending)
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answers[command.cid] = answer
        self._carry_out(self._conversation.ask(command))
        try:
            await answer
        finally:
            del self._answers[command.cid]

    def signal(self, signal: c.ClientSignal) -> None:
        """Send a signal; it may get lost."""
        self._carry_out(self._conversation.signal(signal))

    async def enter(self) -> None:
        """Come in and wait until the session is known; raises `SessionOver`."""
        self._carry_out(self._conversation.start(time.monotonic()))
        await self._entered

    async def leave(self) -> None:
        """Say goodbye, and wait until no line is left."""
        self._carry_out(self._conversation.leave())
        if self._lines:
            await asyncio.wait(self._lines)

    # From the line

    def on_open(self, line: Line) -> None:
        """See `LineOwner`."""
        self._carry_out(self._conversation.opened(line.number, time.monotonic()))

    def on_frame(self, line: Line, frame: s.ServerFrame) -> None:
        """See `LineOwner`."""
        self._carry_out(self._conversation.received(line.number, frame, time.monotonic()))

    def on_rejected(self, line: Line, status: int) -> None:
        """See `LineOwner`."""
        self._carry_out(self._conversation.rejected(line.number, status, time.monotonic()))

    def on_closed(self, line: Line, code: int) -> None:
        """See `LineOwner`."""
        self._carry_out(self._conversation.closed(line.number, code, time.monotonic()))

    # Effects

    def _carry_out(self, effects: list[Effect]) -> None:
        for effect in effects:
            self._do[type(effect)](effect)
        if self.is_over:
            self._finish()
        self._set_alarm()

    def _open(self, effect: Open) -> None:
        line = self._line = Line(effect.socket, self)
        resume = None if effect.epoch is None else (effect.epoch, effect.seq)
        self._start(line.run(self._url, self._token(), resume, self._tls))

    def _close(self, _effect: Close) -> None:
        if self._line is not None:
            self._line.close()

    def _send(self, effect: Send) -> None:
        if self._line is not None:
            self._line.send(effect.frame)

    def _deliver(self, effect: Deliver) -> None:
        frame = effect.frame
        self._view = after(self._view, frame)
        if self._view is not None and not self._entered.done():
            self._entered.set_result(None)
        self._frames.put_nowait(frame)

    def _settle(self, effect: Settle) -> None:
        answer = self._answers.get(effect.cid)
        if answer is None or answer.done():
            return
        if effect.refused is None:
            answer.set_result(None)
        else:
            answer.set_exception(CommandRefused(effect.refused))

    def _finish(self) -> None:
        waiting = [self._entered, *self._answers.values()]
        for future in waiting:
            if not future.done():
                future.set_exception(SessionOver(self._conversation.ending))
        self._frames.put_nowait(None)

    def _start(self, line: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(line, name="live session")
        self._lines.add(task)
        task.add_done_callback(self._lines.discard)

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        due = self._conversation.due
        delay = None if due is None else max(0.0, due - time.monotonic())
        self._alarm = None if delay is None else asyncio.get_running_loop().call_later(delay, self._wake)

    def _wake(self) -> None:
        self._carry_out(self._conversation.wake(time.monotonic()))


def new_cid() -> str:
    """A fresh id for a command."""
    return str(uuid4())
