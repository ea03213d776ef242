"""The database is opened as it was left, or not at all: nothing lost is quietly made anew."""

# ruff: noqa: ASYNC240  nothing else runs on the event loop of a test

import resource
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from livecontract.domain.users import User
from livecontract.domain.values import Role
from livecontract.store import sqlcipher
from livecontract.store.port import StoreUnavailable, StoreUnusable
from livecontract.store.sqlite import SqliteStore
from tests.databases import KEY
from tests.making import NOON

ADA = User(user_id="ada", role=Role.ADVISOR, name="Ada", email="ada@bank.example", created_at=NOON)


async def left_behind(path: Path) -> None:
    """A database with a user, closed again."""
    store = await SqliteStore.open(path, key=KEY)
    await store.write(lambda tx: tx.save_user(ADA))
    await store.close()


async def test_what_was_written_is_there_after_opening_again(path: Path) -> None:
    await left_behind(path)

    store = await SqliteStore.open(path, key=KEY)
    found = await store.read(lambda reader: reader.user("ada"))
    await store.close()

    assert found == ADA


async def test_the_files_are_the_owners_and_show_nothing(path: Path) -> None:
    store = await SqliteStore.open(path, key=KEY)
    await store.write(lambda tx: tx.save_user(ADA))
    try:
        for file in path.parent.iterdir():
            assert file.stat().st_mode & 0o077 == 0 or file.suffix == ".made"
            assert b"ada@bank" not in file.read_bytes()
            assert b"SQLite format" not in file.read_bytes()
    finally:
        await store.close()


async def test_st3_a_wrong_key_is_said_and_changes_nothing(path: Path) -> None:
    await left_behind(path)
    before = path.read_bytes()

    with pytest.raises(StoreUnusable, match="does not open with this master key"):
        await SqliteStore.open(path, key=b"x" * 32)

    assert path.read_bytes() == before


async def test_st3_a_missing_database_is_not_made_anew(path: Path) -> None:
    await left_behind(path)
    path.unlink()

    with pytest.raises(StoreUnusable, match="is missing"):
        await SqliteStore.open(path, key=KEY)

    assert not path.exists()


async def test_st3_an_emptied_database_is_not_made_anew(path: Path) -> None:
    await left_behind(path)
    path.write_bytes(b"")

    with pytest.raises(StoreUnusable, match="is missing"):
        await SqliteStore.open(path, key=KEY)


async def test_st3_other_traces_of_use_keep_a_new_database_from_being_made(path: Path) -> None:
    blobs = path.parent / "blobs"
    (blobs / "ab").mkdir(parents=True)
    await (await SqliteStore.open(path.parent / "new.db", key=KEY, traces=[blobs])).close()
    (blobs / "ab" / "blob").write_bytes(b"x")

    with pytest.raises(StoreUnusable, match="blobs is still there"):
        await SqliteStore.open(path, key=KEY, traces=[blobs])


async def test_st3_a_missing_guard_stops_the_start(path: Path, engine: Engine) -> None:
    await left_behind(path)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("drop trigger signatures_update")

    with pytest.raises(StoreUnusable, match=r"lost guards.*signatures_update"):
        await SqliteStore.open(path, key=KEY)


async def test_st3_a_guard_that_guards_nothing_stops_the_start(path: Path, engine: Engine) -> None:
    await left_behind(path)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("drop trigger audit_delete")
        connection.exec_driver_sql(
            "create trigger audit_delete before delete on audit for each row when 0"
            " begin select raise(abort, 'immutable'); end"
        )

    with pytest.raises(StoreUnusable, match="audit_delete"):
        await SqliteStore.open(path, key=KEY)


@pytest.mark.parametrize(
    "sql",
    [
        "drop trigger audit_delete",
        "drop table audit",
        "drop index ix_sessions_active",
        "alter table audit rename to other",
        "create trigger t after insert on audit begin select 1; end",
        "create temp trigger t after insert on audit begin select 1; end",
        "create table t (x)",
        "pragma writable_schema = on",
        "pragma recursive_triggers = off",
        "pragma foreign_keys = off",
        "attach ':memory:' as other",
        "delete from sqlite_master",
        "reindex",
    ],
)
@pytest.mark.parametrize("read_only", [True, False])
async def test_st2_the_program_itself_may_not_take_the_guards_down(
    store: SqliteStore,
    engine: Engine,
    sql: str,
    read_only: bool,  # noqa: FBT001  a parameter of the table
) -> None:
    with (
        sqlcipher.connect(engine, read_only=read_only) as connection,
        pytest.raises(DatabaseError, match=r"not authorized|may not be modified"),
    ):
        connection.exec_driver_sql(sql)


async def test_a_reader_cannot_write(store: SqliteStore, engine: Engine) -> None:
    with (
        sqlcipher.connect(engine, read_only=True) as connection,
        pytest.raises(DatabaseError, match="readonly"),
    ):
        connection.exec_driver_sql("delete from users")


async def test_every_connection_is_as_safe_as_it_should_be(raw: Connection) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}

    found = {name: raw.exec_driver_sql(f"pragma {name}").scalar() for name in expected}

    assert found == expected


async def test_a_full_disk_is_unavailability_and_leaves_nothing_behind(store: SqliteStore) -> None:
    large = User(user_id="big", role=Role.ADVISOR, name="x" * 4_000_000, email="b@b", created_at=NOON)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(StoreUnavailable):
            await store.write(lambda tx: tx.save_user(large))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    await store.write(lambda tx: tx.save_user(ADA))
    assert await store.read(lambda reader: (reader.user("big"), reader.user("ada"))) == (None, ADA)


async def test_a_closed_store_is_unavailable_and_closes_twice(store: SqliteStore) -> None:
    await store.close()
    await store.close()

    with pytest.raises(StoreUnavailable):
        await store.read(lambda reader: reader.user("ada"))
