"""Documents and seal requests for the tests of sealing."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pikepdf

from livecontract.domain.fields import Rect
from livecontract.domain.marks import DrawnMark, StrokePoint, TypedMark
from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.closing import Sealer
from livecontract.pdf.geometry import page_boxes
from livecontract.pdf.rehearsal import sample_request
from livecontract.pdf.request import CertificateFacts, SealRequest, StampedMark, StampedValue
from livecontract.pdf.revision import open_writer
from livecontract.pdf.widgets import FlattenPlan, plan_of

# The time-stamp authority reads the real clock, so the certificates have to be valid by it.
NOW = datetime.now(UTC).replace(microsecond=0)
DRAWN = DrawnMark(
    strokes=(
        tuple(StrokePoint(x=5 * step, y=40 - 30 * (step % 2), t=10 * step) for step in range(12)),
        (StrokePoint(x=30, y=60, t=200),),
    )
)
TYPED = TypedMark(text="Carla Moreno", face="sacramento")


def contract(
    pages: int = 1,
    *,
    content: str = "BT /F1 11 Tf 72 700 Td (The borrower repays the loan in instalments.) Tj ET",
    **entries: Any,
) -> bytes:
    """A PDF of A4 pages with a line of text; `entries` are put on every page dictionary."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(content.encode())
        for key, value in entries.items():
            page.obj[f"/{key}"] = value
    return saved(pdf)


def signed_before(identity: SealIdentity, *, certifying: bool = False) -> bytes:
    """A contract that someone has signed already; `certifying` forbids every further signature."""
    stream = io.BytesIO(contract())
    Sealer(identity).close(open_writer(stream), stream, NOW, {}, certifying=certifying)
    return stream.getvalue()


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a document."""
    written = io.BytesIO()
    pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable, fix_metadata_version=False)
    return written.getvalue()


def value(
    page_number: int, x: float, y: float, text: str, *, width: float = 160, height: float = 18
) -> StampedValue:
    """A text at a place."""
    rect = Rect(x=x, y=y, width=width, height=height)
    return StampedValue(page_number=page_number, rect=rect, kind="text", text=text)


def mark(
    page_number: int, x: float, y: float, drawn: DrawnMark | TypedMark = DRAWN, **size: float
) -> StampedMark:
    """A signature at a place."""
    rect = Rect(**{"x": x, "y": y, "width": 180, "height": 60, **size})
    return StampedMark(page_number=page_number, rect=rect, mark=drawn, name="Carla Moreno", signed_at=NOW)


def request(
    document: bytes,
    *,
    values: Iterable[StampedValue] = (),
    marks: Iterable[StampedMark] = (),
    **changes: Any,
) -> SealRequest:
    """A request to seal the document with these values and marks; `changes` replace other members."""
    made = sample_request(document, "original", page_boxes(document), NOW)
    return msgspec.structs.replace(made, **{"values": tuple(values), "marks": tuple(marks), **changes})


def facts(document: bytes, **changes: Any) -> CertificateFacts:
    """The certificate's facts, with some of them changed."""
    return msgspec.structs.replace(request(document).certificate, **changes)


def plan(pdf: bytes) -> FlattenPlan:
    """How the form of a document would be drawn onto its pages."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return plan_of(opened)
