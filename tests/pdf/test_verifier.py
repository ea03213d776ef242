"""Files of anybody are judged at a price that is known, and by a process that knows no key."""

import asyncio

import pytest

from livecontract.domain.refusals import Refusal, Refused
from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.limits import Limits
from livecontract.pdf.seal import seal
from livecontract.pdf.verifier import MOST_WAITING, Verifier
from livecontract.pdf.verify import verify
from tests.pdf.documents import contract, mark, request
from tests.pdf.uploads import MIB

pytestmark = pytest.mark.slow


def claims(signatures: int, size: int) -> bytes:
    """A file with so many signatures, each of which claims the same bytes to be its own."""
    end = 100 * signatures + size
    ranges = b"".join(b"/ByteRange [0 %d %d 1]" % (end - size, end) for _ in range(signatures))
    return b"%PDF-1.7" + ranges.ljust(100 * signatures) + b"A" * size + b"%%EOF "


async def test_sl6_a_child_process_says_what_the_verifier_says(identity: SealIdentity) -> None:
    sealed = seal(request(contract(2), marks=[mark(1, 60, 300)]), identity).pdf
    roots = (identity.root_certificate,)

    verdict = await Verifier().verify(sealed, trusted_roots=roots)

    assert verdict.valid
    assert verdict == await asyncio.to_thread(verify, sealed, trusted_roots=roots)


@pytest.mark.parametrize(
    ("signatures", "sentence"),
    [
        (400, "The file carries more signatures than can be checked."),
        (99, "The file carries no seal."),
    ],
)
async def test_sl9_signatures_that_each_claim_the_same_megabytes_are_no_work(
    signatures: int, sentence: str
) -> None:
    verdict = await Verifier(Limits(cpu_s=1)).verify(claims(signatures, 12 * MIB))

    assert verdict.integrity.sentence == sentence


@pytest.mark.parametrize("limits", [Limits(wall_s=0.001), Limits(memory_bytes=16 * MIB)])
async def test_sl9_a_file_that_asks_for_too_much_gets_a_verdict_that_says_so(limits: Limits) -> None:
    verdict = await Verifier(limits).verify(claims(50, MIB))

    assert not verdict.valid
    assert verdict.integrity.sentence.startswith("Examining the file takes more time or memory")


async def test_who_comes_when_too_many_wait_is_asked_to_come_back() -> None:
    verifier = Verifier()
    crowd = [asyncio.create_task(verifier.verify(b"%PDF-1.7")) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(Refused) as refused:
        await verifier.verify(b"%PDF-1.7")

    assert refused.value.code is Refusal.UNAVAILABLE
    assert [verdict.valid for verdict in await asyncio.gather(*crowd)] == [False] * MOST_WAITING
    assert not (await verifier.verify(b"%PDF-1.7")).valid
