"""Turns the points that a pen passed into the picture of a signature, as SVG paths."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from livecontract.domain.marks import DrawnMark, StrokePoint

PEN_PT: Final = 1.15
COLOUR: Final = "#1a2740"

# A pen that is pressed fully draws this much wider than one that hardly touches.
_LIGHTEST, _HEAVIEST = 0.6, 1.4


def drawn_svg(mark: DrawnMark, width: float, height: float) -> str:
    """The drawing fitted into a box of that size, in PDF points, as an SVG document.

    It is built from numbers alone, so nothing that a browser sent reaches the file as text.
    """
    points = [point for stroke in mark.strokes for point in stroke]
    left, top = min(point.x for point in points), min(point.y for point in points)
    across, down = max(point.x for point in points) - left, max(point.y for point in points) - top
    room_x, room_y = max(width - 2 * PEN_PT, 1), max(height - 2 * PEN_PT, 1)
    scale = min(room_x / max(across, 1e-6), room_y / max(down, 1e-6))
    shift_x, shift_y = (width - across * scale) / 2, (height - down * scale) / 2
    paths = "".join(
        _stroke([((p.x - left) * scale + shift_x, (p.y - top) * scale + shift_y) for p in stroke], stroke)
        for stroke in mark.strokes
        if stroke
    )
    size = f'width="{width:.2f}" height="{height:.2f}" viewBox="0 0 {width:.2f} {height:.2f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{paths}</svg>'


def _stroke(places: Sequence[tuple[float, float]], points: Sequence[StrokePoint]) -> str:
    pressure = sum(point.p for point in points) / len(points)
    width = PEN_PT * (_LIGHTEST + (_HEAVIEST - _LIGHTEST) * pressure)
    if len(set(places)) == 1:
        x, y = places[0]
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{width * 0.7:.2f}" fill="{COLOUR}"/>'
    return (
        f'<path d="{_smooth(places)}" fill="none" stroke="{COLOUR}" stroke-width="{width:.2f}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _smooth(places: Sequence[tuple[float, float]]) -> str:
    """A curve that bends at the points and passes half way between them, as a pen does."""
    (x, y), *rest = places
    path = [f"M{x:.2f} {y:.2f}"]
    for (bend_x, bend_y), (next_x, next_y) in pairwise(rest):
        middle_x, middle_y = (bend_x + next_x) / 2, (bend_y + next_y) / 2
        path.append(f"Q{bend_x:.2f} {bend_y:.2f} {middle_x:.2f} {middle_y:.2f}")
    x, y = rest[-1]
    path.append(f"L{x:.2f} {y:.2f}")
    return "".join(path)
