"""The audit chains, entry by entry, as they were hashed."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from livecontract.domain.audit import AuditEntry, Head
from livecontract.store.columns import as_json
from livecontract.store.statements import Statement, Values
from livecontract.store.tables import audit

_OF_CONTRACT = audit.c.contract_id == bindparam("contract_id")
_ENTRIES = Statement(
    select(
        audit.c.contract_id,
        audit.c.seq,
        audit.c.at,
        audit.c.actor,
        audit.c.type,
        audit.c.data,
        audit.c.prev,
        audit.c.hash,
    )
    .where(_OF_CONTRACT, audit.c.seq > bindparam("after"))
    .order_by(audit.c.seq)
    .limit(bindparam("limit"))
)
_HEAD = Statement(select(audit.c.seq, audit.c.hash).where(_OF_CONTRACT).order_by(audit.c.seq.desc()).limit(1))
_APPEND = Statement(insert(audit))

_EVERYTHING = 2**62
_DATA = msgspec.json.Decoder(dict[str, object])


def entries(connection: Connection, contract_id: str, after: int, limit: int | None) -> list[AuditEntry]:
    """Up to `limit` entries of a chain, from `after` + 1 on."""
    values: Values = {
        "contract_id": contract_id,
        "after": after,
        "limit": _EVERYTHING if limit is None else limit,
    }
    return [
        AuditEntry(
            contract_id=row[0],
            seq=row[1],
            at=row[2],
            actor=row[3],
            type=row[4],
            data=_DATA.decode(row[5]),
            prev=row[6],
            hash=row[7],
        )
        for row in _ENTRIES.rows(connection, values)
    ]


def head(connection: Connection, contract_id: str) -> Head:
    """Where a chain ends."""
    row = _HEAD.row(connection, {"contract_id": contract_id})
    return Head() if row is None else Head(seq=row[0], hash=row[1])


def append(connection: Connection, new: Sequence[AuditEntry]) -> None:
    """Append to a chain; the database refuses what does not follow."""
    for entry in new:
        _APPEND.run(
            connection,
            {
                "contract_id": entry.contract_id,
                "seq": entry.seq,
                "at": entry.at,
                "actor": entry.actor,
                "type": entry.type,
                "data": as_json(entry.data),
                "prev": entry.prev,
                "hash": entry.hash,
            },
        )
