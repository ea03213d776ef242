"""Taking in an upload that can be read and cannot be sealed: refused in a sentence, with nothing left."""

from pathlib import Path

import pytest

from livecontract.blobs.files import FileBlobs
from livecontract.commands.documents import Desk, Upload, upload_document
from livecontract.commands.perform import no_answer
from livecontract.domain.refusals import Refusal, Refused
from livecontract.pdf.authority import make_identity
from livecontract.pdf.intake import take_in
from livecontract.pdf.workers import PdfWorkers
from tests.commands.conftest import Office
from tests.pdf.documents import NOW, contract, signed_before

# It starts a process that seals.
pytestmark = pytest.mark.slow

IDENTITY = make_identity("Test bank", NOW)


async def test_ct2_a_document_that_fails_its_trial_seal_leaves_nothing_behind(
    office: Office, tmp_path: Path
) -> None:
    """The upload carries a signature that forbids every further one."""
    blobs = FileBlobs(tmp_path / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=office.clock)
    draft = await office.begin()
    before = await office.store.read(lambda reader: reader.audit(draft.contract_id))

    async with PdfWorkers(IDENTITY, size=1) as workers:
        desk = Desk(take_in=lambda data, word: take_in(data, password=word), workers=workers, blobs=blobs)

        async def upload(content: bytes) -> None:
            ask = (office.ada, draft.contract_id, None)
            await upload_document(office.door, desk, ask, Upload("Deed.pdf", content), no_answer)

        with pytest.raises(Refused) as refused:
            await upload(signed_before(IDENTITY, certifying=True))

        assert refused.value.code is Refusal.DOCUMENT_NOT_SEALABLE
        assert str(refused.value.facts["sentence"]).endswith("allows no further one.")
        assert await office.contract(draft.contract_id) == draft
        assert await office.store.read(lambda reader: reader.audit(draft.contract_id)) == before
        assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []

        await upload(contract())
        assert len((await office.contract(draft.contract_id)).documents) == 1
