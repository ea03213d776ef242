"""The copy that people read: the picture that will be sealed, and nothing that acts by itself.

It is made for reading over the network: page dictionaries are packed into object streams,
because a viewer asks for every page's dictionary before it shows the first page.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import NamedTuple

import pikepdf

from livecontract.pdf import active_content
from livecontract.pdf.form_fields import entry, inherited, members
from livecontract.pdf.geometry import Placement, placements
from livecontract.pdf.survey import Fence, fences_of
from livecontract.pdf.value_layer import value_pages
from livecontract.pdf.widgets import FlattenPlan


def view_copy(sealable: bytes, plan: FlattenPlan) -> bytes:
    """Return the copy; `plan` is the flattening of the same bytes. Equal input gives equal bytes."""
    with pikepdf.open(io.BytesIO(sealable)) as pdf:
        flatten(pdf, plan)
        active_content.remove_from(pdf)
        return _saved(pdf)


def flatten(pdf: pikepdf.Pdf, plan: FlattenPlan) -> None:
    """Turn the widgets into page content, as the plan says, and drop the form."""
    painted = _painted(pdf, plan)
    fences = fences_of(pdf, painted)
    for number, page in enumerate(pdf.pages, start=1):
        if number in painted:
            _paint(pdf, page.obj, painted[number], fences[number])
        _drop_widgets(page.obj)
    if "/AcroForm" in pdf.Root:
        del pdf.Root.AcroForm


class _Painting(NamedTuple):
    """Something to paint: a form, if it takes one, and the operators, given the name the page has for it."""

    form: pikepdf.Object | None
    content: Callable[[str], bytes]


def _painted(pdf: pikepdf.Pdf, plan: FlattenPlan) -> dict[int, list[_Painting]]:
    """Return what to paint by page number: the widgets in their order, the values on top."""
    painted: dict[int, list[_Painting]] = {}
    for drawing in plan.drawings:
        form = pdf.get_object(drawing.stream) if drawing.kind == "appearance" else None
        painted.setdefault(drawing.page_number, []).append(_Painting(form, drawing.content))
    places = placements(pdf)
    typeset, overlaid = value_pages([place.box for place in places], plan.values)
    if overlaid:
        with pikepdf.open(io.BytesIO(typeset)) as sheets:
            for number, sheet in zip(overlaid, sheets.pages, strict=True):
                layer = pdf.copy_foreign(sheet.as_form_xobject())
                painted.setdefault(number, []).append(_Painting(layer, _laid_over(places[number - 1])))
    return painted


def _laid_over(place: Placement) -> Callable[[str], bytes]:
    matrix = " ".join(f"{number:.6f}" for number in place.overlay_matrix)
    return lambda name: f"q {matrix} cm /{name} Do Q\n".encode()


def _paint(pdf: pikepdf.Pdf, page: pikepdf.Object, paintings: list[_Painting], fence: Fence) -> None:
    """Put the paintings after the page's own content; what it shares with other pages is copied first."""
    resources = _copy_of(inherited(page, "/Resources"))
    forms = _copy_of(entry(resources, "/XObject"))
    content = b"Q\n" * fence.restores
    for number, painting in enumerate(paintings):
        name = f"LcView{number}"
        if painting.form is not None:
            forms[f"/{name}"] = painting.form
        content += painting.content(name)
    resources.XObject = forms
    page.Resources = resources
    own = page.get("/Contents")
    page.Contents = pikepdf.Array(
        [
            pdf.make_stream(b"q\n" * fence.saves),
            *(members(own) or ([own] if isinstance(own, pikepdf.Stream) else [])),
            pdf.make_stream(content),
        ]
    )


def _copy_of(dictionary: object) -> pikepdf.Dictionary:
    copied = pikepdf.Dictionary()
    if isinstance(dictionary, pikepdf.Dictionary):
        for name in dictionary.keys():  # noqa: SIM118 - iterating is typed as over values
            copied[name] = dictionary[name]
    return copied


def _drop_widgets(page: pikepdf.Object) -> None:
    annotations = members(page.get("/Annots"))
    kept = [item for item in annotations if entry(item, "/Subtype") != pikepdf.Name.Widget]
    if len(kept) < len(annotations):
        page.Annots = pikepdf.Array(kept)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    saved = io.BytesIO()
    pdf.save(
        saved,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        encryption=False,
        deterministic_id=True,
        fix_metadata_version=False,
        preserve_pdfa=False,
    )
    return saved.getvalue()
