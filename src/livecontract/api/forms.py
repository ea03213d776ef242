"""Reading multipart forms with one file, which is cut off as soon as it is too large."""

import hashlib
from dataclasses import dataclass, field

from multipart import MultipartError, MultipartSegment, PushMultipartParser

from livecontract.api.bodies import in_megabytes, media_type_options, pieces
from livecontract.api.calls import Incoming
from livecontract.domain.refusals import Refusal, Refused

FILE = "file"
MAX_TEXT_BYTES = 1024
MAX_PARTS = 16
# Beside the file: the other parts, the headers of all parts, the boundaries.
FORM_ALLOWANCE = 64 * 1024


@dataclass(frozen=True, slots=True)
class FormShape:
    """What a form may hold: a file up to `limit` bytes, else `refusal`, and texts of these names."""

    limit: int
    refusal: Refusal
    texts: frozenset[str] = frozenset()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts, the file first."""
        return (FILE, *sorted(self.texts))

    @property
    def too_large(self) -> Refused:
        """What a larger file is refused with."""
        return Refused(self.refusal, limit=in_megabytes(self.limit))


@dataclass(slots=True)
class Form:
    """What came: the file by its name, and short texts by theirs."""

    file_name: str | None = None
    content: bytearray = field(default_factory=bytearray)
    texts: dict[str, bytearray] = field(default_factory=dict)

    def take_content(self) -> bytes:
        """The file, of which the form lets go, so that it is not held twice."""
        content = bytes(self.content)
        self.content = bytearray()
        return content

    def text(self, name: str) -> str | None:
        """A text, if it came; refuses `bad_request` when it is not UTF-8."""
        if name not in self.texts:
            return None
        try:
            return self.texts[name].decode()
        except UnicodeDecodeError as error:
            raise Refused(Refusal.BAD_REQUEST) from error


def told(form: Form) -> object:
    """What makes two forms the same request: the names, the texts, and the digest of the file."""
    return form.file_name, form.texts, hashlib.sha256(form.content).hexdigest()


async def read_form(request: Incoming, shape: FormShape) -> Form:
    """The parts of the form; refuses unknown parts by their name, and a form without a file."""
    boundary = media_type_options(request, "multipart/form-data").get("boundary")
    if not boundary:
        raise Refused(Refusal.BAD_REQUEST)
    form = Form()
    try:
        with PushMultipartParser(boundary, max_segment_count=MAX_PARTS) as parser:
            into = form.content
            async for piece in pieces(request, shape.limit + FORM_ALLOWANCE, shape.too_large):
                if piece:
                    into = _take_in(parser, piece, form, shape, into)
    except (MultipartError, UnicodeDecodeError) as error:
        raise Refused(Refusal.BAD_REQUEST) from error
    if form.file_name is None:
        raise Refused(Refusal.VALUE_INVALID, member=FILE, rule="missing")
    return form


def _take_in(
    parser: PushMultipartParser, piece: bytes, form: Form, shape: FormShape, into: bytearray
) -> bytearray:
    for event in parser.parse(piece):
        if isinstance(event, MultipartSegment):
            into = _begun(form, shape, event)
        elif event:
            into += event
            if len(form.content) > shape.limit:
                raise shape.too_large
            if into is not form.content and len(into) > MAX_TEXT_BYTES:
                raise Refused(Refusal.TOO_LARGE, limit=f"{MAX_TEXT_BYTES} bytes, and only a file may be")
    return into


def _begun(form: Form, shape: FormShape, part: MultipartSegment) -> bytearray:
    name = part.name or ""
    if name == FILE and form.file_name is None:
        form.file_name = part.filename or "document.pdf"
        return form.content
    if name not in shape.texts or name in form.texts:
        raise Refused(Refusal.UNKNOWN_MEMBER, member=name)
    return form.texts.setdefault(name, bytearray())
