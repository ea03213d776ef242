"""Work on hostile documents ends at its limits, and the server lives on."""

import os
import signal
from pathlib import Path

import msgspec
import pytest

from livecontract.pdf.child import ChildFailed, run_limited
from livecontract.pdf.findings import Declined, Findings, Order
from livecontract.pdf.limits import Limits, excess_behind
from tests.pdf.documents import contract
from tests.pdf.uploads import MIB, bomb, laborious

pytestmark = pytest.mark.slow


def order(upload: bytes) -> bytes:
    return msgspec.msgpack.encode(Order(upload, None, 500))


async def failure(payload: bytes, limits: Limits) -> ChildFailed:
    with pytest.raises(ChildFailed) as failed:
        await run_limited("take_in", payload, limits)
    return failed.value


async def test_in2_a_child_answers_within_its_limits() -> None:
    answer = await run_limited("take_in", order(contract()), Limits())

    assert isinstance(msgspec.msgpack.decode(answer, type=Findings | Declined), Findings)


async def test_in2_memory_is_limited() -> None:
    assert (await failure(order(bomb(64 * MIB)), Limits(memory_bytes=16 * MIB))).reason == "memory"


async def test_in2_wall_time_is_limited() -> None:
    assert (await failure(order(laborious()), Limits(wall_s=0.01))).reason == "wall"


async def test_in2_processor_time_is_limited() -> None:
    assert (await failure(order(laborious()), Limits(cpu_s=1))).reason == "cpu"


async def test_in2_an_error_in_the_child_is_told_without_what_it_read() -> None:
    failed = await failure(b"a secret", Limits())

    assert failed.reason == "crash"
    assert failed.place.startswith("ValidationError at preflight.py:")
    assert "secret" not in str(failed)


async def test_in2_a_killed_nursery_is_replaced() -> None:
    await run_limited("take_in", order(contract()), Limits())
    kill_nurseries()

    assert await run_limited("take_in", order(contract()), Limits())


async def test_an_unknown_operation_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="dance"):
        await run_limited("dance", b"", Limits())


@pytest.mark.parametrize(
    ("signal_number", "peak_bytes", "reason"),
    [
        (signal.SIGALRM, 0, "wall"),
        (signal.SIGXCPU, 0, "cpu"),
        (signal.SIGKILL, 0, "cpu"),
        (signal.SIGSEGV, 10 * MIB, "crash"),
        (signal.SIGSEGV, 600 * MIB, "memory"),
        (signal.SIGABRT, 600 * MIB, "memory"),
    ],
)
def test_the_limit_behind_a_death_is_named(signal_number: int, peak_bytes: int, reason: str) -> None:
    assert excess_behind(signal_number, peak_bytes, Limits(memory_bytes=1 << 30)) == reason


def kill_nurseries() -> None:
    """Kill this process's nurseries, and see them dead."""
    for nursery in nurseries():
        os.kill(nursery, signal.SIGKILL)
        os.waitid(os.P_PID, nursery, os.WEXITED | os.WNOWAIT)


def nurseries() -> list[int]:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [
        int(child)
        for child in children
        if b"livecontract.pdf.nursery" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
