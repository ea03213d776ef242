"""The sample contract is a real file, and its fields lie exactly where the file draws their places."""

import json

import pypdfium2
import pypdfium2.raw
import pytest
import typst

from livecontract.demo.contract import SAMPLE_FIELDS, SAMPLE_SOURCE, FieldShape, sample_pdf
from livecontract.domain.fields import FieldKind

A4 = (595.28, 841.89)
SLACK_PT = 0.01
LINE_WIDTH_PT = 1.0


def test_the_sample_has_five_a4_pages() -> None:
    document = pypdfium2.PdfDocument(sample_pdf())

    sizes = [document.get_page_size(index) for index in range(len(document))]

    assert sizes == [pytest.approx(A4, abs=0.01)] * 5


def test_the_sample_is_the_same_file_each_time() -> None:
    assert sample_pdf() == sample_pdf()


def test_every_field_lies_on_its_drawn_place_and_every_place_has_its_field() -> None:
    drawn = typst.query(str(SAMPLE_SOURCE), "<field>", field="value", ignore_system_fonts=True)

    places: list[FieldShape] = json.loads(drawn)

    assert len(places) == len(SAMPLE_FIELDS)
    for place, field in zip(places, SAMPLE_FIELDS, strict=True):
        assert field["rect"] == pytest.approx(place["rect"], abs=SLACK_PT)
        assert {**field, "rect": None} == {**place, "rect": None}


def test_the_file_draws_a_line_under_every_field() -> None:
    document = pypdfium2.PdfDocument(sample_pdf())

    for field in SAMPLE_FIELDS:
        rect = field["rect"]
        left, right = rect["x"], rect["x"] + rect["width"]
        bottom = A4[1] - rect["y"] - rect["height"]
        assert any(
            line == pytest.approx((left, bottom, right), abs=LINE_WIDTH_PT)
            for line in _lower_edges(document[field["pageNumber"] - 1])
        ), field["label"]


def test_the_sample_shows_every_kind_of_field() -> None:
    assert {field["kind"] for field in SAMPLE_FIELDS} == set(FieldKind)


def _lower_edges(page: pypdfium2.PdfPage) -> list[tuple[float, float, float]]:
    """Left, bottom and right of every path on the page, in points from the lower left corner."""
    paths = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    return [(left, bottom, right) for left, bottom, right, _ in (path.get_bounds() for path in paths)]
