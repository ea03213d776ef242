"""Runs one piece of work on a hostile document in a fresh child process with limits.

The processes are forked by a nursery (see there), which the first call starts and the
end of this process ends.
"""

from __future__ import annotations

import asyncio
import atexit
import socket
import subprocess
import sys
import threading
from contextlib import suppress

import msgspec

from livecontract.pdf.limits import Excess, Limits
from livecontract.pdf.nursery import DONE, OPERATIONS, ORDER, OUT_OF_MEMORY
from livecontract.pdf.surroundings import inherited

_READ_AHEAD = 1 << 22


class ChildFailed(Exception):
    """The child ended without a result.

    `reason` is the limit it ran into, or "crash"; `place` then names the kind of error and
    the line where it arose, and never quotes the document.
    """

    def __init__(self, reason: Excess, place: str = "") -> None:
        super().__init__(f"{reason} {place}".strip())
        self.reason = reason
        self.place = place


async def run_limited(operation: str, payload: bytes, limits: Limits) -> bytes:
    """Run an operation of the nursery's table on the payload, in one fresh process per call.

    Raises ChildFailed when a limit is reached, the process dies or the operation raises,
    and ValueError for an operation that the table does not hold.
    """
    if operation not in OPERATIONS:
        raise ValueError(f"There is no operation {operation}.")
    work, ending = _NURSERY.order(
        ORDER.pack(operation.encode(), limits.memory_bytes, limits.cpu_s, limits.wall_s)
    )
    answer = await _conversation(work, payload)
    return _result(answer, (await _conversation(ending)).decode())


class _Nursery:
    """The nursery's process and the socket that orders go through."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def order(self, message: bytes) -> tuple[socket.socket, socket.socket]:
        """Have a child forked; return this side's ends of its work and its ending socket."""
        work, childs_work = socket.socketpair()
        ending, keepers_ending = socket.socketpair()
        with childs_work, keepers_ending:
            descriptors = [childs_work.fileno(), keepers_ending.fileno()]
            with self._lock:
                self._send(message, descriptors)
        return work, ending

    def close(self) -> None:
        """End the nursery; children at work run on to their own limits."""
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.kill()
            self._process.wait()
            self._control = self._process = None

    def _send(self, message: bytes, descriptors: list[int]) -> None:
        if self._control is not None:
            try:
                socket.send_fds(self._control, [message], descriptors)
            except OSError:  # it was killed from outside; the next one takes its place
                self.close()
            else:
                return
        socket.send_fds(self._started(), [message], descriptors)

    def _started(self) -> socket.socket:
        control, nurserys_control = socket.socketpair()
        with nurserys_control:
            descriptor = nurserys_control.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "livecontract.pdf.nursery", str(descriptor)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[descriptor],
                env=_surroundings(),
            )
        self._control = control
        atexit.register(self.close)
        return control


# One per server process, idle until the first order: a second would only double its memory.
_NURSERY = _Nursery()


def _surroundings() -> dict[str, str]:
    """Return the nursery's environment; a pool of typesetting threads would only cost a child its memory."""
    return {**inherited(), "RAYON_NUM_THREADS": "1"}


async def _conversation(end: socket.socket, payload: bytes = b"") -> bytes:
    """Send the payload and read until the other side has closed; what a dead child left unsaid is missing."""
    reader, writer = await asyncio.open_unix_connection(sock=end, limit=_READ_AHEAD)
    try:
        writer.write(payload)
        await writer.drain()
        writer.write_eof()
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def _result(answer: bytes, excess: str) -> bytes:
    if excess:  # killed, perhaps in the middle of its answer
        raise ChildFailed(msgspec.convert(excess, Excess))
    if answer.startswith(DONE):
        return answer[len(DONE) :]
    if answer.startswith(OUT_OF_MEMORY):
        raise ChildFailed("memory")
    raise ChildFailed("crash", answer[1:].decode())
