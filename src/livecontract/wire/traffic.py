"""What each frame is to the traffic of a session: its class, and the pace at which a client may send it.

*Ordered* events have numbers; *durable* ones are in the database before anybody is told. *Signals*
may be lost, and *control* frames steer the connection. A command is in the class of its event.
"""

from collections.abc import Mapping
from enum import StrEnum

from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s


class FrameClass(StrEnum):
    """How a frame is treated on its way."""

    ORDERED = "ordered"
    DURABLE = "durable"
    SIGNAL = "signal"
    CONTROL = "control"


# Frame: its pace, which is a row of the limits.
PACES: Mapping[type, str] = {
    c.PageChange: "turn",
    c.LoadDocument: "load",
    c.FieldChange: "write",
    c.FieldSuggest: "write",
    c.SignContract: "sign",
    c.ChangeStatus: "sign",
    c.SayInChat: "chat",
    c.LeadChange: "lead",
    c.LeadOffer: "lead",
    c.AnnotationAdd: "annotate",
    c.AnnotationRemove: "annotate",
    c.Pointer: "pointer",
    c.Viewport: "scroll",
    c.TypeInto: "typing",
    c.ShowPage: "shown",
    c.AuthRefresh: "control",
    c.SnapshotRequest: "control",
    c.Pong: "control",
    c.Bye: "control",
}

_DURABLE = frozenset(
    {
        c.FieldChange,
        c.FieldSuggest,
        c.SignContract,
        c.ChangeStatus,
        s.FieldChanged,
        s.FieldSuggested,
        s.ContractSigned,
        s.StatusUpdated,
        s.DocumentsChanged,
        s.SessionEnded,
    }
)
_SIGNALS = frozenset({*c.ClientSignal.__args__, *s.SessionSignal.__args__, s.Signals})
_NUMBERED = frozenset({*c.ClientCommand.__args__, *s.SessionEvent.__args__})


def class_of(frame: type) -> FrameClass:
    """The class of a frame of either direction."""
    if frame in _DURABLE:
        return FrameClass.DURABLE
    if frame in _SIGNALS:
        return FrameClass.SIGNAL
    return FrameClass.ORDERED if frame in _NUMBERED else FrameClass.CONTROL
