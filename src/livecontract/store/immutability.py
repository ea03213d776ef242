"""What can never change again, guarded by the database itself.

A final contract and all that belongs to it, signatures, ended sessions, their recordings, the audit
chain and its checkpoints resist every UPDATE, DELETE and INSERT, whichever code sends it. Guards on
INSERT are there because SQLite's REPLACE deletes rows without firing triggers unless asked to; guards
on keys are there because UPDATE OR REPLACE can move one row onto another.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Table

from livecontract.domain.contracts import Status
from livecontract.store import tables

MARKER = "immutable"
CHAIN_MARKER = "does not follow the chain"

_FINAL = ", ".join(f"'{status.value}'" for status in Status if status.is_final)
_SEALED_COLUMNS = {
    "sealed_sha256",
    "sealed_size_bytes",
    "certificate_sha256",
    "certificate_size_bytes",
}


def create_triggers(connection: Connection) -> None:
    """Put the guards up; every one that was there before is replaced."""
    drop_triggers(connection)
    for statement in TRIGGERS.values():
        connection.exec_driver_sql(statement)


def drop_triggers(connection: Connection) -> None:
    """Take the guards down for a migration, which must put them up again before it commits."""
    for name in _present(connection):
        connection.exec_driver_sql(f'drop trigger "{name}"')


def faults(connection: Connection) -> list[str]:
    """The names of guards that are missing, altered or foreign; empty when all is well."""
    present = _present(connection)
    names = TRIGGERS.keys() | present.keys()
    return sorted(name for name in names if TRIGGERS.get(name) != present.get(name))


def _present(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("select name, sql from sqlite_master where type = 'trigger'")
    return {row.name: row.sql for row in rows}


def _guards() -> Iterator[tuple[str, str]]:
    yield from _contract_guards()
    yield from _document_guards()
    yield from _field_guards()
    yield from _signature_guards()
    yield from _session_guards()
    yield from _audit_guards()
    yield from _recording_guards()
    yield from _checkpoint_guards()


def _contract_guards() -> Iterator[tuple[str, str]]:
    table = tables.contracts
    yield _never_twice(table, "contract_id")
    yield _reject(table, "key", "update of contract_id")
    yield _reject(table, "final", "update", f"old.status in ({_FINAL})")
    yield _reject(table, "delete", "delete")
    yield _reject(
        table,
        "unsealed",
        "update",
        "new.status = 'SIGNED' and (not exists (select 1 from signatures where contract_id = new.contract_id)"
        " or exists (select 1 from documents where contract_id = new.contract_id and (sealed_sha256 is null"
        " or (treatment = 'sign_only' and certificate_sha256 is null))))",
    )


def _document_guards() -> Iterator[tuple[str, str]]:
    table = tables.documents
    frozen = ", ".join(column.name for column in table.columns if column.name not in _SEALED_COLUMNS)
    yield _never_twice(table, "document_id")
    yield _reject(table, "key", "update of contract_id, document_id")
    yield _reject(table, "frozen_insert", "insert", f"{_is_final('new')} or {_is_signed('new')}")
    yield _reject(table, "frozen_delete", "delete", f"{_is_final('old')} or {_is_signed('old')}")
    yield _reject(table, "frozen_update", f"update of {frozen}", _is_signed("old"))
    yield _reject(table, "final", "update", _is_final("old"))


def _field_guards() -> Iterator[tuple[str, str]]:
    table = tables.fields
    yield _never_twice(table, "field_id")
    yield _reject(table, "key", "update of contract_id, field_id, document_id")
    yield _reject(table, "frozen_insert", "insert", f"{_is_final('new')} or {_is_signed('new')}")
    yield _reject(table, "frozen_delete", "delete", f"{_is_final('old')} or {_is_signed('old')}")
    yield _reject(table, "frozen_update", "update", f"{_is_final('old')} or {_is_signed('old')}")


def _signature_guards() -> Iterator[tuple[str, str]]:
    table = tables.signatures
    yield _never_twice(table, "signature_id")
    yield _reject(
        table,
        "same_signer",
        "insert",
        "exists (select 1 from signatures where contract_id = new.contract_id and signed_by = new.signed_by)",
    )
    yield _reject(
        table,
        "insert",
        "insert",
        "(select status from contracts where contract_id = new.contract_id) is not 'REVIEW'",
    )
    yield _reject(table, "update", "update")
    yield _reject(table, "delete", "delete")


def _session_guards() -> Iterator[tuple[str, str]]:
    table = tables.sessions
    yield _never_twice(table, "session_id")
    yield _reject(
        table,
        "second_active",
        "insert",
        "new.status = 'ACTIVE' and"
        " exists (select 1 from sessions where contract_id = new.contract_id and status = 'ACTIVE')",
    )
    yield _reject(table, "key", "update of session_id, contract_id")
    yield _reject(table, "ended", "update", "old.status = 'ENDED'")
    yield _reject(table, "delete", "delete")


def _audit_guards() -> Iterator[tuple[str, str]]:
    table = tables.audit
    last = "from audit where contract_id = new.contract_id order by seq desc limit 1"
    yield _reject(
        table,
        "chain",
        "insert",
        f"new.seq is not coalesce((select seq {last}), 0) + 1"
        f" or new.prev is not coalesce((select hash {last}), '')",
        message=CHAIN_MARKER,
    )
    yield _reject(table, "update", "update")
    yield _reject(table, "delete", "delete")


def _recording_guards() -> Iterator[tuple[str, str]]:
    table = tables.recordings
    last = "from recordings where session_id = new.session_id order by number desc limit 1"
    yield _never_twice(table, "batch_id")
    yield _reject(
        table,
        "chain",
        "insert",
        f"new.number is not coalesce((select number {last}), 0) + 1"
        f" or new.prev is not coalesce((select hash {last}), '')",
        message=CHAIN_MARKER,
    )
    yield _reject(table, "update", "update")
    yield _reject(table, "delete", "delete")


def _checkpoint_guards() -> Iterator[tuple[str, str]]:
    table, leaves = tables.checkpoints, tables.checkpoint_leaves
    is_not_next = "new.number is not coalesce((select max(number) from checkpoints), 0) + 1"
    placed = "from checkpoint_leaves where number = new.number"
    yield _reject(
        table,
        "chain",
        "insert",
        f"{is_not_next} or new.size is not (select count(*) {placed})"  # noqa: S608 - from names in this file
        " or new.prev is not coalesce((select hash from checkpoints order by number desc limit 1), '')",
        message=CHAIN_MARKER,
    )
    # One that stands already, under either of its keys, could otherwise be replaced.
    yield _reject(
        leaves,
        "chain",
        "insert",
        f"{is_not_next} or new.position is not coalesce((select max(position) {placed}), -1) + 1"  # noqa: S608 - from names in this file
        " or exists (select 1 from checkpoint_leaves where contract_id = new.contract_id and seq = new.seq)",
        message=CHAIN_MARKER,
    )
    for either in (table, leaves):
        yield _reject(either, "update", "update")
        yield _reject(either, "delete", "delete")


def _is_final(row: str) -> str:
    return f"exists (select 1 from contracts where contract_id = {row}.contract_id and status in ({_FINAL}))"  # noqa: S608 - from names in this file


def _is_signed(row: str) -> str:
    return f"exists (select 1 from signatures where contract_id = {row}.contract_id)"  # noqa: S608 - from names in this file


def _never_twice(table: Table, key: str) -> tuple[str, str]:
    return _reject(table, "twice", "insert", f"exists (select 1 from {table.name} where {key} = new.{key})")  # noqa: S608 - from names in this file


def _reject(
    table: Table, rule: str, action: str, condition: str | None = None, *, message: str = MARKER
) -> tuple[str, str]:
    name = f"{table.name}_{rule}"
    when = f" when {condition}" if condition else ""
    return name, (
        f"CREATE TRIGGER {name} before {action} on {table.name} for each row{when}"
        f" begin select raise(abort, '{message}: {name}'); end"
    )


TRIGGERS = dict(_guards())
