"""The live session: a short meeting on one contract, from ACTIVE to ENDED."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec.structs

from livecontract.domain.contracts import Contract, Status
from livecontract.domain.events import Event, SessionEnded, SessionStarted
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value

IDLE_LIMIT = timedelta(minutes=30)
IDLE_WARNING = timedelta(minutes=25)


class SessionStatus(StrEnum):
    """Whether people can meet in it."""

    ACTIVE = "ACTIVE"
    ENDED = "ENDED"


class Session(Value, frozen=True):
    """A live session; at most one per contract is ACTIVE."""

    session_id: str
    contract_id: str
    advisor_id: str
    customer_id: str
    started_by: str
    started_at: datetime
    status: SessionStatus = SessionStatus.ACTIVE
    ended_by: str | None = None
    ended_at: datetime | None = None
    reason: str | None = None


class Idleness(StrEnum):
    """How long nobody has done anything in a session."""

    BUSY = "busy"
    WARNING = "warning"
    OVER = "over"


def start(
    contract: Contract, active: Session | None, *, session_id: str, user_id: str, now: datetime
) -> list[Event]:
    """A new session, unless one is active: then that one is joined and nothing happens."""
    if contract.status in {Status.DECLINED, Status.VOIDED}:
        raise Refused(Refusal.CONTRACT_FINAL, status=contract.status.value)
    if active is not None:
        return []
    return [SessionStarted(session_id=session_id, started_by=user_id, started_at=now)]


def end(session: Session, *, user_id: str, reason: str, now: datetime) -> list[Event]:
    """The session is over; ending it twice has no second effect."""
    if session.status is SessionStatus.ENDED:
        return []
    return [SessionEnded(session_id=session.session_id, ended_by=user_id, ended_at=now, reason=reason)]


def opened(contract: Contract, event: SessionStarted) -> Session:
    """The session that an event started."""
    return Session(
        session_id=event.session_id,
        contract_id=contract.contract_id,
        advisor_id=contract.advisor.user_id,
        customer_id=contract.customer.user_id,
        started_by=event.started_by,
        started_at=event.started_at,
    )


def closed(session: Session, event: SessionEnded) -> Session:
    """The session after the event that ended it."""
    return msgspec.structs.replace(
        session,
        status=SessionStatus.ENDED,
        ended_by=event.ended_by,
        ended_at=event.ended_at,
        reason=event.reason,
    )


def idleness(last_activity: datetime, now: datetime) -> Idleness:
    """Whether the session goes on, gets a warning, or is over for want of activity."""
    quiet = now - last_activity
    if quiet >= IDLE_LIMIT:
        return Idleness.OVER
    return Idleness.WARNING if quiet >= IDLE_WARNING else Idleness.BUSY
