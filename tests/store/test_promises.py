"""What the database promises by itself: no lost update, no changed record, jobs in order."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec.structs
import pytest
from sqlcipher3 import dbapi2

from livecontract.domain import lifecycle
from livecontract.domain.audit import Head, link
from livecontract.domain.events import Event, SealedDocument
from livecontract.domain.history import apply
from livecontract.store.port import Job, NewJob, StoreUnusable, Transaction
from livecontract.store.sqlite import SqliteStore
from tests.making import CUSTOMER, NOON, a_contract, in_review, signed_by

KEY = b"k" * 32


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "live.db", key=KEY)
    yield opened
    await opened.close()


def raw(path: Path) -> "dbapi2.Connection":
    """The file as somebody with the key, but without our program, sees it."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    return connection


async def test_st1_counting_up_from_many_tasks_loses_nothing(store: SqliteStore) -> None:
    contract = a_contract()
    await store.write(lambda tx: tx.save_contract(None, contract, NOON))

    def count_up(tx: Transaction) -> None:
        before = tx.lock_contract(contract.contract_id)
        assert before is not None
        after = msgspec.structs.replace(before, version=before.version + 1)
        tx.save_contract(before, after, NOON)

    await asyncio.gather(*(store.write(count_up) for _ in range(80)))
    found = await store.read(lambda reader: reader.contract(contract.contract_id))
    assert found is not None
    assert found.version == contract.version + 80


async def test_wr1_what_raises_leaves_nothing_behind(store: SqliteStore) -> None:
    def broken(tx: Transaction) -> None:
        tx.save_contract(None, a_contract(), NOON)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.write(broken)
    assert await store.read(lambda reader: reader.contract("contract-1")) is None


async def sealed_in(store: SqliteStore) -> None:
    """A signed contract with one audit entry."""
    contract = signed_by(in_review(), CUSTOMER)
    seal = SealedDocument(document_id="document-1", sha256="d" * 64, size_bytes=1)
    events: list[Event] = lifecycle.finish(contract, [seal], NOON)
    after = apply(contract, events[0])
    entries = link(Head(), contract_id="contract-1", at=NOON, actor="system", events=events)
    await store.write(lambda tx: tx.save_contract(None, contract, NOON))

    def seal_it(tx: Transaction) -> None:
        tx.save_contract(contract, after, NOON)
        tx.append_audit(entries)

    await store.write(seal_it)


ATTACKS = [
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
]


@pytest.mark.parametrize("attack", ATTACKS)
async def test_st2_signed_contracts_and_their_record_refuse_changes(
    store: SqliteStore, tmp_path: Path, attack: str
) -> None:
    await sealed_in(store)
    connection = raw(tmp_path / "live.db")
    try:
        for table in ("contracts", "documents", "signatures", "audit"):
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            statement = attack.format(table=table, column=columns[-1][1])
            with pytest.raises(dbapi2.DatabaseError, match=r"immutable|does not follow"):
                connection.execute(statement)
    finally:
        connection.close()


async def test_st3_a_lost_guard_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    await (await SqliteStore.open(path, key=KEY)).close()
    connection = raw(path)
    (name,) = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchone()
    connection.execute(f"DROP TRIGGER {name}")
    connection.close()
    with pytest.raises(StoreUnusable, match="guards"):
        await SqliteStore.open(path, key=KEY)


async def test_st3_a_lost_database_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    await (await SqliteStore.open(path, key=KEY)).close()
    path.unlink()
    with pytest.raises(StoreUnusable, match="missing"):
        await SqliteStore.open(path, key=KEY)


async def claim(store: SqliteStore, minutes: int = 0) -> list[Job]:
    now = NOON + timedelta(minutes=minutes)
    until = now + timedelta(minutes=1)
    return await store.write(lambda tx: tx.claim_jobs(["letter"], now=now, until=until, limit=9))


async def enqueue(store: SqliteStore, *streams: str | None) -> None:
    for number, stream in enumerate(streams):
        job = NewJob(kind="letter", payload={"n": number}, stream=stream)
        await store.write(lambda tx, job=job: tx.enqueue(job, NOON))  # type: ignore[misc]  # the loop's own job


async def test_st4_a_job_whose_worker_died_is_taken_over(store: SqliteStore) -> None:
    await enqueue(store, None)
    (first,) = await claim(store)
    assert await claim(store) == []
    (second,) = await claim(store, minutes=2)
    assert (second.job_id, second.attempts) == (first.job_id, 2)
    assert not await store.write(lambda tx: tx.finish_job(first))
    assert await store.write(lambda tx: tx.finish_job(second))


async def test_st4_a_job_that_was_given_up_stays_visible(store: SqliteStore) -> None:
    await enqueue(store, None)
    (job,) = await claim(store)
    await store.write(lambda tx: tx.bury_job(job, error="no such address"))
    assert await claim(store, minutes=9) == []
    (dead,) = await store.read(lambda reader: reader.dead_jobs())
    assert (dead.job_id, dead.error) == (job.job_id, "no such address")


async def test_st5_jobs_of_one_stream_come_one_at_a_time_in_order(store: SqliteStore) -> None:
    await enqueue(store, "a", "a", "b")
    first = await claim(store)
    assert [job.payload["n"] for job in first] == [0, 2]
    await store.write(lambda tx: tx.finish_job(first[0]))
    assert [job.payload["n"] for job in await claim(store)] == [1]
