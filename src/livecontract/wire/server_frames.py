"""What the server sends on a session's WebSocket, one value per frame.

Events are numbered; signals are not and may be missing; the rest controls the connection. An event
is encoded once without its number, which the live state puts in front (see `codec.members`), so
`seq` is unset until then.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import UNSET, UnsetType, field

from livecontract.domain.contracts import Status
from livecontract.domain.fields import FieldValue
from livecontract.domain.recording import Keep
from livecontract.domain.values import Role, Value
from livecontract.queries.views import ContractView, DocumentView, SessionView
from livecontract.wire.shapes import Annotation, Area, PagePlace, Point

Presence: TypeAlias = Literal["here", "reconnecting", "offline"]
PagesShown: TypeAlias = dict[str, dict[str, tuple[int, ...]]]


class Numbered(Value, frozen=True, kw_only=True):
    """What all events carry: number, author, time, and the id of the command that caused it.

    `epoch` stands there only when the number is not of the epoch that the client was told.
    """

    user_id: str
    at: datetime
    seq: int | UnsetType = UNSET
    epoch: str | UnsetType = UNSET
    cid: str | None = None


# Greeting


class Allowance(Value, frozen=True):
    """How many frames of a kind one may send: `perS` in the long run, `burst` at once."""

    per_s: float
    burst: int


class WelcomeLimits(Value, frozen=True):
    """What this connection may send."""

    frame_bytes: int
    chat_length: int
    note_length: int
    rates: Mapping[str, Allowance]


class Welcome(Value, frozen=True, tag="welcome"):
    """The first frame: who the client is here, and where the session stands.

    `recording` names what the session's recording keeps beside page turns, presence and everything
    that is in the contract: `chat`, `drawings`, `places`, `pointer`.
    """

    connection_id: str
    user_id: str
    role: Role
    permissions: tuple[str, ...]
    epoch: str
    seq: int
    server_time: datetime
    ping_interval_s: float
    limits: WelcomeLimits
    recording: tuple[Keep, ...]


class ChatMessage(Value, frozen=True):
    """Something that was said in writing."""

    chat_id: str
    user_id: str
    text: str
    at: datetime


class OpenOffer(Value, frozen=True):
    """Who asked whom to lead; no answer has come yet."""

    by: str
    to: str


class LiveState(Value, frozen=True):
    """What the session is at: the open page, who leads and was asked to, what was said and drawn."""

    document_id: str | None
    page_number: int
    anchor: Point | None
    lead: str | None
    lead_offer: OpenOffer | None
    chat: tuple[ChatMessage, ...]
    annotations: tuple[Annotation, ...]


class Participant(Value, frozen=True):
    """One of the two people, whether or not they are here; `page` is where they look."""

    user_id: str
    name: str
    role: Role
    presence: Presence
    page: PagePlace | None
    since: datetime


class Snapshot(Value, frozen=True, tag="snapshot"):
    """Everything, as of `seq`; it replaces whatever the client held before."""

    epoch: str
    seq: int
    session: SessionView
    contract: ContractView
    documents: tuple[DocumentView, ...]
    live: LiveState
    participants: tuple[Participant, ...]
    pages_shown: PagesShown


class Resumed(Value, frozen=True, tag="resumed"):
    """The events `from` + 1 up to `to` follow; nothing else was missed."""

    epoch: str
    from_: int = field(name="from")
    to: int


# Events


class DocumentLoaded(Numbered, frozen=True, tag="loadDocument"):
    """Another document is in front of both now, at its first page."""

    document_id: str
    page_count: int
    sha256: str
    file_url: str


class PageChanged(Numbered, frozen=True, tag="pageChange", gc=False):
    """Somebody turned to a page."""

    document_id: str
    page_number: int
    anchor: Point | UnsetType = UNSET


class FieldChanged(Numbered, frozen=True, tag="fieldChange"):
    """A field has a value, or (`null`) none; a suggestion for it is settled."""

    field_id: str
    value: FieldValue
    version: int


class FieldSuggested(Numbered, frozen=True, tag="fieldSuggest"):
    """A value is proposed for a field, or (`null`) no longer."""

    field_id: str
    value: FieldValue
    suggested_by: str


class ContractSigned(Numbered, frozen=True, tag="contractSigned"):
    """Somebody has signed."""

    signed_by: str
    signed_at: datetime


class StatusUpdated(Numbered, frozen=True, tag="statusUpdate"):
    """The contract as it is now, after its status or its signatures have changed."""

    status: Status
    sealing: bool
    reason: str | None
    contract: ContractView


class DocumentsChanged(Numbered, frozen=True, tag="documentsChanged"):
    """Documents, fields, title or signers have changed: here they are."""

    contract: ContractView
    documents: tuple[DocumentView, ...]


class LeadChanged(Numbered, frozen=True, tag="leadChange"):
    """That person leads now, or (`null`) nobody."""

    lead: str | None


class LeadOffered(Numbered, frozen=True, tag="leadOffer"):
    """That person is asked to lead, or (`null`) nobody is any more."""

    to: str | None


class ChatSaid(Numbered, frozen=True, tag="chatMessage"):
    """Somebody said something in writing."""

    chat_id: str
    text: str


class AnnotationAdded(Numbered, frozen=True, tag="annotationAdd"):
    """Somebody has drawn on a page."""

    annotation: Annotation


class AnnotationRemoved(Numbered, frozen=True, tag="annotationRemove"):
    """A drawing is gone."""

    annotation_id: str


class ParticipantJoined(Numbered, frozen=True, tag="participantJoined"):
    """`userId` is here."""


class ParticipantLeft(Numbered, frozen=True, tag="participantLeft"):
    """`userId` has left for good."""


class ParticipantState(Numbered, frozen=True, tag="participantState"):
    """The connection of `userId` was lost, or is back."""

    presence: Presence


class SessionEnded(Numbered, frozen=True, tag="sessionEnded"):
    """The session is over; the connection closes after this. `reason` is `ended` or `idle`."""

    ended_by: str
    reason: str


# Signals


class PointerMoved(Value, frozen=True, tag="pointer", gc=False):
    """Where the other's pointer is, in PDF points."""

    user_id: str
    document_id: str
    page_number: int
    x: float
    y: float
    visible: bool


class ViewportMoved(Value, frozen=True, tag="viewport", gc=False):
    """The page that the other looks at."""

    user_id: str
    document_id: str
    page_number: int
    area: Area | UnsetType = UNSET


class Typing(Value, frozen=True, tag="typing", gc=False):
    """The other is filling a field."""

    user_id: str
    field_id: str
    active: bool
    text: str | UnsetType = UNSET


class PageShown(Value, frozen=True, tag="pageShown", gc=False):
    """A page has been in that person's view."""

    user_id: str
    document_id: str
    page_number: int


class SessionIdle(Value, frozen=True, tag="sessionIdle"):
    """Nobody has done anything for long: the session ends at that time, or (`null`) goes on after all."""

    ends_at: datetime | None


SessionSignal: TypeAlias = PointerMoved | ViewportMoved | Typing | PageShown | SessionIdle


class Signals(Value, frozen=True, tag="signals"):
    """Several signals in one frame."""

    items: tuple[SessionSignal, ...]


# Control


class Ping(Value, frozen=True, tag="ping"):
    """Are you there? `seq` is the last event's number: whoever has a lower one has missed something."""

    seq: int


class GoAway(Value, frozen=True, tag="goaway"):
    """The server stops soon: come back at a random moment within that time."""

    reconnect_within_ms: int


class RefusedFrame(Value, frozen=True, tag="refused"):
    """A frame had no effect; `cid` is its command's id where it had one."""

    cid: str | None
    code: str
    message: str
    retryable: bool
    facts: dict[str, object] | UnsetType = UNSET


SessionEvent: TypeAlias = (
    DocumentLoaded
    | PageChanged
    | FieldChanged
    | FieldSuggested
    | ContractSigned
    | StatusUpdated
    | DocumentsChanged
    | LeadChanged
    | LeadOffered
    | ChatSaid
    | AnnotationAdded
    | AnnotationRemoved
    | ParticipantJoined
    | ParticipantLeft
    | ParticipantState
    | SessionEnded
)
ServerFrame: TypeAlias = (
    Welcome | Snapshot | Resumed | SessionEvent | SessionSignal | Signals | Ping | GoAway | RefusedFrame
)
