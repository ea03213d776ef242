"""The job that seals: everything stored first, then SIGNED; run again without a second effect."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from pypdfium2 import PdfDocument

from livecontract.blobs.files import FileBlobs
from livecontract.blobs.port import BlobDamaged, BlobMissing
from livecontract.commands.followups import SEAL
from livecontract.commands.recordings import Cut, keep
from livecontract.commands.requests import AddDocument, SendForReview, StartSession, VoidContract
from livecontract.domain.audit import first_fault
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.documents import Treatment
from livecontract.domain.recording import Entry
from livecontract.jobs.runner import Runner
from livecontract.jobs.seal import SealJob, seal_problem
from livecontract.pdf.authority import make_identity
from livecontract.pdf.request import SealFailed
from livecontract.pdf.verifier import Verifier
from livecontract.pdf.workers import PdfWorkers
from livecontract.store.port import Job
from tests.commands.conftest import Office, opened_office
from tests.jobs.working import Moments, Time
from tests.making import a_document, fresh_id
from tests.pdf.documents import NOW, contract, signed_before

# It starts a process that seals.
pytestmark = pytest.mark.slow

IDENTITY = make_identity("Test bank", NOW)


class Press:
    """A seal job on an office's contracts, with real workers and real storage."""

    def __init__(self, office: Office, blobs: FileBlobs, workers: PdfWorkers, folder: Path) -> None:
        self.office = office
        self.blobs = blobs
        self.workers = workers
        self.folder = folder
        self.settled: list[str] = []
        self.moments = Moments()
        self.job = SealJob(office.door, blobs, workers, "the test's clock", self.settle)

    def settle(self, contract_id: str) -> None:
        self.settled.append(contract_id)
        self.moments.look()

    async def signed(self, **documents: Treatment) -> Contract:
        """A contract that Carla has signed, with a document of each name and treatment."""
        return (await self.office.sign(await self.drafted(**documents), self.office.carla)).contract

    async def drafted(self, **documents: Treatment) -> Contract:
        """The same before she has signed."""
        begun = await self.office.begin()
        for name, treatment in documents.items():
            content = CONTENTS[name]
            added = replace(
                a_document(fresh_id(name), 1),
                treatment=treatment,
                sealable_sha256=await self.blobs.put(content),
            )
            await self.office.do(self.office.ada, begun, AddDocument(document=added))
        return (await self.office.do(self.office.ada, begun, SendForReview())).contract

    async def run(self, signed: Contract) -> Contract:
        """The contract after the job; raises what the job raises."""
        await self.job(a_job(signed))
        await self.office.check_replay(signed.contract_id)
        return await self.office.contract(signed.contract_id)

    def stored(self, signed: Contract) -> Path:
        """The file in which the first document lies."""
        (stored,) = self.folder.rglob(signed.documents[0].sealable_sha256)
        return stored


def a_job(signed: Contract) -> Job:
    return Job(
        job_id=1,
        kind="seal",
        payload={"contractId": signed.contract_id},
        stream=None,
        attempts=1,
        lease="x",
        enqueued_at=NOW,
    )


CONTENTS = {"plain": contract(), "theirs": signed_before(IDENTITY), "junk": b"%PDF-1.7 and nothing more"}


@pytest.fixture
async def press(tmp_path: Path) -> AsyncIterator[Press]:
    async with opened_office(tmp_path) as office, PdfWorkers(IDENTITY, size=1) as workers:
        office.clock.now = NOW
        blobs = FileBlobs(tmp_path / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=office.clock)
        yield Press(office, blobs, workers, tmp_path / "blobs")


async def test_ct5_sl8_every_file_is_stored_and_named(press: Press) -> None:
    signed = await press.signed(plain="original", theirs="sign_only")

    sealed = await press.run(signed)

    assert sealed.status is Status.SIGNED
    plain, theirs = (document.sealed for document in sealed.documents)
    assert plain is not None
    assert theirs is not None
    assert plain.certificate is None
    assert theirs.certificate is not None
    assert (await Verifier().verify(await press.blobs.get(plain.sha256))).valid
    certificate = await press.blobs.get(theirs.certificate.sha256)
    assert theirs.certificate.size_bytes == len(certificate)
    assert (await Verifier().verify(certificate)).certifies == theirs.sha256
    assert press.settled == [sealed.contract_id]


async def test_au3_sl6_the_sealed_file_names_and_prints_the_end_that_the_chain_had(press: Press) -> None:
    signed = await press.signed(plain="original")
    head = await press.office.store.read(lambda reader: reader.audit_head(signed.contract_id))

    sealed = await press.run(signed)

    (document,) = sealed.documents
    assert document.sealed is not None
    file = await press.blobs.get(document.sealed.sha256)
    verdict = await Verifier().verify(file)
    assert (verdict.audit_head, verdict.audit_length) == (head.hash, head.seq)
    pages = "".join(page.get_textpage().get_text_bounded() for page in PdfDocument(file))
    assert head.hash in "".join(pages.split())
    entries = await press.office.store.read(lambda reader: reader.audit(signed.contract_id))
    assert first_fault(entries) is None
    assert (entries[head.seq - 1].hash, len(entries)) == (head.hash, head.seq + 1)


async def test_rc10_the_certificate_tells_of_the_session_in_which_people_signed(press: Press) -> None:
    office = press.office
    draft = await press.drafted(plain="original")
    session = (await office.do(office.carla, draft, StartSession())).session
    assert session is not None
    joined = {"seq": 1, "type": "participantJoined", "userId": office.carla.user_id, "at": NOW.isoformat()}
    entry = Entry(1, msgspec.json.encode(joined))
    await keep(office.door, [Cut(session.session_id, "e", [entry])])
    sealed = await press.run((await office.sign(draft, office.carla)).contract)

    assert sealed.documents[0].sealed is not None
    file = await press.blobs.get(sealed.documents[0].sealed.sha256)
    text = " ".join("".join(page.get_textpage().get_text_bounded() for page in PdfDocument(file)).split())
    assert f"Joined {NOW:%Y-%m-%d %H:%M:%S} UTC by Carla Moreno" in text
    assert "by Ada" not in text
    assert "1 event so far" in text


async def test_ct5_a_contract_is_sealed_once(press: Press) -> None:
    sealed = await press.run(await press.signed(plain="original"))

    assert await press.run(sealed) == sealed
    assert press.settled == [sealed.contract_id]


async def test_ct9_a_seal_that_fails_is_told_and_tried_again(press: Press) -> None:
    signed = await press.signed(plain="original", junk="original")

    for _ in range(2):
        with pytest.raises(SealFailed):
            await press.run(signed)

    left = await press.office.contract(signed.contract_id)
    assert (left.status, left.is_sealing) == (Status.REVIEW, True)
    assert left.seal_problem is not None
    assert left.seal_problem.detail.endswith(".")
    assert [document.sealed for document in left.documents] == [None, None]
    assert press.settled == [signed.contract_id] * 2


def lose(press: Press, signed: Contract) -> None:
    press.stored(signed).unlink()


def damage(press: Press, signed: Contract) -> None:
    stored = press.stored(signed)
    stored.write_bytes(stored.read_bytes()[:-1] + b"?")


def lock_up(press: Press, _signed: Contract) -> None:
    """What is to be written needs a folder, and there is a file in its place."""
    drafts = press.folder / "drafts"
    drafts.rmdir()
    drafts.touch()


@pytest.mark.parametrize(
    ("harm", "error", "code"),
    [
        (lose, BlobMissing, "document_missing"),
        (damage, BlobDamaged, "document_damaged"),
        (lock_up, OSError, "storage_failed"),
    ],
)
async def test_ct9_ct8_whatever_keeps_a_contract_from_its_seal_is_said_and_the_advisor_may_void_it(
    press: Press, harm: Callable[[Press, Contract], None], error: type[Exception], code: str
) -> None:
    signed = await press.signed(plain="original")
    harm(press, signed)

    with pytest.raises(error):
        await press.run(signed)

    left = await press.office.contract(signed.contract_id)
    assert left.seal_problem is not None
    assert (left.status, left.seal_problem.code) == (Status.REVIEW, code)
    assert left.seal_problem.detail.endswith(".")
    voided = await press.office.do(press.office.ada, left, VoidContract(reason="It cannot be sealed."))
    assert voided.contract.status is Status.VOIDED
    await press.run(voided.contract)


def test_a_full_disk_is_told_from_a_broken_one() -> None:
    full, broken = (seal_problem(OSError(number, "said")) for number in (errno.ENOSPC, errno.EIO))

    assert (full.code, broken.code) == ("storage_full", "storage_failed")
    assert seal_problem(ZeroDivisionError()).code == "seal_failed"


async def test_ct9_a_seal_that_failed_is_tried_again_until_it_is_made(press: Press) -> None:
    signed = await press.signed(plain="original")
    stored = press.stored(signed)
    lost = stored.rename(press.folder / "lost")
    time = Time()
    time.now = NOW
    runner = Runner(
        press.office.store, {SEAL: press.job}, clock=time.clock, sleep=time.sleep, chance=lambda: 1.0
    )
    working = asyncio.create_task(runner.run())

    await press.moments.until(lambda: len(press.settled) == 1)
    failed = await press.office.contract(signed.contract_id)
    lost.rename(stored)
    await time.pass_to(NOW + timedelta(seconds=1))
    await press.moments.until(lambda: len(press.settled) == 2)
    runner.stop()
    await working

    assert failed.seal_problem is not None
    sealed = await press.office.contract(signed.contract_id)
    assert (sealed.status, sealed.seal_problem) == (Status.SIGNED, None)


async def test_when_one_document_fails_no_other_goes_on_beside_the_next_try(press: Press) -> None:
    await press.workers.ready()
    signed = await press.signed(plain="original", theirs="sign_only")
    press.stored(signed).unlink()
    before = asyncio.all_tasks()

    with pytest.raises(BlobMissing):
        await press.run(signed)

    assert asyncio.all_tasks() == before
