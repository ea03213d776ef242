"""Looks at a file that was just sealed as a stranger would, before anyone gets it.

Three looks: do the signatures hold (cryptographic), is every object of the original what it was
(structural), and does every page still look as it did (visual). A valid signature
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
from livecontract.pdf.fidelity import GROWN, REPLACED, Reference, differences, keeps_content
from livecontract.pdf.geometry import Rect
from livecontract.pdf.hashed import Hashed
from livecontract.pdf.proof import Broken, prove, signatures_in
from livecontract.pdf.request import SealFailed
from livecontract.pdf.revision import UNREADABLE, entry, open_reader
from livecontract.pdf.survey import Leaf

REVISIONS_ADDED: Final = 2
PICTURE_WIDTH_PX: Final = 400

# What sealing writes in objects of the original: entries of pages, of the root of their tree and of
# the catalog, the ends of arrays.
_DRAWN_ON: Final = frozenset({"/Contents", "/Resources"})
_ANNOTATED: Final = frozenset({"/Annots"})
_LENGTHENED: Final = frozenset({"/Kids", "/Count"})
_SIGNED: Final = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version"})
_STAMPED: Final = _SIGNED | {
    *("/AA", "/Names", "/NeedsRendering", "/OpenAction", "/Perms"),
    # Where a catalog has one of these twice, readers differ in which one counts; no page looks otherwise.
    *("/Lang", "/PageLayout", "/PageMode", "/ViewerPreferences"),
}
_FORM: Final = frozenset({"/Fields", "/SigFlags"})
_LONGER: Final = frozenset({GROWN})
_ANYTHING: Final = frozenset({REPLACED})


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
    original: Hashed, shown: bytes, sealed: bytes, expected: Expectation, *, every_page: bool
) -> None:
    """Raises SealFailed when the sealed file is not the original plus what was expected.

    `shown` is the document as people saw it: the original, or its copy with a flattened form.

    With `every_page` each page is compared by its picture. Without, only the pages that may look
    different are: the structural look has shown that the others are made of what they were made
    of, and the rehearsal at upload has compared them all.
    """
    try:
        _check_original(original.data, sealed)
        _check_signatures(original, sealed)
        _check_structure(original.data, sealed, expected)
        _check_pictures(shown, sealed, expected, every_page=every_page)
    except Broken as reason:
        raise SealFailed("selfcheck_signature", f"The new seal does not hold. {reason}") from reason
    except (*UNREADABLE, pikepdf.PdfError, pictures.Unrenderable) as reason:
        raise SealFailed("selfcheck_unreadable", "The sealed file could not be read again.") from reason


def _check_original(original: bytes, sealed: bytes) -> None:
    if not sealed.startswith(original):
        raise SealFailed("selfcheck_original", "The original is not in the sealed file byte for byte.")


def _check_signatures(original: Hashed, sealed: bytes) -> None:
    added = signatures_in(sealed, after=len(original.data))
    kinds = [prove(covered, sealed, original).is_time_stamp for covered in added]
    if kinds != [False, True]:
        raise Broken("There should be one signature and one time stamp.")
    if any(covered.start != 0 for covered in added) or added[-1].end != len(sealed):
        raise Broken("The signatures do not cover the whole file.")


def _check_structure(original: bytes, sealed: bytes, expected: Expectation) -> None:
    reader = open_reader(sealed)
    known, added = _references(reader)
    may_differ = _may_differ(reader, expected)
    if {number for number, _ in known & added} - may_differ.keys():
        raise _overwritten()
    with _as_written(original) as before, _as_written(sealed) as after:
        _check_objects(before, after, known, may_differ)
        _check_content(before, after, expected)
        pages = [page.obj.objgen for page in after.pages]
    leaves = [(leaf.object_number, leaf.generation) for leaf in expected.leaves]
    if pages[: len(leaves)] != leaves or len(pages) != len(leaves) + expected.pages_added:
        raise SealFailed("selfcheck_pages", "The sealed file does not have the pages that it should have.")


def _as_written(pdf: bytes) -> pikepdf.Pdf:
    """The file, without qpdf's handing down of what pages inherit: that gives things new numbers."""
    return pikepdf.open(io.BytesIO(pdf), inherit_page_attributes=False)


def _references(reader: PdfFileReader) -> tuple[set[Reference], set[Reference]]:
    """The objects of the original's revisions, and those of ours."""
    last_before = reader.xrefs.total_revisions - REVISIONS_ADDED
    used = [
        {
            (reference.idnum, reference.generation)
            for reference in reader.xrefs.explicit_refs_in_revision(revision)
        }
        for revision in range(reader.xrefs.total_revisions)
    ]
    return set().union(*used[:last_before]), set().union(*used[last_before:])


def _may_differ(reader: PdfFileReader, expected: Expectation) -> dict[int, frozenset[str]]:
    """What sealing writes in objects of the original, by their number."""
    root = reader.get_historical_root(reader.xrefs.total_revisions - REVISIONS_ADDED - 1)
    may = {
        leaf.object_number: (_DRAWN_ON if leaf.number in expected.touched else frozenset())
        | (_ANNOTATED if leaf.is_loose or leaf.number == 1 else frozenset())
        for leaf in expected.leaves
    }
    first = generic.Reference(expected.leaves[0].object_number, expected.leaves[0].generation, reader)
    may |= _numbers_of(first.get_object(), "/Annots", may=_LONGER)
    may[root.raw_get("/Pages").idnum] = _LENGTHENED
    may[reader.root_ref.idnum] = _STAMPED if expected.certifying else _SIGNED
    if not expected.certifying:
        may |= _signed_before(root)
    return {number: names for number, names in may.items() if names}


def _signed_before(root: generic.DictionaryObject) -> dict[int, frozenset[str]]:
    """What a signature beside earlier ones writes: the form's fields, and what it is validated with."""
    form = entry(root, "/AcroForm") or generic.DictionaryObject()
    material = entry(root, "/DSS") or generic.DictionaryObject()
    return {
        **_numbers_of(root, "/AcroForm", may=_FORM),
        **_numbers_of(form, "/Fields", may=_LONGER),
        **_numbers_of(root, "/DSS", "/Extensions", may=_ANYTHING),
        **_numbers_of(material, "/Certs", "/CRLs", "/OCSPs", may=_LONGER),
        **_numbers_of(material, "/VRI", may=_ANYTHING),
    }


def _numbers_of(held: object, *keys: str, may: frozenset[str]) -> dict[int, frozenset[str]]:
    if not isinstance(held, generic.DictionaryObject):
        return {}
    values = (held.raw_get(key) for key in keys if key in held)
    return {value.idnum: may for value in values if isinstance(value, generic.IndirectObject)}


def _check_objects(
    before: pikepdf.Pdf, after: pikepdf.Pdf, known: set[Reference], may: Mapping[int, frozenset[str]]
) -> None:
    """Every object of the original is what it was, but for what sealing writes."""
    for (number, _), names in differences(before, after, known).items():
        allowed = may.get(number, frozenset())
        if allowed is not _ANYTHING and not names <= allowed:
            raise _overwritten()


def _check_content(before: pikepdf.Pdf, after: pikepdf.Pdf, expected: Expectation) -> None:
    """Pages that were drawn on still draw all that they drew; pictures leave out the places drawn on."""
    for leaf in expected.leaves:
        if leaf.number in expected.touched:
            reference = (leaf.object_number, leaf.generation)
            if not keeps_content(before.get_object(reference), after.get_object(reference)):
                raise _overwritten()


def _overwritten() -> SealFailed:
    return SealFailed(
        "selfcheck_overwritten", "The seal would take the place of parts of the original document."
    )


def _check_pictures(shown: bytes, sealed: bytes, expected: Expectation, *, every_page: bool) -> None:
    with pictures.opened(shown) as before, pictures.opened(sealed) as after:
        for leaf in expected.leaves:
            if every_page or _may_look_different(leaf, expected):
                old = pictures.render_page(before, leaf.number, PICTURE_WIDTH_PX)
                new = pictures.render_page(after, leaf.number, PICTURE_WIDTH_PX)
                _check_picture(old, new, leaf, expected)


def _may_look_different(leaf: Leaf, expected: Expectation) -> bool:
    return leaf.is_loose or leaf.leans_on_form or leaf.number == 1 or leaf.number in expected.touched


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
