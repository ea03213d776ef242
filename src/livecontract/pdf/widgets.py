"""What becomes of an upload's form widgets when they are flattened: the plan, as plain values.

A sealed contract has no form left, so each widget turns into page content: its stored
appearance where that agrees with the field's value, else the value itself. The view copy
that people read and the revision that is sealed are made from the same plan, so both show
the same picture. To carry it out, on each page:

1. take every /Widget annotation off the page, and /AcroForm out of the catalog;
2. after the old content (fenced with q and Q) add `drawing.content(name)` for the page's
   drawings, in their order, with `name` as the key of `drawing.stream` among the page's
   /XObject resources; a frame needs no resource;
3. draw `plan.values` with the other values of the overlay, which lies on top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
import pikepdf

from livecontract.domain.fields import Rect as PlacedRect
from livecontract.pdf import fonts
from livecontract.pdf.appearance_text import agree, contains, shown_texts
from livecontract.pdf.appearances import IDENTITY, appearance_of, declare_form, is_form, placing_matrix
from livecontract.pdf.form_fields import (
    COMB,
    OFF,
    PASSWORD,
    UNSEEN,
    Widget,
    entry,
    inherited,
    number_in_file,
    number_of,
    widgets_of,
)
from livecontract.pdf.frames import frame_operators
from livecontract.pdf.geometry import Matrix, Rect
from livecontract.pdf.layers import hidden_layers
from livecontract.pdf.request import StampedValue

_WRITTEN = frozenset({"text", "choice"})
_TICKED = frozenset({"checkbox", "radio"})


class WidgetDrawing(msgspec.Struct, frozen=True, kw_only=True):
    """Page content that stands for one widget.

    An appearance is the form XObject `stream` (object and generation number) under `matrix`,
    which takes it to the page's user space. A frame is `operators` in user space.
    """

    page_number: int
    field_name: str
    rect: Rect
    kind: Literal["appearance", "frame"]
    stream: tuple[int, int] = (0, 0)
    matrix: Matrix = IDENTITY
    operators: bytes = b""

    def content(self, name: str) -> bytes:
        """Return the operators to add to the page; `name` (without slash) is the stream's resource name."""
        if self.kind == "frame":
            return self.operators
        return f"q {' '.join(f'{number:.6f}' for number in self.matrix)} cm /{name} Do Q\n".encode()


class FlattenPlan(msgspec.Struct, frozen=True):
    """All that is drawn in place of the widgets, and the fields whose look that changes.

    `redrawn` names fields that are drawn from their value, because their appearance is
    missing or says something else; `undrawable` those whose value has characters that no
    font of the set has.
    """

    drawings: tuple[WidgetDrawing, ...] = ()
    values: tuple[StampedValue, ...] = ()
    redrawn: tuple[str, ...] = ()
    undrawable: tuple[str, ...] = ()


def plan_of(pdf: pikepdf.Pdf) -> FlattenPlan:
    """Plan the flattening of an opened document."""
    widgets = _seen_widgets(pdf)
    outdated = _outdated(widgets)
    undrawable = {widget for widget in outdated if fonts.missing_characters(_text(widget))}
    redrawn = outdated - undrawable
    fills_in = entry(entry(pdf.Root, "/AcroForm"), "/NeedAppearances") is True
    return FlattenPlan(
        drawings=tuple(
            drawing
            for widget in widgets
            for drawing in _drawings(widget, keeps_stored=widget not in redrawn, fills_in=fills_in)
        ),
        values=tuple(value for widget in widgets if widget in redrawn for value in _values(widget)),
        redrawn=tuple(dict.fromkeys(widget.name for widget in widgets if widget in redrawn)),
        undrawable=tuple(dict.fromkeys(widget.name for widget in widgets if widget in undrawable)),
    )


def stored_plan_of(pdf: pikepdf.Pdf) -> FlattenPlan:
    """Plan with stored appearances only: how a signed document looks, which nobody may redraw."""
    return FlattenPlan(
        tuple(
            drawing
            for widget in _seen_widgets(pdf)
            for drawing in _drawings(widget, keeps_stored=True, fills_in=False)
        )
    )


def has_undeclared_appearance(pdf: pikepdf.Pdf) -> bool:
    """Whether an appearance of the plan is not declared as a form, so that page content cannot draw it."""
    return any(
        not is_form(stored) for widget in _seen_widgets(pdf) if (stored := _stored(widget)) is not None
    )


def declare_appearances(pdf: pikepdf.Pdf) -> None:
    """Declare every appearance of the plan as a form."""
    for widget in _seen_widgets(pdf):
        stored = _stored(widget)
        if stored is not None:
            declare_form(stored)


def _seen_widgets(pdf: pikepdf.Pdf) -> list[Widget]:
    hidden = hidden_layers(pdf)
    return [
        widget
        for widget in widgets_of(pdf)
        if not number_of(entry(widget.annotation, "/F")) & UNSEEN
        and number_in_file(entry(widget.annotation, "/OC")) not in hidden
    ]


def _outdated(widgets: Sequence[Widget]) -> set[Widget]:
    """Return the widgets whose value no stored appearance shows, so that it must be drawn."""
    filled = [widget for widget in widgets if _has_value(widget)]
    stored = {widget: appearance for widget in filled if (appearance := _stored(widget)) is not None}
    compared = [widget for widget in stored if widget.kind in _WRITTEN and not _is_dressed_up(widget)]
    texts = shown_texts([stored[widget] for widget in compared])
    differing = {
        widget for widget, shown in zip(compared, texts, strict=True) if not _is_shown(widget, shown)
    }
    return differing | {widget for widget in filled if widget not in stored and _text(widget) != ""}


def _has_value(widget: Widget) -> bool:
    """Whether the field says anything, be it that a text is empty."""
    if widget.kind in _WRITTEN:
        return widget.texts is not None
    return widget.kind in _TICKED and widget.state != OFF


def _stored(widget: Widget) -> pikepdf.Stream | None:
    """Return the stored appearance that the field's value asks for."""
    return appearance_of(widget.annotation, widget.state if widget.kind in _TICKED else None)


def _is_dressed_up(widget: Widget) -> bool:
    """Whether what is shown may rightly differ from the value: hidden, or formatted by a script."""
    return bool(widget.flags & PASSWORD) or entry(inherited(widget.annotation, "/AA"), "/F") is not None


def _is_shown(widget: Widget, shown: str) -> bool:
    if widget.kind == "choice":
        # A list shows its other lines too, and an empty choice may show an invitation.
        return all(contains(shown, text) for text in widget.shown_texts)
    return agree(shown, _text(widget))


def _drawings(widget: Widget, *, keeps_stored: bool, fills_in: bool) -> Iterator[WidgetDrawing]:
    stored = _stored(widget)
    if keeps_stored and stored is not None:
        yield from _appearance(widget, stored)
    elif (
        (not keeps_stored or fills_in) and widget.kind in _WRITTEN and (operators := frame_operators(widget))
    ):
        yield WidgetDrawing(
            page_number=widget.page_number,
            field_name=widget.name,
            rect=widget.rect,
            kind="frame",
            operators=operators,
        )


def _appearance(widget: Widget, form: pikepdf.Stream) -> Iterator[WidgetDrawing]:
    matrix = placing_matrix(form, widget.corners)
    if matrix is not None:
        yield WidgetDrawing(
            page_number=widget.page_number,
            field_name=widget.name,
            rect=widget.rect,
            kind="appearance",
            stream=form.objgen,
            matrix=matrix,
        )


def _text(widget: Widget) -> str:
    """Return what is drawn for a widget's value; a tick counts as text of its own."""
    if widget.kind in _TICKED:
        return "✓"
    text = "\n".join(widget.shown_texts)
    return "•" * len(text) if widget.flags & PASSWORD else text


def _values(widget: Widget) -> Iterator[StampedValue]:
    """Return what the overlay draws; a comb's characters stand each in its own cell."""
    if widget.kind in _TICKED:
        yield StampedValue(
            page_number=widget.page_number, rect=_placed(widget.rect), kind="checkbox", checked=True
        )
        return
    text = _text(widget)
    cells = widget.max_length if widget.flags & COMB and widget.kind == "text" else None
    if not cells or len(text) > cells:
        yield StampedValue(page_number=widget.page_number, rect=_placed(widget.rect), kind="text", text=text)
        return
    for index, character in enumerate(text):
        yield StampedValue(
            page_number=widget.page_number,
            rect=_placed(_cell(widget.rect, index, cells)),
            kind="text",
            text=character,
        )


def _cell(rect: Rect, index: int, cells: int) -> Rect:
    return Rect(rect.x + rect.width * index / cells, rect.y, rect.width / cells, rect.height)


def _placed(rect: Rect) -> PlacedRect:
    return PlacedRect(x=rect.x, y=rect.y, width=rect.width, height=rect.height)
