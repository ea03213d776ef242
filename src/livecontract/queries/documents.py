"""Reading documents: their views with temporary URLs, and their small pictures."""

from livecontract.blobs.port import Blobs
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.documents import CertificateFile, Document, SealedFile, unpack_thumbnails
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor
from livecontract.queries.contracts import require_contract, require_document_contract
from livecontract.queries.views import CertificateView, DocumentView, SealedView, document_view
from livecontract.store.port import Store


async def documents(store: Store, blobs: Blobs, actor: Actor, contract_id: str) -> list[DocumentView]:
    """All documents of a contract."""
    contract = await store.read(lambda reader: require_contract(reader, actor, contract_id))
    return [await view(blobs, contract, document) for document in contract.documents]


async def document(store: Store, blobs: Blobs, actor: Actor, document_id: str) -> DocumentView:
    """One document."""
    contract = await store.read(lambda reader: require_document_contract(reader, actor, document_id))
    return await view(blobs, contract, contract.document(document_id))


async def view(blobs: Blobs, contract: Contract, found: Document) -> DocumentView:
    """A document with fresh URLs: the view copy, and the sealed file once there is one."""
    file_url = await blobs.url(found.view_sha256, file_name=found.name, media_type="application/pdf")
    return document_view(contract.contract_id, found, file_url, await _sealed_view(blobs, contract, found))


async def sealed(store: Store, blobs: Blobs, actor: Actor, document_id: str) -> tuple[str, bytes]:
    """The file name and bytes of a sealed document; refuses `not_sealed` before it is."""
    contract = await store.read(lambda reader: require_document_contract(reader, actor, document_id))
    found = contract.document(document_id)
    return sealed_name(found), await blobs.get(_require_sealed(contract, found).sha256)


async def certificate(store: Store, blobs: Blobs, actor: Actor, document_id: str) -> tuple[str, bytes]:
    """The file name and bytes of a document's certificate, where that is a file of its own.

    Refuses `not_sealed` before there is one, and `not_found` when it is part of the sealed file.
    """
    contract = await store.read(lambda reader: require_document_contract(reader, actor, document_id))
    found = contract.document(document_id)
    held = _require_sealed(contract, found).certificate
    if held is None:
        raise Refused(Refusal.NOT_FOUND, documentId=document_id)
    return certificate_name(found), await blobs.get(held.sha256)


async def pictured(store: Store, actor: Actor, document_id: str, page_number: int) -> Document:
    """The document that has such a page, whose small picture is wanted; refuses `not_found`."""
    contract = await store.read(lambda reader: require_document_contract(reader, actor, document_id))
    found = contract.document(document_id)
    if not 1 <= page_number <= found.page_count:
        raise Refused(Refusal.NOT_FOUND, documentId=document_id, pageNumber=page_number)
    return found


async def pictures(blobs: Blobs, found: Document) -> tuple[bytes, ...]:
    """The small pictures of all pages, as WebP."""
    return unpack_thumbnails(await blobs.get(found.thumbnails_sha256))


def sealed_name(found: Document) -> str:
    """The file name of a sealed document."""
    return f"{_stem(found)}-signed.pdf"


def certificate_name(found: Document) -> str:
    """The file name of a certificate that is a file of its own."""
    return f"{_stem(found)}-certificate.pdf"


def _stem(found: Document) -> str:
    return found.name.removesuffix(".pdf").removesuffix(".PDF")


def _require_sealed(contract: Contract, found: Document) -> SealedFile:
    if contract.status is not Status.SIGNED or found.sealed is None:
        raise Refused(Refusal.NOT_SEALED, status=contract.status.value)
    return found.sealed


async def _sealed_view(blobs: Blobs, contract: Contract, found: Document) -> SealedView | None:
    held = found.sealed
    if contract.status is not Status.SIGNED or held is None:
        return None
    return SealedView(
        file_url=await _download_url(blobs, held.sha256, sealed_name(found)),
        sha256=held.sha256,
        size_bytes=held.size_bytes,
        certificate=await _certificate_view(blobs, found, held.certificate),
    )


async def _certificate_view(
    blobs: Blobs, found: Document, held: CertificateFile | None
) -> CertificateView | None:
    if held is None:
        return None
    return CertificateView(
        file_url=await _download_url(blobs, held.sha256, certificate_name(found)),
        sha256=held.sha256,
        size_bytes=held.size_bytes,
    )


async def _download_url(blobs: Blobs, sha256: str, file_name: str) -> str:
    return await blobs.url(sha256, file_name=file_name, media_type="application/pdf", download=True)
