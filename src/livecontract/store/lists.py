"""Lists of contracts: by person, status and words, the last active first, page by page."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, select, tuple_, union, union_all

from livecontract.domain.contracts import Status
from livecontract.domain.refusals import Refusal, Refused
from livecontract.store import contracts as aggregate
from livecontract.store import sessions
from livecontract.store.columns import from_micros
from livecontract.store.cursors import Position
from livecontract.store.port import ContractSummary
from livecontract.store.tables import contracts

MAX_TEXT_LENGTH = 400

_PARTIES = (contracts.c.advisor_id, contracts.c.customer_id)


def page(
    connection: Connection,
    user_id: str,
    *,
    statuses: Sequence[Status],
    text: str,
    after: Position | None,
    limit: int,
) -> tuple[list[ContractSummary], Position | None]:
    """A page of a user's contracts, and where it ended if there are more."""
    conditions = [*_of_status(statuses), *_with_words(text), *_after(after)]
    found = connection.execute(_newest(user_id, conditions, limit + 1)).all()
    shown = found[:limit]
    if not shown:
        return [], None
    ids = [contract_id for contract_id, _ in shown]
    whole = aggregate.read_all(connection, ids)
    live = sessions.active_among(connection, ids)
    summaries = [
        ContractSummary(
            contract=whole[contract_id],
            session=live.get(contract_id),
            active_at=from_micros(active_at),
        )
        for contract_id, active_at in shown
    ]
    has_more = len(found) > limit
    return summaries, Position(shown[-1].active_at, shown[-1].contract_id) if has_more else None


def count_by_status(connection: Connection, user_id: str) -> dict[Status, int]:
    """How many contracts of each status a user has; a status without any is left out."""
    as_advisor = _counted(contracts.c.advisor_id == user_id)
    as_customer = _counted(contracts.c.customer_id == user_id, contracts.c.advisor_id != user_id)
    counts: dict[Status, int] = {}
    for status, count in connection.execute(union_all(as_advisor, as_customer)):
        counts[Status(status)] = counts.get(Status(status), 0) + count
    return counts


def _counted(*conditions: ColumnElement[bool]) -> Select[str, int]:
    return select(contracts.c.status, func.count()).where(*conditions).group_by(contracts.c.status)


def _newest(user_id: str, conditions: Sequence[ColumnElement[bool]], limit: int) -> Select[str, int]:
    # One walk along each party's index, rather than one OR over both that has to sort everything.
    own = union(*(select(_walk(party, user_id, conditions, limit)) for party in _PARTIES)).subquery()
    return (
        select(own.c.contract_id, own.c.active_at)
        .order_by(own.c.active_at.desc(), own.c.contract_id.desc())
        .limit(limit)
    )


def _walk(
    party: ColumnElement[str], user_id: str, conditions: Sequence[ColumnElement[bool]], limit: int
) -> Subquery:
    return (
        select(contracts.c.contract_id, contracts.c.active_at)
        .where(party == user_id, *conditions)
        .order_by(contracts.c.active_at.desc(), contracts.c.contract_id.desc())
        .limit(limit)
        .subquery()
    )


def _of_status(statuses: Sequence[Status]) -> list[ColumnElement[bool]]:
    return [contracts.c.status.in_([status.value for status in statuses])] if statuses else []


def _with_words(text: str) -> list[ColumnElement[bool]]:
    if len(text) > MAX_TEXT_LENGTH:
        raise Refused(Refusal.VALUE_INVALID, member="q", rule="too_long", longest=MAX_TEXT_LENGTH)
    words = aggregate.sought_form(text).split()
    return [contracts.c.sought.contains(word, autoescape=True) for word in words]


def _after(position: Position | None) -> list[ColumnElement[bool]]:
    if position is None:
        return []
    return [tuple_(contracts.c.active_at, contracts.c.contract_id) < tuple_(*position)]
