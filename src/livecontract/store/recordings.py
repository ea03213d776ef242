"""The recordings of sessions, batch by batch, as they were hashed."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, insert, select

from livecontract.domain.recording import Batch, RecordingHead
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
_APPEND = Statement(insert(recordings).values({column.name: bindparam(column.name) for column in _COLUMNS}))

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
    """Append to a recording; the database refuses what does not follow."""
    for batch in new:
        _APPEND.run(
            connection,
            {
                "session_id": batch.session_id,
                "number": batch.number,
                "epoch": batch.epoch,
                "first_seq": batch.first_seq,
                "last_seq": batch.last_seq,
                "at": batch.at,
                "events": batch.events,
                "prev": batch.prev,
                "hash": batch.hash,
            },
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
