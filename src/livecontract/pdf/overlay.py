"""What is drawn over a document's pages: values and marks, one transparent page per touched page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from livecontract.domain.marks import DrawnMark, TypedMark
from livecontract.pdf import fonts, ink
from livecontract.pdf.geometry import PageBox
from livecontract.pdf.request import SealFailed, StampedMark, StampedValue

# The part of a mark's place that the caption takes.
CAPTION_SHARE, CAPTION_LIMIT_PT = 0.26, 8.0


def overlay_pages(
    boxes: Sequence[PageBox], values: Iterable[StampedValue], marks: Iterable[StampedMark]
) -> dict[int, dict[str, Any]]:
    """The content for overlay.typ by page number (from 1), touched pages only, in page order.

    Raises SealFailed for a page that does not exist and for text that no font can draw.
    """
    pages: dict[int, list[dict[str, Any]]] = {}
    items: list[StampedValue | StampedMark] = [*values, *marks]
    for item in items:
        if not 1 <= item.page_number <= len(boxes):
            raise SealFailed("page_unknown", f"There is no page {item.page_number} to write on.")
        content = _value(item) if isinstance(item, StampedValue) else mark_content(item)
        if content:
            place = {name: getattr(item.rect, name) for name in ("x", "y", "width", "height")}
            pages.setdefault(item.page_number, []).append({**place, **content})
    return {
        number: {"width": boxes[number - 1].width, "height": boxes[number - 1].height, "items": pages[number]}
        for number in sorted(pages)
    }


def mark_content(item: StampedMark) -> Mapping[str, Any]:
    caption = f"{item.name} · {item.signed_at:%Y-%m-%d %H:%M} UTC"
    require_drawable(caption)
    caption_height = min(item.rect.height * CAPTION_SHARE, CAPTION_LIMIT_PT)
    picture = drawing(item.mark, item.rect.width, item.rect.height - caption_height)
    return {"kind": "mark", "caption": caption, "caption-height": caption_height, **picture}


def drawing(mark: TypedMark | DrawnMark, width: float, height: float) -> Mapping[str, Any]:
    """A mark as the template takes it: SVG for a drawn one, text with its font family for a typed one."""
    if isinstance(mark, DrawnMark):
        return {"svg": ink.drawn_svg(mark, width, height)}
    require_drawable(mark.text)
    # A hand that lacks a letter would change its look within the name, so then the name is set plainly.
    face = fonts.FACES[mark.face] if fonts.covers(mark.face, mark.text) else fonts.BODY
    return {"text": mark.text, "face": face}


def require_drawable(text: str) -> None:
    """Raises SealFailed when the text has characters that would turn into empty boxes."""
    missing = fonts.missing_characters(text)
    if missing:
        raise SealFailed("characters_not_drawable", f"The seal's fonts have no picture for: {missing}")


def _value(item: StampedValue) -> Mapping[str, Any]:
    if item.kind == "checkbox":
        return {"kind": "tick"} if item.checked else {}
    require_drawable(item.text)
    return {"kind": "value", "text": item.text} if item.text else {}
