"""After a commit: tells the session what has happened, in the order of the audit chain.

Every commit leaves a job that tells its entries. Where nothing before them is untold, they are told
right after the commit already, and the job finds nothing left to do. Telling twice does no harm:
the live state takes each entry once.
"""

import asyncio
from collections.abc import Sequence

import structlog

from livecontract.blobs.port import Blobs
from livecontract.commands.perform import Outcome
from livecontract.domain import events as e
from livecontract.domain.audit import AuditEntry
from livecontract.live.port import Live, NotOpen, settled
from livecontract.store.port import Job, Reader, Store
from livecontract.wire.announcements import Occurrence, announced, key_of_frame, shows_documents
from livecontract.wire.codec import encode
from livecontract.wire.scene import Scene, scene_after, scene_in
from livecontract.wire.server_frames import PageShown

log = structlog.get_logger()


class Relay:
    """The handler of announcements; `announce` is the short cut."""

    def __init__(self, store: Store, blobs: Blobs, live: Live) -> None:
        self._store = store
        self._blobs = blobs
        self._live = live
        self._order = asyncio.Lock()
        # The last entry that was told, of each contract that is in session.
        self._told: dict[str, int] = {}

    async def __call__(self, job: Job) -> None:
        """Tell the entries that a job names, unless they are told already."""
        payload = job.payload
        contract_id = str(payload["contractId"])
        first, last = int(str(payload["fromSeq"])), int(str(payload["toSeq"]))
        if last <= self._told.get(contract_id, 0):
            return
        cid = None if payload["cid"] is None else str(payload["cid"])
        scene, entries = await self._store.read(lambda reader: _read(reader, contract_id, first, last))
        async with self._order:
            await self._tell_all(scene, entries, cid)

    async def announce(self, outcome: Outcome, cid: str | None) -> None:
        """Tell what was just committed; if something before it is still untold, leave it to the job."""
        contract_id = outcome.contract.contract_id
        async with self._order:
            if self._told.get(contract_id) != outcome.seqs[0] - 1:
                return
            try:
                await self._tell_all(scene_after(outcome), outcome.entries, cid)
            except Exception:
                # What was committed must not look as if it had failed. The job tells it.
                log.exception("announcement failed", contract_id=contract_id)

    async def _tell_all(self, scene: Scene, entries: Sequence[AuditEntry], cid: str | None) -> None:
        contract_id = scene.contract.contract_id
        is_about_documents = any(shows_documents(entry.event) for entry in entries)
        documents = await scene.documents(self._blobs) if is_about_documents else ()
        for entry in entries:
            session_id = _session_of(entry, scene)
            if session_id is not None and await self._live.position(session_id) is not None:
                cid = await self._tell(session_id, Occurrence(entry, scene, documents, cid))
        if scene.session is None:
            self._told.pop(contract_id, None)
        else:
            self._told[contract_id] = max(entries[-1].seq, self._told.get(contract_id, 0))

    async def _tell(self, session_id: str, occurrence: Occurrence) -> str | None:
        """Tell one entry; the answer is the `cid` that is still to be given."""
        entry, event = occurrence.entry, occurrence.entry.event
        if isinstance(event, e.PagesShown):
            self._tell_pages(session_id, event)
        frames = announced(occurrence)
        try:
            for kind, body in frames:
                key = key_of_frame(entry.contract_id, entry.seq, kind)
                await settled(self._live.append(session_id, kind, body, key=key))
        except NotOpen:
            log.info("session closed meanwhile", session_id=session_id)
        if isinstance(event, e.SessionEnded):
            await self._live.close(session_id)
        return None if frames else occurrence.cid

    def _tell_pages(self, session_id: str, event: e.PagesShown) -> None:
        for number in event.page_numbers:
            shown = PageShown(user_id=event.user_id, document_id=event.document_id, page_number=number)
            slot = f"pageShown {event.user_id} {event.document_id} {number}"
            self._live.signal(session_id, "", slot, encode(shown))


def _read(reader: Reader, contract_id: str, first: int, last: int) -> tuple[Scene, list[AuditEntry]]:
    return scene_in(reader, contract_id), reader.audit(contract_id, first - 1, last - first + 1)


def _session_of(entry: AuditEntry, scene: Scene) -> str | None:
    event = entry.event
    if isinstance(event, e.SessionEnded):
        return event.session_id
    return None if scene.session is None else scene.session.session_id
