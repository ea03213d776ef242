"""What is drawn where: values and marks on pages of every shape, and the certificate behind them."""

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from livecontract.domain.fields import Rect
from livecontract.domain.marks import DrawnMark, TypedMark
from livecontract.pdf import pictures
from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.geometry import page_boxes
from livecontract.pdf.request import SealFailed, StampedMark, StampedValue
from livecontract.pdf.seal import seal
from tests.pdf.documents import DRAWN, TYPED, contract, mark, request, saved, value

# They set and draw many pages.
pytestmark = pytest.mark.slow

WIDTH_PX = 600

SHAPES: dict[str, dict[str, Any]] = {
    "upright": {},
    "turned 90": {"Rotate": 90},
    "turned 180": {"Rotate": 180},
    "turned 270": {"Rotate": 270},
    "turned -90": {"Rotate": -90},
    "moved origin": {"MediaBox": [100, 200, 695, 1042]},
    "cropped": {"CropBox": [50, 60, 550, 700]},
    "cropped and turned": {"CropBox": [50, 60, 550, 700], "Rotate": 90},
    "cropped outside": {"CropBox": [-100, -100, 500, 700]},
}


def changed_area(document: bytes, sealed: bytes, page_number: int = 1) -> Rect:
    """The smallest rectangle, in points as displayed, outside which the page looks as before."""
    before, after = (pictures.render(pdf, page_number, WIDTH_PX) for pdf in (document, sealed))
    difference = ImageChops.difference(before, after).convert("L").point(lambda level: 255 * (level > 40))
    left, top, right, bottom = difference.getbbox() or (0, 0, 0, 0)
    scale = page_boxes(document)[page_number - 1].width / before.width
    return Rect(x=left * scale, y=top * scale, width=(right - left) * scale, height=(bottom - top) * scale)


def is_inside(inner: Rect, outer: Rect, slack: float = 1.5) -> bool:
    """Whether a rectangle lies in another, but for the rounding to pixels."""
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.x + inner.width <= outer.x + outer.width + slack
        and inner.y + inner.height <= outer.y + outer.height + slack
    )


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("placed", [mark(1, 220, 300), mark(1, 40, 90, TYPED), value(1, 60, 40, "2750.00")])
def test_sl4_what_is_placed_shows_there_and_nowhere_else(
    identity: SealIdentity, shape: dict[str, Any], placed: StampedMark | StampedValue
) -> None:
    document = contract(**shape)
    values = [placed] if isinstance(placed, StampedValue) else []
    marks = [placed] if isinstance(placed, StampedMark) else []

    sealed = seal(request(document, values=values, marks=marks), identity).pdf

    area = changed_area(document, sealed)
    assert is_inside(area, placed.rect)
    assert area.width > placed.rect.width * 0.15
    assert area.height > placed.rect.height * 0.3


def test_sl4_boxes_and_rotation_that_a_page_inherits_count(identity: SealIdentity) -> None:
    pdf = pikepdf.open(io.BytesIO(contract()))
    page = pdf.pages[0].obj
    del page["/MediaBox"]
    pdf.Root.Pages.MediaBox = [0, 0, 400, 500]
    pdf.Root.Pages.Rotate = 90
    document = saved(pdf)

    sealed = seal(request(document, marks=[mark(1, 250, 300)]), identity).pdf

    assert is_inside(changed_area(document, sealed), mark(1, 250, 300).rect)
    assert [page.get_size() for page in pypdfium2.PdfDocument(sealed)][1] == pytest.approx((595, 842), abs=1)


@pytest.mark.parametrize(
    "content",
    [
        "q 0.5 0 0 0.5 300 300 cm 0 0 50 50 re f",
        "q q 2 0 0 2 9 9 cm q 0 0 9 9 re f",
        "Q Q 0.3 0 0 0.3 0 0 cm 0 0 50 50 re f",
        "Q q 3 0 0 3 0 0 cm Q 1 0 0 1 200 0 cm 0 0 9 9 re f",
    ],
    ids=["open", "twice open", "closed too often", "both"],
)
def test_sl4_content_that_leaves_its_graphics_state_open_moves_nothing(
    identity: SealIdentity, content: str
) -> None:
    document = contract(content=content)

    sealed = seal(request(document, marks=[mark(1, 250, 400)]), identity).pdf

    assert is_inside(changed_area(document, sealed), mark(1, 250, 400).rect)


def test_a_page_without_content_can_be_signed(identity: SealIdentity) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 300))
    del pdf.pages[0].obj["/Contents"]
    document = saved(pdf)

    sealed = seal(request(document, marks=[mark(1, 60, 100)]), identity).pdf

    assert changed_area(document, sealed).width > 50


def test_pages_that_share_their_resources_do_not_share_what_is_drawn(identity: SealIdentity) -> None:
    document = contract(3)

    sealed = seal(request(document, marks=[mark(2, 60, 100)]), identity).pdf

    assert [changed_area(document, sealed, number).width > 0 for number in (1, 2, 3)] == [False, True, False]


def test_a_long_text_stays_inside_its_field(identity: SealIdentity) -> None:
    placed = value(1, 60, 200, "every word of it matters " * 40, width=120, height=40)

    sealed = seal(request(document := contract(), values=[placed]), identity).pdf

    assert is_inside(changed_area(document, sealed), placed.rect)
    assert "every word of it matters" in page_text(sealed, 1)


@pytest.mark.parametrize(("width", "height"), [(6, 6), (6, 500), (24, 28), (400, 6)])
@pytest.mark.parametrize(
    "text",
    [
        "W" * 300,
        "W" * 2000,
        "a " * 1000,
        "\n" * 1999 + "x",
        "e" + "\u0301" * 60 + "\u0489" * 30,
        "عربية" * 100,
    ],
    ids=["a long word", "an endless word", "many words", "many lines", "many accents", "from the right"],
)
def test_sl4_no_text_reaches_beyond_its_place_however_small_that_is(
    identity: SealIdentity, text: str, width: float, height: float
) -> None:
    place = Rect(x=40, y=200, width=width, height=height)
    written = StampedValue(page_number=1, rect=place, kind="text", text=text)

    sealed = seal(request(document := contract(), values=[written]), identity)

    area = changed_area(document, sealed.pdf)
    assert area.width == 0 or is_inside(area, place)


def test_a_checkbox_shows_a_tick_only_when_it_is_ticked(identity: SealIdentity) -> None:
    document = contract()
    rect = Rect(x=100, y=100, width=14, height=14)
    boxes = [
        StampedValue(page_number=1, rect=rect, kind="checkbox", checked=checked) for checked in (True, False)
    ]

    widths = [
        changed_area(document, seal(request(document, values=[box]), identity).pdf).width for box in boxes
    ]

    assert widths[0] > 5
    assert widths[1] == 0


@pytest.mark.parametrize(
    "drawn",
    [TypedMark(text="محمد الأحمد", face="great-vibes"), TypedMark(text="王小明", face="caveat"), DRAWN],
)
def test_a_mark_in_any_script_is_drawn_with_name_and_time_below(
    identity: SealIdentity, drawn: TypedMark | DrawnMark
) -> None:
    sealed = seal(request(contract(), marks=[mark(1, 60, 100, drawn)]), identity).pdf

    assert f"Carla Moreno · {mark(1, 0, 0).signed_at:%Y-%m-%d %H:%M} UTC" in page_text(sealed, 1)


def test_characters_that_no_font_can_draw_are_refused(identity: SealIdentity) -> None:
    with pytest.raises(SealFailed, match="𓀀") as failed:
        seal(request(contract(), values=[value(1, 60, 100, "name 𓀀")]), identity)

    assert failed.value.code == "characters_not_drawable"


def test_a_place_on_a_page_that_is_not_there_is_refused(identity: SealIdentity) -> None:
    with pytest.raises(SealFailed) as failed:
        seal(request(contract(), marks=[mark(2, 60, 100)]), identity)

    assert failed.value.code == "page_unknown"


def test_what_is_typed_is_never_read_as_a_command(identity: SealIdentity) -> None:
    text = '#panic("x") $ \\ *bold* [x] "quoted" <a@b> // no'

    sealed = seal(request(contract(), values=[value(1, 60, 100, text, width=400)]), identity).pdf

    assert text in page_text(sealed, 1)


def test_scripts_and_form_are_gone_and_the_opening_view_stays(identity: SealIdentity) -> None:
    pdf = pikepdf.open(io.BytesIO(contract()))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", script]), Dests={})
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA="<xdp/>", NeedAppearances=True)

    sealed = pikepdf.open(io.BytesIO(seal(request(saved(pdf)), identity).pdf))

    assert not {"/AA"} & set(sealed.Root.keys())
    assert set(sealed.Root.Names.keys()) == {"/Dests"}
    assert "/OpenAction" in sealed.Root
    assert not {"/XFA", "/NeedAppearances"} & set(sealed.Root.AcroForm.keys())


def page_text(pdf: bytes, page_number: int) -> str:
    """The text of a page, lines joined."""
    text: str = pypdfium2.PdfDocument(pdf)[page_number - 1].get_textpage().get_text_bounded()
    return " ".join(text.split())
