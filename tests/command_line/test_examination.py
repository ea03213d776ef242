"""What `livecontract check` finds when the seal does not work."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from livecontract.domain.checkpoint import bind
from livecontract.examination import examine
from livecontract.jobs.runner import Patience
from livecontract.pdf.authority import make_identity
from livecontract.settings import Settings
from livecontract.store.port import NewJob, Transaction
from livecontract.wiring import SEAL_IDENTITY, grounded
from tests.making import NOON
from tests.pdf.documents import NOW

# It starts a process that seals.
pytestmark = pytest.mark.slow


async def test_ct2_a_seal_that_cannot_be_made_is_found_by_the_trial(tmp_path: Path) -> None:
    """The certificates of this server ended long ago: both parts that need them say so."""
    async with grounded(Settings(data_dir=tmp_path / "data")) as ground:
        ended = make_identity("Test bank", NOW - timedelta(days=1000))
        ground.keys.keep_secret(SEAL_IDENTITY, msgspec.msgpack.encode(ended))

        findings = {finding.part: finding for finding in await examine(ground)}

    assert {part for part, finding in findings.items() if not finding.is_ok} == {"keys", "seal"}
    assert findings["seal"].sentence.endswith(".")
    assert "_" not in findings["seal"].sentence


async def test_st4_a_seal_that_fails_again_and_again_is_shown(tmp_path: Path) -> None:
    async with grounded(Settings(data_dir=tmp_path / "data")) as ground:
        job = NewJob(kind="seal", payload={"contractId": "7"})
        await ground.store.write(lambda tx: tx.enqueue(job, NOON))
        for _ in range(Patience().attempts):
            await ground.store.write(fail_once)

        findings = {finding.part: finding for finding in await examine(ground)}

    assert not findings["jobs"].is_ok
    assert "fail again and again: seal 1 of contract 7: The disk is full" in findings["jobs"].sentence


async def test_ev2_a_checkpoint_that_nobody_time_stamped_is_shown(tmp_path: Path) -> None:
    async with grounded(Settings(data_dir=tmp_path / "data")) as ground:
        await ground.store.write(lambda tx: tx.append_checkpoint(bind(None, [], NOON), []))

        findings = {finding.part: finding for finding in await examine(ground)}

    assert {part for part, finding in findings.items() if not finding.is_ok} == {"audit"}
    assert findings["audit"].sentence.startswith("Checkpoint 1: The time stamp cannot be read.")


def fail_once(tx: Transaction) -> None:
    (job,) = tx.claim_jobs(["seal"], now=NOON, until=NOON, limit=1)
    tx.retry_job(job, run_at=NOON, error="The disk is full")
