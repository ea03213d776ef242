"""Where things are on a page, however it is turned, cut and moved."""

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array

from livecontract.pdf import pictures
from livecontract.pdf.geometry import LETTER, PageBox, Placement, Rect, page_boxes
from tests.pdf.documents import contract
from tests.pdf.uploads import changed

A4 = (0.0, 0.0, 595.0, 842.0)
TURNS = (0, 90, 180, 270)


@pytest.mark.parametrize("rotation", TURNS)
def test_a_turned_page_has_the_size_that_a_viewer_shows(rotation: int) -> None:
    document = contract(Rotate=rotation)

    (box,) = page_boxes(document)

    assert box.rotation == rotation
    assert (box.width, box.height) == pypdfium2.PdfDocument(document).get_page_size(0)


@pytest.mark.parametrize("rotation", TURNS)
def test_a_place_on_the_displayed_page_is_where_it_is_drawn(rotation: int) -> None:
    """A rectangle is drawn through the placement's matrix on a page that is moved, cut and turned."""
    place = Placement.of((50, 20, 645, 862), (80, 40, 500, 700), rotation)
    left, bottom, right, top = place.to_page(Rect(30, 60, 120, 40))
    document = contract(
        content=f"0 g {left} {bottom} {right - left} {top - bottom} re f",
        MediaBox=Array([50, 20, 645, 862]),
        CropBox=Array([80, 40, 500, 700]),
        Rotate=rotation,
    )

    picture = pictures.render(document, 1, round(place.box.width))

    assert picture.convert("L").point(lambda shade: 255 * (shade < 128)).getbbox() == (30, 60, 150, 100)


def test_boxes_and_rotation_are_inherited_from_the_page_tree() -> None:
    def move_up(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0].obj.MediaBox
        pdf.Root.Pages.MediaBox = Array([0, 0, 300, 400])
        pdf.Root.Pages.Rotate = 90

    assert page_boxes(changed(move_up)) == (PageBox(400, 300, 90),)


def test_a_crop_box_is_cut_to_the_media_box() -> None:
    assert page_boxes(contract(CropBox=Array([100, 200, 9000, 9000]))) == (PageBox(495, 642, 0),)


def test_a_crop_box_outside_the_media_box_is_ignored() -> None:
    assert page_boxes(contract(CropBox=Array([1000, 1000, 1200, 1200]))) == (PageBox(595, 842, 0),)


def test_corners_in_any_order_make_the_same_box() -> None:
    assert page_boxes(contract(MediaBox=Array([595, 842, 100, 100]))) == (PageBox(495, 742, 0),)


@pytest.mark.parametrize("box", [Array([0, 0, 0, 0]), Array([0, 0, 5]), pikepdf.String("wide"), Array([])])
def test_a_page_without_a_usable_box_is_a_letter(box: pikepdf.Object) -> None:
    assert page_boxes(contract(MediaBox=box)) == (PageBox(LETTER[2], LETTER[3], 0),)


@pytest.mark.parametrize(("stated", "read"), [(450, 90), (-90, 270), (45, 0), (pikepdf.Name.Left, 0)])
def test_an_odd_rotation_is_read_as_viewers_read_it(stated: object, read: int) -> None:
    assert page_boxes(contract(Rotate=stated))[0].rotation == read


def test_a_loop_among_the_ancestors_ends() -> None:
    def loop(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0].obj.MediaBox
        pdf.Root.Pages.Parent = pdf.Root.Pages

    assert page_boxes(changed(loop)) == (PageBox(LETTER[2], LETTER[3], 0),)


@given(
    st.sampled_from(TURNS),
    *(st.floats(-500, 500) for _ in range(2)),
    *(st.floats(1, 400) for _ in range(2)),
)
def test_the_way_to_the_page_and_back_ends_where_it_began(
    rotation: int, x: float, y: float, width: float, height: float
) -> None:
    place = Placement.of((-100, 30, 495, 872), None, rotation)

    back = place.to_display(place.to_page(Rect(x, y, width, height)))

    assert (back.x, back.y, back.width, back.height) == pytest.approx((x, y, width, height), abs=1e-6)
