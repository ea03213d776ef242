"""The small values that frames carry in both directions."""

from datetime import datetime
from typing import Annotated, TypeAlias

from msgspec import Meta

from livecontract.domain.values import Value
from livecontract.wire.limits import MAX_AREAS, MAX_ID_LENGTH, MAX_INK_POINTS, MAX_NOTE_LENGTH

Id: TypeAlias = Annotated[str, Meta(min_length=1, max_length=MAX_ID_LENGTH)]
PageNumber: TypeAlias = Annotated[int, Meta(ge=1)]
Coordinate: TypeAlias = Annotated[float, Meta(ge=-100_000, le=100_000)]


class Point(Value, frozen=True, gc=False):
    """A point in PDF points from the top left of a page as displayed."""

    x: Coordinate
    y: Coordinate


class Area(Value, frozen=True, gc=False):
    """A rectangle in PDF points from the top left of a page as displayed."""

    x: Coordinate
    y: Coordinate
    width: Coordinate
    height: Coordinate


class Highlight(Value, frozen=True, tag_field="kind", tag="highlight"):
    """Marked words: one area per line."""

    document_id: Id
    page_number: PageNumber
    areas: Annotated[tuple[Area, ...], Meta(min_length=1, max_length=MAX_AREAS)]


class Ink(Value, frozen=True, tag_field="kind", tag="ink"):
    """One stroke of a pen."""

    document_id: Id
    page_number: PageNumber
    points: Annotated[tuple[Point, ...], Meta(min_length=1, max_length=MAX_INK_POINTS)]


class Note(Value, frozen=True, tag_field="kind", tag="note"):
    """Words pinned to a place."""

    document_id: Id
    page_number: PageNumber
    place: Point
    text: Annotated[str, Meta(min_length=1, max_length=MAX_NOTE_LENGTH)]


Drawing: TypeAlias = Highlight | Ink | Note


class Annotation(Value, frozen=True):
    """A drawing that somebody has put on a page, and when; it lives as long as the session."""

    annotation_id: str
    user_id: str
    at: datetime
    drawing: Drawing


class PagePlace(Value, frozen=True):
    """A page of a document."""

    document_id: str
    page_number: int
