"""Questions that are asked all the time are answered from an index, never by reading a whole table."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from livecontract.domain.contracts import Status
from livecontract.store import (
    attempts,
    audit,
    checkpoints,
    contracts,
    documents,
    fields,
    lists,
    recordings,
    sessions,
    sign_in,
    users,
)
from livecontract.store.cursors import Position

Question = Callable[[Connection], object]

QUESTIONS: dict[str, Question] = {
    "a contract": lambda c: contracts.read(c, "x"),
    "several contracts": lambda c: contracts.read_all(c, ["x", "y"]),
    "the contract of a document": lambda c: documents.CONTRACT_OF.rows(c, {"document_id": "x"}),
    "the contract of a field": lambda c: fields.CONTRACT_OF.rows(c, {"field_id": "x"}),
    "the fields of a contract": lambda c: fields.OF_CONTRACT.rows(c, {"contract_id": "x"}),
    "a session": lambda c: sessions.find(c, "x"),
    "the active session": lambda c: sessions.active_of(c, "x"),
    "the active sessions of a list": lambda c: sessions.active_among(c, ["x", "y"]),
    "the sessions of a contract": lambda c: sessions.of_contract(c, "x"),
    "a recording": lambda c: recordings.batches(c, "x", 0, None),
    "the end of a recording": lambda c: recordings.head(c, "x"),
    "a chain": lambda c: audit.entries(c, "x", 0, None),
    "the end of a chain": lambda c: audit.head(c, "x"),
    "the heads of a checkpoint": lambda c: checkpoints.leaves(c, 1),
    "the checkpoint of a chain": lambda c: checkpoints.last_of(c, "x"),
    "the bound heads of a chain": lambda c: checkpoints.leaves_of(c, "x"),
    "a user": lambda c: users.find(c, "x"),
    "a user by address": lambda c: users.find_by_email(c, "x"),
    "who was removed": users.removed,
    "a browser session": lambda c: sign_in.find_cookie(c, "x"),
    "a first answer": lambda c: attempts.find(c, "x", "k"),
    "how many contracts of each status": lambda c: lists.count_by_status(c, "x"),
    "a page of a list": lambda c: lists.page(
        c, "x", statuses=[Status.DRAFT], text="loan", after=Position(1, "y"), limit=5
    ),
}


def plans(connection: Connection, question: Question) -> list[str]:
    """The steps by which the database answers, for each statement that the question sends."""
    sent: list[str] = []
    driver = connection.connection.dbapi_connection
    assert driver is not None
    with connection.begin():
        driver.set_trace_callback(sent.append)
        question(connection)
        driver.set_trace_callback(None)
        return [row.detail for sql in sent for row in connection.exec_driver_sql(f"explain query plan {sql}")]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_reads_no_table_from_end_to_end(raw: Connection, name: str) -> None:
    steps = plans(raw, QUESTIONS[name])

    assert steps
    assert [
        step for step in steps if step.startswith("SCAN") and not step.startswith(("SCAN (", "SCAN anon"))
    ] == []


def test_a_list_walks_along_the_index_of_each_party(raw: Connection) -> None:
    steps = plans(raw, QUESTIONS["a page of a list"])

    for party in ("advisor", "customer"):
        assert any(
            f"ix_contracts_{party} ({party}_id=? AND (active_at,contract_id)<" in step for step in steps
        )


def test_a_count_of_an_advisors_contracts_reads_the_index_alone(raw: Connection) -> None:
    steps = plans(raw, QUESTIONS["how many contracts of each status"])

    assert any("COVERING INDEX ix_contracts_advisor" in step for step in steps)
