"""Annotations that lie under a form widget.

A flattened widget is page content, and annotations are drawn over that: what lay under the
widget would come to lie over it. Such an annotation has to become page content as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from livecontract.pdf.appearances import appearance_of, declare_form, placing_matrix
from livecontract.pdf.form_fields import UNSEEN, entry, members, name_of, number_of
from livecontract.pdf.geometry import Corners, normalised
from livecontract.pdf.painting import Painting, paint, placed
from livecontract.pdf.survey import fences_of

_BLANK = frozenset({"/Widget", "/Link", "/Popup"})


def has_underlays(pdf: pikepdf.Pdf) -> bool:
    """Whether any page has such an annotation."""
    return any(_underlays(page.obj) for page in pdf.pages)


def sink_underlays(pdf: pikepdf.Pdf) -> None:
    """Turn these annotations into page content."""
    found = {number: _underlays(page.obj) for number, page in enumerate(pdf.pages, start=1)}
    sunk = {number: under for number, under in found.items() if under}
    fences = fences_of(pdf, sunk)
    for number, under in sunk.items():
        page = pdf.pages[number - 1].obj
        annotations = members(page.Annots)
        paint(pdf, page, [p for index in under for p in _painting(annotations[index])], fences[number])
        page.Annots = pikepdf.Array(
            [annotation for index, annotation in enumerate(annotations) if index not in under]
        )


def _underlays(page: pikepdf.Object) -> list[int]:
    """Return the positions of the annotations that come before a widget which they touch."""
    annotations = members(page.get("/Annots"))
    widgets = [
        (index, place)
        for index, annotation in enumerate(annotations)
        if entry(annotation, "/Subtype") == pikepdf.Name.Widget and (place := _place(annotation))
    ]
    if not widgets:
        return []
    return [
        index
        for index, annotation in enumerate(annotations)
        if _is_painted(annotation)
        and (place := _place(annotation))
        and any(index < after and _touch(place, above) for after, above in widgets)
    ]


def _is_painted(annotation: object) -> bool:
    return (
        name_of(entry(annotation, "/Subtype")) not in _BLANK
        and not number_of(entry(annotation, "/F")) & UNSEEN
        and appearance_of(annotation) is not None
    )


def _painting(annotation: object) -> Iterator[Painting]:
    form, place = appearance_of(annotation), _place(annotation)
    if form is not None and place and (matrix := placing_matrix(form, place)):
        declare_form(form)
        yield placed(form, matrix)


def _place(annotation: object) -> Corners | None:
    return normalised(members(entry(annotation, "/Rect")))


def _touch(one: Corners, other: Corners) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
