"""Where things are on a page as displayed, and the way from there into the page's own space.

A page as displayed has its origin at the top left, x to the right and y down, in PDF
points. The page's own user space (ISO 32000-1, 8.3.2) has its origin anywhere, y up,
and may be turned by /Rotate and cut by /CropBox; all three are inherited from the page
tree. /UserUnit is left out on purpose: a point here is one unit of user space.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Self, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pikepdf

Matrix = tuple[float, float, float, float, float, float]
Corners = tuple[float, float, float, float]

# ISO 32000-1 gives no size for a page without a usable /MediaBox; viewers agree on US Letter.
LETTER: Corners = (0.0, 0.0, 612.0, 792.0)
# What a page may measure in its default unit (ISO 32000-1, Annex C.2).
LONGEST_SIDE_PT = 14_400.0
_TREE_DEPTH_LIMIT = 64


class PageBox(msgspec.Struct, frozen=True):
    """A page's size as displayed, in PDF points.

    The rotation (0, 90, 180, 270 degrees clockwise) is already applied to the size.
    """

    width: float
    height: float
    rotation: int


class Rect(msgspec.Struct, frozen=True):
    """A rectangle on a page as displayed: top left corner and size in PDF points, y down."""

    x: float
    y: float
    width: float
    height: float


class Placement(msgspec.Struct, frozen=True):
    """How a displayed page lies in its own user space.

    `matrix` is a PDF matrix (a b c d e f) that takes displayed coordinates (top left,
    y down) to user space. `corners` is the visible box in user space: left, bottom,
    right, top.
    """

    box: PageBox
    matrix: Matrix
    corners: Corners

    @classmethod
    def of(cls, media: Corners, crop: Corners | None, rotation: int) -> Self:
        """Build from normalised boxes; a crop box outside the media box is ignored."""
        left, bottom, right, top = _visible(media, crop)
        turned = rotation if rotation in _MATRICES else 0
        width, height = right - left, top - bottom
        if turned in {90, 270}:
            width, height = height, width
        a, b, c, d, at_right, at_top = _MATRICES[turned]
        matrix = (a, b, c, d, right if at_right else left, top if at_top else bottom)
        return cls(PageBox(width, height, turned), matrix, (left, bottom, right, top))

    @property
    def overlay_matrix(self) -> Matrix:
        """The matrix for a typeset overlay page: displayed size, origin bottom left, y up."""
        return multiply((1.0, 0.0, 0.0, -1.0, 0.0, self.box.height), self.matrix)

    def to_display(self, corners: Corners) -> Rect:
        """Where a rectangle of user space is displayed."""
        left, top, right, bottom = transform(invert(self.matrix), corners)
        return Rect(left, top, right - left, bottom - top)

    def to_page(self, rect: Rect) -> Corners:
        """Where a displayed rectangle lies in user space: left, bottom, right, top."""
        return transform(self.matrix, (rect.x, rect.y, rect.x + rect.width, rect.y + rect.height))


def page_boxes(data: bytes) -> tuple[PageBox, ...]:
    """Return every page's size as displayed; raises pikepdf.PdfError for unreadable bytes."""
    import pikepdf  # noqa: PLC0415 - half of a child's start-up time; only callers that parse pay for it

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return tuple(placement.box for placement in placements(pdf))


def placements(pdf: pikepdf.Pdf) -> tuple[Placement, ...]:
    """Return every page's placement, in page order."""
    return tuple(placement_of(page.obj) for page in pdf.pages)


def placement_of(page: pikepdf.Object) -> Placement:
    """Read one page dictionary's boxes and rotation, inherited ones too; nonsense is absent."""
    media = normalised(_inherited(page, "/MediaBox")) or LETTER
    return Placement.of(
        media, normalised(_inherited(page, "/CropBox")), quarter_turns(_inherited(page, "/Rotate"))
    )


def normalised(box: object) -> Corners | None:
    """Order a box's corners (ISO 32000-1, 7.9.5); None unless they enclose an area."""
    try:
        x0, y0, x1, y1 = (float(number) for number in cast("Iterable[Any]", box))
    except (TypeError, ValueError, OverflowError):
        return None
    left, bottom, right, top = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    return (left, bottom, right, top) if left < right and bottom < top else None


def quarter_turns(rotation: object) -> int:
    """Bring a /Rotate value into 0, 90, 180, 270; what is not a multiple of 90 counts as 0."""
    try:
        degrees = int(cast("Any", rotation))
    except (TypeError, ValueError, OverflowError):
        return 0
    return degrees % 360 if degrees % 90 == 0 else 0


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def invert(matrix: Matrix) -> Matrix:
    """Return the inverse; raises ZeroDivisionError for a matrix that flattens the plane."""
    a, b, c, d, e, f = matrix
    determinant = a * d - b * c
    return (
        d / determinant,
        -b / determinant,
        -c / determinant,
        a / determinant,
        (c * f - d * e) / determinant,
        (b * e - a * f) / determinant,
    )


def transform(matrix: Matrix, corners: Corners) -> Corners:
    """Return the upright rectangle around the transformed one: least x and y, greatest x and y."""
    a, b, c, d, e, f = matrix
    points = [(a * x + c * y + e, b * x + d * y + f) for x in corners[0::2] for y in corners[1::2]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


# Per rotation: a b c d, then whether e is the right edge (else left), f the top (else bottom).
_MATRICES: dict[int, tuple[float, float, float, float, bool, bool]] = {
    0: (1.0, 0.0, 0.0, -1.0, False, True),
    90: (0.0, 1.0, 1.0, 0.0, False, False),
    180: (-1.0, 0.0, 0.0, 1.0, True, False),
    270: (0.0, -1.0, -1.0, 0.0, True, True),
}


def _visible(media: Corners, crop: Corners | None) -> Corners:
    if crop is None:
        return media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def _inherited(page: object, key: str) -> object | None:
    """Look a key up in the page and its ancestors; the depth limit ends a /Parent loop."""
    node: object = page
    for _ in range(_TREE_DEPTH_LIMIT):
        value = _entry(node, key)
        if value is not None:
            return value
        node = _entry(node, "/Parent")
        if node is None:
            break
    return None


def _entry(node: object, key: str) -> object | None:
    try:
        return cast("dict[str, object]", node).get(key)
    except (AttributeError, TypeError, ValueError):
        return None
