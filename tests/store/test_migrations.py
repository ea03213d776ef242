"""The history of the schema ends where `tables.py` says, and loses no guard on the way."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Integer, Text, column, insert, inspect, select, table

from livecontract.store import immutability, migrations
from livecontract.store.port import StoreUnusable
from livecontract.store.sqlcipher import make_engine
from livecontract.store.sqlite import SqliteStore
from livecontract.store.tables import documents, metadata
from tests.databases import KEY


def definitions(connection: Connection) -> dict[str, str]:
    """Every table and index as the database defines it, but for blanks, quotes and the order of columns.

    A column that a later revision adds comes last in its table, wherever `tables.py` has it.
    """
    rows = connection.exec_driver_sql(
        "select name, sql from sqlite_master"
        " where type in ('table', 'index') and sql is not null and name not in ('alembic_version')"
    )
    return {row.name: in_order(" ".join(row.sql.replace('"', "").split())) for row in rows}


def in_order(definition: str) -> str:
    """A table's definition with its columns and constraints sorted; an index as it is."""
    if not definition.startswith("CREATE TABLE"):
        return definition
    head, _, rest = definition.partition("(")
    body, _, tail = rest.rpartition(")")
    parts = re.split(r", (?![^(]*\))", body.strip())
    return f"{head}({', '.join(sorted(part.strip() for part in parts))}){tail}"


def test_the_migrations_end_in_the_tables_as_they_are_defined(tmp_path: Path) -> None:
    with make_engine(tmp_path / "migrated.db", KEY).connect() as migrated, migrated.begin():
        migrations.upgrade(migrated)
        found = definitions(migrated)
        differences = compare_metadata(MigrationContext.configure(migrated), metadata)
    with make_engine(tmp_path / "defined.db", KEY).connect() as defined, defined.begin():
        metadata.create_all(defined)
        expected = definitions(defined)

    assert found == expected
    assert differences == []


def test_the_last_revision_is_the_one_that_a_database_is_compared_with(engine: Engine, path: Path) -> None:
    path.parent.mkdir()
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(migrations.alembic_config(connection))

    assert scripts.get_heads() == [migrations.HEAD]


def test_a_database_of_the_first_version_keeps_what_is_in_it(engine: Engine, path: Path) -> None:
    path.parent.mkdir()
    with engine.connect() as connection, connection.begin():
        command.upgrade(migrations.alembic_config(connection), "0001")
        for name in ("contracts", "documents"):
            fill(connection, name)

        migrations.upgrade(connection)

        row = connection.execute(select(documents)).one()
        assert (row.document_id, row.sealed_sha256, row.certificate_sha256) == ("x", "x", None)
        assert immutability.faults(connection) == []


def fill(connection: Connection, name: str) -> None:
    """Add a row with something in each column that the table has at this revision."""
    values: dict[str, object] = {
        held["name"]: 1 if isinstance(held["type"], Integer) else "DRAFT" if held["name"] == "status" else "x"
        for held in inspect(connection).get_columns(name)
    }
    connection.execute(insert(table(name, *map(column, values))), values)


async def test_a_second_upgrade_changes_nothing(store: SqliteStore, raw: Connection) -> None:
    with raw.begin():
        before = raw.exec_driver_sql("pragma schema_version").scalar()

        migrations.upgrade(raw)

        assert raw.exec_driver_sql("pragma schema_version").scalar() == before


async def test_st3_a_database_of_a_newer_version_is_left_alone(
    store: SqliteStore, raw: Connection, path: Path
) -> None:
    with raw.begin():
        raw.exec_driver_sql("update alembic_version set version_num = '9999'")

    with pytest.raises(StoreUnusable, match="newer version"):
        await SqliteStore.open(path, key=KEY)


async def test_st2_a_migration_that_rebuilds_a_table_and_forgets_its_guards_is_noticed(
    store: SqliteStore, raw: Connection, path: Path
) -> None:
    with raw.begin():
        operations = Operations(MigrationContext.configure(raw))
        with operations.batch_alter_table("audit", recreate="always") as batch:
            batch.alter_column("type", existing_type=Text, nullable=True)
        lost = immutability.faults(raw)

    assert lost == sorted(name for name in immutability.TRIGGERS if name.startswith("audit_"))
    with pytest.raises(StoreUnusable, match="audit_chain"):
        await SqliteStore.open(path, key=KEY)


async def test_st2_the_guards_are_up_after_every_migration(store: SqliteStore, raw: Connection) -> None:
    with raw.begin():
        immutability.drop_triggers(raw)
        for defined in reversed(metadata.sorted_tables):
            raw.exec_driver_sql(f"drop table {defined.name}")
        command.stamp(migrations.alembic_config(raw), "base")

        migrations.upgrade(raw)

        assert immutability.faults(raw) == []


async def test_an_upgrade_that_fails_leaves_the_database_as_it_was(engine: Engine, path: Path) -> None:
    path.parent.mkdir()
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("create table users (x)")

    with engine.connect() as connection, pytest.raises(Exception, match="users"), connection.begin():
        migrations.upgrade(connection)

    with engine.connect() as connection:
        assert set(definitions(connection)) == {"users"}
