"""The pool of sealing processes: quick, replaceable, and silent when it ends."""

import asyncio
import os
import platform
import random
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from livecontract.pdf.authority import SealIdentity, make_identity
from livecontract.pdf.request import SealFailed
from livecontract.pdf.tokens import stamped_at
from livecontract.pdf.verify import verify
from livecontract.pdf.workers import PdfWorkers
from tests.pdf.documents import NOW, contract, mark, request
from tests.pdf.uploads import changed

pytestmark = pytest.mark.slow

# A page that takes some hundredths of a second to draw.
DENSE = "BT /F1 4 Tf 4.5 TL 20 820 Td" + " (The borrower repays the loan in instalments.) '" * 3000 + " ET"


@pytest.fixture
async def workers(identity: SealIdentity) -> AsyncIterator[PdfWorkers]:
    async with PdfWorkers(identity, size=1) as pool:
        await pool.ready()
        yield pool


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


async def until_none_is_idle(workers: PdfWorkers) -> None:
    """Let others run until the only worker has a job, or until its end has been noticed."""
    while workers.idle_processes:  # noqa: ASYNC110  the pool has no event for this, and needs none
        await asyncio.sleep(0)


async def test_a_worker_seals_and_tries_one_job_after_the_other(workers: PdfWorkers) -> None:
    (process_id,) = workers.idle_processes

    await workers.trial_seal(contract(), "original")
    sealed = await workers.seal(request(contract(), marks=[mark(1, 60, 300)]))

    assert (await asyncio.to_thread(verify, sealed.pdf)).valid
    assert workers.idle_processes == (process_id,)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be asked to give memory back")
async def test_ev1_a_worker_time_stamps_a_digest(workers: PdfWorkers, identity: SealIdentity) -> None:
    token = await workers.time_stamp(b"7" * 32)

    assert stamped_at(token, (b"7" * 32).hex(), identity.root_certificate) >= NOW


async def test_what_a_large_document_took_is_given_back(workers: PdfWorkers) -> None:
    size = 20_000_000

    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Scan = pdf.make_stream(random.Random(1).randbytes(size))

    await workers.seal(request(contract()))
    (worker,) = workers.idle_processes
    before = own_memory(worker)
    await workers.seal(request(changed(attach)))
    await workers.seal(request(contract()))

    assert own_memory(worker) - before < size / 2


def own_memory(process_id: int) -> int:
    """How many bytes only this process has."""
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    return 1024 * sum(int(amount) for amount in re.findall(r"^Private_\w+: +(\d+)", rollup, re.MULTILINE))


async def test_a_refused_document_leaves_its_worker_alive(workers: PdfWorkers) -> None:
    before = workers.idle_processes

    with pytest.raises(SealFailed) as failed:
        await workers.trial_seal(b"not a PDF", "original")

    assert failed.value.code == "document_not_sealable"
    assert workers.idle_processes == before


async def test_sl7_a_worker_that_dies_at_work_is_replaced_and_its_job_says_so(workers: PdfWorkers) -> None:
    (process_id,) = workers.idle_processes
    job = asyncio.create_task(workers.trial_seal(contract(150), "original"))
    await until_none_is_idle(workers)

    os.kill(process_id, signal.SIGKILL)

    with pytest.raises(SealFailed) as failed:
        await job
    assert failed.value.code == "worker_crashed"
    await workers.trial_seal(contract(), "original")
    assert process_id not in workers.idle_processes


async def test_sl7_a_worker_that_takes_too_long_is_killed_and_replaced(identity: SealIdentity) -> None:
    async with PdfWorkers(identity, size=1, wall_limit_s=0.001) as workers:
        await workers.ready()
        (process_id,) = workers.idle_processes

        with pytest.raises(SealFailed) as failed:
            await workers.trial_seal(contract(150), "original")

        assert failed.value.code == "worker_timed_out"
        assert not is_running(process_id)
        await workers.ready()
        assert workers.idle_processes != (process_id,)


async def test_in2_sl7_a_job_has_its_own_processor_time_and_ends_with_it(identity: SealIdentity) -> None:
    async with PdfWorkers(identity, size=1, cpu_limit_s=2) as workers:
        await workers.ready()
        (process_id,) = workers.idle_processes
        for _ in range(3):
            await workers.trial_seal(contract(), "original")
        assert workers.idle_processes == (process_id,)

        with pytest.raises(SealFailed) as failed:
            await workers.trial_seal(contract(500, content=DENSE), "original")

        assert failed.value.code == "worker_timed_out"
        assert not is_running(process_id)


async def test_sl7_a_worker_that_died_while_idle_fails_no_job(workers: PdfWorkers) -> None:
    (process_id,) = workers.idle_processes
    os.kill(process_id, signal.SIGKILL)
    await until_none_is_idle(workers)

    await workers.trial_seal(contract(), "original")

    assert process_id not in workers.idle_processes


async def test_a_job_that_nobody_waits_for_any_more_takes_its_worker_with_it(workers: PdfWorkers) -> None:
    (process_id,) = workers.idle_processes
    job = asyncio.create_task(workers.trial_seal(contract(150), "original"))
    await until_none_is_idle(workers)

    job.cancel()

    with pytest.raises(asyncio.CancelledError):
        await job
    assert not is_running(process_id)


async def test_many_jobs_share_no_more_workers_than_the_pool_may_have(identity: SealIdentity) -> None:
    async with PdfWorkers(identity, size=2) as workers:
        sealed = await asyncio.gather(*(workers.seal(request(contract())) for _ in range(6)))

        assert len({file.sha256 for file in sealed}) == 6
        assert 1 <= len(workers.idle_processes) <= 2


async def test_when_the_pool_is_left_no_process_stays(identity: SealIdentity) -> None:
    async with PdfWorkers(identity, size=1) as workers:
        await workers.ready()
        (process_id,) = workers.idle_processes

    assert not is_running(process_id)


async def test_a_worker_without_a_job_for_long_is_ended_and_the_next_job_starts_another(
    identity: SealIdentity,
) -> None:
    async with PdfWorkers(identity, size=1, idle_limit_s=0) as workers:
        await workers.ready()
        (process_id,) = workers.idle_processes

        await until_none_is_idle(workers)
        await workers.trial_seal(contract(), "original")

        assert process_id not in workers.idle_processes
    assert not is_running(process_id)


async def test_while_somebody_is_expected_to_sign_one_worker_is_kept_ready(identity: SealIdentity) -> None:
    async with PdfWorkers(identity, size=1, idle_limit_s=0) as workers:
        await workers.ready()
        await until_none_is_idle(workers)

        workers.expect(2)
        await workers.ready()
        (process_id,) = workers.idle_processes
        for _ in range(10):
            await asyncio.sleep(0)

        assert workers.idle_processes == (process_id,)
        workers.expect(0)
        await until_none_is_idle(workers)


async def test_one_that_died_while_it_was_kept_ready_is_replaced(identity: SealIdentity) -> None:
    async with PdfWorkers(identity, size=1, idle_limit_s=0) as workers:
        workers.expect(2)
        await workers.ready()
        (process_id,) = workers.idle_processes

        os.kill(process_id, signal.SIGKILL)
        await until_none_is_idle(workers)

        while not workers.idle_processes:  # noqa: ASYNC110  as in `until_none_is_idle`
            await asyncio.sleep(0)
        assert process_id not in workers.idle_processes


async def test_who_is_expected_to_sign_has_a_worker_started(identity: SealIdentity) -> None:
    async with PdfWorkers(identity, size=1, idle_limit_s=0) as workers:
        await workers.ready()
        await until_none_is_idle(workers)

        workers.expect(2)
        while not workers.idle_processes:  # noqa: ASYNC110  as in `until_none_is_idle`
            await asyncio.sleep(0)


async def test_an_identity_that_cannot_seal_is_told_at_the_first_job() -> None:
    outdated = make_identity("Meridian Bank", NOW - timedelta(days=1000))

    async with PdfWorkers(outdated, size=1) as workers:
        with pytest.raises(SealFailed) as failed:
            await workers.trial_seal(contract(), "original")

    assert failed.value.code == "seal_identity_invalid"


async def test_whether_sealing_works_is_known_when_the_first_worker_has_started(
    identity: SealIdentity,
) -> None:
    async with PdfWorkers(identity, size=1) as workers:
        assert not workers.idle_processes

        await workers.check()

        assert len(workers.idle_processes) == 1


async def test_a_pool_whose_workers_do_not_start_says_so_each_time() -> None:
    outdated = make_identity("Meridian Bank", NOW - timedelta(days=1000))

    async with PdfWorkers(outdated, size=1) as workers:
        for _ in range(2):
            with pytest.raises(SealFailed) as failed:
                await workers.check()
            assert failed.value.code == "worker_not_started"


async def test_a_pool_that_is_busy_can_still_say_that_sealing_works(workers: PdfWorkers) -> None:
    job = asyncio.create_task(workers.trial_seal(contract(20), "original"))
    await until_none_is_idle(workers)

    await workers.check()

    assert not job.done()
    await job


def test_the_server_does_not_load_the_pdf_libraries() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, livecontract.__main__; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert not {"pyhanko", "pikepdf", "pypdfium2", "typst", "uharfbuzz"} & set(loaded)
