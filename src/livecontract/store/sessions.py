"""Live sessions, active and ended."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, insert, literal_column, select, update

from livecontract.domain.session import Session, SessionStatus
from livecontract.store.columns import as_column, from_micros, from_micros_or_none
from livecontract.store.statements import Row, Statement
from livecontract.store.tables import sessions

_ALL = select(
    sessions.c.session_id,
    sessions.c.contract_id,
    sessions.c.advisor_id,
    sessions.c.customer_id,
    sessions.c.started_by,
    sessions.c.started_at,
    sessions.c.status,
    sessions.c.ended_by,
    sessions.c.ended_at,
    sessions.c.reason,
)
# Written out, so that SQLite recognises the condition of the index over active sessions.
_ACTIVE = _ALL.where(sessions.c.status == literal_column(f"'{SessionStatus.ACTIVE}'"))

_BY_ID = Statement(_ALL.where(sessions.c.session_id == bindparam("session_id")))
_ACTIVE_OF = Statement(_ACTIVE.where(sessions.c.contract_id == bindparam("contract_id")))
_ALL_ACTIVE = Statement(_ACTIVE.order_by(sessions.c.started_at, sessions.c.session_id))
_OF_CONTRACT = Statement(
    _ALL.where(sessions.c.contract_id == bindparam("contract_id")).order_by(
        sessions.c.started_at, sessions.c.session_id
    )
)
_INSERT = Statement(insert(sessions))
_END = Statement(
    update(sessions)
    .where(sessions.c.session_id == bindparam("at_session"))
    .values({name: bindparam(name) for name in ("status", "ended_by", "ended_at", "reason")})
)


def find(connection: Connection, session_id: str) -> Session | None:
    """The session of that id."""
    row = _BY_ID.row(connection, {"session_id": session_id})
    return None if row is None else _from_row(row)


def active_of(connection: Connection, contract_id: str) -> Session | None:
    """The active session of a contract."""
    row = _ACTIVE_OF.row(connection, {"contract_id": contract_id})
    return None if row is None else _from_row(row)


def active_among(connection: Connection, contract_ids: Sequence[str]) -> dict[str, Session]:
    """The active sessions of these contracts, by contract."""
    rows = connection.execute(_ACTIVE.where(sessions.c.contract_id.in_(contract_ids)))
    return {row.contract_id: _from_row(row) for row in rows}


def all_active(connection: Connection) -> list[Session]:
    """Every active session, the oldest first."""
    return [_from_row(row) for row in _ALL_ACTIVE.rows(connection, {})]


def of_contract(connection: Connection, contract_id: str) -> list[Session]:
    """Every session of a contract, the first one first."""
    return [_from_row(row) for row in _OF_CONTRACT.rows(connection, {"contract_id": contract_id})]


def save(connection: Connection, session: Session) -> None:
    """Write a new session, or the end of one."""
    end = {
        "status": session.status.value,
        "ended_by": session.ended_by,
        "ended_at": as_column(session.ended_at),
        "reason": session.reason,
    }
    if _END.run(connection, {**end, "at_session": session.session_id}):
        return
    beginning = {
        "session_id": session.session_id,
        "contract_id": session.contract_id,
        "advisor_id": session.advisor_id,
        "customer_id": session.customer_id,
        "started_by": session.started_by,
        "started_at": as_column(session.started_at),
    }
    _INSERT.run(connection, {**beginning, **end})


def _from_row(row: Row) -> Session:
    (
        session_id, contract_id, advisor_id, customer_id,
        started_by, started_at, status, ended_by, ended_at, reason,
    ) = row  # fmt: skip
    return Session(
        session_id=session_id,
        contract_id=contract_id,
        advisor_id=advisor_id,
        customer_id=customer_id,
        started_by=started_by,
        started_at=from_micros(started_at),
        status=SessionStatus(status),
        ended_by=ended_by,
        ended_at=from_micros_or_none(ended_at),
        reason=reason,
    )
