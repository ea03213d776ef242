"""The process that forks one fresh, limited child for every piece of work on a document.

Starting an interpreter with all PDF libraries takes about a second; forking one that has
them loaded takes milliseconds. The nursery itself never sees a document: it gets the
work's sockets, forks, and says how the child ended.
"""

from __future__ import annotations

import importlib
import logging
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable
from functools import cache
from typing import NoReturn

from livecontract.pdf.limits import CHECKS_AT_ONCE, Limits, apply_to_this_process, excess_behind
from livecontract.pdf.surroundings import place_of

Operation = Callable[[bytes], bytes]

# What a child may be asked to do: name -> module and function, by its name alone. The nursery imports the
# module and calls its `warm_up` once, before it forks. What starts threads must wait for the
# child: threads do not survive a fork.
OPERATIONS = {
    "take_in": "livecontract.pdf.preflight:take_in",
    "verify": "livecontract.evidence.judgement:answer",
}

# Operation name, memory in bytes, processor and wall seconds.
ORDER = struct.Struct("32sQdd")
DONE, OUT_OF_MEMORY, FAILED = b"+", b"m", b"!"
"""First byte of an answer; the result, nothing, or where it failed follows."""

_CHUNK = 1 << 20


def serve(control: socket.socket) -> None:
    """Fork a child for every order, until the asking side is gone.

    At most one upload per processor is at work at a time, and one check beside them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes the socket
    running = 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 2)
        if len(message) != ORDER.size or len(descriptors) != 2:
            return
        running = _reap(running, at_most=(os.cpu_count() or 1) + CHECKS_AT_ONCE - 1)
        running += _start_keeper(control, message, descriptors)


def _reap(running: int, at_most: int) -> int:
    """Collect the keepers that have ended, waiting until no more than `at_most` are left."""
    while running:
        pid, _ = os.waitpid(-1, os.WNOHANG if running <= at_most else 0)
        if not pid:
            break
        running -= 1
    return running


def _start_keeper(control: socket.socket, message: bytes, descriptors: list[int]) -> int:
    name, memory_bytes, cpu_s, wall_s = ORDER.unpack(message)
    operation = _operation(name.rstrip(b"\0").decode())
    if os.fork() == 0:
        control.close()
        work, ending = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        _keep(operation, work, ending, Limits(memory_bytes, cpu_s, wall_s))
    for descriptor in descriptors:
        os.close(descriptor)
    return 1


@cache
def _operation(name: str) -> Operation:
    """Import the operation's module, and let it load what libraries would only load on first use."""
    module_name, _, function = OPERATIONS[name].partition(":")
    module = importlib.import_module(module_name)
    module.warm_up()
    operation: Operation = getattr(module, function)
    return operation


def _keep(operation: Operation, work: socket.socket, ending: socket.socket, limits: Limits) -> NoReturn:
    """Run the work in a child of its own, wait for it and say how it ended."""
    pid = os.fork()
    if pid == 0:
        ending.close()
        _work(operation, work, limits)
    work.close()
    _, status, usage = os.wait4(pid, 0)
    if os.WIFSIGNALED(status):
        excess = excess_behind(os.WTERMSIG(status), usage.ru_maxrss * 1024, limits)
        ending.sendall(excess.encode())
    os._exit(0)


def _work(operation: Operation, work: socket.socket, limits: Limits) -> NoReturn:
    _say_nothing()
    payload = _received(work)
    apply_to_this_process(limits)
    try:
        answer = DONE + operation(payload)
    except MemoryError:
        answer = OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001 - the asking process must hear of it, whatever it is
        answer = FAILED + place_of(error).encode()
    try:
        work.sendall(answer)
    finally:
        # Nothing of the parent's clean-up may run twice, and a hostile heap is not worth freeing.
        os._exit(0)


def _say_nothing() -> None:
    """Drop what libraries log or print: it quotes the document."""
    logging.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _received(work: socket.socket) -> bytes:
    parts = []
    while part := work.recv(_CHUNK):
        parts.append(part)
    return b"".join(parts)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
