"""A session as this process sees it: who is connected here, and what is passed on to them."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeAlias

from livecontract.domain.recording import RecordingHead
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session
from livecontract.domain.values import Role, Value
from livecontract.live.port import Frame, Position, Reading
from livecontract.realtime.shown import ShownPages
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import decode_server, encode, tag_of
from livecontract.wire.limits import MAX_ANNOTATIONS, MAX_DRAWN_BYTES
from livecontract.wire.scene import Scene
from livecontract.wire.server_frames import (
    AnnotationAdded,
    AnnotationRemoved,
    ContractSigned,
    DocumentLoaded,
    DocumentsChanged,
    FieldChanged,
    FieldSuggested,
    PageChanged,
    PageShown,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantState,
    Presence,
    SessionEnded,
    StatusUpdated,
    ViewportMoved,
)
from livecontract.wire.shapes import Annotation


class Member(Protocol):
    """A connection, as the room needs it."""

    @property
    def connection_id(self) -> str:
        """The connection's own id."""

    @property
    def user_id(self) -> str:
        """Whose connection it is."""

    @property
    def direct(self) -> Callable[[bytes], None] | None:
        """What an event is simply given to; `None` while events have to go through `deliver`."""

    def deliver(self, seq: int, frame: bytes) -> None:
        """Pass an event on, in order."""

    def signal(self, slot: str, body: bytes) -> None:
        """Pass a signal on, or drop it."""

    def close(self, code: CloseCode) -> None:
        """End the connection."""


class Person:
    """One of the two people of a session: whether they are here, and at which page they look.

    `lost` is the connection whose loss left them without any.
    """

    __slots__ = ("document_id", "lost", "name", "page_number", "presence", "role", "since", "user_id")

    def __init__(self, user_id: str, role: Role, since: datetime) -> None:
        self.user_id = user_id
        self.name = ""
        self.role = role
        self.presence: Presence = "offline"
        self.since = since
        self.lost = ""
        self.document_id: str | None = None
        self.page_number = 1


# What is to be recorded: the kind, the number of an event, and its text.
Unwritten: TypeAlias = tuple[str, int | None, Frame]


class Drawn(NamedTuple):
    """Whose a drawing is, and what it takes in a snapshot."""

    user_id: str
    size_bytes: int


class Room:
    """The connections of one session in this process. It listens to the session's live state.

    `page_counts` has every document that can be turned to, `open_document` the one in front of
    both; `annotations` says whose each drawing is, and how large. `is_turning` while a page is turned
    from here, which then need not be read from its event. `scene` is what the database said, until an
    event says that it has changed; whoever asks for it anew holds `asking`. `active_at` is when
    somebody last did something. `unwritten` waits for the recording, whose recorder is told by
    `on_unwritten`; `recorded` is where that ends, if known, and `noted` what it noted last.
    """

    __slots__ = (
        "active_at",
        "annotations",
        "asking",
        "changes",
        "contract_id",
        "epoch",
        "is_over",
        "is_turning",
        "is_warned",
        "members",
        "noted",
        "on_unwritten",
        "open_document",
        "page_counts",
        "people",
        "recorded",
        "scene",
        "seq",
        "session_id",
        "shown",
        "unwritten",
        "version",
    )

    def __init__(
        self, session: Session, position: Position, now: float, on_unwritten: "Callable[[Room], None]"
    ) -> None:
        self.session_id = session.session_id
        self.contract_id = session.contract_id
        self.epoch, self.seq = position
        self.members: tuple[Member, ...] = ()
        self.people = {
            session.advisor_id: Person(session.advisor_id, Role.ADVISOR, session.started_at),
            session.customer_id: Person(session.customer_id, Role.CUSTOMER, session.started_at),
        }
        self.annotations: dict[str, Drawn] = {}
        self.scene: Scene | None = None
        self.asking = asyncio.Lock()
        self.changes = 0
        self.version = 0
        self.page_counts: dict[str, int] = {}
        self.open_document: str | None = None
        self.shown = ShownPages()
        self.active_at = now
        self.is_warned = False
        self.is_over = False
        self.is_turning = False
        self.unwritten: list[Unwritten] = []
        self.recorded: RecordingHead | None = None
        self.noted: dict[object, object] = {}
        self.on_unwritten = on_unwritten

    def learn(self, scene: Scene, changes: int) -> None:
        """Take over what the database says; `changes` is what was counted when it was asked."""
        contract = scene.contract
        for party in contract.parties:
            self.people[party.user_id].name = party.name
        self.shown.learn(contract)
        self.set_pages(contract.version, {d.document_id: d.page_count for d in contract.documents})
        if changes == self.changes:
            self.scene = scene

    def mark_changed(self) -> None:
        """What the database said is no longer so."""
        self.changes += 1
        self.scene = None

    def recall(self, reading: Reading) -> None:
        """Take over what happened before this process came in."""
        for frames in reading.kept.values():
            for frame in frames.values():
                self._follow(frame)

    def set_pages(self, version: int, counts: dict[str, int]) -> None:
        """These documents can be turned to, as of that version of the contract."""
        if version < self.version:
            return
        self.version, self.page_counts = version, counts
        if self.open_document not in counts:
            self.open_document = next(iter(counts), None)

    def page(self, document_id: str | None, page_number: int) -> str:
        """The document of a page that can be turned to: the named one, or the open one.

        Refuses `not_found` or `page_unknown`.
        """
        document_id = document_id or self.open_document or ""
        count = self.page_counts.get(document_id)
        if count is None:
            raise Refused(Refusal.NOT_FOUND, documentId=document_id)
        if page_number > count:
            raise Refused(Refusal.PAGE_UNKNOWN, pageNumber=page_number, pageCount=count)
        return document_id

    def has_space_for(self, drawing: Annotation) -> bool:
        """Whether one more drawing may be kept."""
        size_bytes = sum(drawn.size_bytes for drawn in self.annotations.values()) + len(encode(drawing))
        return len(self.annotations) < MAX_ANNOTATIONS and size_bytes <= MAX_DRAWN_BYTES

    def add(self, member: Member) -> None:
        """Let a connection hear everything from the next event on."""
        self.members = (*self.members, member)

    def remove(self, member: Member) -> None:
        """Let a connection hear nothing more."""
        self.members = tuple(one for one in self.members if one is not member)

    def on_event(self, kind: str, seq: int, frame: Frame) -> None:
        """Pass an event on to everybody here."""
        self.seq = seq
        if isinstance(frame, bytes):
            for member in self.members:
                direct = member.direct
                if direct is None:
                    member.deliver(seq, frame)
                else:
                    direct(frame)
        else:
            for member in self.members:
                member.deliver(seq, frame[member.user_id])
        if kind in _MOVING and not self.is_turning:
            self._react(kind, frame)
        self.record(kind, seq, frame)

    def record(self, kind: str, seq: int | None, frame: Frame) -> None:
        """Leave an event, or a note without a number, to the recording."""
        unwritten = self.unwritten
        unwritten.append((kind, seq, frame))
        if len(unwritten) == 1:
            self.on_unwritten(self)

    def on_signal(self, origin: str, slot: str, body: bytes) -> None:
        """Pass a signal on to everybody here but the connection that it came from."""
        if slot.startswith(_PAGE_SHOWN):
            self.mark_changed()
        is_from_here = False
        for member in self.members:
            if member.connection_id == origin:
                is_from_here = True
            else:
                member.signal(slot, body)
        if not is_from_here and slot.startswith(_VIEWPORT):
            self._follow(body)

    def _react(self, kind: str, frame: Frame) -> None:
        if kind in _FOLLOWED:
            self._follow(frame)
        if kind in _CHANGING:
            self.mark_changed()

    def _follow(self, frame: Frame) -> None:
        text = frame if isinstance(frame, bytes) else next(iter(frame.values()))
        event = decode_server(text)
        step = _STEPS.get(type(event))
        if step is not None:
            step(self, event)


def _turn(room: Room, event: PageChanged) -> None:
    room.open_document = event.document_id
    _look(room, event)


def _look(room: Room, event: PageChanged | ViewportMoved) -> None:
    person = room.people.get(event.user_id)
    if person is not None:
        person.document_id, person.page_number = event.document_id, event.page_number


def _load(room: Room, event: DocumentLoaded) -> None:
    room.open_document = event.document_id


def _list_documents(room: Room, event: DocumentsChanged) -> None:
    counts = {document.document_id: document.page_count for document in event.documents}
    room.set_pages(event.contract.version, counts)


def _annotate(room: Room, event: AnnotationAdded) -> None:
    added = event.annotation
    room.annotations[added.annotation_id] = Drawn(added.user_id, len(encode(added)))


def _unannotate(room: Room, event: AnnotationRemoved) -> None:
    room.annotations.pop(event.annotation_id, None)


def _arrive(room: Room, event: ParticipantJoined) -> None:
    _be(room, event.user_id, "here", event.at)


def _change(room: Room, event: ParticipantState) -> None:
    _be(room, event.user_id, event.presence, event.at)


def _leave(room: Room, event: ParticipantLeft) -> None:
    _be(room, event.user_id, "offline", event.at)


def _be(room: Room, user_id: str, presence: Presence, at: datetime) -> None:
    person = room.people.get(user_id)
    if person is not None:
        person.presence, person.since = presence, at


def _end(room: Room, _event: SessionEnded) -> None:
    room.is_over = True
    for member in room.members:
        member.close(CloseCode.SESSION_ENDED)


_STEPS: dict[type[Value], Callable[[Room, Any], None]] = {
    AnnotationAdded: _annotate,
    AnnotationRemoved: _unannotate,
    DocumentLoaded: _load,
    DocumentsChanged: _list_documents,
    PageChanged: _turn,
    ParticipantJoined: _arrive,
    ParticipantLeft: _leave,
    ParticipantState: _change,
    SessionEnded: _end,
    ViewportMoved: _look,
}

_FOLLOWED = frozenset(map(tag_of, _STEPS))

# Events that tell of another state of the contract. A page that was shown changes it as well.
_CHANGING = frozenset(
    tag_of(event) for event in (FieldChanged, FieldSuggested, ContractSigned, StatusUpdated, DocumentsChanged)
)
_MOVING = _FOLLOWED | _CHANGING
_PAGE_SHOWN = tag_of(PageShown)
_VIEWPORT = tag_of(ViewportMoved)
