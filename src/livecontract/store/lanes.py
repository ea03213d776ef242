"""Threads that own a connection each, and do one piece of work after the other.

The thread pools of the standard library take several times as long to hand over a piece of work
and its result, which is about as long as reading a contract takes.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")

PATIENCE_S: Final = 0.005


class Lane:
    """A thread with its own connection, which it opens when it is first needed."""

    def __init__(self, name: str, connect: Callable[[], Connection]) -> None:
        """Start the thread; it ends with the program if nothing else ends it."""
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._connect = connect
        self._began_at: float | None = None
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    @property
    def is_held_up(self) -> bool:
        """Whether one piece of work has been keeping the others waiting."""
        began_at = self._began_at
        return began_at is not None and time.monotonic() - began_at > PATIENCE_S

    async def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns or raises; it is carried out even if nobody waits any more."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Work(work, loop, answer))
        return await answer

    def close(self) -> None:
        """Carry out what is queued, then let go of the connection; blocks until that is done."""
        self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        connection: Connection | None = None
        while (work := self._queue.get()) is not None:
            self._began_at = time.monotonic()
            try:
                connection = connection or self._connect()
                settle = partial(_answer, work.answer, work.do(connection))
            except BaseException as error:  # noqa: BLE001 - whoever waits for the answer handles it
                settle = partial(_fail, work.answer, error)
            self._began_at = None
            with suppress(RuntimeError):  # the event loop is closed: nobody waits
                work.loop.call_soon_threadsafe(settle)
            del work, settle
        if connection is not None:
            connection.close()


class _Work(NamedTuple):
    do: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]


def _answer(future: asyncio.Future[T], result: T) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if future.done():
        return
    if isinstance(error, StopIteration):  # a future takes any other
        error = RuntimeError("work on the store ended with StopIteration")
    future.set_exception(error)
