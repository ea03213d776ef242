"""What becomes of an upload: taken as it is, normalised, taken for sealing only, or refused."""

import asyncio
import hashlib
import io
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from livecontract.domain.refusals import Refusal
from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.intake import DEFAULT_LIMITS, IntakeLimits, IntakeRefused, take_in
from livecontract.pdf.limits import Limits
from livecontract.pdf.seal import seal
from livecontract.pdf.sentences import NOTICES, REFUSALS
from tests.pdf.documents import contract, request
from tests.pdf.uploads import (
    MIB,
    bomb,
    changed,
    codes,
    encrypted,
    laborious,
    showing,
    with_field,
    with_looping_fields,
    with_looping_pages,
    with_nested,
    with_old_names,
    with_packed_objects,
    with_shared_pages,
    with_small_size,
)

# Every document has a process of its own.
pytestmark = pytest.mark.slow

FEW_PAGES = IntakeLimits(max_pages=3)


async def refusal(
    upload: bytes, limits: IntakeLimits = DEFAULT_LIMITS, password: str | None = None
) -> IntakeRefused:
    with pytest.raises(IntakeRefused) as refused:
        await take_in(upload, password=password, limits=limits)
    assert refused.value.detail.endswith(".")
    assert "{" not in refused.value.detail
    return refused.value


async def test_in1_a_plain_document_is_taken_as_it_is() -> None:
    upload = contract(3)

    taken = await take_in(upload)

    assert (taken.treatment, taken.sealable, taken.notices) == ("original", upload, ())
    assert taken.sha256 == taken.sealable_sha256 == hashlib.sha256(upload).hexdigest()
    assert taken.size_bytes == len(upload)
    assert [(box.width, box.height) for box in taken.pages] == [(595, 842)] * 3


async def test_in1_every_page_gets_a_small_picture() -> None:
    taken = await take_in(contract(2))

    pictures = [Image.open(io.BytesIO(thumbnail)) for thumbnail in taken.thumbnails]

    assert [(picture.format, picture.size) for picture in pictures] == [("WEBP", (200, 283))] * 2


async def test_in1_equal_uploads_are_taken_equally() -> None:
    upload = with_small_size(contract())

    assert await take_in(upload) == await take_in(upload)


async def test_in3_an_empty_file_is_refused() -> None:
    assert (await refusal(b"")).code == "document_empty"


async def test_in3_a_file_that_is_too_large_is_refused_with_both_sizes() -> None:
    refused = await refusal(b"%PDF-1.7" + bytes(2_600_000), IntakeLimits(max_bytes=1_000_000))

    assert refused.code == "document_too_large"
    assert "2.6 MB" in refused.detail
    assert refused.facts["maxBytes"] == 1_000_000


async def test_in3_twenty_five_million_bytes_are_the_limit() -> None:
    assert (await refusal(b"%PDF-1.7" + bytes(25_000_001))).code == "document_too_large"
    assert (await refusal(b"%PDF-1.7".ljust(25_000_000, b"\0"))).code == "document_unreadable"


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"PK\x03\x04", "Word"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\n<html>", "web page"),
        (b"{\\rtf1", "RTF"),
        (b"Dear customer", "another kind of file"),
    ],
)
async def test_in3_another_kind_of_file_is_refused_by_its_name(beginning: bytes, kind: str) -> None:
    refused = await refusal(beginning + bytes(100))

    assert refused.code == "not_a_pdf"
    assert kind in refused.detail


async def test_in3_a_header_without_a_document_is_refused() -> None:
    assert (await refusal(b"%PDF-1.7\nnothing more")).code == "document_unreadable"


async def test_in3_a_document_without_pages_is_refused() -> None:
    def empty(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0]

    assert (await refusal(changed(empty))).code == "document_has_no_pages"


async def test_in3_one_page_too_many_is_refused() -> None:
    refused = await refusal(contract(501))

    assert refused.code == "document_too_many_pages"
    assert refused.facts == {"pageCount": 501, "maxPages": 500}


async def test_in3_a_page_that_no_program_can_show_is_refused() -> None:
    refused = await refusal(contract(2, MediaBox=pikepdf.Array([0, 0, 595, 14_401])))

    assert (refused.code, refused.facts) == ("document_page_too_large", {"pageNumber": 1})


async def test_in3_as_many_pages_as_allowed_are_taken() -> None:
    assert len((await take_in(contract(3), limits=FEW_PAGES)).pages) == 3


async def test_in3_a_password_is_asked_for() -> None:
    assert (await refusal(encrypted(user="open sesame"))).code == "document_password_required"


async def test_in3_a_wrong_password_is_told_from_a_missing_one() -> None:
    refused = await refusal(encrypted(user="open sesame"), password="open barley")

    assert refused.code == "document_password_wrong"


async def test_in3_with_the_right_password_the_document_is_taken_without_it() -> None:
    taken = await take_in(encrypted(user="open sesame"), password="open sesame")

    assert (taken.treatment, codes(taken)) == ("normalised", {"password_removed"})
    assert not pikepdf.open(io.BytesIO(taken.sealable)).is_encrypted


async def test_in3_a_needless_password_does_no_harm() -> None:
    assert (await take_in(contract(), password="open sesame")).treatment == "original"


async def test_in3_restrictions_of_the_owner_are_removed_and_noted() -> None:
    taken = await take_in(encrypted(owner="keeper"))

    assert (taken.treatment, codes(taken)) == ("normalised", {"restrictions_removed"})


async def test_in3_a_damaged_document_is_repaired_and_the_original_stays_known() -> None:
    upload = contract().replace(b"startxref", b"startxxxx")

    taken = await take_in(upload)

    assert (taken.treatment, codes(taken)) == ("normalised", {"document_repaired"})
    assert taken.sha256 == hashlib.sha256(upload).hexdigest() != taken.sealable_sha256


async def test_in3_an_unreadable_description_is_left_out() -> None:
    def scribble(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Metadata = pdf.make_stream(b"<x:xmp", Type=Name.Metadata, Subtype=Name.XML)

    taken = await take_in(changed(scribble).replace(b"startxref", b"startxxxx"))

    assert codes(taken) == {"document_repaired", "metadata_removed"}


@pytest.mark.parametrize("upload", [with_looping_pages(), with_shared_pages(3), with_shared_pages(40)])
async def test_in3_a_page_tree_that_is_none_is_refused(upload: bytes) -> None:
    """One leads back to its root; in the others every node is held twice, which makes 2 to the 40 pages."""
    assert (await refusal(upload)).code == "document_unreadable"


async def test_in1_a_page_that_stands_in_its_document_twice_becomes_two() -> None:
    def repeat(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Kids = Array([pdf.pages[0].obj, pdf.pages[0].obj])
        pdf.Root.Pages.Count = 2

    taken = await take_in(changed(repeat))

    assert (taken.treatment, len(taken.pages)) == ("normalised", 2)


@pytest.mark.parametrize("brackets", [(b"[", b"]"), (b"<</A ", b">>")], ids=["arrays", "dictionaries"])
async def test_in2_nesting_does_no_harm(brackets: tuple[bytes, bytes]) -> None:
    assert len((await take_in(with_nested(*brackets, 50_000))).pages) == 1


async def test_in2_a_form_that_loops_does_no_harm() -> None:
    taken = await take_in(with_looping_fields())

    assert [(field.kind, field.value) for field in taken.found_fields] == [("text", "Ada")]


@pytest.mark.parametrize("packed", [1, 2])
async def test_in2_a_bomb_is_refused_before_it_unpacks(packed: int) -> None:
    limits = IntakeLimits(child=Limits(memory_bytes=64 * MIB, cpu_s=10))

    assert (await refusal(bomb(300 * MIB, packed=packed), limits)).facts["reason"] == "expansion"


async def test_in2_objects_that_unpack_without_end_stay_in_their_child() -> None:
    limits = IntakeLimits(child=Limits(memory_bytes=256 * MIB))

    assert (await refusal(with_packed_objects(600 * MIB), limits)).code == "document_too_complex"


async def test_in2_a_document_that_takes_too_long_is_refused() -> None:
    refused = await refusal(laborious(), IntakeLimits(child=Limits(wall_s=0.01)))

    assert (refused.code, refused.facts["reason"]) == ("document_too_complex", "wall")


async def test_in5_a_signed_document_is_taken_for_sealing_only(identity: SealIdentity) -> None:
    signed = seal(request(contract()), identity).pdf

    taken = await take_in(signed)

    assert (taken.treatment, taken.sealable) == ("sign_only", signed)
    assert "already_signed" in codes(taken)


async def test_in5_a_signed_document_that_would_need_a_rewrite_is_refused(identity: SealIdentity) -> None:
    refused = await refusal(seal(request(contract()), identity).pdf[:-40])

    assert (refused.code, refused.facts["condition"]) == ("document_unreadable", "damaged")
    assert "signature" in refused.detail


async def test_in6_a_document_that_announces_too_few_objects_is_normalised() -> None:
    taken = await take_in(with_small_size(contract()))

    assert (taken.treatment, codes(taken)) == ("normalised", {"document_repaired"})


async def test_in1_a_dynamic_form_is_refused() -> None:
    def replace_pages(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))

    text = "BT /F1 11 Tf 72 700 Td (Please wait... If this message stays) Tj ET"

    assert (await refusal(changed(replace_pages, contract(content=text)))).code == "document_xfa_dynamic"


async def test_in1_a_form_with_an_xfa_part_is_used_as_its_pages_look() -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")

    taken = await take_in(changed(add, with_field(FT=Name.Tx)))

    assert (taken.treatment, codes(taken)) == ("original", {"xfa_flattened", "form_flattened"})


async def test_in1_the_fields_of_a_form_are_found_where_they_are_displayed() -> None:
    upload = with_field(FT=Name.Tx, V=String("Ada"), Ff=1 << 1 | 1 << 12, MaxLen=40)

    (field,) = (await take_in(upload)).found_fields

    assert (field.name, field.kind, field.page_number, field.value) == ("Place", "text", 1, "Ada")
    assert (field.rect.x, field.rect.y, field.rect.width, field.rect.height) == (100, 100, 200, 20)
    assert (field.required, field.read_only, field.multiline, field.max_length) == (True, False, True, 40)


@pytest.mark.parametrize(
    ("entries", "place"),
    [
        ({"Rotate": 90}, (722, 100, 20, 200)),
        ({"Rotate": 180}, (295, 722, 200, 20)),
        ({"CropBox": Array([50, 400, 500, 800])}, (50, 58, 200, 20)),
        ({"Rotate": 270, "CropBox": Array([50, 400, 500, 800])}, (58, 200, 20, 200)),
        ({"UserUnit": 2}, (100, 100, 200, 20)),
    ],
)
@pytest.mark.parametrize("is_inherited", [False, True])
async def test_in1_the_fields_of_turned_and_cut_pages_are_found_where_they_are_displayed(
    entries: dict[str, Any], place: tuple[int, int, int, int], *, is_inherited: bool
) -> None:
    """A place is in units of the page: only a viewer that shows the page enlarges them by /UserUnit."""

    def turn(pdf: pikepdf.Pdf) -> None:
        holder = pdf.Root.Pages if is_inherited else pdf.pages[0].obj
        for key, value in entries.items():
            holder[f"/{key}"] = value

    (field,) = (await take_in(changed(turn, with_field(FT=Name.Tx)))).found_fields

    assert (field.rect.x, field.rect.y, field.rect.width, field.rect.height) == place


@pytest.mark.slow
@settings(max_examples=40)
@given(st.data())
def test_in1_a_document_with_any_bytes_changed_is_taken_or_refused(draw: st.DataObject) -> None:
    upload = bytearray(with_field(showing("Ada"), FT=Name.Tx, V=String("Eve")))
    places = st.lists(st.integers(0, len(upload) - 1), min_size=1, max_size=20)
    for place in draw.draw(places):
        upload[place] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(upload)))

    outcome = asyncio.run(_outcome(bytes(upload[cut // 2 :] if cut % 2 else upload)))

    assert outcome in {"original", "normalised", *REFUSALS}


async def _outcome(upload: bytes) -> str:
    try:
        return (await take_in(upload)).treatment
    except IntakeRefused as refused:
        return refused.code


async def test_in1_a_button_named_in_an_old_encoding_is_found() -> None:
    (field,) = (await take_in(with_old_names())).found_fields

    assert field.values == field.options == ("/Gew\ufffdhlt",)


def test_every_refusal_has_a_code_that_the_edges_know() -> None:
    assert {code.partition(":")[0] for code in REFUSALS} <= set(Refusal)


def test_every_sentence_ends_as_one() -> None:
    assert all(sentence.endswith(".") for sentence in (*REFUSALS.values(), *NOTICES.values()))
