"""Documents: uploading, reading and removing them, their small pictures and sealed files."""

from functools import partial
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from livecontract.api.answers import Answer, as_json, disposition, keep, keep_nothing, kept
from livecontract.api.bodies import NO_BODY, Nothing, json_body
from livecontract.api.calls import Call, Gives, Incoming, Route, Takes
from livecontract.api.forms import Form, FormShape, read_form, told
from livecontract.api.rest import Rest
from livecontract.commands.documents import Upload, upload_document
from livecontract.commands.perform import Ask, Outcome, perform
from livecontract.commands.requests import RemoveDocument, ShowPages
from livecontract.domain.documents import Document
from livecontract.domain.events import DocumentAdded
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value
from livecontract.queries import documents as queries
from livecontract.queries.contracts import require_document_contract
from livecontract.queries.views import DocumentView, SealedView, document_view
from livecontract.wire.origin import Origin
from livecontract.wire.rates import Pace
from livecontract.wire.requests import Count

MAX_UPLOAD_BYTES = 25_000_000
FORM = FormShape(MAX_UPLOAD_BYTES, Refusal.DOCUMENT_TOO_LARGE, frozenset({"password"}))
PICTURE = "image/webp"
# A document's pages never change; only its parties may keep their pictures.
KEPT_PICTURE = (b"cache-control", b"private, max-age=86400, immutable")


class DocumentList(Value, frozen=True):
    """The documents of a contract."""

    items: tuple[DocumentView, ...]


class PagesShown(Value, frozen=True):
    """Pages that were in the caller's view."""

    page_numbers: Annotated[tuple[Count, ...], Meta(max_length=500)]


class PagesShownView(Value, frozen=True):
    """All pages of a document that the caller has had in view by now."""

    document_id: str
    page_numbers: tuple[int, ...]


class _FirstAdded(Value, frozen=True, array_like=True):
    """The first answer to an upload, without its temporary URL; the digest is for a fresh one."""

    view: DocumentView
    view_sha256: str


async def _read_upload(request: Incoming) -> Form:
    return await read_form(request, FORM)


async def add_document(rest: Rest, call: Call[Form]) -> Answer:
    """Take a PDF in."""
    upload = Upload(
        name=call.body.file_name or "",
        content=bytes(call.body.content),
        password=call.body.text("password"),
    )
    ask = (call.actor, call.path["contractId"], call.key)
    outcome = await upload_document(rest.ports.door, rest.desk, ask, upload, _kept_document)
    return await _added(rest, call, outcome.answer)


async def _added(rest: Rest, call: Call[Form], content: bytes) -> Answer:
    """The answer to an upload, at first and to a repeat: its URL is always a fresh one."""
    added = msgspec.msgpack.decode(content, type=_FirstAdded)
    url = await rest.ports.blobs.url(
        added.view_sha256, file_name=added.view.name, media_type="application/pdf"
    )
    view = msgspec.structs.replace(added.view, file_url=url)
    return as_json(201, absolute(view, call.origin))


async def list_documents(rest: Rest, call: Call[Nothing]) -> Answer:
    """All documents of a contract."""
    found = await queries.documents(rest.ports.store, rest.ports.blobs, call.actor, call.path["contractId"])
    return as_json(200, DocumentList(items=tuple(absolute(view, call.origin) for view in found)))


async def read_document(rest: Rest, call: Call[Nothing]) -> Answer:
    """One document."""
    found = await queries.document(rest.ports.store, rest.ports.blobs, call.actor, call.path["documentId"])
    return as_json(200, absolute(found, call.origin))


async def remove_document(rest: Rest, call: Call[Nothing]) -> Answer:
    """Take a document away."""
    command = RemoveDocument(document_id=call.path["documentId"])
    ask = Ask(call.actor, await _contract_id(rest, call), command, key=call.key, version=call.version)
    return kept((await perform(rest.ports.door, ask, lambda _: keep_nothing())).answer)


async def show_pages(rest: Rest, call: Call[PagesShown]) -> Answer:
    """Count pages as seen by the caller."""
    document_id = call.path["documentId"]
    command = ShowPages(document_id=document_id, page_numbers=call.body.page_numbers)

    def render(outcome: Outcome) -> bytes:
        shown = outcome.contract.pages_shown_to(call.actor.user_id, document_id)
        return keep(200, PagesShownView(document_id=document_id, page_numbers=shown))

    ask = Ask(call.actor, await _contract_id(rest, call), command, key=call.key)
    return kept((await perform(rest.ports.door, ask, render)).answer)


async def read_thumbnail(rest: Rest, call: Call[Nothing]) -> Answer:
    """The small picture of a page."""
    document_id, page = call.path["documentId"], call.path["pageNumber"]
    if not page.isascii() or not page.isdecimal() or len(page) > 4:
        raise Refused(Refusal.NOT_FOUND, documentId=document_id, pageNumber=page)
    found = await queries.pictured(rest.ports.store, call.actor, document_id, int(page))
    make = partial(queries.pictures, rest.ports.blobs, found)
    pictures = await rest.pictures.get(found.thumbnails_sha256, make)
    return Answer(200, pictures[int(page) - 1], PICTURE, (KEPT_PICTURE,))


async def read_sealed(rest: Rest, call: Call[Nothing]) -> Answer:
    """The sealed file, to be saved."""
    name, content = await queries.sealed(
        rest.ports.store, rest.ports.blobs, call.actor, call.path["documentId"]
    )
    return Answer(200, content, "application/pdf", (disposition(name, download=True),))


async def read_certificate(rest: Rest, call: Call[Nothing]) -> Answer:
    """The certificate of completion where it is a file of its own, to be saved."""
    name, content = await queries.certificate(
        rest.ports.store, rest.ports.blobs, call.actor, call.path["documentId"]
    )
    return Answer(200, content, "application/pdf", (disposition(name, download=True),))


def absolute(view: DocumentView, origin: Origin) -> DocumentView:
    """The view with whole URLs, for whoever does not know where it came from."""
    return msgspec.structs.replace(
        view,
        file_url=origin.resolve(view.file_url),
        thumbnail_urls=tuple(origin.resolve(url) for url in view.thumbnail_urls),
        sealed=None if view.sealed is None else _absolute_sealed(view.sealed, origin),
    )


def _absolute_sealed(view: SealedView, origin: Origin) -> SealedView:
    certificate = view.certificate
    if certificate is not None:
        certificate = msgspec.structs.replace(certificate, file_url=origin.resolve(certificate.file_url))
    return msgspec.structs.replace(view, file_url=origin.resolve(view.file_url), certificate=certificate)


def _kept_document(outcome: Outcome) -> bytes:
    added: Document = next(e.document for e in outcome.events if isinstance(e, DocumentAdded))
    view = document_view(outcome.contract.contract_id, added, "", None)
    return msgspec.msgpack.encode(_FirstAdded(view=view, view_sha256=added.view_sha256))


async def _contract_id(rest: Rest, call: Call[Any]) -> str:
    document_id = call.path["documentId"]
    contract = await rest.ports.store.read(
        lambda reader: require_document_contract(reader, call.actor, document_id)
    )
    return contract.contract_id


ROUTES = (
    Route(
        "POST",
        "/contracts/{contractId}/documents",
        "Add a PDF of up to 25 MB and 500 pages, before the first signature.",
        add_document,
        Takes(_read_upload, "multipart/form-data", FORM.parts, told=told),
        (Gives(201, "The document; `fileUrl` is temporary.", DocumentView),),
        (
            Refusal.NOT_FOUND,
            Refusal.CONTRACT_FROZEN,
            Refusal.TOO_MANY_DOCUMENTS,
            Refusal.DOCUMENT_TOO_LARGE,
            Refusal.NOT_A_PDF,
            Refusal.DOCUMENT_PASSWORD_REQUIRED,
            Refusal.DOCUMENT_UNREADABLE,
            Refusal.DOCUMENT_NOT_SEALABLE,
        ),
        pace=Pace.UPLOAD,
        again=_added,
    ),
    Route(
        "GET",
        "/contracts/{contractId}/documents",
        "All documents of a contract.",
        list_documents,
        NO_BODY,
        (Gives(200, "The documents.", DocumentList),),
        (Refusal.NOT_FOUND,),
    ),
    Route(
        "GET",
        "/documents/{documentId}",
        "One document.",
        read_document,
        NO_BODY,
        (Gives(200, "The document; `fileUrl` is temporary and takes range requests.", DocumentView),),
        (Refusal.NOT_FOUND,),
    ),
    Route(
        "DELETE",
        "/documents/{documentId}",
        "Take a document away, before the first signature.",
        remove_document,
        NO_BODY,
        (Gives(204, "It is gone."),),
        (Refusal.NOT_FOUND, Refusal.NOT_PERMITTED, Refusal.CONTRACT_FROZEN, Refusal.VERSION_MISMATCH),
        pace=Pace.WRITE,
    ),
    Route(
        "POST",
        "/documents/{documentId}/pages-shown",
        "Report pages that were in the caller's view; every page must have been, before signing.",
        show_pages,
        json_body(PagesShown),
        (Gives(200, "All pages that count as seen.", PagesShownView),),
        (Refusal.NOT_FOUND, Refusal.PAGE_UNKNOWN),
        pace=Pace.WRITE,
    ),
    Route(
        "GET",
        "/documents/{documentId}/thumbnails/{pageNumber}",
        "A small picture of a page.",
        read_thumbnail,
        NO_BODY,
        (Gives(200, "The picture.", media_type=PICTURE),),
        (Refusal.NOT_FOUND,),
    ),
    Route(
        "GET",
        "/documents/{documentId}/sealed",
        "The sealed file.",
        read_sealed,
        NO_BODY,
        (Gives(200, "The file.", media_type="application/pdf"),),
        (Refusal.NOT_FOUND, Refusal.NOT_SEALED),
    ),
    Route(
        "GET",
        "/documents/{documentId}/certificate",
        "The certificate of completion, sealed as well, of a document whose sealed file cannot hold it.",
        read_certificate,
        NO_BODY,
        (Gives(200, "The file.", media_type="application/pdf"),),
        (Refusal.NOT_FOUND, Refusal.NOT_SEALED),
    ),
)
