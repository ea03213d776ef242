"""What has moved is bound, once an hour and after a seal, and what was bound says when something is gone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TypeVar, cast

import pytest
from sqlalchemy import Connection

from livecontract.commands.followups import CHECKPOINT, SEALS_SETTLE, jobs_after
from livecontract.domain.audit import Head, link
from livecontract.domain.checkpoint import Checkpoint, checkpoint_fault
from livecontract.domain.contracts import Contract
from livecontract.domain.events import ContractSealed
from livecontract.jobs import checkpoints
from livecontract.jobs.checkpoints import EVERY, Checkpoints
from livecontract.pdf.authority import make_identity
from livecontract.pdf.seal import time_stamp
from livecontract.pdf.tokens import stamped_at
from livecontract.queries.chains import ChainsBroken, Tally, examine_chains
from livecontract.store import immutability, tables
from livecontract.store.port import Reader, Store
from livecontract.store.sqlcipher import make_engine
from livecontract.store.transaction import ConnectionReader
from tests.commands.conftest import Office, opened_office
from tests.jobs.working import Time
from tests.making import CUSTOMER, NOON, in_review, signed_by
from tests.pdf.documents import NOW

T = TypeVar("T")

IDENTITY = make_identity("Test bank", NOW)


async def stamp(digest: bytes) -> bytes:
    return time_stamp(digest, IDENTITY)


def judge(checkpoint: Checkpoint) -> None:
    stamped_at(checkpoint.token, checkpoint.hash, IDENTITY.root_certificate)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened_office(tmp_path) as opened:
        yield opened


@pytest.fixture
async def binder(office: Office) -> Checkpoints:
    return Checkpoints(office.store, stamp, office.clock)


async def tally(office: Office) -> Tally:
    return await examine_chains(office.store, judge)


async def test_ev1_only_what_has_moved_is_bound_and_every_head_is(
    office: Office, binder: Checkpoints
) -> None:
    first, second = [await office.begin(), await office.in_review()]
    assert await binder.bind() == 2
    await office.seen(second, office.carla)
    assert await binder.bind() == 1
    assert await binder.bind() == 0

    last = await office.store.read(lambda reader: reader.checkpoint_leaves(2))
    assert [leaf.contract_id for leaf in last] == [second.contract_id]
    found = await tally(office)
    assert (found.chains, found.checkpoints, found.unbound) == (2, 2, 0)
    assert await office.store.read(lambda reader: reader.checkpoint_of(first.contract_id)) == 1


async def test_ev1_many_heads_are_bound_in_several_checkpoints(
    office: Office, binder: Checkpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await office.begin()
    monkeypatch.setattr(checkpoints, "MOST_LEAVES", 2)

    assert await binder.bind() == 5

    assert (await tally(office)).checkpoints == 3


async def test_ev1_two_at_a_time_bind_everything_once(office: Office, binder: Checkpoints) -> None:
    await office.begin()

    assert sorted(await asyncio.gather(binder.bind(), binder.bind())) == [0, 1]


async def test_ev1_it_goes_on_every_hour_whatever_went_wrong(office: Office) -> None:
    time = Time()
    await office.begin()
    failures = [ZeroDivisionError("no worker")]

    async def stumble(digest: bytes) -> bytes:
        if failures:
            raise failures.pop()
        return await stamp(digest)

    working = asyncio.create_task(Checkpoints(office.store, stumble, time.clock, time.sleep).run())
    await time.pass_to(NOON + EVERY)
    await time.pass_to(NOON + 2 * EVERY)
    working.cancel()

    assert (await tally(office)).checkpoints == 1


def test_ev1_a_seal_calls_for_a_checkpoint() -> None:
    contract = signed_by(in_review(), CUSTOMER)
    sealed = ContractSealed(documents=(), signed_at=NOON, sealed_at=NOON)
    entries = link(Head(), contract_id=contract.contract_id, at=NOON, actor="system", events=[sealed])

    jobs = jobs_after(contract, contract, entries, None, NOON)

    assert [job.run_at for job in jobs if job.kind == CHECKPOINT] == [NOON + SEALS_SETTLE]


Damage = Callable[[Connection, Contract], None]


def sql(statement: str) -> Damage:
    def damage(connection: Connection, contract: Contract) -> None:
        connection.exec_driver_sql(statement.format(contract=contract.contract_id))

    return damage


DAMAGES: dict[str, tuple[Damage, str]] = {
    "the last entries are gone": (
        sql("delete from audit where contract_id = '{contract}' and seq > 3"),
        "Entry 4 of the audit chain of contract {contract} is gone: by checkpoint 1 it had 5 entries.",
    ),
    "the chain is gone": (
        sql("delete from audit where contract_id = '{contract}'"),
        "The audit chain of contract {contract} is gone.",
    ),
    "an entry is gone": (
        sql("delete from audit where contract_id = '{contract}' and seq = 2"),
        "Entry 2 of the audit chain of contract {contract} is missing.",
    ),
    "an entry says something else": (
        sql("update audit set actor = 'eve' where contract_id = '{contract}' and seq = 2"),
        "Entry 2 of the audit chain of contract {contract} was altered.",
    ),
    "a checkpoint is gone": (
        sql("delete from checkpoints where number = 1"),
        "Checkpoint 2 does not have the number that should come next.",
    ),
    "the last checkpoint is gone": (
        sql("delete from checkpoints where number = 2"),
        "Checkpoint 2 is missing.",
    ),
    "a checkpoint says another time": (
        sql("update checkpoints set at = '2026-01-01T00:00:00Z' where number = 1"),
        "Checkpoint 1 was altered.",
    ),
    "a time stamp is of another checkpoint": (
        sql("update checkpoints set token = (select token from checkpoints where number = 2)"),
        "Checkpoint 1: The time stamp is one over something else.",
    ),
    "a bound head is gone": (
        sql("delete from checkpoint_leaves where contract_id = '{contract}' and number = 1"),
        "Checkpoint 1 does not bind the heads that are kept for it.",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
async def test_ev2_what_is_done_to_the_database_behind_its_guards_shows(
    office: Office, binder: Checkpoints, tmp_path: Path, name: str
) -> None:
    damage, sentence = DAMAGES[name]
    contract = await office.seen(await office.in_review(), office.carla)
    await office.begin()
    await binder.bind()
    await office.begin()
    await binder.bind()
    await tally(office)

    with make_engine(tmp_path / "live.db", b"k" * 32).connect() as raw, raw.begin():
        immutability.drop_triggers(raw)
        damage(raw, contract)
        immutability.create_triggers(raw)

    with pytest.raises(ChainsBroken) as broken:
        await tally(office)
    assert str(broken.value) == sentence.format(contract=contract.contract_id)


class Looking:
    """A store that looks at a database as somebody is changing it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def read(self, work: Callable[[Reader], T]) -> T:
        return work(ConnectionReader(self._connection, b""))


async def test_ev2_no_row_of_what_is_bound_can_be_changed_or_taken_away(
    office: Office, binder: Checkpoints, tmp_path: Path
) -> None:
    """Every row of all three tables is deleted, and every column of it changed, one after the other."""
    for _ in range(2):
        await office.seen(await office.in_review(), office.carla)
        await binder.bind()

    with make_engine(tmp_path / "live.db", b"k" * 32).connect() as raw:
        driver = raw.connection.dbapi_connection
        assert driver is not None
        driver.execute("pragma foreign_keys = off")
        with raw.begin():
            immutability.drop_triggers(raw)
        attacks = list(single_changes(raw))
        raw.rollback()
        for attack in attacks:
            raw.exec_driver_sql(attack)
            with pytest.raises(ChainsBroken):
                await examine_chains(cast("Store", Looking(raw)), judge)
            raw.rollback()
        with raw.begin():
            immutability.create_triggers(raw)

    assert len(attacks) > 100
    assert (await tally(office)).checkpoints == 2


def single_changes(raw: Connection) -> Iterator[str]:
    for table in (tables.audit, tables.checkpoints, tables.checkpoint_leaves):
        for row in raw.execute(table.select()).mappings().all():
            keys = [column.name for column in table.primary_key.columns]
            where = " and ".join(f"{key} = {row[key]!r}" for key in keys)
            yield f"delete from {table.name} where {where}"  # noqa: S608  names and values of our own
            # A position counts by the order that it gives, and with a single row there is but one.
            for column in (column for column in table.columns if column.name != "position"):
                other = {"INTEGER": "99", "BLOB": "x'30'"}.get(str(column.type.compile(raw.dialect)), "'99'")
                yield f"update {table.name} set {column.name} = {other} where {where}"  # noqa: S608  the same


async def test_ev2_a_chain_that_was_written_anew_shows(
    office: Office, binder: Checkpoints, tmp_path: Path
) -> None:
    """All hashes are right again; only the checkpoint knows what stood there."""
    contract = await office.in_review()
    await binder.bind()
    entries = await office.store.read(lambda reader: reader.audit(contract.contract_id))
    leaf = (await office.store.read(lambda reader: reader.bound_heads(contract.contract_id)))[0][1]

    with make_engine(tmp_path / "live.db", b"k" * 32).connect() as raw, raw.begin():
        immutability.drop_triggers(raw)
        raw.exec_driver_sql(f"delete from audit where seq = {leaf.seq}")  # noqa: S608  a number of our own
        immutability.create_triggers(raw)
    await office.seen(contract, office.carla)

    with pytest.raises(ChainsBroken, match=f"Entry {leaf.seq} .* is not the one that checkpoint 1 names"):
        await tally(office)
    assert len(entries) == leaf.seq


async def test_ev1_the_bound_heads_are_those_that_the_checkpoint_was_made_of(
    office: Office, binder: Checkpoints
) -> None:
    for _ in range(4):
        await office.begin()
    await binder.bind()

    found, leaves = await office.store.read(
        lambda reader: (reader.last_checkpoint(), reader.checkpoint_leaves(1))
    )

    assert found is not None
    assert checkpoint_fault(None, found, leaves) is None
    assert await office.store.read(lambda reader: reader.checkpoint(1)) == found
    assert await office.store.read(lambda reader: reader.checkpoint_numbers()) == [1]
