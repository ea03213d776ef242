"""How many random tamperings of an evidence package are found, and how quickly: `python -m bench.tamper`.

Takes a number of them, 10,000 unless told otherwise, and a seed. Prints for each kind how many there
were and what was said most often; ends with 1 if any was taken for genuine.
"""

import asyncio
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from livecontract.evidence.examination import verify_package
from livecontract.logs import set_up_logs
from livecontract.pdf.authority import SealIdentity, make_identity
from livecontract.pdf.verdict import Verdict
from tests.evidence.packing import archive_in
from tests.evidence.tampering import Tamperer
from tests.pdf.documents import NOW


async def make(identity: SealIdentity) -> tuple[bytes, bytes]:
    """Two packages of one platform."""
    with tempfile.TemporaryDirectory() as folder:
        async with archive_in(Path(folder), identity) as archive:
            package = await archive.taken(await archive.signed())
            return package, await archive.taken(await archive.signed("Another agreement"))


def sentence(verdict: Verdict) -> str:
    """What was said first, with numbers left out."""
    findings = (verdict.integrity, verdict.completeness, verdict.time, verdict.identity)
    said = [found.sentence for found in findings if not found.ok and "not examined" not in found.sentence]
    return re.sub(r"\d+", "N", said[0])


def main(count: int, seed: int) -> int:
    """Tamper, judge, and tell; returns how many were taken for genuine."""
    set_up_logs("quiet")
    identity = make_identity("Test bank", NOW)
    package, other = asyncio.run(make(identity))
    tamperer = Tamperer(package, other, seed)
    said: dict[str, Counter[str]] = defaultdict(Counter)
    missed = 0
    began = time.process_time()
    for _ in range(count):
        tampering = tamperer.next()
        verdict = verify_package(tampering.content, trusted_roots=(identity.root_certificate,))
        missed += verdict.valid
        said[tampering.kind]["TAKEN FOR GENUINE" if verdict.valid else sentence(verdict)] += 1
    spent = time.process_time() - began
    for kind, sentences in sorted(said.items()):
        most, often = sentences.most_common(1)[0]
        print(f"{sum(sentences.values()):6}  {kind}: {often} times “{most}”, {len(sentences)} sentences")
    print(f"{count - missed:,} of {count:,} found, {1000 * spent / count:.1f} ms of processor time each")
    return missed


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:3]]
    sys.exit(1 if main(*(numbers + [10_000, 1][len(numbers) :])) else 0)
