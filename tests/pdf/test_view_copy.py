"""The copy that people read shows what will be sealed."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from livecontract.pdf import pictures
from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.intake import take_in
from livecontract.pdf.seal import seal
from livecontract.pdf.view_copy import view_copy
from tests.pdf.documents import contract, plan, request
from tests.pdf.uploads import changed, form, showing, with_field

WIDTH_PX = 400
FRAME = Dictionary(BC=Array([0, 0, 1]), BG=Array([0.8]))


def shown(upload: bytes) -> bytes:
    return view_copy(upload, plan(upload))


def difference(one: bytes, other: bytes, page_number: int = 1) -> float:
    first, second = (pictures.render(document, page_number, WIDTH_PX) for document in (one, other))
    return pictures.compare(first, second)


@pytest.mark.parametrize(
    "upload",
    [
        with_field(showing("Ada"), FT=Name.Tx, V=String("Ada")),
        with_field(showing("Eve"), FT=Name.Tx, V=String("Ада Лавлейс"), MK=FRAME),
        with_field(FT=Name.Tx, MK=FRAME, needs_appearances=True),
        with_field(FT=Name.Tx, V=String("3141"), Ff=1 << 24, MaxLen=8, MK=FRAME),
        with_field(FT=Name.Btn, V=Name.Yes, AS=Name.Yes),
    ],
    ids=["as stored", "redrawn", "empty frame", "comb", "tick"],
)
@pytest.mark.parametrize("rotation", [0, 90])
def test_what_people_read_is_what_is_sealed(identity: SealIdentity, upload: bytes, rotation: int) -> None:
    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Rotate = rotation
        pdf.pages[0].obj.CropBox = Array([50, 400, 500, 800])

    document = changed(turn, upload)

    assert difference(shown(document), seal(request(document), identity).pdf) == 0
    assert difference(shown(document), contract(Rotate=rotation, CropBox=Array([50, 400, 500, 800]))) > 0


def test_no_form_is_left() -> None:
    with pikepdf.open(io.BytesIO(shown(with_field(showing("Ada"), FT=Name.Tx)))) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert len(pdf.pages[0].obj.Annots) == 0


def test_other_annotations_stay() -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=[400, 400, 420, 420], Contents=String("Please check")
    )

    with pikepdf.open(io.BytesIO(shown(with_field(FT=Name.Tx, before=note)))) as pdf:
        assert [annotation.Subtype for annotation in pdf.pages[0].obj.Annots] == [Name.Text]


def test_pages_that_share_resources_do_not_show_one_another_s_fields() -> None:
    def share(pdf: pikepdf.Pdf) -> None:
        second = Dictionary(Type=Name.Page, MediaBox=pdf.pages[0].obj.MediaBox)
        second.Resources, second.Contents = pdf.pages[0].obj.Resources, pdf.pages[0].obj.Contents
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(second)))
        pdf.pages[0].obj.Resources.XObject = Dictionary(Shared=form(pdf, showing("shared")))

    document = shown(changed(share, with_field(showing("Ada"), FT=Name.Tx)))

    assert difference(document, contract(2), 1) > 0
    assert difference(document, contract(2), 2) == 0


def test_content_that_leaves_the_page_moved_does_not_move_the_fields() -> None:
    content = "q 2 0 0 2 30 30 cm q 1 0 0 1 5 5 cm"

    moved = shown(changed(_add_field, contract(content=content)))
    still = shown(changed(_add_field, contract(content="")))

    assert difference(moved, still) == 0


async def test_what_lay_under_a_field_still_does() -> None:
    def cover(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots[0].AP = Dictionary(N=form(pdf, b"0 g 0 0 200 20 re f"))

    square = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[100, 722, 300, 742], F=4)
    upload = changed(cover, with_field(b"1 0 0 rg 0 0 200 20 re f", FT=Name.Tx, before=square))

    taken = await take_in(upload)

    assert taken.treatment == "normalised"
    assert "form_rebuilt" in {notice.code for notice in taken.notices}
    middle = pictures.render(taken.view, 1, 595).getpixel((200, 110))
    assert middle == (255, 0, 0)


async def test_an_appearance_that_is_not_declared_as_one_is_still_shown() -> None:
    def undeclare(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0].obj.Annots[0].AP.N["/Subtype"]

    upload = with_field(showing("Ada"), FT=Name.Tx, V=String("Ada"))

    taken = await take_in(changed(undeclare, upload))

    assert taken.treatment == "normalised"
    assert difference(taken.view, shown(upload)) == 0


def test_page_dictionaries_are_packed_for_reading_over_the_network() -> None:
    """A viewer asks for every page's dictionary before it shows the first page; packed, it asks once."""
    document = shown(contract(50))

    assert document.count(b"/Type /Page") == 0
    assert document.count(b"/ObjStm") == 1


def test_the_copy_of_the_same_document_is_the_same() -> None:
    upload = with_field(FT=Name.Tx, V=String("Ada"), MK=FRAME)

    assert shown(upload) == shown(upload)


def _add_field(pdf: pikepdf.Pdf) -> None:
    look = form(pdf, b"0 g 0 0 200 20 re f")
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, Rect=[100, 700, 300, 720], AP=Dictionary(N=look)
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(widget)])
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots)
