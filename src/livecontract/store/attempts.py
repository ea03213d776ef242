"""First answers to writes, kept under the writers' idempotency keys."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, tuple_, update

from livecontract.store.columns import as_micros, from_micros
from livecontract.store.port import Attempt
from livecontract.store.statements import Statement
from livecontract.store.tables import attempts

_FIND = Statement(
    select(attempts.c.request_sha256, attempts.c.answer, attempts.c.at).where(
        attempts.c.actor_id == bindparam("actor_id"), attempts.c.key == bindparam("key")
    )
)
_KEEP = Statement(insert(attempts))
_CHANGE = Statement(
    update(attempts)
    .where(attempts.c.actor_id == bindparam("of_actor"), attempts.c.key == bindparam("under_key"))
    .values(answer=bindparam("new_answer"))
)
_FORGET = Statement(
    delete(attempts).where(
        tuple_(attempts.c.actor_id, attempts.c.key).in_(
            select(attempts.c.actor_id, attempts.c.key)
            .where(attempts.c.at < bindparam("before"))
            .order_by(attempts.c.at)
            .limit(bindparam("limit"))
        )
    )
)


def find(connection: Connection, actor_id: str, key: str) -> Attempt | None:
    """The first answer under that key."""
    row = _FIND.row(connection, {"actor_id": actor_id, "key": key})
    if row is None:
        return None
    request_sha256, answer, at = row
    return Attempt(
        actor_id=actor_id, key=key, request_sha256=request_sha256, answer=answer, at=from_micros(at)
    )


def keep(connection: Connection, attempt: Attempt) -> None:
    """Keep the first answer under its key."""
    _KEEP.run(
        connection,
        {
            "actor_id": attempt.actor_id,
            "key": attempt.key,
            "request_sha256": attempt.request_sha256,
            "answer": attempt.answer,
            "at": as_micros(attempt.at),
        },
    )


def change(connection: Connection, actor_id: str, key: str, answer: bytes) -> None:
    """Put another answer in the place of the one that is kept under that key."""
    _CHANGE.run(connection, {"of_actor": actor_id, "under_key": key, "new_answer": answer})


def forget(connection: Connection, before: datetime, limit: int) -> int:
    """Forget up to `limit` answers from before that time, the oldest first; returns how many."""
    return _FORGET.run(connection, {"before": as_micros(before), "limit": limit})
