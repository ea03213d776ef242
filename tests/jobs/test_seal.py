"""The job that seals: everything stored first, then SIGNED; run again without a second effect."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from livecontract.blobs.files import FileBlobs
from livecontract.commands.requests import AddDocument, SendForReview
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.documents import Treatment
from livecontract.jobs.seal import SealJob
from livecontract.pdf.authority import make_identity
from livecontract.pdf.request import SealFailed
from livecontract.pdf.workers import PdfWorkers
from livecontract.store.port import Job
from tests.commands.conftest import Office, opened_office
from tests.making import a_document, fresh_id
from tests.pdf.documents import NOW, contract, signed_before

# It starts a process that seals.
pytestmark = pytest.mark.slow

IDENTITY = make_identity("Test bank", NOW)


class Press:
    """A seal job on an office's contracts, with real workers and real storage."""

    def __init__(self, office: Office, blobs: FileBlobs, workers: PdfWorkers) -> None:
        self.office = office
        self.blobs = blobs
        self.workers = workers
        self.settled: list[str] = []
        self.job = SealJob(office.door, blobs, workers, "the test's clock", self.settled.append)

    async def signed(self, **documents: Treatment) -> Contract:
        """A contract that Carla has signed, with a document of each name and treatment."""
        begun = await self.office.begin()
        for name, treatment in documents.items():
            content = CONTENTS[name]
            added = replace(
                a_document(fresh_id(name), 1),
                treatment=treatment,
                sealable_sha256=await self.blobs.put(content),
            )
            await self.office.do(self.office.ada, begun, AddDocument(document=added))
        await self.office.do(self.office.ada, begun, SendForReview())
        return (await self.office.sign(begun, self.office.carla)).contract

    async def run(self, signed: Contract) -> Contract:
        """The contract after the job; raises what the job raises."""
        job = Job(
            job_id=1,
            kind="seal",
            payload={"contractId": signed.contract_id},
            stream=None,
            attempts=1,
            lease="x",
            enqueued_at=NOW,
        )
        await self.job(job)
        await self.office.check_replay(signed.contract_id)
        return await self.office.contract(signed.contract_id)


CONTENTS = {"plain": contract(), "theirs": signed_before(IDENTITY), "junk": b"%PDF-1.7 and nothing more"}


@pytest.fixture
async def press(tmp_path: Path) -> AsyncIterator[Press]:
    async with opened_office(tmp_path) as office, PdfWorkers(IDENTITY, size=1) as workers:
        office.clock.now = NOW
        blobs = FileBlobs(tmp_path / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=office.clock)
        yield Press(office, blobs, workers)


async def test_ct5_sl8_every_file_is_stored_and_named(press: Press) -> None:
    signed = await press.signed(plain="original", theirs="sign_only")

    sealed = await press.run(signed)

    assert sealed.status is Status.SIGNED
    plain, theirs = (document.sealed for document in sealed.documents)
    assert plain is not None
    assert theirs is not None
    assert plain.certificate is None
    assert theirs.certificate is not None
    assert (await press.workers.verify(await press.blobs.get(plain.sha256))).valid
    certificate = await press.blobs.get(theirs.certificate.sha256)
    assert theirs.certificate.size_bytes == len(certificate)
    assert (await press.workers.verify(certificate)).certifies == theirs.sha256
    assert press.settled == [sealed.contract_id]


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
