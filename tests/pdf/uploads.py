"""Uploads that customers and attackers send, made for the tests of the intake."""

import io
import re
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from livecontract.pdf.intake import Intake
from tests.pdf.documents import contract, saved

MIB = 1 << 20

# ISO 32000-1, 12.6 and 7.11: what acts by itself, and what carries other files.
ACTIONS = frozenset(
    f"/{name}"
    for name in (
        *("JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE"),
        *("Rendition", "Movie", "Sound", "RichMediaExecute"),
    )
)
ACTIVE_ENTRIES = frozenset(
    f"/{name}"
    for name in (
        *("JS", "JavaScript", "AA", "OpenAction", "XFA"),
        *("EmbeddedFiles", "EF", "RichMediaContent", "3DD"),
    )
)


def changed(change: Callable[[pikepdf.Pdf], None], document: bytes | None = None) -> bytes:
    """A contract, or the given document, after a change."""
    with pikepdf.open(io.BytesIO(document or contract())) as pdf:
        change(pdf)
        return saved(pdf)


def encrypted(*, user: str = "", owner: str = "keeper") -> bytes:
    """A contract that takes a password to read (`user`) or to change (`owner`)."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(contract())) as pdf:
        pdf.save(written, encryption=pikepdf.Encryption(user=user, owner=owner))
    return written.getvalue()


def bomb(size: int, *, packed: int = 1) -> bytes:
    """A contract whose page content unpacks, `packed` times over, to `size` spaces."""
    content = _packed(b"", size)
    for _ in range(packed - 1):
        content = zlib.compress(content, 9)
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(contract())) as pdf:
        stream = pikepdf.Stream(pdf, content)
        stream.stream_dict.Filter = Array([Name.FlateDecode] * packed)
        pdf.pages[0].obj.Contents = pdf.make_indirect(stream)
        pdf.save(written, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return written.getvalue()


def laborious() -> bytes:
    """A contract whose page takes seconds to draw."""
    return contract(content="0 0 m 595 842 l S\n" * 1_000_000)


def with_small_size(document: bytes) -> bytes:
    """The document, announcing fewer objects than it has."""
    before, _, after = document.rpartition(b"/Size ")
    digits = len(after) - len(after.lstrip(b"0123456789"))
    return before + b"/Size 3" + b" " * (digits - 1) + after[digits:]


def with_looping_pages() -> bytes:
    """A document whose page tree leads back to its own root."""

    def loop(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Kids = Array([*pdf.Root.Pages.Kids, pdf.Root.Pages])

    return changed(loop)


def with_shared_pages(levels: int) -> bytes:
    """A page tree each of whose nodes holds its child twice: one page, 2 to the power of `levels` times."""

    def share(pdf: pikepdf.Pdf) -> None:
        child = pdf.pages[0].obj
        for _ in range(levels):
            child = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([child, child]), Count=2))
        pdf.Root.Pages.Kids = Array([child])

    return changed(share)


def with_looping_fields() -> bytes:
    """A form whose field is its own child's child."""

    def loop(pdf: pikepdf.Pdf) -> None:
        widget = pdf.pages[0].obj.Annots[0]
        parent, child = (pdf.make_indirect(Dictionary(T=String(name))) for name in "ab")
        parent.Kids, child.Kids = Array([child, widget]), Array([parent])
        parent.Parent, child.Parent, widget.Parent = child, parent, parent
        pdf.Root.AcroForm.Fields = Array([parent, child])

    return changed(loop, with_field(showing("Ada"), FT=Name.Tx, V=String("Ada")))


def with_nested(opening: bytes, closing: bytes, depth: int) -> bytes:
    """A contract with arrays in arrays, or dictionaries in dictionaries, in its page dictionary."""
    marker = b"/Nested (here)"

    def mark(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Nested = String("here")

    return changed(mark).replace(marker, b"/Nested " + opening * depth + b"1" + closing * depth)


def with_packed_objects(size: int) -> bytes:
    """A contract whose objects lie in a stream that unpacks to `size` bytes, before any check can look."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(contract())) as pdf:
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    document = written.getvalue()
    begins = document.index(b"stream\n", document.index(b"/ObjStm")) + len(b"stream\n")
    head = document.rindex(b" obj", 0, begins)
    ends = document.index(b"endstream", begins)
    packed = _packed(zlib.decompress(document[begins:ends]), size)
    dictionary = re.sub(rb"/Length \d+", b"/Length %d" % len(packed), document[head:begins])
    return document[:head] + dictionary + packed + b"\n" + document[ends:]


def with_field(
    appearance: bytes | None = None,
    *,
    needs_appearances: bool = False,
    before: Dictionary | None = None,
    **entries: Any,
) -> bytes:
    """A contract with a form field at 100, 100 (from the top left), 200 wide and 20 high.

    `appearance` is the content of its stored look; `before` an annotation that is painted first;
    `entries` are the field's own.
    """

    def fill(pdf: pikepdf.Pdf) -> None:
        place = Array([100, 722, 300, 742])
        widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, T=String("Place"), Rect=place, F=4)
        for key, value in entries.items():
            widget[f"/{key}"] = value
        if appearance is not None:
            widget.AP = Dictionary(N=form(pdf, appearance))
        held = [pdf.make_indirect(annotation) for annotation in (before, widget) if annotation is not None]
        pdf.pages[0].obj.Annots = Array(held)
        pdf.Root.AcroForm = Dictionary(Fields=[held[-1]], NeedAppearances=needs_appearances)

    return changed(fill)


def with_old_names() -> bytes:
    """A contract with a ticked box whose state has a name that is not Unicode."""

    def tick(pdf: pikepdf.Pdf) -> None:
        widget = pdf.pages[0].obj.Annots[0]
        widget.V = widget.AS = Name("/Gew_hlt")
        widget.AP = Dictionary(N=Dictionary({"/Gew_hlt": form(pdf, showing("yes"))}))

    return changed(tick, with_field(FT=Name.Btn)).replace(b"/Gew_hlt", b"/Gew\xe4hlt")


def form(pdf: pikepdf.Pdf, content: bytes, width: float = 200, height: float = 20) -> pikepdf.Object:
    """A form that content or an annotation can show; its font is F1."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return pdf.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, width, height]),
        Resources=Dictionary(Font=Dictionary(F1=font)),
    )


def showing(text: str) -> bytes:
    """The content of an appearance that shows a text."""
    return b"/Tx BMC BT /F1 12 Tf 2 6 Td (" + text.encode() + b") Tj ET EMC"


def active_in(document: bytes) -> set[str]:
    """The names in a document that make a reader act by itself or carry other files."""
    found: set[str] = set()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        waiting = list(pdf.objects)
        while waiting:
            part = waiting.pop()
            part = part.stream_dict if isinstance(part, pikepdf.Stream) else part
            if isinstance(part, Dictionary):
                found |= ACTIVE_ENTRIES & set(part.keys())
                found |= ACTIONS & {str(part.get("/S"))}
            if isinstance(part, Dictionary | Array):
                held = part.as_dict().values() if isinstance(part, Dictionary) else list(part)
                waiting += [item for item in held if _is_nested(item)]
    return found


def unpacked(document: bytes) -> bytes:
    """The document with everything readable in it."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        pdf.save(written, qdf=True)
    return written.getvalue()


def codes(taken: Intake) -> set[str]:
    """What people are told about an upload."""
    return {notice.code for notice in taken.notices}


def _is_nested(item: object) -> bool:
    return isinstance(item, Dictionary | Array) and not item.is_indirect


def _packed(beginning: bytes, size: int) -> bytes:
    """The beginning and then spaces, `size` bytes in all, compressed."""
    packer = zlib.compressobj(1)
    chunk = b" " * MIB
    parts = [packer.compress(beginning), *(packer.compress(chunk) for _ in range(size // MIB))]
    return b"".join(parts) + packer.flush()
