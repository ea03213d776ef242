"""Other people's documents: whatever the intake accepts can be sealed, and the seal is found valid."""

import asyncio
import os
from pathlib import Path

import msgspec
import pytest
from pyhanko.sign.diff_analysis import ModificationLevel

from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.geometry import page_boxes
from livecontract.pdf.intake import IntakeRefused, take_in
from livecontract.pdf.rehearsal import sample_request
from livecontract.pdf.seal import rehearse, seal
from livecontract.pdf.verify import verify
from tests.conftest import ROOT
from tests.pdf import validators
from tests.pdf.documents import NOW

FOLDER = Path(os.environ.get("LIVECONTRACT_CORPUS") or ROOT.parent / "shared" / "corpus")
NAMES = [path.name for path in sorted(FOLDER.glob("*.pdf"))]

# pyHanko cannot judge what changed in these: it looks for every way from the catalog to every
# object, and there are too many to count, or it does not get past a broken description.
UNJUDGED = {"bug1669099.pdf", "issue6961.pdf", "bug854315.pdf"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_sl2_what_the_intake_accepts_is_sealed_unchanged_and_valid(
    corpus: Path, identity: SealIdentity, name: str
) -> None:
    try:
        taken = asyncio.run(take_in((corpus / name).read_bytes()))
    except IntakeRefused as refused:
        pytest.skip(f"the intake refuses it: {refused.code}")
    made = sample_request(taken.sealable, taken.treatment, page_boxes(taken.sealable), NOW)

    rehearse(taken.sealable, taken.treatment, identity, NOW)
    sealed = seal(msgspec.structs.replace(made, values=made.values[:2], marks=()), identity)

    assert sealed.pdf.startswith(taken.sealable)
    assert verify(sealed.pdf).valid
    status = validators.signature_status(sealed.pdf, identity, skip_changes=name in UNJUDGED)
    assert status.bottom_line
    assert status.modification_level == (None if name in UNJUDGED else ModificationLevel.LTA_UPDATES)
