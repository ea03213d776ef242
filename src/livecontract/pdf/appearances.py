"""The stored appearances of annotations: which one counts, and how it comes to lie on the page."""

from __future__ import annotations

import pikepdf

from livecontract.pdf.form_fields import entry, members, name_of
from livecontract.pdf.geometry import Corners, Matrix, normalised, transform

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def appearance_of(annotation: object, state: str | None = None) -> pikepdf.Stream | None:
    """Return the normal appearance, of that state or else of the annotation's own, if there is one."""
    normal = entry(entry(annotation, "/AP"), "/N")
    if isinstance(normal, pikepdf.Dictionary):
        normal = entry(normal, state or name_of(entry(annotation, "/AS")))
    return normal if isinstance(normal, pikepdf.Stream) else None


def placing_matrix(form: pikepdf.Stream, place: Corners) -> Matrix | None:
    """Return what takes a form to a rectangle (ISO 32000-1, 12.5.5); None if it has no area."""
    box = normalised(members(form.get("/BBox")))
    if box is None:
        return None
    left, bottom, right, top = transform(_matrix_of(form), box)
    if right <= left or top <= bottom:
        return None
    across, up = (place[2] - place[0]) / (right - left), (place[3] - place[1]) / (top - bottom)
    return (across, 0.0, 0.0, up, place[0] - left * across, place[1] - bottom * up)


def is_form(appearance: pikepdf.Stream) -> bool:
    """Whether page content can draw it, which takes a declared form; an annotation does without."""
    return bool(appearance.get("/Subtype") == pikepdf.Name.Form)


def declare_form(appearance: pikepdf.Stream) -> None:
    """Make it one that page content can draw."""
    appearance.stream_dict.Type = pikepdf.Name.XObject
    appearance.stream_dict.Subtype = pikepdf.Name.Form


def _matrix_of(form: pikepdf.Stream) -> Matrix:
    try:
        a, b, c, d, e, f = (float(number) for number in form.get("/Matrix", ()))
    except (TypeError, ValueError):
        return IDENTITY
    return (a, b, c, d, e, f)
