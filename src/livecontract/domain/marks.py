"""Marks: what a person's signature looks like, typed or drawn."""

from typing import Literal, TypeAlias

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value
from livecontract.domain.visibility import visible

Face: TypeAlias = Literal["sacramento", "great-vibes", "dancing-script", "caveat"]

MAX_STROKES = 200
MAX_POINTS = 6000
MAX_TYPED_LENGTH = 100
MAX_COORDINATE = 10_000
MAX_DRAWING_MS = 10 * 60 * 1000


class StrokePoint(Value, frozen=True):
    """A point of a drawn stroke: position in drawing units, `t` in ms since the start, `p` 0 to 1."""

    x: float
    y: float
    t: float = 0
    p: float = 0.5


class TypedMark(Value, frozen=True, tag_field="kind", tag="typed"):
    """A name set in one of the bundled hand faces."""

    text: str
    face: Face = "sacramento"


class DrawnMark(Value, frozen=True, tag_field="kind", tag="drawn"):
    """A name drawn by hand, as the points that the pen passed."""

    strokes: tuple[tuple[StrokePoint, ...], ...]


Mark: TypeAlias = TypedMark | DrawnMark


def check_mark(mark: Mark) -> None:
    """Refuse `mark_invalid` when there is nothing to see or more than a hand can draw."""
    rule = _typed_problem(mark) if isinstance(mark, TypedMark) else _drawn_problem(mark)
    if rule:
        raise Refused(Refusal.MARK_INVALID, rule=rule)


def _typed_problem(mark: TypedMark) -> str | None:
    if not visible(mark.text):
        return "empty"
    if len(mark.text) > MAX_TYPED_LENGTH or not mark.text.isprintable():
        return "not_a_name"
    return None


def _drawn_problem(mark: DrawnMark) -> str | None:
    points = [point for stroke in mark.strokes for point in stroke]
    if len(mark.strokes) > MAX_STROKES or len(points) > MAX_POINTS:
        return "too_many_points"
    if any(not _is_in_range(point) for point in points):
        return "out_of_range"
    if len(points) < 3 or _extent(points) < 1:
        return "empty"
    return None


def _is_in_range(point: StrokePoint) -> bool:
    return (
        abs(point.x) <= MAX_COORDINATE
        and abs(point.y) <= MAX_COORDINATE
        and 0 <= point.t <= MAX_DRAWING_MS
        and 0 <= point.p <= 1
    )


def _extent(points: list[StrokePoint]) -> float:
    across = max(point.x for point in points) - min(point.x for point in points)
    down = max(point.y for point in points) - min(point.y for point in points)
    return max(across, down)
