"""Commands that the live state alone puts in order: page turns, chat, lead, drawings.

A command that came before has no second effect: its sender gets the first answer again, even if
the command would be refused by now.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from msgspec import UNSET

from livecontract.domain.refusals import Refusal, Refused
from livecontract.live.port import Frame, Live, Name, NotOpen, Soon
from livecontract.queries import documents
from livecontract.realtime.connection import Act, Connection
from livecontract.realtime.deferral import Deferral
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.codec import members, tag_of
from livecontract.wire.ports import Ports
from livecontract.wire.scene import scene_of
from livecontract.wire.shapes import Annotation

PAGE = Name("page", "")
LEAD = Name("lead", "")
LEAD_OFFER = Name("leadOffer", "")
CHAT = "chat"
ANNOTATION = "annotation"

_PAGE_CHANGE = tag_of(s.PageChanged)

F = TypeVar("F", bound=c.ClientCommand)


class Ordered:
    """The acts of ordered commands."""

    def __init__(self, ports: Ports, live: Live, deferral: Deferral) -> None:
        self._ports = ports
        self._live = live
        self._deferral = deferral
        self._clock = ports.clock
        self._new_id = ports.door.new_id

    def acts(self) -> dict[type, Act]:
        """What each of the commands does."""
        return {
            c.PageChange: self.turn_page,
            c.LoadDocument: self._repeatable(self._load_document),
            c.SayInChat: self._repeatable(self._say),
            c.LeadChange: self._repeatable(self._lead),
            c.LeadOffer: self._repeatable(self._offer_lead),
            c.AnnotationAdd: self._repeatable(self._annotate),
            c.AnnotationRemove: self._repeatable(self._unannotate),
        }

    def turn_page(self, connection: Connection, frame: c.PageChange, now: float) -> None:
        """Turn to a page of the open document, or of the one that is named.

        The one act whose cost counts, so it does by itself what the others share.
        """
        room, person = connection.room, connection.person
        user_id, page_number, cid = person.user_id, frame.page_number, frame.cid
        try:
            document_id = room.page(frame.document_id, page_number)
            event = s.PageChanged(
                document_id=document_id,
                page_number=page_number,
                anchor=frame.anchor or UNSET,
                user_id=user_id,
                at=self._clock(),
                cid=cid,
            )
            room.is_turning = True
            first = self._live.append(
                room.session_id, _PAGE_CHANGE, members(event), key=f"{user_id} {cid}", keep=PAGE
            )
        except Refused as refused:
            self._repeat_or_refuse(connection, cid, refused, now)
            return
        except NotOpen:
            connection.refuse(cid, Refused(Refusal.SESSION_ENDED), now)
            return
        finally:
            room.is_turning = False
        if first is None or isinstance(first, Awaitable):
            room.open_document = document_id
            person.document_id, person.page_number = document_id, page_number
        if first is not None:
            self._repeat(connection, cid, first)

    def _load_document(self, connection: Connection, frame: c.LoadDocument, _now: float) -> None:
        if frame.document_id not in connection.room.page_counts:
            raise Refused(Refusal.NOT_FOUND, documentId=frame.document_id)
        self._deferral.start(connection, frame.cid, self._load(connection, frame))

    def _say(self, connection: Connection, frame: c.SayInChat, _now: float) -> None:
        text = frame.text.strip()
        if not text:
            raise Refused(Refusal.VALUE_INVALID, member="text", rule="empty")
        if not text.replace("\n", " ").isprintable():
            raise Refused(Refusal.VALUE_INVALID, member="text", rule="control_character")
        chat_id = self._new_id()
        event = s.ChatSaid(chat_id=chat_id, text=text, **self._by(connection, frame))
        self._order(connection, event, keep=Name(CHAT, chat_id))

    def _lead(self, connection: Connection, frame: c.LeadChange, _now: float) -> None:
        if frame.lead is not None and frame.lead not in connection.room.people:
            raise Refused(Refusal.NOT_FOUND, userId=frame.lead)
        event = s.LeadChanged(lead=frame.lead, **self._by(connection, frame))
        self._order(connection, event, keep=LEAD, drop=LEAD_OFFER)

    def _offer_lead(self, connection: Connection, frame: c.LeadOffer, _now: float) -> None:
        event = s.LeadOffered(to=frame.to, **self._by(connection, frame))
        if frame.to is None:
            self._order(connection, event, drop=LEAD_OFFER)
        elif frame.to not in connection.room.people or frame.to == connection.user_id:
            raise Refused(Refusal.NOT_FOUND, userId=frame.to)
        else:
            self._order(connection, event, keep=LEAD_OFFER)

    def _annotate(self, connection: Connection, frame: c.AnnotationAdd, _now: float) -> None:
        room, drawing = connection.room, frame.drawing
        room.page(drawing.document_id, drawing.page_number)
        by = self._by(connection, frame)
        added = Annotation(
            annotation_id=self._new_id(), user_id=connection.user_id, at=by["at"], drawing=drawing
        )
        if not room.has_space_for(added):
            raise Refused(Refusal.VALUE_INVALID, member="drawing", rule="no_more_drawings")
        event = s.AnnotationAdded(annotation=added, **by)
        self._order(connection, event, keep=Name(ANNOTATION, added.annotation_id))

    def _unannotate(self, connection: Connection, frame: c.AnnotationRemove, _now: float) -> None:
        drawn = connection.room.annotations.get(frame.annotation_id)
        if drawn is None or drawn.user_id != connection.user_id:
            raise Refused(Refusal.NOT_FOUND, annotationId=frame.annotation_id)
        event = s.AnnotationRemoved(annotation_id=frame.annotation_id, **self._by(connection, frame))
        self._order(connection, event, drop=Name(ANNOTATION, frame.annotation_id))

    async def _load(self, connection: Connection, frame: c.LoadDocument) -> None:
        scene = await scene_of(self._ports.store, connection.room.contract_id)
        document = scene.contract.document(frame.document_id)
        view = await documents.view(self._ports.blobs, scene.contract, document)
        event = s.DocumentLoaded(
            document_id=view.document_id,
            page_count=view.page_count,
            sha256=view.sha256,
            file_url=view.file_url,
            **self._by(connection, frame),
        )
        self._order(connection, event, keep=PAGE)

    def _by(self, connection: Connection, frame: c.ClientCommand) -> dict[str, Any]:
        return {"user_id": connection.user_id, "at": self._clock(), "cid": frame.cid}

    def _order(
        self, connection: Connection, event: s.Numbered, *, keep: Name | None = None, drop: Name | None = None
    ) -> None:
        first = self._append(connection, event, keep, drop)
        if first is not None:
            self._repeat(connection, event.cid, first)

    def _append(
        self, connection: Connection, event: s.Numbered, keep: Name | None, drop: Name | None
    ) -> Soon[Frame | None]:
        try:
            return self._live.append(
                connection.room.session_id,
                tag_of(type(event)),
                members(event),
                key=f"{event.user_id} {event.cid}",
                keep=keep,
                drop=drop,
            )
        except NotOpen:
            raise Refused(Refusal.SESSION_ENDED) from None

    def _repeatable(self, act: Callable[[Connection, F, float], None]) -> Act:
        def take(connection: Connection, frame: F, now: float, /) -> None:
            try:
                act(connection, frame, now)
            except Refused as refused:
                self._repeat_or_refuse(connection, frame.cid, refused, now)

        return take

    def _repeat_or_refuse(self, connection: Connection, cid: str, refused: Refused, now: float) -> None:
        try:
            first = self._live.answer(connection.room.session_id, f"{connection.user_id} {cid}")
        except NotOpen:
            first = None
        if first is None:
            connection.refuse(cid, refused, now)
        else:
            self._repeat(connection, cid, first, refused)

    def _repeat(
        self,
        connection: Connection,
        cid: str | None,
        first: Soon[Frame | None],
        otherwise: Refused | None = None,
    ) -> None:
        if isinstance(first, Awaitable):
            self._deferral.start(connection, cid, self._repeat_later(connection, first, otherwise))
        elif first is not None:
            connection.repeat(first)

    async def _repeat_later(
        self, connection: Connection, first: Awaitable[Frame | None], otherwise: Refused | None
    ) -> None:
        frame = await first
        if frame is not None:
            connection.repeat(frame)
        elif otherwise is not None:
            raise otherwise
