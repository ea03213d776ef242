"""The store in one encrypted SQLite file, for the deployment in one process."""

import asyncio
import hmac
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2

from livecontract.store import immutability, migrations, sqlcipher
from livecontract.store.lanes import Lane
from livecontract.store.port import Reader, StoreUnavailable, StoreUnusable, Transaction
from livecontract.store.transaction import ConnectionReader, ConnectionTransaction

T = TypeVar("T")

_PASSING: Final = frozenset(
    {
        dbapi2.SQLITE_BUSY,
        dbapi2.SQLITE_LOCKED,
        dbapi2.SQLITE_READONLY,
        dbapi2.SQLITE_IOERR,
        dbapi2.SQLITE_FULL,
        dbapi2.SQLITE_CANTOPEN,
        dbapi2.SQLITE_NOMEM,
    }
)


class SqliteStore:
    """One thread writes, one transaction after the other; another reads snapshots meanwhile."""

    @classmethod
    async def open(cls, path: Path, *, key: bytes, traces: Iterable[Path] = ()) -> "SqliteStore":
        """Open the database in `path`, made and brought up to date where necessary.

        `key` is 32 bytes. `traces` are files and folders that hold something only if a database
        has been in use here. Raises `StoreUnusable` and `StoreUnavailable`.
        """
        engine = sqlcipher.make_engine(path, key)
        await asyncio.to_thread(_prepare, engine, path, list(traces))
        return cls(engine, cursor_key=hmac.digest(key, b"cursors of lists", "sha256"))

    def __init__(self, engine: Engine, cursor_key: bytes) -> None:
        """Serve a database that `open` has prepared."""
        self._cursor_key = cursor_key
        self._writer = Lane("store-write", lambda: sqlcipher.connect(engine, read_only=False))
        self._reader = Lane("store-read", lambda: sqlcipher.connect(engine, read_only=True))
        self._spare_reader = Lane("store-read-2", lambda: sqlcipher.connect(engine, read_only=True))
        self._wakes: list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]] = []
        self._is_closed = False

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one write transaction, in the thread of the writer."""
        return await self._run(self._writer, lambda connection: self._write(connection, work))

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Run `work` against a snapshot, in the thread of a reader."""
        # Two threads at once hinder one another at Python's lock more than they help, so the
        # second one only steps in while the first is kept busy, as by a search.
        lane = self._spare_reader if self._reader.is_held_up else self._reader
        return await self._run(lane, lambda connection: self._read(connection, work))

    def on_jobs(self, wake: Callable[[], None]) -> None:
        """Call `wake` on the running event loop after each commit that enqueued a job."""
        self._wakes.append((asyncio.get_running_loop(), wake))

    async def close(self) -> None:
        """Finish what is running and let go of the file; closing twice has no second effect."""
        if self._is_closed:
            return
        self._is_closed = True
        for lane in (self._reader, self._spare_reader, self._writer):
            await asyncio.to_thread(lane.close)

    async def _run(self, lane: Lane, work: Callable[[Connection], T]) -> T:
        if self._is_closed:
            raise StoreUnavailable("the store is closed")
        try:
            return await lane.run(work)
        except OperationalError as error:
            raise _unavailable(error) from error

    def _write(self, connection: Connection, work: Callable[[Transaction], T]) -> T:
        with connection.begin():
            transaction = ConnectionTransaction(connection, self._cursor_key)
            result = work(transaction)
        if transaction.has_enqueued:
            for loop, wake in self._wakes:
                loop.call_soon_threadsafe(wake)
        return result

    def _read(self, connection: Connection, work: Callable[[Reader], T]) -> T:
        with connection.begin():
            return work(ConnectionReader(connection, self._cursor_key))


def _prepare(engine: Engine, path: Path, traces: list[Path]) -> None:
    marker = path.with_name(path.name + ".made")
    _require_no_loss(path, [marker, path.with_name(path.name + "-wal"), *traces])
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        with engine.connect() as connection, connection.begin():
            migrations.upgrade(connection)
            _require_guards(connection, path)
    except OperationalError as error:
        raise _unavailable(error) from error
    if not marker.exists():
        _write_durably(
            marker, "A database was made beside this file, which keeps a new one from taking its place.\n"
        )


def _require_no_loss(path: Path, traces: list[Path]) -> None:
    if path.exists() and path.stat().st_size:
        return
    for trace in traces:
        if _holds_something(trace):
            raise StoreUnusable(
                f"The database {path} is missing, but there was one: {trace} is still there. Restore it"
                " from a backup, or start with another data directory."
            )


def _require_guards(connection: Connection, path: Path) -> None:
    faults = immutability.faults(connection)
    if faults:
        raise StoreUnusable(
            f"The database {path} has lost guards that keep signed contracts unchanged:"
            f" {', '.join(faults)}. Something other than this program has altered it: find out what, then"
            " restore a backup from before."
        )


def _holds_something(trace: Path) -> bool:
    if trace.is_dir():
        return any(entry.is_file() for entry in trace.rglob("*"))
    return trace.exists() and trace.stat().st_size > 0


def _write_durably(path: Path, content: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unavailable(error: OperationalError) -> Exception:
    """What to raise for `error`: itself, unless the database is only out of reach for now."""
    code: int = getattr(error.orig, "sqlite_errorcode", 0)
    return StoreUnavailable(str(error.orig)) if code & 0xFF in _PASSING else error
