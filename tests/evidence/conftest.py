"""Two packages of one platform, made once for all tests of a process."""

import asyncio
from dataclasses import dataclass

import pytest

from livecontract.commands.requests import InviteCustomer
from livecontract.evidence.examination import verify_package
from livecontract.pdf.authority import SealIdentity, make_identity
from livecontract.pdf.verdict import Verdict
from tests.evidence.packing import archive_in
from tests.pdf.documents import NOW


@dataclass(frozen=True)
class Evidence:
    """The package of a signed contract, that of another one, and that of one which is still in review.

    `reopened` is of one that was sent to Carla with a second letter, the last thing that happened to it.
    """

    identity: SealIdentity
    package: bytes
    other: bytes
    in_review: bytes
    reopened: bytes

    def judged(self, content: bytes) -> Verdict:
        """What the platform says of a package."""
        return verify_package(content, trusted_roots=(self.identity.root_certificate,))


@pytest.fixture(scope="session")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    async def make() -> Evidence:
        identity = make_identity("Test bank", NOW)
        async with archive_in(tmp_path_factory.mktemp("evidence"), identity) as archive:
            package = await archive.taken(await archive.signed())
            other = await archive.taken(await archive.signed("Another agreement"), archive.office.ada)
            in_review = await archive.taken(found := await archive.in_review())
            await archive.office.do(archive.office.ada, found, InviteCustomer())
            return Evidence(identity, package, other, in_review, await archive.taken(found))

    return asyncio.run(make())


def wrong(verdict: Verdict) -> str:
    """The one sentence about what is wrong with a package."""
    assert not verdict.valid
    findings = (verdict.integrity, verdict.completeness, verdict.time, verdict.identity)
    sentences = [f.sentence for f in findings if not f.ok and "not examined" not in f.sentence]
    assert len(sentences) == 1
    return sentences[0]
