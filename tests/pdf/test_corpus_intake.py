"""Other people's documents are taken in as the table beside them says, and shown as they will be sealed."""

import os
import re
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image

from livecontract.pdf import pictures
from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.intake import Intake, IntakeRefused, take_in
from livecontract.pdf.seal import seal
from tests.conftest import ROOT
from tests.pdf.documents import request

FOLDER = Path(os.environ.get("LIVECONTRACT_CORPUS") or ROOT.parent / "shared" / "corpus")
TABLE = FOLDER / "README.md"
WIDTH_PX = 400
# How many pixels may differ, for glyphs that are drawn once through an appearance and once without.
TOLERANCE = 0.005

# What the table's words allow: a refusal, or these treatments.
OUTCOMES = {
    "sealed": {"original"},
    "normalised": {"normalised"},
    "rejected": {"refused"},
    "sign-only": {"sign_only"},
    "sign-only, or a clear refusal": {"sign_only", "refused"},
    "xfa": {"original", "refused"},
}
EXPECTED = (
    dict(re.findall(r"^\| (\S+\.pdf) \| ([^|]+?) \|", TABLE.read_text(), re.MULTILINE))
    if TABLE.exists()
    else {}
)

# Pages beyond these add time and no finding.
PAGES_COMPARED = 12


# Why a picture of the upload is no measure of the copy.
INCOMPARABLE = {
    "bug1250079.pdf": "PDFium cannot open it",
    "bug1606566.pdf": "PDFium cannot open it",
    "pr6531_2.pdf": "PDFium takes its restrictions for a password",
    "bug1669099.pdf": "PDFium mixes up its fonts when it flattens the form",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
async def test_in1_a_foreign_document_is_taken_in_as_its_table_says(
    corpus: Path, identity: SealIdentity, name: str
) -> None:
    upload = (corpus / name).read_bytes()

    try:
        taken = await take_in(upload)
    except IntakeRefused as refused:
        outcome, told = "refused", refused.detail
    else:
        outcome, told = taken.treatment, " ".join(notice.text for notice in taken.notices)
        assert silent_changes(upload, taken, name) == {}
        assert differences(taken.view, sealed(taken, identity), taken) == {}

    assert outcome in OUTCOMES[EXPECTED[name]]
    assert told.endswith(".") or (outcome == "original" and not told)


async def test_in1_the_form_part_of_a_hybrid_document_is_noted(corpus: Path) -> None:
    taken = await take_in((corpus / "form_210966.pdf").read_bytes())

    assert {"xfa_flattened", "form_flattened"} <= {notice.code for notice in taken.notices}
    assert len(taken.found_fields) == 69


def silent_changes(upload: bytes, taken: Intake, name: str) -> dict[int, float]:
    """The pages that look different in the upload and in the copy for people, without a word about it."""
    is_told = any(notice.code == "form_values_drawn" for notice in taken.notices)
    return {} if is_told or name in INCOMPARABLE else differences(taken.view, upload, taken)


def sealed(taken: Intake, identity: SealIdentity) -> bytes:
    return seal(request(taken.sealable, treatment=taken.treatment), identity).pdf


def differences(view: bytes, other: bytes, taken: Intake) -> dict[int, float]:
    """The pages that look different in the copy for people and in another file, and how much."""
    with pictures.opened(view) as first, pictures.opened(other) as second:
        compared = {
            number: pictures.compare(
                pictures.render_page(first, number, WIDTH_PX),
                as_viewers_show(second, number, has_form=bool(taken.found_fields)),
            )
            for number in range(1, min(len(taken.pages), PAGES_COMPARED) + 1)
        }
    return {number: difference for number, difference in compared.items() if difference > TOLERANCE}


def as_viewers_show(document: pdfium.PdfDocument, number: int, *, has_form: bool) -> Image.Image:
    """A page with its form widgets, which PDFium draws only after it has flattened them."""
    if has_form:
        page = document[number - 1]
        pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
        page.close()
    return pictures.render_page(document, number, WIDTH_PX)
