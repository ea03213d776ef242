"""Looks at a file that was just sealed as a stranger would, before anyone gets it.

Three looks: do the signatures hold (cryptographic), is everything new beside the original and not
in its place (structural), and does every page still look as it did (visual). A valid signature
over a contract that has changed is the worst thing this product could make, and it has happened:
a document that understates how many objects it has makes new objects replace its own.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Final

import pikepdf
from msgspec import Struct
from PIL.Image import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from livecontract.pdf import pictures
from livecontract.pdf.geometry import Rect
from livecontract.pdf.proof import Broken, prove, signatures_in
from livecontract.pdf.request import SealFailed
from livecontract.pdf.revision import UNREADABLE, entry, open_reader
from livecontract.pdf.survey import Leaf

REVISIONS_ADDED: Final = 2
PICTURE_WIDTH_PX: Final = 400


class Expectation(Struct, frozen=True, kw_only=True):
    """What sealing was to do to the original.

    `touched` has the places that were drawn on, by page number (from 1), as displayed; `marks`
    those of them that must show something.
    """

    leaves: Sequence[Leaf]
    pages_added: int
    touched: Mapping[int, Sequence[Rect]]
    marks: Mapping[int, Sequence[Rect]]
    certifying: bool


def check_seal(
    original: bytes, shown: bytes, sealed: bytes, expected: Expectation, *, every_page: bool
) -> None:
    """Raises SealFailed when the sealed file is not the original plus what was expected.

    `shown` is the document as people saw it: the original, or its copy with a flattened form.

    With `every_page` each page is compared by its picture. Without, only the pages that were
    replaced are: the structural look has shown that nothing which the others are made of has
    changed, and the rehearsal at upload has compared them all.
    """
    try:
        _check_signatures(original, sealed)
        _check_structure(original, sealed, expected)
        _check_pictures(shown, sealed, expected, every_page=every_page)
    except Broken as reason:
        raise SealFailed("selfcheck_signature", f"The new seal does not hold. {reason}") from reason
    except (*UNREADABLE, pikepdf.PdfError, pictures.Unrenderable) as reason:
        raise SealFailed("selfcheck_unreadable", "The sealed file could not be read again.") from reason


def _check_signatures(original: bytes, sealed: bytes) -> None:
    added = signatures_in(sealed, after=len(original))
    kinds = [prove(covered, sealed).is_time_stamp for covered in added]
    if kinds != [False, True]:
        raise Broken("There should be one signature and one time stamp.")
    if any(covered.start != 0 for covered in added) or added[-1].end != len(sealed):
        raise Broken("The signatures do not cover the whole file.")


def _check_structure(original: bytes, sealed: bytes, expected: Expectation) -> None:
    if not sealed.startswith(original):
        raise SealFailed("selfcheck_original", "The original is not in the sealed file byte for byte.")
    reader = open_reader(sealed)
    known, added = _object_numbers(reader)
    overwritten = known & added - _replaceable(reader, expected)
    if overwritten:
        raise SealFailed(
            "selfcheck_overwritten", "The seal would take the place of parts of the original document."
        )
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        pages = [page.obj.objgen for page in pdf.pages]
    before = [(leaf.object_number, leaf.generation) for leaf in expected.leaves]
    if pages[: len(before)] != before or len(pages) != len(before) + expected.pages_added:
        raise SealFailed("selfcheck_pages", "The sealed file does not have the pages that it should have.")


def _object_numbers(reader: PdfFileReader) -> tuple[set[int], set[int]]:
    """The numbers that the original's revisions use, and those that ours do."""
    last_before = reader.xrefs.total_revisions - REVISIONS_ADDED
    used = [
        {reference.idnum for reference in reader.xrefs.explicit_refs_in_revision(revision)}
        for revision in range(reader.xrefs.total_revisions)
    ]
    return set().union(*used[:last_before]), set().union(*used[last_before:])


def _replaceable(reader: PdfFileReader, expected: Expectation) -> set[int]:
    """The catalog, the root of the page tree, and the pages that were drawn on or settled.

    The first page is among them because the signature's own, invisible field hangs on it.
    """
    root = reader.get_historical_root(reader.xrefs.total_revisions - REVISIONS_ADDED - 1)
    pages = {
        leaf.object_number for leaf in expected.leaves if leaf.number in expected.touched or leaf.is_loose
    }
    first = expected.leaves[0].object_number
    replaceable = {reader.root_ref.idnum, root.raw_get("/Pages").idnum, first, *pages}
    first_page = generic.Reference(first, expected.leaves[0].generation, reader).get_object()
    if isinstance(first_page, generic.DictionaryObject):
        replaceable |= _numbers_of(first_page, "/Annots")
    if not expected.certifying:
        form = entry(root, "/AcroForm") or generic.DictionaryObject()
        material = entry(root, "/DSS") or generic.DictionaryObject()
        replaceable |= _numbers_of(root, "/AcroForm", "/DSS", "/Extensions") | _numbers_of(form, "/Fields")
        replaceable |= _numbers_of(material, "/Certs", "/CRLs", "/OCSPs", "/VRI")
    return replaceable


def _numbers_of(dictionary: generic.DictionaryObject, *keys: str) -> set[int]:
    values = (dictionary.raw_get(key) for key in keys if key in dictionary)
    return {value.idnum for value in values if isinstance(value, generic.IndirectObject)}


def _check_pictures(shown: bytes, sealed: bytes, expected: Expectation, *, every_page: bool) -> None:
    with pictures.opened(shown) as before, pictures.opened(sealed) as after:
        for leaf in expected.leaves:
            if every_page or leaf.is_loose or leaf.number in expected.touched or leaf.number == 1:
                old = pictures.render_page(before, leaf.number, PICTURE_WIDTH_PX)
                new = pictures.render_page(after, leaf.number, PICTURE_WIDTH_PX)
                _check_picture(old, new, leaf, expected)


def _check_picture(old: Image, new: Image, leaf: Leaf, expected: Expectation) -> None:
    box = leaf.placement.box
    masks = [pictures.mask_of(rect, box, new) for rect in expected.touched.get(leaf.number, ())]
    if pictures.compare(old, new, masks) > 0:
        raise SealFailed("selfcheck_page_changed", f"Page {leaf.number} would look different.")
    for rect in expected.marks.get(leaf.number, ()):
        area = pictures.mask_of(rect, box, new, margin_px=0)
        if pictures.compare(old.crop(area), new.crop(area)) == 0:
            raise SealFailed(
                "selfcheck_mark_hidden", f"A signature on page {leaf.number} would not be visible."
            )
