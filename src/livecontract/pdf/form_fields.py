"""The form widgets of a document, each with what its field says (ISO 32000-1, 12.7).

A hostile form may hold anything anywhere, so every entry is read as "this, if it is that".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pikepdf

from livecontract.pdf.findings import FieldKind, FoundField
from livecontract.pdf.geometry import Corners, Placement, Rect, normalised, placements

READ_ONLY, REQUIRED = 1 << 0, 1 << 1
MULTILINE, PASSWORD, COMB = 1 << 12, 1 << 13, 1 << 24
RADIO, PUSH_BUTTON, COMBO = 1 << 15, 1 << 16, 1 << 17
OFF = "/Off"

# Annotation flags that keep a widget off the screen: Hidden and NoView (ISO 32000-1, 12.5.3).
UNSEEN = 2 | 32

_DEPTH_LIMIT = 32
_LINE_ENDS = re.compile(r"\r\n?|\x00")
# Forms that were made for XFA number their fields: f1_01[0].
_INDEX = re.compile(r"\[\d+\]$")


@dataclass(frozen=True)
class Option:
    """One line of a choice: what the value holds, and what people see."""

    exported: str
    shown: str


@dataclass(frozen=True, eq=False)
class Widget:
    """One place of a field on a page; `corners` is its rectangle in the page's user space.

    Two widgets are equal only if they are the same one: objects of a PDF may hold one another.
    """

    page_number: int
    annotation: object
    placement: Placement
    corners: Corners

    @property
    def rect(self) -> Rect:
        """Where it is displayed."""
        return self.placement.to_display(self.corners)

    @property
    def flags(self) -> int:
        """The field's flags (/Ff)."""
        return number_of(inherited(self.annotation, "/Ff"))

    @property
    def kind(self) -> FieldKind | None:
        """What the field takes; None for a push button and for a widget without a field."""
        type_ = inherited(self.annotation, "/FT")
        if type_ == pikepdf.Name.Btn:
            return None if self.flags & PUSH_BUTTON else "radio" if self.flags & RADIO else "checkbox"
        return _KINDS.get(name_of(type_))

    @property
    def name(self) -> str:
        """The field's full name: its ancestors' partial names joined by points."""
        parts = [
            text_of(entry(node, "/T")) for node in line_of(self.annotation) if entry(node, "/T") is not None
        ]
        return ".".join(reversed(parts))

    @property
    def label(self) -> str:
        """What people are told it is (/TU), else the last part of its name without its index."""
        told = text_of(inherited(self.annotation, "/TU")).strip()
        return told or _INDEX.sub("", self.name.rpartition(".")[2])

    @property
    def texts(self) -> tuple[str, ...] | None:
        """The value of a text or choice field as stored; None when there is none."""
        value = inherited(self.annotation, "/V")
        if value is None:
            return None
        return tuple(map(text_of, members(value))) if isinstance(value, pikepdf.Array) else (text_of(value),)

    @property
    def options(self) -> tuple[Option, ...]:
        """The lines of a choice."""
        return tuple(_option(item) for item in members(inherited(self.annotation, "/Opt")))

    @property
    def shown_texts(self) -> tuple[str, ...]:
        """The value as people see it: a choice shows the line, not what it stands for."""
        shown = {option.exported: option.shown for option in self.options}
        lines = (_LINE_ENDS.sub("\n", shown.get(text, text)) for text in self.texts or ())
        return tuple(line for line in lines if line)

    @property
    def max_length(self) -> int | None:
        """How many characters a text field takes."""
        return number_of(inherited(self.annotation, "/MaxLen")) or None

    @property
    def states(self) -> tuple[str, ...]:
        """The names of a button's appearances other than off."""
        return _states(self.annotation)

    @property
    def state(self) -> str:
        """The name of the appearance that the value of a checkbox or radio button asks for.

        The widget's own state counts where the value names no button of the field.
        """
        own, value = entry(self.annotation, "/AS"), inherited(self.annotation, "/V")
        chosen = None if value is None else f"/{text_of(value).removeprefix('/')}"
        if chosen == OFF or chosen in self.states:
            return chosen or OFF
        if chosen in self._sibling_states:
            return OFF
        return name_of(own) or chosen or OFF

    @property
    def _sibling_states(self) -> set[str]:
        kids = members(entry(entry(self.annotation, "/Parent"), "/Kids"))
        return {name for kid in kids for name in _states(kid)}


def widgets_of(pdf: pikepdf.Pdf) -> Iterator[Widget]:
    """Return the widgets of all pages, in page order, then in the order in which they are painted."""
    for number, (page, placement) in enumerate(zip(pdf.pages, placements(pdf), strict=True), start=1):
        for annotation in members(page.obj.get("/Annots")):
            corners = normalised(list(members(entry(annotation, "/Rect"))))
            if entry(annotation, "/Subtype") == pikepdf.Name.Widget and corners:
                yield Widget(number, annotation, placement, corners)


def found_field(widget: Widget) -> FoundField | None:
    """Return what is told about a widget's field; None for what cannot be filled."""
    kind = widget.kind
    if kind is None:
        return None
    return FoundField(
        name=_readable([widget.name])[0],
        label=_readable([widget.label])[0],
        kind=kind,
        page_number=widget.page_number,
        rect=widget.rect,
        values=_readable(_VALUES[kind](widget)),
        options=_readable([option.shown for option in widget.options] if kind == "choice" else widget.states),
        required=bool(widget.flags & REQUIRED),
        read_only=bool(widget.flags & READ_ONLY),
        multiline=kind == "text" and bool(widget.flags & MULTILINE),
        max_length=widget.max_length if kind == "text" else None,
    )


def has_signature(pdf: pikepdf.Pdf) -> bool:
    """Whether someone has signed the document; a reader's usage rights are no such signature."""
    return any(
        inherited(field, "/FT") == pikepdf.Name.Sig
        and entry(inherited(field, "/V"), "/ByteRange") is not None
        for field in _fields_of(pdf)
    )


def _fields_of(pdf: pikepdf.Pdf) -> Iterator[object]:
    """Return every field and part of a field, each once, however the form's tree loops."""
    waiting = members(entry(entry(pdf.Root, "/AcroForm"), "/Fields"))
    waiting += [widget.annotation for widget in widgets_of(pdf)]
    seen = set()
    while waiting:
        field = waiting.pop()
        if isinstance(field, pikepdf.Dictionary) and (field.objgen == (0, 0) or field.objgen not in seen):
            seen.add(field.objgen)
            waiting += members(entry(field, "/Kids"))
            yield field


def entry(node: object, key: str) -> object | None:
    """Return a dictionary's entry; None when it has none or is no dictionary."""
    if isinstance(node, pikepdf.Dictionary | pikepdf.Stream) and key in node:
        value: object = node[key]
        return value
    return None


def members(node: object) -> list[object]:
    """Return an array's members; none when it is no array."""
    return list(node) if isinstance(node, pikepdf.Array) else []


def inherited(node: object, key: str) -> object | None:
    """Look an inheritable field entry up in the widget and its ancestors."""
    return next((value for step in line_of(node) if (value := entry(step, key)) is not None), None)


def line_of(node: object) -> Iterator[object]:
    """Return the widget and its ancestors, the nearest first; a /Parent loop ends at a depth limit."""
    for _ in range(_DEPTH_LIMIT):
        if node is None:
            return
        yield node
        node = entry(node, "/Parent")


def number_of(value: object) -> int:
    """Return a number as an integer; 0 when it is none."""
    return int(value) if isinstance(value, int | Decimal) else 0


def number_in_file(value: object) -> int:
    """Return the number of an object that has one; 0 for anything else."""
    return value.objgen[0] if isinstance(value, pikepdf.Object) else 0


def text_of(value: object) -> str:
    """Return a text string, a text stream or a name as text; empty when it is none of them."""
    if isinstance(value, pikepdf.Stream):
        return _text_in(value)
    if isinstance(value, pikepdf.Name):
        return name_of(value)
    if not isinstance(value, pikepdf.String):
        return ""
    try:
        return str(value)
    except UnicodeDecodeError:
        return bytes(value).decode("latin-1")


def name_of(value: object) -> str:
    """Return a name as dictionaries have it for a key, whatever its encoding; empty when it is none."""
    return bytes(value).decode("utf-8", "surrogateescape") if isinstance(value, pikepdf.Name) else ""


def _text_in(stream: pikepdf.Stream) -> str:
    try:
        return text_of(pikepdf.String(stream.read_bytes()))
    except pikepdf.PikepdfError:
        return ""


def _readable(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts that can leave this process: names of buttons need not be Unicode."""
    return tuple(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for text in texts)


def _states(annotation: object) -> tuple[str, ...]:
    appearances = entry(entry(annotation, "/AP"), "/N")
    if not isinstance(appearances, pikepdf.Dictionary):
        return ()
    return tuple(name for name in appearances.keys() if name != OFF)  # noqa: SIM118 - iterating is typed as over values


def _option(item: object) -> Option:
    pair = [text_of(part) for part in members(item)] or [text_of(item)]
    return Option(pair[0], pair[-1])


def _button_values(widget: Widget) -> tuple[str, ...]:
    return () if widget.state == OFF else (widget.state,)


def _signature_values(widget: Widget) -> tuple[str, ...]:
    return () if inherited(widget.annotation, "/V") is None else ("",)


_KINDS: dict[str, FieldKind] = {"/Tx": "text", "/Ch": "choice", "/Sig": "signature"}
_VALUES: dict[FieldKind, Callable[[Widget], tuple[str, ...]]] = {
    "text": lambda widget: widget.shown_texts,
    "choice": lambda widget: widget.shown_texts,
    "checkbox": _button_values,
    "radio": _button_values,
    "signature": _signature_values,
}
