"""Attacks on what is final, by somebody who may send any SQL: none of them changes anything."""

# ruff: noqa: S608  the attacks are put together from the names of our own tables

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from livecontract.domain.audit import Head, link
from livecontract.domain.checkpoint import bind
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.events import SentForReview
from livecontract.domain.recording import Entry, RecordingHead, batches
from livecontract.domain.session import Session, SessionStatus
from livecontract.store import immutability, tables
from livecontract.store.migrations import upgrade
from livecontract.store.port import Transaction
from livecontract.store.sqlite import SqliteStore
from tests.making import NOON, a_document, a_field
from tests.store.stories import PATH_TO_SIGNED, steps

# Every attack on every kind of end, with and without SQLite's help, is more than a moment's work.
pytestmark = pytest.mark.slow

# How a contract comes to each of its ends, with a document, fields, a signature and all that.
ENDS = {
    "SIGNED": PATH_TO_SIGNED,
    "DECLINED": ["both sign", *PATH_TO_SIGNED[:-1], "decline"],
    "VOIDED": ["both sign", *PATH_TO_SIGNED[:-1], "void"],
}
PROTECTED = [
    tables.contracts,
    tables.documents,
    tables.fields,
    tables.signatures,
    tables.sessions,
    tables.audit,
]

BOUND = (tables.checkpoints, tables.checkpoint_leaves)

EITHER = f"{immutability.MARKER}|{immutability.CHAIN_MARKER}"

State = dict[str, list[tuple[object, ...]]]


@pytest.fixture(params=list(ENDS))
async def final(request: pytest.FixtureRequest, store: SqliteStore) -> Contract:
    """A final contract with an ended session and a chain of three, beside an open draft."""
    return await store.write(lambda tx: _furnish(tx, ENDS[request.param]))


@pytest.fixture(params=["on", "off"])
def attacker(request: pytest.FixtureRequest, final: Contract, raw: Connection) -> Iterator[Connection]:
    """A connection that nothing is forbidden to, with SQLite's help for REPLACE and without it."""
    driver = raw.connection.dbapi_connection
    assert driver is not None
    driver.execute(f"pragma recursive_triggers = {request.param}")
    before = _state(raw)
    yield raw
    raw.rollback()
    assert _state(raw) == before


def _furnish(tx: Transaction, story: list[str]) -> Contract:
    *_, (_, contract, _) = _saved(tx, story)
    *_, (before, draft, _) = _saved(tx, ["add"])
    assert before is not None
    document_id = draft.documents[0].document_id
    placed = draft.with_document(a_document(document_id, 2, a_field(field_id="draft-field")))
    tx.save_contract(draft, placed, NOON)
    session = Session(
        session_id="session-1",
        contract_id=contract.contract_id,
        advisor_id="ada",
        customer_id="carla",
        started_by="ada",
        started_at=NOON,
        status=SessionStatus.ENDED,
        ended_by="ada",
        ended_at=NOON,
        reason="ended",
    )
    tx.save_session(session)
    tx.append_recording(
        batches(RecordingHead(), session_id="session-1", epoch="e", at=NOON, entries=[Entry(1, b"{}")])
    )
    events = [SentForReview()] * 3
    tx.append_audit(link(Head(), contract_id=contract.contract_id, at=NOON, actor="ada", events=events))
    leaves = tx.moved_heads(9)
    tx.append_checkpoint(bind(None, leaves, NOON), leaves)
    return contract


def _saved(tx: Transaction, story: list[str]) -> Iterator[tuple[Contract | None, Contract, object]]:
    for before, after, events in steps(story):
        tx.save_contract(before, after, NOON)
        yield before, after, events


def _state(connection: Connection) -> State:
    with connection.begin():
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in (*PROTECTED, tables.recordings, *BOUND)
        }


def rejected(connection: Connection, sql: str, marker: str = immutability.MARKER) -> None:
    """Try it, and see it refused by a guard."""
    with connection.begin(), pytest.raises(IntegrityError, match=marker):
        connection.exec_driver_sql(sql)


def _again(table: Table, final: Contract) -> str:
    names = ", ".join(column.name for column in table.columns)
    return f"({names}) select {names} from {table.name} where {of(final)}"


def of(final: Contract) -> str:
    return f"contract_id = '{final.contract_id}'"


async def test_st2_no_column_of_what_is_final_takes_an_update(attacker: Connection, final: Contract) -> None:
    for table in PROTECTED:
        for column in table.columns:
            rejected(attacker, f"update {table.name} set {column.name} = {column.name} where {of(final)}")
            rejected(attacker, f"update or replace {table.name} set {column.name} = null where {of(final)}")


@pytest.mark.parametrize("way", ["insert", "insert or replace", "insert or ignore", "insert or rollback"])
async def test_st2_nothing_of_what_is_final_can_be_replaced(
    attacker: Connection, final: Contract, way: str
) -> None:
    for table in PROTECTED:
        rejected(attacker, f"{way} into {table.name} {_again(table, final)}", EITHER)


async def test_st2_nothing_of_what_is_final_can_be_changed_by_inserting(
    attacker: Connection, final: Contract
) -> None:
    for table in PROTECTED:
        update = "on conflict do update set contract_id = 'x'"
        rejected(attacker, f"insert into {table.name} {_again(table, final)} {update}", EITHER)


async def test_st2_nothing_of_what_is_final_can_be_deleted(attacker: Connection, final: Contract) -> None:
    for table in PROTECTED:
        rejected(attacker, f"delete from {table.name} where {of(final)}")


async def test_st2_rows_have_no_hidden_id_to_be_replaced_by(raw: Connection) -> None:
    for table in PROTECTED:
        with raw.begin(), pytest.raises(OperationalError, match="rowid"):
            raw.exec_driver_sql(f"insert or replace into {table.name} (rowid) values (1)")


@pytest.mark.parametrize("table", [tables.documents, tables.fields, tables.signatures])
async def test_st2_a_part_cannot_be_stolen_through_its_other_key(
    attacker: Connection, final: Contract, table: Table
) -> None:
    names = [column.name for column in table.columns if column.name != "contract_id"]
    draft = f"(select contract_id from contracts where not {of(final)})"
    sql = (
        f"insert or replace into {table.name} (contract_id, {', '.join(names)})"
        f" select {draft}, {', '.join(names)} from {table.name} where {of(final)}"
    )

    rejected(attacker, sql)


async def test_st2_a_draft_cannot_be_moved_onto_what_is_final(attacker: Connection, final: Contract) -> None:
    document = f"(select document_id from documents where {of(final)})"
    field = f"(select field_id from fields where {of(final)} limit 1)"
    own = f"'{final.contract_id}'"

    rejected(attacker, f"update or replace contracts set contract_id = {own} where not {of(final)}")
    rejected(attacker, f"update or replace documents set document_id = {document} where not {of(final)}")
    rejected(attacker, f"update or replace documents set contract_id = {own} where not {of(final)}")
    rejected(attacker, f"update or replace fields set field_id = {field} where not {of(final)}")
    rejected(attacker, f"update or replace fields set document_id = {document} where not {of(final)}")


async def test_st2_nothing_can_be_added_to_what_is_final(attacker: Connection, final: Contract) -> None:
    for table, key in ((tables.documents, "document_id"), (tables.fields, "field_id")):
        others = [column.name for column in table.columns if column.name not in {"contract_id", key}]
        rejected(
            attacker,
            f"insert into {table.name} (contract_id, {key}, {', '.join(others)})"
            f" select '{final.contract_id}', 'new', {', '.join(others)} from {table.name} limit 1",
        )


async def test_st2_no_signature_can_be_added_to_what_is_final(attacker: Connection, final: Contract) -> None:
    row = {column.name: "x" for column in tables.signatures.columns} | {"position": 2, "signed_at": 1}
    values = row | {"contract_id": final.contract_id}

    with attacker.begin(), pytest.raises(IntegrityError, match=immutability.MARKER):
        attacker.execute(insert(tables.signatures).values(values))


async def test_st2_an_entry_cannot_be_put_between_or_beyond(attacker: Connection, final: Contract) -> None:
    for seq, prev in ((2, "''"), (5, "''"), (4, "'forged'")):
        rejected(
            attacker,
            "insert or replace into audit (contract_id, seq, at, actor, type, data, prev, hash)"
            f" values ('{final.contract_id}', {seq}, 'at', 'eve', 'sentForReview', '{{}}', {prev}, 'h')",
            immutability.CHAIN_MARKER,
        )


async def test_st2_a_recording_takes_no_change(attacker: Connection) -> None:
    for column in tables.recordings.columns:
        rejected(attacker, f"update recordings set {column.name} = {column.name}")
        rejected(attacker, f"update or replace recordings set {column.name} = 2")
    rejected(attacker, "delete from recordings")


@pytest.mark.parametrize("row", ["1, 'session-1', 2", "null, 'session-1', 1", "1, 'session-2', 1"])
async def test_st2_no_batch_can_be_replaced_or_put_between(attacker: Connection, row: str) -> None:
    for way in ("insert", "insert or replace", "insert or ignore"):
        rejected(
            attacker,
            f"{way} into recordings (batch_id, session_id, number, epoch, at, events, prev, hash)"
            f" values ({row}, 'e', 'at', '[]', '', 'h')",
            EITHER,
        )


async def test_st2_a_checkpoint_takes_no_change(attacker: Connection) -> None:
    for table in BOUND:
        for column in table.columns:
            rejected(attacker, f"update {table.name} set {column.name} = {column.name}")
            rejected(attacker, f"update or replace {table.name} set {column.name} = null")
        rejected(attacker, f"delete from {table.name}")


@pytest.mark.parametrize("way", ["insert", "insert or replace", "insert or ignore"])
async def test_st2_no_checkpoint_can_be_replaced_or_widened(attacker: Connection, way: str) -> None:
    for row in ("1, 0, ''", "2, 0, 'forged'", "2, 7, (select hash from checkpoints)", "3, 0, ''"):
        rejected(
            attacker,
            f"{way} into checkpoints (number, size, prev, at, root, hash, token)"
            f" values ({row}, 'at', 'r', 'h', x'')",
            immutability.CHAIN_MARKER,
        )
    bound = "select contract_id, seq from checkpoint_leaves"
    for row in ("'x', 1, 1, 0", "'x', 1, 1, 1", "'x', 1, 2, 1", f"({bound}), 2, 0"):
        values = (
            f"select contract_id, seq, 2, 0, 'h' from ({bound})"
            if "select" in row
            else f"values ({row}, 'h')"
        )
        rejected(
            attacker,
            f"{way} into checkpoint_leaves (contract_id, seq, number, position, hash) {values}",
            immutability.CHAIN_MARKER,
        )


async def test_ct5_a_contract_is_not_signed_before_its_documents_are_sealed(
    store: SqliteStore, raw: Connection
) -> None:
    await store.write(lambda tx: list(_saved(tx, PATH_TO_SIGNED[:-1])))

    rejected(raw, "update contracts set status = 'SIGNED', signed_at = 1, sealed_at = 1")


async def test_sl8_a_contract_is_not_signed_before_a_certificate_that_stands_apart_is_there(
    store: SqliteStore, raw: Connection
) -> None:
    await store.write(lambda tx: list(_saved(tx, PATH_TO_SIGNED[:-1])))
    with raw.begin():
        immutability.drop_triggers(raw)
        raw.exec_driver_sql("update documents set treatment = 'sign_only', sealed_sha256 = 'd'")
        immutability.create_triggers(raw)

    rejected(raw, "update contracts set status = 'SIGNED', signed_at = 1, sealed_at = 1")


async def test_ct6_what_was_signed_once_is_frozen(store: SqliteStore, raw: Connection) -> None:
    await store.write(lambda tx: list(_saved(tx, ["both sign", *PATH_TO_SIGNED[:-1]])))

    for sql in (
        "update documents set name = 'x'",
        "delete from documents",
        "update fields set content = '{}'",
        "delete from fields",
        "update signatures set name = 'x'",
        "delete from signatures",
    ):
        rejected(raw, sql)


async def test_the_audit_goes_on_after_the_contract_is_final(store: SqliteStore, final: Contract) -> None:
    def go_on(tx: Transaction) -> int:
        head = tx.audit_head(final.contract_id)
        entries = link(head, contract_id=final.contract_id, at=NOON, actor="ada", events=[SentForReview()])
        tx.append_audit(entries)
        return tx.audit_head(final.contract_id).seq

    assert await store.write(go_on) == 4


async def test_st2_the_guards_are_back_after_a_migration(store: SqliteStore, raw: Connection) -> None:
    with raw.begin():
        raw.exec_driver_sql("drop trigger audit_delete")
        raw.exec_driver_sql("drop table alembic_version")
        for table in reversed(tables.metadata.sorted_tables):
            raw.exec_driver_sql(f"drop table {table.name}")

        upgrade(raw)

        assert immutability.faults(raw) == []


@pytest.mark.parametrize("status", list(Status))
def test_the_rules_and_the_guards_agree_on_what_is_final(status: Status) -> None:
    assert (f"'{status}'" in immutability.TRIGGERS["contracts_final"]) == status.is_final
