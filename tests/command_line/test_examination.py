"""What `livecontract check` finds when the seal does not work."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from livecontract.examination import examine
from livecontract.pdf.authority import make_identity
from livecontract.settings import Settings
from livecontract.wiring import SEAL_IDENTITY, grounded
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
