"""Work that must follow a commit: enqueued with it, claimed under a lease, done at least once.

`run_at` is when a job becomes due; while it is claimed, when its lease ends. Jobs of one stream
are claimed in the order in which they were enqueued, one at a time; a dead one holds up nobody.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cache

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from livecontract.store.columns import as_json, as_micros, from_micros, from_micros_or_none
from livecontract.store.port import Job, NewJob
from livecontract.store.statements import Row, Statement, Values
from livecontract.store.tables import outbox

_COLUMNS = (
    outbox.c.job_id,
    outbox.c.kind,
    outbox.c.payload,
    outbox.c.stream,
    outbox.c.attempts,
    outbox.c.lease,
    outbox.c.enqueued_at,
    outbox.c.error,
)
_ALIVE = outbox.c.is_dead == 0
_HELD = (outbox.c.job_id == bindparam("at_job"), outbox.c.lease == bindparam("at_lease"))
_PAYLOAD = msgspec.json.Decoder(dict[str, object])

_ENQUEUE = Statement(
    insert(outbox).values(
        {
            name: bindparam(name)
            for name in ("kind", "payload", "stream", "enqueued_at", "run_at", "attempts", "is_dead")
        }
    )
)
_FINISH = Statement(delete(outbox).where(*_HELD))
_EXTEND = Statement(update(outbox).where(*_HELD).values(run_at=bindparam("until")))
_RETRY = Statement(
    update(outbox).where(*_HELD).values(run_at=bindparam("due"), error=bindparam("problem"), lease=null())
)
_BURY = Statement(update(outbox).where(*_HELD).values(is_dead=1, error=bindparam("problem"), lease=null()))
_GIVE_BACK = Statement(
    update(outbox).where(*_HELD).values(run_at=bindparam("due"), attempts=outbox.c.attempts - 1, lease=null())
)
_RELEASE = Statement(
    update(outbox).where(outbox.c.lease.is_not(None)).values(run_at=bindparam("now"), lease=null())
)
_REVIVE = Statement(
    update(outbox).where(outbox.c.is_dead == 1).values(run_at=bindparam("now"), attempts=0, is_dead=0)
)
_DEAD = Statement(select(*_COLUMNS).where(outbox.c.is_dead == 1).order_by(outbox.c.job_id))
_FAILING = Statement(
    select(*_COLUMNS)
    .where(_ALIVE, outbox.c.error.is_not(None), outbox.c.attempts >= bindparam("least"))
    .order_by(outbox.c.job_id)
)
_WAITING = Statement(select(func.count()).where(_ALIVE))


def enqueue(connection: Connection, job: NewJob, now: datetime) -> None:
    """Add a job; it exists once the transaction commits."""
    _ENQUEUE.run(
        connection,
        {
            "kind": job.kind,
            "payload": as_json(job.payload),
            "stream": job.stream,
            "enqueued_at": as_micros(now),
            "run_at": as_micros(job.run_at or now),
            "attempts": 0,
            "is_dead": 0,
        },
    )


def claim(
    connection: Connection, kinds: Sequence[str], *, now: datetime, until: datetime, limit: int
) -> list[Job]:
    """Take up to `limit` due jobs, the longest due first."""
    values: Values = {
        "now": as_micros(now),
        "until": as_micros(until),
        "taken": secrets.token_hex(8),
        "limit": limit,
    }
    rows = _claim(tuple(kinds)).rows(connection, values)
    return sorted((_from_row(row) for row in rows), key=lambda job: job.job_id)


def next_at(connection: Connection, kinds: Sequence[str]) -> datetime | None:
    """When the next job becomes due or the next lease ends."""
    row = _next_at(tuple(kinds)).row(connection, {})
    return None if row is None else from_micros_or_none(row[0])


def finish(connection: Connection, job: Job) -> bool:
    """Remove a done job."""
    return bool(_FINISH.run(connection, _held(job)))


def extend(connection: Connection, job: Job, until: datetime) -> bool:
    """Hold a job for longer."""
    return bool(_EXTEND.run(connection, {**_held(job), "until": as_micros(until)}))


def retry(connection: Connection, job: Job, run_at: datetime, error: str) -> bool:
    """Give a failed job back, due at `run_at`."""
    return bool(_RETRY.run(connection, {**_held(job), "due": as_micros(run_at), "problem": error}))


def bury(connection: Connection, job: Job, error: str) -> bool:
    """Give a job up."""
    return bool(_BURY.run(connection, {**_held(job), "problem": error}))


def give_back(connection: Connection, job: Job, now: datetime) -> bool:
    """Give a job back untried."""
    return bool(_GIVE_BACK.run(connection, {**_held(job), "due": as_micros(now)}))


def release_all(connection: Connection, now: datetime) -> int:
    """End every lease."""
    return _RELEASE.run(connection, {"now": as_micros(now)})


def revive(connection: Connection, now: datetime) -> int:
    """Make every dead letter due again."""
    return _REVIVE.run(connection, {"now": as_micros(now)})


def dead(connection: Connection) -> list[Job]:
    """The dead letters, the oldest first."""
    return [_from_row(row) for row in _DEAD.rows(connection, {})]


def failing(connection: Connection, attempts: int) -> list[Job]:
    """The living jobs that were tried at least so often and failed each time, the oldest first."""
    return [_from_row(row) for row in _FAILING.rows(connection, {"least": attempts})]


def waiting(connection: Connection) -> int:
    """How many jobs are waiting or running."""
    return int(_WAITING.rows(connection, {})[0][0])


@cache
def _claim(kinds: tuple[str, ...]) -> Statement:
    due = (
        select(outbox.c.job_id)
        .where(_is_first_of(kinds), outbox.c.run_at <= bindparam("now"))
        .order_by(outbox.c.run_at, outbox.c.job_id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
    )
    return Statement(
        update(outbox)
        .where(outbox.c.job_id.in_(due))
        .values(run_at=bindparam("until"), lease=bindparam("taken"), attempts=outbox.c.attempts + 1)
        .returning(*_COLUMNS)
    )


@cache
def _next_at(kinds: tuple[str, ...]) -> Statement:
    return Statement(select(func.min(outbox.c.run_at)).where(_is_first_of(kinds)))


def _is_first_of(kinds: tuple[str, ...]) -> ColumnElement[bool]:
    earlier = outbox.alias("earlier")
    waits = exists().where(
        earlier.c.stream == outbox.c.stream,
        earlier.c.job_id < outbox.c.job_id,
        earlier.c.is_dead == 0,
    )
    return or_(*(outbox.c.kind == kind for kind in kinds)) & _ALIVE & ~waits


def _held(job: Job) -> Values:
    return {"at_job": job.job_id, "at_lease": job.lease}


def _from_row(row: Row) -> Job:
    job_id, kind, payload, stream, attempts, lease, enqueued_at, error = row
    return Job(
        job_id=job_id,
        kind=kind,
        payload=_PAYLOAD.decode(payload),
        stream=stream,
        attempts=attempts,
        lease=lease or "",
        enqueued_at=from_micros(enqueued_at),
        error=error,
    )
