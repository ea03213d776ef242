"""How much a hostile document may cost, and what is said when it asks for more."""

from __future__ import annotations

import math
import resource
import signal
from typing import Literal

import msgspec

# Children that judge files for anybody who asks. They have their own place, so that uploads find theirs.
CHECKS_AT_ONCE = 1

Excess = Literal["memory", "cpu", "wall", "crash"]


class Limits(msgspec.Struct, frozen=True):
    """What one child process may use.

    `memory_bytes` counts from what the interpreter and its libraries already occupy.
    `cpu_s` is rounded up to whole seconds.
    """

    memory_bytes: int = 1 << 30
    cpu_s: float = 20.0
    wall_s: float = 30.0


def apply_to_this_process(limits: Limits) -> None:
    """Let the kernel enforce the limits: it stops native code too, which no Python handler can.

    A core file would hold the document, so none is written.
    """
    ceiling = _address_space_bytes() + limits.memory_bytes
    cpu_s = math.ceil(limits.cpu_s)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    for number in (signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s)


def allow_processor_time(more_s: float) -> None:
    """Let this process go on for that many more seconds of processor time, rounded up to whole ones."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime + more_s), hard))


def excess_behind(signal_number: int, peak_bytes: int, limits: Limits) -> Excess:
    """Name the limit behind a process that a signal ended.

    Native libraries answer a refused allocation by aborting, so a crash with a large
    part of the allowance in use is a lack of memory.
    """
    if signal_number in _SIGNALS:
        return _SIGNALS[signal_number]
    return "memory" if peak_bytes > limits.memory_bytes // 2 else "crash"


_SIGNALS: dict[int, Excess] = {
    signal.SIGALRM: "wall",
    signal.SIGXCPU: "cpu",
    signal.SIGKILL: "cpu",
}


def _address_space_bytes() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - a kernel file, read in a fork
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:  # not Linux: the peak so far is the nearest number there is
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
