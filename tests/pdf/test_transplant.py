"""What is copied from one document into another means there what it meant here."""

import io
from collections.abc import Callable
from decimal import Decimal

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from livecontract.pdf.revision import open_writer
from livecontract.pdf.transplant import Transplant
from tests.pdf.documents import contract

Make = Callable[[pikepdf.Pdf], object]


def transplanted(*makes: Make) -> pikepdf.Pdf:
    """Another document that has the values of one under /Held, written and read again."""
    stream = io.BytesIO(contract())
    writer = open_writer(stream)
    with pikepdf.new() as source:
        source.Root.Held = Array([make(source) for make in makes])
        graft = Transplant(writer, source)
        copied = [graft.copy(value) for value in source.Root.Held]
    writer.root[pdf_name("/Held")] = generic.ArrayObject(copied)
    writer.update_root()
    writer.write_in_place()
    return pikepdf.open(stream)


@pytest.mark.parametrize(
    "value",
    [
        7,
        True,
        None,
        Decimal("0.00001"),
        Decimal("-12345.678"),
        Name("/A B#"),
        String("12 0 R (as a text)"),
        Array([1, Name.A, Array([String("ends with 1 0 R")])]),
        Dictionary(A=Dictionary(B=False), C=String("Łódź")),
    ],
)
def test_a_value_stays_what_it_is(value: object) -> None:
    pdf = transplanted(
        lambda _: Array([value]), lambda pdf: Array([value, pdf.make_indirect(Dictionary(D=value))])
    )

    plain, beside_a_reference = pdf.Root.Held
    assert list(plain) == list(Array([value]))
    assert list(beside_a_reference)[:1] == list(plain)
    assert Dictionary(D=value) == beside_a_reference[1]


def test_what_is_referred_to_twice_is_copied_once_even_in_a_circle() -> None:
    shared: list[pikepdf.Object] = []

    def font(pdf: pikepdf.Pdf) -> object:
        if not shared:
            shared.append(pdf.make_indirect(Dictionary(Type=Name.Font)))
            shared[0].Itself = shared[0]
        return Dictionary(F1=shared[0])

    pdf = transplanted(font, font)

    first, second = pdf.Root.Held
    assert first.F1.objgen == second.F1.objgen == first.F1.Itself.objgen


def test_a_stream_stays_packed_as_it_was() -> None:
    content = b"0 0 m 9 9 l S " * 50

    def packed(pdf: pikepdf.Pdf) -> object:
        made = pikepdf.Stream(pdf, b"")
        made.write(content, filter=Name.ASCIIHexDecode, decode_parms=None)
        made.Matrix = Array([1, 0, 0, 1, 0, 0])
        return pdf.make_indirect(made)

    pdf = transplanted(packed)

    (stream,) = pdf.Root.Held
    assert stream.Filter == Name.ASCIIHexDecode
    assert stream.read_raw_bytes() == content
    assert list(stream.Matrix) == [1, 0, 0, 1, 0, 0]
