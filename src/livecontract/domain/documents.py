"""A document of a contract: what was uploaded, its pages, and what became of its bytes."""

from typing import Literal, TypeAlias

import msgspec

from livecontract.domain.fields import Field
from livecontract.domain.values import Value

Treatment: TypeAlias = Literal["original", "normalised", "sign_only"]

MAX_DOCUMENTS = 20
MAX_FIELDS = 500


class PageBox(Value, frozen=True):
    """A page as displayed, in PDF points; rotation and crop are already applied."""

    width: float
    height: float
    rotation: int = 0


class Notice(Value, frozen=True):
    """Something that people should know about an upload."""

    code: str
    text: str


class CertificateFile(Value, frozen=True):
    """The certificate of completion as a sealed file of its own."""

    sha256: str
    size_bytes: int


class SealedFile(Value, frozen=True):
    """The sealed form of a document.

    Its certificate is inside, but for a document that was signed before it came here: nothing is
    added to its pages, and the certificate stands beside it.
    """

    sha256: str
    size_bytes: int
    certificate: CertificateFile | None = None


class Document(Value, frozen=True):
    """One PDF of a contract; its bytes lie in blob storage under the digests named here.

    `sha256` is the upload as it arrived, `sealable_sha256` what gets sealed (the same, or a
    normalised form), `view_sha256` what browsers show, `thumbnails_sha256` the small pictures.
    """

    document_id: str
    name: str
    sha256: str
    size_bytes: int
    page_count: int
    pages: tuple[PageBox, ...]
    treatment: Treatment
    sealable_sha256: str
    view_sha256: str
    thumbnails_sha256: str
    notices: tuple[Notice, ...] = ()
    fields: tuple[Field, ...] = ()
    sealed: SealedFile | None = None

    def field(self, field_id: str) -> Field | None:
        """The field of that id on this document, if it is here."""
        return next((field for field in self.fields if field.field_id == field_id), None)

    def rivals_of(self, field: Field) -> tuple[Field, ...]:
        """The other fields of its group, which are its owner's: nobody takes a tick from the other side."""
        if not field.group:
            return ()
        return tuple(
            other
            for other in self.fields
            if (other.group, other.owner) == (field.group, field.owner) and other.field_id != field.field_id
        )


def pack_thumbnails(pictures: tuple[bytes, ...]) -> bytes:
    """The pictures of all pages as one blob."""
    return msgspec.msgpack.encode(pictures)


def unpack_thumbnails(packed: bytes) -> tuple[bytes, ...]:
    """The pictures of all pages."""
    return msgspec.msgpack.decode(packed, type=tuple[bytes, ...])
