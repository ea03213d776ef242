"""The background and border that a widget's field asks for, for widgets without a usable appearance."""

from __future__ import annotations

from decimal import Decimal

from livecontract.pdf.form_fields import Widget, entry, members

# How many numbers a colour has, and the operators that fill and stroke with it (ISO 32000-1, 12.5.6.19).
_COLOUR_OPERATORS = {1: ("g", "G"), 3: ("rg", "RG"), 4: ("k", "K")}


def frame_operators(widget: Widget) -> bytes:
    """Return content in the page's user space that draws the frame; empty when there is none."""
    characteristics = entry(widget.annotation, "/MK")
    background = _colour(entry(characteristics, "/BG"), stroked=False)
    border = _colour(entry(characteristics, "/BC"), stroked=True)
    width = _border_width(widget.annotation)
    left, bottom, right, top = widget.corners
    parts = []
    if background:
        parts.append(f"{background} {_numbers(left, bottom, right - left, top - bottom)} re f")
    if border and 0 < width < min(right - left, top - bottom):
        inside = _numbers(left + width / 2, bottom + width / 2, right - left - width, top - bottom - width)
        parts.append(f"{border} {_numbers(width)} w [] 0 d {inside} re S")
    return f"q {' '.join(parts)} Q\n".encode() if parts else b""


def _colour(value: object, *, stroked: bool) -> str:
    numbers = [float(number) for number in members(value) if isinstance(number, int | Decimal)]
    operators = _COLOUR_OPERATORS.get(len(numbers))
    return f"{_numbers(*numbers)} {operators[stroked]}" if operators else ""


def _border_width(annotation: object) -> float:
    stated = entry(entry(annotation, "/BS"), "/W")
    if stated is None:
        border = members(entry(annotation, "/Border"))
        stated = border[2] if len(border) > 2 else 1
    return float(stated) if isinstance(stated, int | Decimal) else 1.0


def _numbers(*numbers: float) -> str:
    return " ".join(f"{number:.4f}".rstrip("0").rstrip(".") for number in numbers)
