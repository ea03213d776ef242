"""What the tests of the SQLite store share: a database, and the file as one sees it without our program."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from livecontract.store.sqlcipher import make_engine
from livecontract.store.sqlite import SqliteStore
from tests.databases import KEY, new_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "live.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    opened = await new_store(path, SqliteStore)
    yield opened
    await opened.close()


@pytest.fixture
def engine(path: Path) -> Engine:
    """Connections for somebody who has the key, with nothing forbidden."""
    return make_engine(path, KEY)


@pytest.fixture
def raw(store: SqliteStore, engine: Engine) -> Iterator[Connection]:
    """One such connection, beside the store's own."""
    with engine.connect() as connection:
        yield connection
