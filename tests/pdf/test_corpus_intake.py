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
from tests.pdf.uploads import active_in

FOLDER = Path(os.environ.get("LIVECONTRACT_CORPUS") or ROOT.parent / "shared" / "corpus")
TABLE = FOLDER / "README.md"
WIDTH_PX = 400
# How many pixels may differ, for glyphs that are drawn once through an appearance and once without.
TOLERANCE = 0.005

# What the words of the table's second column mean: a treatment, or the code of a refusal.
OUTCOMES = {
    "sealed": "original",
    "normalised": "normalised",
    "rejected": "document_unreadable",
    "sign-only": "sign_only",
}
# Where the table leaves a choice, or its third column says more.
OUTCOMES_BY_NAME = {
    "bug854315.pdf": "sign_only",
    "form_210966.pdf": "original",
    "graph-encrypted.pdf": "document_password_required",
    "issue6010_1.pdf": "document_password_required",
    "libreoffice-writer-password.pdf": "document_password_required",
    "newline-buffer-test.pdf": "document_has_no_pages",
    "xfa_issue14315.pdf": "document_xfa_dynamic",
}
# What people are told for the reason that the table's third column gives.
TOLD = {
    "bad XMP": "metadata_removed",
    "bad image stream": "document_repaired",
    "bad stream": "document_repaired",
    "damaged": "document_repaired",
    "embedded file": "embedded_files_removed",
    "hybrid XFA": "xfa_flattened",
    "offset": "document_repaired",
    "owner-password": "restrictions_removed",
    "scripts": "scripts_removed",
    "silent damage": "document_repaired",
    "stored appearance disagrees": "form_values_drawn",
    "unparsable XMP, truncated stream": "metadata_removed",
    "value and no appearance": "form_values_drawn",
    "wrong object numbers": "document_repaired",
    "/Size": "document_repaired",
}
ROWS = (
    re.findall(r"^\| (\S+\.pdf) \| ([^|]+?) \| ([^|]+?) \|", TABLE.read_text(), re.MULTILINE)
    if TABLE.exists()
    else []
)
# How many files the collection has, so that none goes missing unnoticed.
ROW_COUNT = 57

# Pages beyond these add time and no finding.
PAGES_COMPARED = 12


# Why a picture of the upload is no measure of the copy.
INCOMPARABLE = {
    "bug1250079.pdf": "PDFium cannot open it",
    "bug1606566.pdf": "PDFium cannot open it",
    "pr6531_2.pdf": "PDFium takes its restrictions for a password",
    "bug1669099.pdf": "PDFium mixes up its fonts when it flattens the form",
}


async def outcome_of(upload: bytes) -> tuple[str, Intake | None]:
    """The treatment, or the code of the refusal."""
    try:
        taken = await take_in(upload)
    except IntakeRefused as refused:
        return refused.code, None
    return taken.treatment, taken


def test_in1_the_table_names_every_document(corpus: Path) -> None:
    assert [name for name, _, _ in sorted(ROWS)] == sorted(path.name for path in corpus.glob("*.pdf"))
    assert len(ROWS) == ROW_COUNT


@pytest.mark.slow
@pytest.mark.parametrize(("name", "expected", "reason"), ROWS, ids=[name for name, _, _ in ROWS])
async def test_in1_in5_in6_a_foreign_document_is_taken_in_as_its_table_says(
    corpus: Path, identity: SealIdentity, name: str, expected: str, reason: str
) -> None:
    """And what people read is the upload's picture and the sealed file's, form included (IN4, SL3)."""
    upload = (corpus / name).read_bytes()

    outcome, taken = await outcome_of(upload)

    assert outcome == (OUTCOMES_BY_NAME.get(name) or OUTCOMES[expected])
    if taken is None:
        return
    codes = {notice.code for notice in taken.notices}
    if taken.treatment == "sign_only":
        assert codes == {"already_signed"}
    else:
        assert {code for words, code in TOLD.items() if words in reason} <= codes
    assert (taken.sealable == upload) == (outcome != "normalised")
    assert active_in(taken.view) == set()
    assert silent_changes(upload, taken, name) == {}
    assert differences(taken.view, sealed(taken, identity), taken) == {}


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
