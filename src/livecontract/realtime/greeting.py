"""What a client is told when it comes in: who it is here, and everything that the session is at."""

from datetime import datetime

from livecontract.domain.contracts import Contract
from livecontract.domain.recording import Keep
from livecontract.domain.session import Session
from livecontract.live.port import Frame, Position, Reading
from livecontract.queries.views import DocumentView, session_view
from livecontract.realtime.connection import Connection
from livecontract.realtime.ordered import ANNOTATION, CHAT, LEAD, LEAD_OFFER, PAGE
from livecontract.realtime.room import Person, Room
from livecontract.wire import server_frames as s
from livecontract.wire.codec import decode_server
from livecontract.wire.limits import MAX_CHAT_LENGTH, MAX_FRAME_BYTES, MAX_NOTE_LENGTH, Limits
from livecontract.wire.scene import Scene
from livecontract.wire.shapes import PagePlace

_SIGNALS_IN_A_FRAME = 200


class Terms:
    """What every connection is told alike: the limits, and what the recording of its session holds."""

    def __init__(self, limits: Limits, kept: frozenset[Keep]) -> None:
        rates = {pace: s.Allowance(per_s=rate.per_s, burst=rate.burst) for pace, rate in limits.rates.items()}
        self.ping_interval_s = limits.ping_interval_s
        self.limits = s.WelcomeLimits(
            frame_bytes=MAX_FRAME_BYTES,
            chat_length=MAX_CHAT_LENGTH,
            note_length=MAX_NOTE_LENGTH,
            rates=rates,
        )
        self.recording = tuple(keep for keep in Keep if keep in kept)


def welcome(connection: Connection, scene: Scene, terms: Terms, now: datetime) -> s.Welcome:
    """The first frame of a connection."""
    room, person = connection.room, connection.person
    return s.Welcome(
        connection_id=connection.connection_id,
        user_id=person.user_id,
        role=person.role,
        permissions=scene.contract_for(person.user_id).permissions,
        epoch=room.epoch,
        seq=room.seq,
        server_time=now,
        ping_interval_s=terms.ping_interval_s,
        limits=terms.limits,
        recording=terms.recording,
    )


def resumed(since: Position, reached: Position) -> s.Resumed:
    """The frame before the events that were missed."""
    return s.Resumed(epoch=reached.epoch, from_=since.seq, to=reached.seq)


def pages_shown(room: Room, reader_id: str) -> list[s.Signals]:
    """What the others have had in view by now, in frames of a moderate size."""
    shown = [
        s.PageShown(user_id=user_id, document_id=document_id, page_number=number)
        for user_id, documents in room.shown.all().items()
        for document_id, numbers in documents.items()
        for number in numbers
        if user_id != reader_id
    ]
    size = _SIGNALS_IN_A_FRAME
    return [s.Signals(items=tuple(shown[start : start + size])) for start in range(0, len(shown), size)]


def snapshot(
    room: Room,
    user_id: str,
    reading: Reading,
    scene: Scene,
    session: Session,
    documents: tuple[DocumentView, ...],
) -> s.Snapshot:
    """The whole session as one person sees it.

    `scene` was read after `reading`: what changed in between comes again as an event, and events
    carry whole values, so that this does no harm.
    """
    return s.Snapshot(
        epoch=reading.position.epoch,
        seq=reading.position.seq,
        session=session_view(session),
        contract=scene.contract_for(user_id),
        documents=documents,
        live=live_state(reading, scene.contract),
        participants=participants(room),
        pages_shown=room.shown.all(),
    )


def live_state(reading: Reading, contract: Contract) -> s.LiveState:
    """The open page, the lead, chat and drawings, from the events that the live state keeps.

    Before anybody has turned a page, the first document is open; until somebody takes the lead,
    the advisor has it.
    """
    page = _event(reading, PAGE.group, PAGE.name)
    lead = _event(reading, LEAD.group, LEAD.name)
    known = [document.document_id for document in contract.documents]
    document_id, page_number, anchor = known[0] if known else None, 1, None
    if isinstance(page, s.PageChanged | s.DocumentLoaded) and page.document_id in known:
        document_id = page.document_id
    if isinstance(page, s.PageChanged) and page.document_id in known:
        page_number, anchor = page.page_number, page.anchor or None
    return s.LiveState(
        document_id=document_id,
        page_number=page_number,
        anchor=anchor,
        lead=lead.lead if isinstance(lead, s.LeadChanged) else contract.advisor.user_id,
        lead_offer=_open_offer(reading),
        chat=tuple(
            s.ChatMessage(chat_id=said.chat_id, user_id=said.user_id, text=said.text, at=said.at)
            for said in _events(reading, CHAT)
            if isinstance(said, s.ChatSaid)
        ),
        annotations=tuple(
            added.annotation for added in _events(reading, ANNOTATION) if isinstance(added, s.AnnotationAdded)
        ),
    )


def _open_offer(reading: Reading) -> s.OpenOffer | None:
    offer = _event(reading, LEAD_OFFER.group, LEAD_OFFER.name)
    if not isinstance(offer, s.LeadOffered) or offer.to is None:
        return None
    return s.OpenOffer(by=offer.user_id, to=offer.to)


def participants(room: Room) -> tuple[s.Participant, ...]:
    """The two people, the advisor first."""
    return tuple(
        s.Participant(
            user_id=person.user_id,
            name=person.name,
            role=person.role,
            presence=person.presence,
            page=_page(person),
            since=person.since,
        )
        for person in room.people.values()
    )


def _page(person: Person) -> PagePlace | None:
    if person.document_id is None:
        return None
    return PagePlace(document_id=person.document_id, page_number=person.page_number)


def _event(reading: Reading, group: str, name: str) -> s.ServerFrame | None:
    frame = reading.kept.get(group, {}).get(name)
    return None if frame is None else decode_server(_text(frame))


def _events(reading: Reading, group: str) -> list[s.ServerFrame]:
    return [decode_server(_text(frame)) for frame in reading.kept.get(group, {}).values()]


def _text(frame: Frame) -> bytes:
    return frame if isinstance(frame, bytes) else next(iter(frame.values()))
