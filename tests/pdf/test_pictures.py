"""Pictures of pages, and how much they differ."""

import pytest
from pikepdf import Array
from PIL import Image

from livecontract.pdf import pictures
from livecontract.pdf.geometry import PageBox, Rect
from tests.pdf.documents import contract


def test_a_page_is_drawn_in_the_asked_width_and_its_own_shape() -> None:
    assert pictures.render(contract(2), 2, 400).size == (400, 566)


@pytest.mark.parametrize(
    ("box", "size"),
    [([0, 0, 1, 14400], (1, 1600)), ([0, 0, 100, 1000], (160, 1600)), ([0, 0, 14400, 1], (400, 1))],
)
def test_an_absurd_page_stays_a_small_picture(box: list[int], size: tuple[int, int]) -> None:
    assert pictures.render(contract(MediaBox=Array(box)), 1, 400).size == size


@pytest.mark.parametrize(("document", "page_number"), [(b"no document", 1), (contract(), 2)])
def test_what_cannot_be_drawn_is_said(document: bytes, page_number: int) -> None:
    with pytest.raises(pictures.Unrenderable):
        pictures.render(document, page_number, 100)


def test_the_difference_is_the_share_of_changed_pixels() -> None:
    before = Image.new("RGB", (10, 10), "white")
    after = before.copy()
    after.paste("black", (0, 0, 5, 2))

    assert pictures.compare(before, after) == pytest.approx(0.1)


def test_what_lies_under_a_mask_does_not_count() -> None:
    before = Image.new("RGB", (100, 200), "white")
    after = before.copy()
    after.paste("black", (20, 20, 40, 60))

    mask = pictures.mask_of(Rect(100, 100, 100, 200), PageBox(500, 1000, 0), after)

    assert pictures.compare(before, after, [mask]) == 0


def test_a_shade_of_difference_is_none() -> None:
    assert (
        pictures.compare(Image.new("RGB", (4, 4), (200, 200, 200)), Image.new("RGB", (4, 4), (220, 180, 200)))
        == 0
    )


def test_pictures_of_different_sizes_differ_altogether() -> None:
    assert pictures.compare(Image.new("RGB", (4, 4)), Image.new("RGB", (4, 5))) == 1
