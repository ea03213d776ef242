"""Tables whose rows are parts of a contract, and the one way to write how they changed."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, Table, bindparam, delete, insert, update
from sqlalchemy.exc import IntegrityError

from livecontract.domain.contracts import Contract
from livecontract.domain.refusals import Refusal, Refused
from livecontract.store.columns import as_column
from livecontract.store.statements import Statement

Entry: TypeAlias = tuple[object, ...]
Members: TypeAlias = Mapping[str, object]


class Part(NamedTuple):
    """A table beside `contracts`: its own key, what it is made from, and its rows.

    A part whose key another contract uses is refused `not_found`, with the key under `named`.

    `source` is the member of the contract that all rows come from; while that is the same value,
    nothing is compared. An entry is what a row says, in the values of the rules; `members` spells
    it out by column, without the keys.
    """

    table: Table
    key: str
    named: str
    source: Callable[[Contract], object]
    entries: Callable[[Contract], dict[str, Entry]]
    members: Callable[..., Members]


class Difference(NamedTuple):
    """What has to be written so that the rows of one state become those of another."""

    part: Part
    contract_id: str
    before: dict[str, Entry]
    after: dict[str, Entry]

    def remove(self, connection: Connection) -> None:
        """Delete the rows that are gone."""
        for key in self.before.keys() - self.after.keys():
            _delete(self.part.table, self.part.key).run(
                connection, {"at_contract": self.contract_id, "at_key": key}
            )

    def write(self, connection: Connection) -> None:
        """Insert the new rows and update the changed members of the others."""
        for key, entry in self.after.items():
            former = self.before.get(key)
            if former is None:
                self._insert(connection, key, entry)
            elif former != entry:
                self._update(connection, key, former, entry)

    def _insert(self, connection: Connection, key: str, entry: Entry) -> None:
        values = {"contract_id": self.contract_id, self.part.key: key, **self.part.members(*entry)}
        try:
            insert_into(self.part.table).run(connection, {n: as_column(v) for n, v in values.items()})
        except IntegrityError as error:
            if not _is_taken(self.part, str(error.orig)):
                raise
            # Another contract has a part of this id, and that is nobody's business here.
            raise Refused(Refusal.NOT_FOUND, **{self.part.named: key}) from None

    def _update(self, connection: Connection, key: str, former: Entry, entry: Entry) -> None:
        changed = changes(self.part.members(*former), self.part.members(*entry))
        if changed:
            statement = _update(self.part.table, self.part.key, tuple(changed))
            values = {name: as_column(value) for name, value in changed.items()}
            statement.run(connection, {**values, "at_contract": self.contract_id, "at_key": key})


def difference(part: Part, before: Contract | None, after: Contract) -> Difference:
    """How the rows of a part differ between two states of a contract."""
    if before is not None and part.source(before) is part.source(after):
        return Difference(part, after.contract_id, {}, {})
    return Difference(part, after.contract_id, part.entries(before) if before else {}, part.entries(after))


def changes(before: Members, after: Members) -> dict[str, object]:
    """The members that are not the same any more, with their new values."""
    return {name: value for name, value in after.items() if value != before[name]}


def _is_taken(part: Part, problem: str) -> bool:
    # SQLite's trigger speaks first; elsewhere the constraint is named after its column.
    return f"{part.table.name}_twice" in problem or part.key in problem


@cache
def insert_into(table: Table) -> Statement:
    """The statement that adds one whole row."""
    return Statement(insert(table))


@cache
def _delete(table: Table, key: str) -> Statement:
    return Statement(
        delete(table).where(
            table.c.contract_id == bindparam("at_contract"), table.c[key] == bindparam("at_key")
        )
    )


@cache
def _update(table: Table, key: str, names: tuple[str, ...]) -> Statement:
    return Statement(
        update(table)
        .where(table.c.contract_id == bindparam("at_contract"), table.c[key] == bindparam("at_key"))
        .values({name: bindparam(name) for name in names})
    )
