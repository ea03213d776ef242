"""A writer that is killed has lost nothing that it acknowledged, and left nothing half-done."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from livecontract.domain.audit import first_fault
from livecontract.store.port import Reader
from livecontract.store.sqlite import SqliteStore
from tests.conftest import ROOT
from tests.databases import KEY

ROUNDS = 4


def acknowledged_before_the_end(path: Path, commits: int) -> int:
    """Let a writer write, kill it after that many commits, and return the last number it said."""
    command = [sys.executable, "-m", "tests.store.writer", str(path), KEY.hex()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(commits)]
        writer.kill()
        said += writer.stdout.read().splitlines()
    return int(said[-1])


def _look(reader: Reader) -> tuple[int, int, int]:
    contract, entries = reader.contract("contract-1"), reader.audit("contract-1")
    assert contract is not None
    assert first_fault(entries, reader.audit_head("contract-1")) is None
    return int(contract.title), len(entries), reader.waiting_jobs()


@pytest.mark.chaos
async def test_wr6_what_a_killed_writer_acknowledged_is_there(path: Path) -> None:
    chance = random.Random(6)
    for _ in range(ROUNDS):
        acknowledged = acknowledged_before_the_end(path, chance.randrange(1, 60))

        store = await SqliteStore.open(path, key=KEY)
        title, entries, jobs = await store.read(_look)
        await store.close()

        # A commit may have been durable when its acknowledgement was not yet out.
        assert acknowledged <= title <= acknowledged + 1
        assert title == entries == jobs
