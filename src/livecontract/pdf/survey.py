"""What must be known of a document before it is stamped: its pages, and what on them is in the way."""

from collections.abc import Iterable
from typing import Final

import pikepdf
from msgspec import Struct

from livecontract.pdf.geometry import Placement, placement_of

_FORM_SUBTYPE: Final = pikepdf.Name.Widget


class Leaf(Struct, frozen=True):
    """A page: its object's number and generation, how it is displayed, and its place in the order.

    `is_loose` says that its annotations need settling: there are form widgets among them, or
    dictionaries without a number of their own. `leans_on_form` says that there are texts among them
    without a look of their own: readers set them in the fonts of the document's form.
    """

    number: int
    object_number: int
    generation: int
    placement: Placement
    is_loose: bool
    leans_on_form: bool = False


class Fence(Struct, frozen=True):
    """How many graphics states to save before a page's old content, and to restore after it."""

    saves: int = 1
    restores: int = 1


FENCE: Final = Fence()


def leaves_of(document: pikepdf.Pdf) -> tuple[Leaf, ...]:
    """The pages in order, numbered from 1."""
    return tuple(
        Leaf(
            number,
            *page.obj.objgen,
            placement_of(page.obj),
            is_loose=any(map(_needs_settling, annotations)),
            leans_on_form=any(map(_leans_on_form, annotations)),
        )
        for number, page in enumerate(document.pages, start=1)
        for annotations in [_annotations_of(page.obj)]
    )


def fences_of(document: pikepdf.Pdf, page_numbers: Iterable[int]) -> dict[int, Fence]:
    """What keeps these pages' own content (numbers from 1) from moving what is drawn after it.

    Content may end with states still saved, or restore more than it saved. Either would carry an
    overlay off its place; saving once before it and restoring once after it is not enough then.
    """
    return {number: _fence(document.pages[number - 1]) for number in page_numbers}


def _annotations_of(page: pikepdf.Object) -> list[object]:
    annotations = page.get("/Annots")
    return list(annotations) if isinstance(annotations, pikepdf.Array) else []


def _needs_settling(annotation: object) -> bool:
    return (
        not isinstance(annotation, pikepdf.Dictionary)
        or not annotation.is_indirect
        or annotation.get("/Subtype") == _FORM_SUBTYPE
    )


def _leans_on_form(annotation: object) -> bool:
    return (
        isinstance(annotation, pikepdf.Dictionary)
        and annotation.get("/Subtype") == pikepdf.Name.FreeText
        and "/AP" not in annotation
    )


def _fence(page: pikepdf.Page) -> Fence:
    if "/Contents" not in page:
        return FENCE
    try:
        instructions = pikepdf.parse_content_stream(page, "q Q")
    except pikepdf.PdfError:
        return FENCE
    depth = lowest = 0
    for instruction in instructions:
        depth += 1 if str(instruction.operator) == "q" else -1
        lowest = min(lowest, depth)
    saves = 1 - lowest
    return Fence(saves=saves, restores=saves + depth)
