"""A seal that changes anything of the original but what it has to change is never given out."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.closing import Sealer
from livecontract.pdf.fidelity import GROWN, REPLACED, differences, keeps_content
from livecontract.pdf.geometry import Rect
from livecontract.pdf.hashed import Hashed
from livecontract.pdf.request import SealFailed
from livecontract.pdf.revision import open_writer
from livecontract.pdf.selfcheck import Expectation, check_seal
from livecontract.pdf.survey import leaves_of
from tests.pdf.documents import NOW, contract
from tests.pdf.uploads import changed

Change = Callable[[IncrementalPdfFileWriter], None]
WHOLE_PAGE = {2: [Rect(0, 0, 595, 842)]}


def closed(document: bytes, identity: SealIdentity, change: Change) -> bytes:
    """The document, sealed after a change that nobody asked for."""
    stream = io.BytesIO(document)
    writer = open_writer(stream)
    change(writer)
    Sealer(identity).close(writer, stream, NOW, {}, certifying=True)
    return stream.getvalue()


def check(document: bytes, sealed: bytes, touched: dict[int, list[Rect]]) -> None:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        leaves = leaves_of(pdf)
    expected = Expectation(leaves=leaves, pages_added=0, touched=touched, marks={}, certifying=True)
    check_seal(Hashed(document), document, sealed, expected, every_page=False)


def page(writer: IncrementalPdfFileWriter, number: int) -> generic.DictionaryObject:
    held = writer.root["/Pages"]["/Kids"].raw_get(number - 1)
    writer.mark_update(held)
    found: generic.DictionaryObject = held.get_object()
    return found


def blank(writer: IncrementalPdfFileWriter) -> None:
    reference = page(writer, 2).raw_get("/Contents").reference
    writer.objects[(reference.generation, reference.idnum)] = generic.StreamObject(stream_data=b" ")


def swap_content(writer: IncrementalPdfFileWriter) -> None:
    page(writer, 2)[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b" "))


def swap_font(writer: IncrementalPdfFileWriter) -> None:
    font = generic.DictionaryObject({pdf_name("/F1"): generic.DictionaryObject()})
    page(writer, 2)[pdf_name("/Resources")] = generic.DictionaryObject({pdf_name("/Font"): font})


def change_font(writer: IncrementalPdfFileWriter) -> None:
    fonts = page(writer, 2)["/Resources"]["/Font"]
    fonts["/F1"][pdf_name("/BaseFont")] = pdf_name("/Courier")
    writer.mark_update(fonts.raw_get("/F1"))


def cut(writer: IncrementalPdfFileWriter) -> None:
    page(writer, 2)[pdf_name("/CropBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 99, 99)))


def turn_all(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Pages"][pdf_name("/Rotate")] = generic.NumberObject(90)
    writer.mark_update(writer.root.raw_get("/Pages"))


def hide_layers(writer: IncrementalPdfFileWriter) -> None:
    writer.root[pdf_name("/OCProperties")] = generic.DictionaryObject()
    writer.update_root()


def test_sl3_a_document_that_is_closed_as_it_is_passes(identity: SealIdentity) -> None:
    document = contract(3)

    check(document, closed(document, identity, lambda _: None), {})


@pytest.mark.parametrize("touched", [{}, WHOLE_PAGE], ids=["not drawn on", "drawn on"])
@pytest.mark.parametrize("change", [blank, swap_content, swap_font, change_font, cut, turn_all, hide_layers])
def test_sl3_a_change_that_nobody_meant_is_found_without_a_picture_of_its_page(
    identity: SealIdentity, change: Change, touched: dict[int, list[Rect]]
) -> None:
    """Where a page was drawn on, pictures leave the place out: here, all of it."""
    document = contract(3)

    with pytest.raises(SealFailed) as failed:
        check(document, closed(document, identity, change), touched)

    assert failed.value.code == "selfcheck_overwritten"


def found(document: bytes, other: bytes) -> list[set[str]]:
    with pikepdf.open(io.BytesIO(document)) as before, pikepdf.open(io.BytesIO(other)) as after:
        return list(differences(before, after, ()).values())


def edit(name: str, value: object) -> Callable[[pikepdf.Pdf], None]:
    def put(pdf: pikepdf.Pdf) -> None:
        pdf.Root[name] = value

    return put


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        (1, 1, []),
        (1, 2, [{"/Held"}]),
        (True, 1, [{"/Held"}]),
        (0.5, 0.50001, []),
        (Name.A, Name.B, [{"/Held"}]),
        (Name.A, pikepdf.String("A"), [{"/Held"}]),
        (pikepdf.String("A"), pikepdf.String("A"), []),
        (pikepdf.String(b"\xfe\xff\x00A\x00b"), pikepdf.String("Ab"), []),
        (pikepdf.String(b"\xfe\xff\x00A\x00b"), pikepdf.String("AB"), [{"/Held"}]),
        (pikepdf.String(b"\x7f"), pikepdf.String(b"\x9f"), [{"/Held"}]),
        (pikepdf.String(b"\xfe\xff\xd8\x00"), pikepdf.String(b"\xfe\xff\xd8\x01"), [{"/Held"}]),
        (Array([1, Array([Name.A])]), Array([1, Array([Name.B])]), [{"/Held"}]),
        (Dictionary(A=1, B=Array([2])), Dictionary(B=Array([2]), A=1), []),
        (Dictionary(A=1), Dictionary(A=1, B=1), [{"/Held"}]),
    ],
)
def test_values_are_the_same_by_what_they_mean(old: object, new: object, difference: list[set[str]]) -> None:
    document = changed(edit("/Held", old))

    assert found(document, changed(edit("/Held", new), document)) == difference


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [([1, 2], [1, 2, 3], GROWN), ([1, 2], [1, 3, 2], REPLACED), ([1, 2], [1], REPLACED)],
)
def test_an_array_that_has_more_at_its_end_is_told_from_another_one(
    old: list[int], new: list[int], difference: str
) -> None:
    with pikepdf.open(io.BytesIO(contract())) as before, pikepdf.open(io.BytesIO(contract())) as after:
        before.make_indirect(Array(old))
        after.make_indirect(Array(new))

        assert [*differences(before, after, ()).values()] == [{difference}]


def test_a_page_keeps_its_content_when_more_is_drawn_before_and_after_it() -> None:
    with pikepdf.open(io.BytesIO(contract())) as pdf:
        old = pdf.pages[0].obj
        new = Dictionary(dict(old.items()))
        first, last = pdf.make_stream(b"q"), pdf.make_stream(b"Q")
        new.Resources = Dictionary(Font=old.Resources.Font, XObject=Dictionary(Lc0=last))
        new.Contents = Array([first, old.Contents, last])
        assert keeps_content(old, new)

        new.Contents = Array([first, last])
        assert not keeps_content(old, new)
