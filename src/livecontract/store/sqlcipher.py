"""Connections to an encrypted SQLite file: how they are opened, and what they may not do."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from livecontract.store.port import StoreUnusable
from livecontract.store.statements import Statement

_READ_ONLY: Final = "livecontract_read_only"

_PRAGMAS: Final = (
    "journal_mode = wal",
    "synchronous = full",  # with less, a power cut could take back what was acknowledged
    "foreign_keys = on",
    "recursive_triggers = on",  # without it, REPLACE deletes rows behind the guards' back
    "trusted_schema = off",
    "temp_store = memory",
    "cache_size = -8192",
    "journal_size_limit = 67108864",
    "busy_timeout = 5000",
)

# All that the program's statements may do. What is not here (dropping, altering, attaching,
# switching a protection off) is refused while the statement is compiled, whoever wrote it.
_ALLOWED: Final = frozenset(
    {
        dbapi2.SQLITE_SELECT,
        dbapi2.SQLITE_READ,
        dbapi2.SQLITE_INSERT,
        dbapi2.SQLITE_UPDATE,
        dbapi2.SQLITE_DELETE,
        dbapi2.SQLITE_FUNCTION,
        dbapi2.SQLITE_TRANSACTION,
        dbapi2.SQLITE_SAVEPOINT,
        dbapi2.SQLITE_RECURSIVE,
    }
)
_BEGIN_READING: Final = Statement(text("begin"))
_BEGIN_WRITING: Final = Statement(text("begin immediate"))


def make_engine(path: Path, key: bytes) -> Engine:
    """An engine whose every connection opens `path` under `key` (32 bytes).

    A transaction takes the write lock when it begins, so that what it reads stays true until it
    commits. Connecting raises `StoreUnusable` when the file does not open with the key.
    """
    made = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: _connect(path, key),
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(made, "begin", _begin)
    return made


def connect(engine: Engine, *, read_only: bool) -> Connection:
    """A connection for the life of a thread, without the rights that the program never uses."""
    connection = engine.connect().execution_options(**{_READ_ONLY: read_only})
    driver: Any = connection.connection.dbapi_connection
    if read_only:
        driver.execute("pragma query_only = on")
    driver.set_authorizer(_authorize)
    return connection


def _connect(path: Path, key: bytes) -> Any:  # noqa: ANN401 - the driver has no types
    connection = dbapi2.connect(
        str(path), isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        connection.execute("pragma cipher_log_level = none")
        connection.execute(f"pragma key = \"x'{key.hex()}'\"")
        connection.execute("select count(*) from sqlite_master")
        for pragma in _PRAGMAS:
            connection.execute(f"pragma {pragma}")
    except dbapi2.DatabaseError as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", None) == dbapi2.SQLITE_NOTADB:
            raise StoreUnusable(
                f"The database {path} does not open with this master key. Start with the key that it"
                " was made with; if that is the one, the file is damaged: restore a backup."
            ) from None
        raise
    return connection


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READ_ONLY)
    (_BEGIN_READING if reads else _BEGIN_WRITING).run(connection, {})


def _authorize(action: int, first: str | None, second: str | None, *_where: str | None) -> int:
    if action == dbapi2.SQLITE_PRAGMA:
        is_allowed = second is None
    else:
        changes_schema = action != dbapi2.SQLITE_READ and (first or "").startswith("sqlite_")
        is_allowed = action in _ALLOWED and not changes_schema
    return int(dbapi2.SQLITE_OK if is_allowed else dbapi2.SQLITE_DENY)
