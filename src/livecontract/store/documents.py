"""The documents of a contract, as rows and back."""

from functools import lru_cache

import msgspec
from msgspec.structs import replace
from sqlalchemy import bindparam, select

from livecontract.domain.contracts import Contract
from livecontract.domain.documents import CertificateFile, Document, Notice, PageBox, SealedFile
from livecontract.domain.fields import Field
from livecontract.store.parts import Entry, Members, Part
from livecontract.store.statements import Row, Statement
from livecontract.store.tables import documents

COLUMNS = (
    documents.c.contract_id,
    documents.c.document_id,
    documents.c.name,
    documents.c.sha256,
    documents.c.size_bytes,
    documents.c.page_count,
    documents.c.pages,
    documents.c.treatment,
    documents.c.sealable_sha256,
    documents.c.view_sha256,
    documents.c.thumbnails_sha256,
    documents.c.notices,
    documents.c.sealed_sha256,
    documents.c.sealed_size_bytes,
    documents.c.certificate_sha256,
    documents.c.certificate_size_bytes,
)

OF_CONTRACT = Statement(
    select(*COLUMNS).where(documents.c.contract_id == bindparam("contract_id")).order_by(documents.c.position)
)
OF_CONTRACTS = (
    select(*COLUMNS)
    .where(documents.c.contract_id.in_(bindparam("contract_ids", expanding=True)))
    .order_by(documents.c.position)
)
CONTRACT_OF = Statement(
    select(documents.c.contract_id).where(documents.c.document_id == bindparam("document_id"))
)

_PAGES = msgspec.json.Decoder(tuple[PageBox, ...])
_NOTICES = msgspec.json.Decoder(tuple[Notice, ...])


def from_row(row: Row, placed: tuple[Field, ...]) -> Document:
    """The document of a row of `COLUMNS` with the fields placed on it."""
    (
        _, document_id, name, sha256, size_bytes, page_count, pages, treatment,
        sealable, view, thumbnails, notices, *sealed,
    ) = row  # fmt: skip
    return Document(
        document_id=document_id,
        name=name,
        sha256=sha256,
        size_bytes=size_bytes,
        page_count=page_count,
        pages=_pages(pages),
        treatment=treatment,
        sealable_sha256=sealable,
        view_sha256=view,
        thumbnails_sha256=thumbnails,
        notices=() if notices == "[]" else _NOTICES.decode(notices),
        fields=placed,
        sealed=_sealed(*sealed),
    )


# Most documents have the pages of many others: so many of one size.
@lru_cache(256)
def _pages(text: str) -> tuple[PageBox, ...]:
    return _PAGES.decode(text)


def _sealed(
    sha256: str | None, size_bytes: int, certificate_sha256: str | None, certificate_size_bytes: int
) -> SealedFile | None:
    if sha256 is None:
        return None
    certificate = (
        None
        if certificate_sha256 is None
        else CertificateFile(sha256=certificate_sha256, size_bytes=certificate_size_bytes)
    )
    return SealedFile(sha256=sha256, size_bytes=size_bytes, certificate=certificate)


def _entries(contract: Contract) -> dict[str, Entry]:
    return {
        document.document_id: (position, replace(document, fields=()))
        for position, document in enumerate(contract.documents)
    }


def _members(position: int, document: Document) -> Members:
    sealed = document.sealed
    certificate = sealed.certificate if sealed else None
    return {
        "position": position,
        "name": document.name,
        "sha256": document.sha256,
        "size_bytes": document.size_bytes,
        "page_count": document.page_count,
        "pages": document.pages,
        "treatment": document.treatment,
        "sealable_sha256": document.sealable_sha256,
        "view_sha256": document.view_sha256,
        "thumbnails_sha256": document.thumbnails_sha256,
        "notices": document.notices,
        "sealed_sha256": sealed.sha256 if sealed else None,
        "sealed_size_bytes": sealed.size_bytes if sealed else None,
        "certificate_sha256": certificate.sha256 if certificate else None,
        "certificate_size_bytes": certificate.size_bytes if certificate else None,
    }


PART = Part(
    table=documents,
    key="document_id",
    named="documentId",
    source=lambda contract: contract.documents,
    entries=_entries,
    members=_members,
)
