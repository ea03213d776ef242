"""After a commit: tells the session what has happened, in the order of the audit chain.

It may run twice for the same entries; the live state takes each of them once.
"""

from dataclasses import dataclass

import structlog

from livecontract.blobs.port import Blobs
from livecontract.domain import events as e
from livecontract.domain.audit import AuditEntry
from livecontract.live.port import Live, NotOpen, settled
from livecontract.queries.views import DocumentView
from livecontract.store.port import Job, Reader, Store
from livecontract.wire.announcements import Occurrence, announced, shows_documents
from livecontract.wire.codec import encode
from livecontract.wire.scene import Scene, scene_in
from livecontract.wire.server_frames import PageShown

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Relay:
    """The handler of announcements."""

    store: Store
    blobs: Blobs
    live: Live

    async def __call__(self, job: Job) -> None:
        """Announce the entries that a job names; where nobody is in a session, there is nothing to do."""
        payload = job.payload
        contract_id = str(payload["contractId"])
        first, last = int(str(payload["fromSeq"])), int(str(payload["toSeq"]))
        cid = None if payload["cid"] is None else str(payload["cid"])
        scene, entries = await self.store.read(lambda reader: _read(reader, contract_id, first, last))
        documents = await self._documents(scene, entries)
        for entry in entries:
            session_id = _session_of(entry, scene)
            if session_id is None or await self.live.position(session_id) is None:
                continue
            try:
                cid = await self._tell(session_id, Occurrence(entry, scene, documents, cid))
            except NotOpen:
                log.info("session closed meanwhile", session_id=session_id)

    async def _tell(self, session_id: str, occurrence: Occurrence) -> str | None:
        """Tell one entry; the answer is the `cid` that is still to be given."""
        entry, event = occurrence.entry, occurrence.entry.event
        if isinstance(event, e.PagesShown):
            self._tell_pages(session_id, event)
        frames = announced(occurrence)
        for kind, body in frames:
            key = f"{entry.contract_id}:{entry.seq}:{kind}"
            await settled(self.live.append(session_id, kind, body, key=key))
        if isinstance(event, e.SessionEnded):
            await self.live.close(session_id)
        return None if frames else occurrence.cid

    def _tell_pages(self, session_id: str, event: e.PagesShown) -> None:
        for number in event.page_numbers:
            shown = PageShown(user_id=event.user_id, document_id=event.document_id, page_number=number)
            slot = f"pageShown {event.user_id} {event.document_id} {number}"
            self.live.signal(session_id, "", slot, encode(shown))

    async def _documents(self, scene: Scene, entries: list[AuditEntry]) -> tuple[DocumentView, ...]:
        if not any(shows_documents(entry.event) for entry in entries):
            return ()
        return await scene.documents(self.blobs)


def _read(reader: Reader, contract_id: str, first: int, last: int) -> tuple[Scene, list[AuditEntry]]:
    return scene_in(reader, contract_id), reader.audit(contract_id, first - 1, last - first + 1)


def _session_of(entry: AuditEntry, scene: Scene) -> str | None:
    event = entry.event
    if isinstance(event, e.SessionEnded):
        return event.session_id
    return None if scene.session is None else scene.session.session_id
