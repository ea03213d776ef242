"""The copy that people read: the picture that will be sealed, and nothing that acts by itself.

It is made for reading over the network: page dictionaries are packed into object streams,
because a viewer asks for every page's dictionary before it shows the first page.
"""

from __future__ import annotations

import io

import pikepdf

from livecontract.pdf import active_content
from livecontract.pdf.form_fields import entry, members
from livecontract.pdf.geometry import placements
from livecontract.pdf.painting import Painting, paint, placed
from livecontract.pdf.survey import fences_of
from livecontract.pdf.value_layer import value_pages
from livecontract.pdf.widgets import FlattenPlan, declare_appearances


def view_copy(sealable: bytes, plan: FlattenPlan) -> bytes:
    """Return the copy; `plan` is the flattening of the same bytes. Equal input gives equal bytes."""
    with pikepdf.open(io.BytesIO(sealable)) as pdf:
        flatten(pdf, plan)
        active_content.remove_from(pdf)
        return _saved(pdf)


def flatten(pdf: pikepdf.Pdf, plan: FlattenPlan) -> None:
    """Turn the widgets into page content, as the plan says, and drop the form."""
    declare_appearances(pdf)
    painted = _painted(pdf, plan)
    fences = fences_of(pdf, painted)
    for number, page in enumerate(pdf.pages, start=1):
        if number in painted:
            paint(pdf, page.obj, painted[number], fences[number])
        _drop_widgets(page.obj)
    if "/AcroForm" in pdf.Root:
        del pdf.Root.AcroForm


def _painted(pdf: pikepdf.Pdf, plan: FlattenPlan) -> dict[int, list[Painting]]:
    """Return what to paint by page number: the widgets in their order, the values on top."""
    painted: dict[int, list[Painting]] = {}
    for drawing in plan.drawings:
        form = pdf.get_object(drawing.stream) if drawing.kind == "appearance" else None
        painted.setdefault(drawing.page_number, []).append(Painting(form, drawing.content))
    places = placements(pdf)
    typeset, overlaid = value_pages([place.box for place in places], plan.values)
    if overlaid:
        with pikepdf.open(io.BytesIO(typeset)) as sheets:
            for number, sheet in zip(overlaid, sheets.pages, strict=True):
                layer = pdf.copy_foreign(sheet.as_form_xobject())
                painting = placed(layer, places[number - 1].overlay_matrix)
                painted.setdefault(number, []).append(painting)
    return painted


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
