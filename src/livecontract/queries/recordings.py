"""Reading what was recorded of a session: how it began, what happened, and whether that is all of it."""

from livecontract.blobs.port import Blobs
from livecontract.domain.attention import Attention, attention
from livecontract.domain.contracts import Contract
from livecontract.domain.documents import Document
from livecontract.domain.events import DocumentAdded, Event, SessionRecorded, SessionStarted
from livecontract.domain.history import replay
from livecontract.domain.kept import Kept, kept_in
from livecontract.domain.recording import Batch, Gap, RecordingFault, gaps, recording_fault
from livecontract.domain.session import Session
from livecontract.domain.values import Actor, Value
from livecontract.queries.contracts import require_contract, require_session
from livecontract.queries.views import (
    ContractView,
    DocumentView,
    SessionView,
    contract_view,
    document_view,
    session_view,
)
from livecontract.store.port import Reader, Store


class RecordingView(Value, frozen=True):
    """A recording but for its batches: where it begins, how much it holds, and what is wrong with it.

    `contract` and `documents` are as they were when the session started; `file_urls` has every
    document that was ever there, since some come later. `is_closed` says that the audit chain has
    `batches` and `hash`; `fault` is the first batch that is not what it should be. `kept` says what
    the operator let the recording hold, from when on.
    """

    session: SessionView
    contract: ContractView
    documents: tuple[DocumentView, ...]
    file_urls: dict[str, str]
    batches: int
    hash: str
    is_closed: bool
    fault: RecordingFault | None
    gaps: tuple[Gap, ...]
    kept: tuple[Kept, ...]
    attention: tuple[Attention, ...]


class BatchList(Value, frozen=True):
    """Some batches of a recording; `next_after` is absent on the last page."""

    items: tuple[Batch, ...]
    next_after: int | None


class RecordingFile(Value, frozen=True):
    """A whole recording as a file that can be kept and checked elsewhere.

    `kept` repeats what the batches themselves say of the settings they were made under.
    """

    format: str
    session: SessionView
    title: str
    kept: tuple[Kept, ...]
    batches: tuple[Batch, ...]
    closing: SessionRecorded | None


FORMAT = "livecontract-recording-1"


async def sessions(store: Store, actor: Actor, contract_id: str) -> tuple[SessionView, ...]:
    """Every session of a contract, the first one first."""

    def work(reader: Reader) -> tuple[SessionView, ...]:
        require_contract(reader, actor, contract_id)
        return tuple(session_view(session) for session in reader.sessions(contract_id))

    return await store.read(work)


async def recording(store: Store, blobs: Blobs, actor: Actor, session_id: str) -> RecordingView:
    """What was recorded of a session, active or ended, without the batches themselves."""

    def work(reader: Reader) -> tuple[SessionView, list[Event], list[Batch]]:
        session = require_session(reader, actor, session_id)
        history = [entry.event for entry in reader.audit(session.contract_id)]
        return session_view(session), history, reader.recording(session_id)

    session, history, batches = await store.read(work)
    closing = _closing(history, session_id)
    documents = {e.document.document_id: e.document for e in history if isinstance(e, DocumentAdded)}
    urls = {name: await _file_url(blobs, document) for name, document in documents.items()}
    began = _state_at_start(history, session_id)
    return RecordingView(
        session=session,
        contract=contract_view(began, actor.user_id, None),
        documents=tuple(
            document_view(began.contract_id, document, urls[document.document_id], None)
            for document in began.documents
        ),
        file_urls=urls,
        batches=len(batches),
        hash=batches[-1].hash if batches else "",
        is_closed=closing is not None,
        fault=recording_fault(batches, None if closing is None else (closing.batches, closing.hash)),
        gaps=tuple(gaps(batches)),
        kept=tuple(kept_in(batches)),
        attention=tuple(attention(batches)),
    )


async def batches(store: Store, actor: Actor, session_id: str, *, after: int, limit: int) -> BatchList:
    """Up to `limit` batches of a recording, from `after` + 1 on."""

    def work(reader: Reader) -> list[Batch]:
        require_session(reader, actor, session_id)
        return reader.recording(session_id, after, limit + 1)

    found = await store.read(work)
    return BatchList(items=tuple(found[:limit]), next_after=after + limit if len(found) > limit else None)


async def recording_file(store: Store, actor: Actor, session_id: str) -> RecordingFile:
    """A whole recording, with what the audit chain says of it."""

    def work(reader: Reader) -> RecordingFile:
        session = require_session(reader, actor, session_id)
        contract = require_contract(reader, actor, session.contract_id)
        history = [entry.event for entry in reader.audit(session.contract_id)]
        return recording_of(reader, session, contract, history)

    return await store.read(work)


def recording_of(reader: Reader, session: Session, contract: Contract, history: list[Event]) -> RecordingFile:
    """The same for a session of a contract, both of which are at hand with the contract's history."""
    batches = tuple(reader.recording(session.session_id))
    return RecordingFile(
        format=FORMAT,
        session=session_view(session),
        title=contract.title,
        kept=tuple(kept_in(batches)),
        batches=batches,
        closing=_closing(history, session.session_id),
    )


def _closing(history: list[Event], session_id: str) -> SessionRecorded | None:
    closings = (e for e in history if isinstance(e, SessionRecorded) and e.session_id == session_id)
    return next(closings, None)


def _state_at_start(history: list[Event], session_id: str) -> Contract:
    starts = (
        place
        for place, event in enumerate(history)
        if isinstance(event, SessionStarted) and event.session_id == session_id
    )
    return replay(history[: next(starts) + 1])


async def _file_url(blobs: Blobs, document: Document) -> str:
    return await blobs.url(document.view_sha256, file_name=document.name, media_type="application/pdf")
