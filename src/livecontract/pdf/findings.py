"""What the intake of an upload finds out: the shapes that travel between the server and its child."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from livecontract.pdf.geometry import PageBox, Rect

Treatment = Literal["original", "normalised", "sign_only"]
FieldKind = Literal["text", "checkbox", "radio", "choice", "signature"]


class Notice(msgspec.Struct, frozen=True):
    """Something that people should know about an upload: a stable code and a sentence."""

    code: str
    text: str


class FoundField(msgspec.Struct, frozen=True, kw_only=True):
    """A form field of the upload, one for each of its places on a page.

    `label` is what the form calls it for people, else the last part of its name. `rect` is as
    displayed. A text or choice field's values are what is shown to people; a ticked checkbox or
    chosen radio button has its on-state as its one value, a signed signature field an empty string.
    """

    name: str
    label: str
    kind: FieldKind
    page_number: int
    rect: Rect
    values: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    required: bool = False
    read_only: bool = False
    multiline: bool = False
    max_length: int | None = None

    @property
    def value(self) -> str:
        """The value as one text; a list with several chosen lines joins them."""
        return "\n".join(self.values)


class Order(msgspec.Struct, frozen=True):
    """What the server asks its child to look at."""

    upload: bytes
    password: str | None
    max_pages: int


class Findings(msgspec.Struct, frozen=True, kw_only=True, tag="findings"):
    """What the child answers for a document that can be used.

    `rewritten` is the normalised document, empty when the upload itself can be sealed.
    """

    treatment: Treatment
    rewritten: bytes
    view: bytes
    thumbnails: tuple[bytes, ...]
    pages: tuple[PageBox, ...]
    notices: tuple[Notice, ...]
    found_fields: tuple[FoundField, ...]


class Declined(msgspec.Struct, frozen=True, tag="declined"):
    """What the child answers for one that cannot: the code and the facts of the refusal."""

    code: str
    facts: dict[str, Any]


class Unusable(Exception):
    """Raised inside the child when the document is to be refused."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.declined = Declined(code, dict(facts))
