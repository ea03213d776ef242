"""The recordings of sessions, batch by batch, as they were hashed."""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from livecontract.domain.recording import Batch, RecordingHead
from livecontract.store.columns import Column
from livecontract.store.statements import Row, Statement, Values
from livecontract.store.tables import recordings

_OF_SESSION = recordings.c.session_id == bindparam("session_id")
_COLUMNS = (
    recordings.c.session_id,
    recordings.c.number,
    recordings.c.epoch,
    recordings.c.first_seq,
    recordings.c.last_seq,
    recordings.c.at,
    recordings.c.events,
    recordings.c.prev,
    recordings.c.hash,
)
_BATCHES = Statement(
    select(*_COLUMNS)
    .where(_OF_SESSION, recordings.c.number > bindparam("after"))
    .order_by(recordings.c.number)
    .limit(bindparam("limit"))
)
# Of an epoch's last batch that holds events: batches of notes alone say nothing about numbers.
_LAST_SEQ = (
    select(func.max(recordings.c.last_seq))
    .where(_OF_SESSION, recordings.c.epoch == bindparam("epoch"))
    .scalar_subquery()
)
_HEAD = Statement(
    select(recordings.c.number, recordings.c.hash, recordings.c.epoch, recordings.c.last_seq)
    .where(_OF_SESSION)
    .order_by(recordings.c.number.desc())
    .limit(1)
)
_LAST = Statement(select(_LAST_SEQ))
# With every statement the interpreter goes to another thread and back, so there had better be few.
_ROWS_AT_ONCE = (50, 10, 1)

_EVERYTHING = 2**62


def batches(connection: Connection, session_id: str, after: int, limit: int | None) -> list[Batch]:
    """Up to `limit` batches of a recording, from `after` + 1 on."""
    values: Values = {
        "session_id": session_id,
        "after": after,
        "limit": _EVERYTHING if limit is None else limit,
    }
    return [_from_row(row) for row in _BATCHES.rows(connection, values)]


def head(connection: Connection, session_id: str) -> RecordingHead:
    """Where a recording ends."""
    row = _HEAD.row(connection, {"session_id": session_id})
    if row is None:
        return RecordingHead()
    number, hash_, epoch, last_seq = row
    if last_seq is None:
        last = _LAST.row(connection, {"session_id": session_id, "epoch": epoch})
        last_seq = 0 if last is None else last[0]
    return RecordingHead(number=number, hash=hash_, epoch=epoch, last_seq=last_seq or 0)


def append(connection: Connection, new: Sequence[Batch]) -> None:
    """Append to recordings; the database refuses what does not follow."""
    start = 0
    for size in _ROWS_AT_ONCE:
        statement, names = _append(size)
        while len(new) - start >= size:
            columns = chain.from_iterable(map(_as_row, new[start : start + size]))
            statement.run(connection, dict(zip(names, columns, strict=True)))
            start += size


@cache
def _append(count: int) -> tuple[Statement, list[str]]:
    """The statement that appends so many batches, and the names of its values, row by row."""
    names = [[f"{column.name}_{place}" for column in _COLUMNS] for place in range(count)]
    rows: list[dict[str, Any]] = [
        {column.name: bindparam(name) for column, name in zip(_COLUMNS, row, strict=True)} for row in names
    ]
    return Statement(insert(recordings).values(rows)), list(chain.from_iterable(names))


def _as_row(batch: Batch) -> tuple[Column, ...]:
    return (
        batch.session_id,
        batch.number,
        batch.epoch,
        batch.first_seq,
        batch.last_seq,
        batch.at,
        batch.events,
        batch.prev,
        batch.hash,
    )


def _from_row(row: Row) -> Batch:
    session_id, number, epoch, first_seq, last_seq, at, events, prev, hash_ = row
    return Batch(
        session_id=session_id,
        number=number,
        epoch=epoch,
        first_seq=first_seq,
        last_seq=last_seq,
        at=at,
        events=events,
        prev=prev,
        hash=hash_,
    )
