"""What a client may send on a session's WebSocket, one value per frame.

Commands carry `cid`, an id that the client makes up once per command and repeats when it sends the
command again; signals and control frames carry none.
"""

from typing import Annotated, TypeAlias

from msgspec import Meta

from livecontract.domain.contracts import Status
from livecontract.domain.fields import FieldValue
from livecontract.domain.values import Value
from livecontract.wire.limits import MAX_CHAT_LENGTH, MAX_TYPING_LENGTH
from livecontract.wire.requests import SigningShape
from livecontract.wire.shapes import Area, Coordinate, Drawing, Id, PageNumber, Point


class LoadDocument(Value, frozen=True, tag="loadDocument"):
    """Put another document of the contract in front of both."""

    cid: Id
    document_id: Id


class PageChange(Value, frozen=True, tag="pageChange", gc=False):
    """Turn to a page; without `documentId` it is one of the document that is open now."""

    cid: Id
    page_number: PageNumber
    document_id: Id | None = None
    anchor: Point | None = None


class FieldChange(Value, frozen=True, tag="fieldChange"):
    """Fill a field of one's own; `base` is the field version that was on the screen."""

    cid: Id
    field_id: Id
    value: FieldValue
    base: int


class FieldSuggest(Value, frozen=True, tag="fieldSuggest"):
    """Propose a value for the other's field; `null` takes it back or turns it down."""

    cid: Id
    field_id: Id
    value: FieldValue


class SignContract(SigningShape, frozen=True, tag="contractSigned"):
    """Sign; the members are those of the signing PATCH."""

    cid: Id


class ChangeStatus(Value, frozen=True, tag="statusUpdate"):
    """Ask for another status, as the PATCH of the contract would."""

    cid: Id
    status: Status
    reason: str | None = None


class SayInChat(Value, frozen=True, tag="chatMessage"):
    """Say something in writing."""

    cid: Id
    text: Annotated[str, Meta(min_length=1, max_length=MAX_CHAT_LENGTH)]


class LeadChange(Value, frozen=True, tag="leadChange"):
    """Let that person lead from now on, or (`null`) nobody."""

    cid: Id
    lead: Id | None


class LeadOffer(Value, frozen=True, tag="leadOffer"):
    """Ask that person to lead, or (`null`) take the offer back or turn it down; `leadChange` accepts it."""

    cid: Id
    to: Id | None


class AnnotationAdd(Value, frozen=True, tag="annotationAdd"):
    """Draw on a page."""

    cid: Id
    drawing: Drawing


class AnnotationRemove(Value, frozen=True, tag="annotationRemove"):
    """Take away a drawing of one's own."""

    cid: Id
    annotation_id: Id


class Pointer(Value, frozen=True, tag="pointer", gc=False):
    """Where the pointer is, in PDF points."""

    document_id: Id
    page_number: PageNumber
    x: Coordinate
    y: Coordinate
    visible: bool


class Viewport(Value, frozen=True, tag="viewport", gc=False):
    """The page in view and, where known, the part of it."""

    document_id: Id
    page_number: PageNumber
    area: Area | None = None


class TypeInto(Value, frozen=True, tag="typing", gc=False):
    """A field is being filled; `text` is what stands there so far."""

    field_id: Id
    active: bool
    text: Annotated[str, Meta(max_length=MAX_TYPING_LENGTH)] | None = None


class ShowPage(Value, frozen=True, tag="pageShown", gc=False):
    """A page has been in view; signing asks for all of them."""

    document_id: Id
    page_number: PageNumber


class AuthRefresh(Value, frozen=True, tag="authRefresh"):
    """A new bearer token of the same user, before the present one expires."""

    token: str


class SnapshotRequest(Value, frozen=True, tag="snapshotRequest"):
    """Something was missed: send everything."""


class Pong(Value, frozen=True, tag="pong", gc=False):
    """The answer to a ping."""


class Bye(Value, frozen=True, tag="bye"):
    """Leaving for good; the others are told at once."""


ClientCommand: TypeAlias = (
    LoadDocument
    | PageChange
    | FieldChange
    | FieldSuggest
    | SignContract
    | ChangeStatus
    | SayInChat
    | LeadChange
    | LeadOffer
    | AnnotationAdd
    | AnnotationRemove
)
ClientSignal: TypeAlias = Pointer | Viewport | TypeInto | ShowPage
ClientControl: TypeAlias = AuthRefresh | SnapshotRequest | Pong | Bye
ClientFrame: TypeAlias = ClientCommand | ClientSignal | ClientControl
