"""Taking in an upload: the slow work first, then one short transaction that adds the document."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from livecontract.blobs.port import Blobs
from livecontract.commands.attempts import Key
from livecontract.commands.form_fields import fields_of
from livecontract.commands.perform import Ask, Door, Outcome, Render, perform
from livecontract.commands.requests import AddDocument
from livecontract.domain import drafting
from livecontract.domain.contracts import Contract
from livecontract.domain.documents import Document, Notice, PageBox, Treatment, pack_thumbnails
from livecontract.domain.fields import Field
from livecontract.domain.permissions import Verb, may, require_permission
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor
from livecontract.pdf.intake import Intake, IntakeRefused
from livecontract.pdf.request import SealFailed
from livecontract.pdf.sentences import notice
from livecontract.store.port import Reader

TakeIn = Callable[[bytes, str | None], Awaitable[Intake]]
MAX_NAME_LENGTH = 200


class TrialSeal(Protocol):
    """Tries the whole seal on a document and throws the result away."""

    async def trial_seal(self, document: bytes, treatment: Treatment) -> None:
        """Raises `SealFailed` when the document could not be sealed."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where uploads are taken in: limited child processes, the trial seal, blob storage."""

    take_in: TakeIn
    workers: TrialSeal
    blobs: Blobs


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody uploads."""

    name: str
    content: bytes
    password: str | None = None


async def upload_document(
    door: Door, desk: Desk, ask: tuple[Actor, str, Key | None], upload: Upload, render: Render
) -> Outcome:
    """Add an uploaded PDF to a contract; `ask` is the actor, the contract's id and the key.

    Refused before any work when the contract takes no documents; nothing is left behind when
    the file is refused. The bytes are stored before the transaction, under their digests, so
    that a crash in between leaves at most bytes that nobody names.
    """
    actor, contract_id, key = ask
    contract = await door.store.read(lambda reader: _require_room(reader, actor, contract_id))
    intake = await _taken_in(desk, upload)
    await _require_sealable(desk, intake)
    document = await _stored(door, desk.blobs, upload, intake)
    if may(contract, actor, Verb.PLACE_FIELDS):
        document = _with_fields(contract, document, fields_of(intake.found_fields, door.new_id))
    request = Ask(actor=actor, contract_id=contract_id, command=AddDocument(document=document), key=key)
    return await perform(door, request, render)


def _require_room(reader: Reader, actor: Actor, contract_id: str) -> Contract:
    contract = reader.contract(contract_id)
    if contract is None:
        raise Refused(Refusal.NOT_FOUND, contractId=contract_id)
    require_permission(contract, actor, Verb.ADD_DOCUMENT)
    drafting.require_room_for_document(contract)
    return contract


async def _taken_in(desk: Desk, upload: Upload) -> Intake:
    try:
        return await desk.take_in(upload.content, upload.password)
    except IntakeRefused as refused:
        raise Refused(Refusal(refused.code), sentence=refused.detail, **refused.facts) from refused


async def _require_sealable(desk: Desk, intake: Intake) -> None:
    try:
        await desk.workers.trial_seal(intake.sealable, intake.treatment)
    except SealFailed as failed:
        raise Refused(Refusal.DOCUMENT_NOT_SEALABLE, sentence=failed.detail) from failed


async def _stored(door: Door, blobs: Blobs, upload: Upload, intake: Intake) -> Document:
    sha256 = await blobs.put(upload.content)
    return Document(
        document_id=door.new_id(),
        name=file_name(upload.name),
        sha256=sha256,
        size_bytes=intake.size_bytes,
        page_count=len(intake.pages),
        pages=tuple(
            PageBox(width=page.width, height=page.height, rotation=page.rotation) for page in intake.pages
        ),
        treatment=intake.treatment,
        sealable_sha256=await blobs.put(intake.sealable),
        view_sha256=await blobs.put(intake.view),
        thumbnails_sha256=await blobs.put(pack_thumbnails(intake.thumbnails)),
        notices=tuple(Notice(code=notice.code, text=notice.text) for notice in intake.notices),
    )


def _with_fields(contract: Contract, document: Document, found: Sequence[Field]) -> Document:
    """The document with those fields of its form that can be filled in here, and a notice that says so."""
    can_be_marked = contract.customer.user_id in contract.signers
    fields = tuple(
        field
        for field in found
        if (can_be_marked or not field.is_marked) and drafting.may_be_placed(document, field)
    )
    if not fields or document.treatment == "sign_only":
        return document
    told = notice("form_fields_placed", count=len(fields))
    others = (each for each in document.notices if each.code != "form_flattened")
    notices = (Notice(code=told.code, text=told.text), *others)
    return msgspec.structs.replace(document, fields=fields, notices=notices)


def file_name(name: str) -> str:
    """The last part of the name, printable, never empty; it goes into headers and file names."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    return cleaned[-MAX_NAME_LENGTH:] or "document.pdf"
