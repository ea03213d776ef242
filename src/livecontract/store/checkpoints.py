"""Checkpoints over the audit chains, with the heads that they bind."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, text

from livecontract.domain.checkpoint import Checkpoint, Leaf
from livecontract.store.statements import Row, Statement
from livecontract.store.tables import checkpoint_leaves, checkpoints

_FIELDS: Final = ("number", "at", "size", "root", "prev", "hash", "token")
_MEMBERS: Final = attrgetter(*_FIELDS)
_ALL = select(*(checkpoints.c[name] for name in _FIELDS))
_LAST = Statement(_ALL.order_by(checkpoints.c.number.desc()).limit(1))
_BY_NUMBER = Statement(_ALL.where(checkpoints.c.number == bindparam("number")))
_NUMBERS = Statement(select(checkpoints.c.number).order_by(checkpoints.c.number))
_LEAVES = Statement(
    select(checkpoint_leaves.c.contract_id, checkpoint_leaves.c.seq, checkpoint_leaves.c.hash)
    .where(checkpoint_leaves.c.number == bindparam("number"))
    .order_by(checkpoint_leaves.c.position)
)
_LAST_OF = Statement(
    select(checkpoint_leaves.c.number)
    .where(checkpoint_leaves.c.contract_id == bindparam("contract_id"))
    .order_by(checkpoint_leaves.c.seq.desc())
    .limit(1)
)
_MOVED = Statement(
    text(
        "select m.contract_id, m.seq, a.hash from moved_chains m"
        " join audit a on a.contract_id = m.contract_id and a.seq = m.seq"
        " order by m.contract_id limit :limit"
    )
)
_NOTE = Statement(
    text(
        "insert into moved_chains (contract_id, seq) values (:contract_id, :seq)"
        " on conflict (contract_id) do update set seq = excluded.seq"
    )
)
_SETTLE = Statement(text("delete from moved_chains where contract_id = :contract_id and seq = :seq"))
_NAMED = Statement(
    text(
        "select contract_id from contracts union select contract_id from audit"
        " union select contract_id from checkpoint_leaves order by contract_id"
    )
)
_LEAVES_OF = Statement(
    select(checkpoint_leaves.c.number, checkpoint_leaves.c.seq, checkpoint_leaves.c.hash)
    .where(checkpoint_leaves.c.contract_id == bindparam("contract_id"))
    .order_by(checkpoint_leaves.c.seq)
)
_ADD = Statement(insert(checkpoints))
_ADD_LEAF = Statement(insert(checkpoint_leaves))


def last(connection: Connection) -> Checkpoint | None:
    """The latest checkpoint."""
    row = _LAST.row(connection, {})
    return None if row is None else _from_row(row)


def find(connection: Connection, number: int) -> Checkpoint | None:
    """The checkpoint of that number."""
    row = _BY_NUMBER.row(connection, {"number": number})
    return None if row is None else _from_row(row)


def numbers(connection: Connection) -> list[int]:
    """The numbers of all checkpoints, rising."""
    return [row[0] for row in _NUMBERS.rows(connection, {})]


def leaves(connection: Connection, number: int) -> list[Leaf]:
    """The heads that a checkpoint binds, in their order."""
    rows = _LEAVES.rows(connection, {"number": number})
    return [Leaf(contract_id=row[0], seq=row[1], hash=row[2]) for row in rows]


def last_of(connection: Connection, contract_id: str) -> int | None:
    """The number of the latest checkpoint that binds a contract's chain."""
    row = _LAST_OF.row(connection, {"contract_id": contract_id})
    return None if row is None else row[0]


def leaves_of(connection: Connection, contract_id: str) -> list[tuple[int, Leaf]]:
    """Every head of a contract's chain that was bound, with the number of the checkpoint."""
    rows = _LEAVES_OF.rows(connection, {"contract_id": contract_id})
    return [(row[0], Leaf(contract_id=contract_id, seq=row[1], hash=row[2])) for row in rows]


def moved(connection: Connection, limit: int) -> list[Leaf]:
    """Up to `limit` heads that no checkpoint binds, by contract."""
    rows = _MOVED.rows(connection, {"limit": limit})
    return [Leaf(contract_id=row[0], seq=row[1], hash=row[2]) for row in rows]


def note(connection: Connection, contract_id: str, seq: int) -> None:
    """Remember that a chain has moved, and where to."""
    _NOTE.run(connection, {"contract_id": contract_id, "seq": seq})


def chains(connection: Connection) -> list[str]:
    """The contracts of which there is, or has been, a chain."""
    return [row[0] for row in _NAMED.rows(connection, {})]


def append(connection: Connection, checkpoint: Checkpoint, bound: Sequence[Leaf]) -> None:
    """Append a checkpoint with the heads that it binds; the database refuses what does not follow."""
    for position, leaf in enumerate(bound):
        _ADD_LEAF.run(
            connection,
            {
                "contract_id": leaf.contract_id,
                "seq": leaf.seq,
                "hash": leaf.hash,
                "number": checkpoint.number,
                "position": position,
            },
        )
        _SETTLE.run(connection, {"contract_id": leaf.contract_id, "seq": leaf.seq})
    _ADD.run(connection, dict(zip(_FIELDS, _MEMBERS(checkpoint), strict=True)))


def _from_row(row: Row) -> Checkpoint:
    return Checkpoint(**dict(zip(_FIELDS, row, strict=True)))
