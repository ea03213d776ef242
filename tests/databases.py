"""New databases for tests: one is migrated in each process, and the others are copies of it.

What opening a database does beside that (marker, guards, connections) is done for each of them. The tests
of opening and migrating use `SqliteStore.open` alone, on paths where nothing is.
"""

import tempfile
from pathlib import Path
from typing import TypeVar

from livecontract.store.sqlite import SqliteStore

KEY = b"k" * 32

StoreT = TypeVar("StoreT", bound=SqliteStore)

_migrated: list[bytes] = []


async def new_store(path: Path, kind: type[StoreT]) -> StoreT:
    """Open an empty database in `path`, under `KEY`."""
    _put(await _empty_database(), path)
    opened = await kind.open(path, key=KEY)
    assert isinstance(opened, kind)
    return opened


async def _empty_database() -> bytes:
    if not _migrated:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "live.db"
            await (await SqliteStore.open(path, key=KEY)).close()
            assert not path.with_name("live.db-wal").exists()
            _migrated.append(path.read_bytes())
    return _migrated[0]


def _put(content: bytes, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content)
