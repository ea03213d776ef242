"""SQL that is written in SQLAlchemy Core, compiled once for each database, and run by its driver.

Measured on SQLite, SQLAlchemy's own execution takes five times as long as the statement itself;
a contract is read with four statements and changed with ten, so both would pay for it. What is
given up is what the store does not use: type conversion, result objects, insertion defaults.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.exc import DBAPIError

from livecontract.store.columns import Column

Row: TypeAlias = Sequence[Any]
Values: TypeAlias = Mapping[str, Column]


class Statement:
    """One statement with named parameters; raises what SQLAlchemy raises, without the values."""

    def __init__(self, construct: ClauseElement) -> None:
        """Keep `construct` until it is first run; lists of changing length are beyond it."""
        self._construct = construct
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Values) -> list[Row]:
        """All rows that it returns."""
        return self._perform(connection, values, returns=True)[0]

    def row(self, connection: Connection, values: Values) -> Row | None:
        """The first row that it returns, if there is one."""
        rows = self.rows(connection, values)
        return rows[0] if rows else None

    def run(self, connection: Connection, values: Values) -> int:
        """Run it for its effect; returns how many rows it changed."""
        return self._perform(connection, values, returns=False)[1]

    def _perform(self, connection: Connection, values: Values, *, returns: bool) -> tuple[list[Row], int]:
        compiled = self._compiled.get(connection.dialect.name)
        if compiled is None:
            compiled = self._compiled[connection.dialect.name] = _compile(self._construct, connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.sql, compiled.arguments(values))
            rows: list[Row] = list(cursor.fetchall()) if returns else []
            return rows, cursor.rowcount
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy(connection, compiled.sql, error) from error
        finally:
            cursor.close()


class _Compiled(NamedTuple):
    sql: str
    order: tuple[str, ...]
    constants: dict[str, Any]

    def arguments(self, values: Values) -> tuple[Any, ...]:
        named = {**self.constants, **values}
        return tuple([named[name] for name in self.order])


def _compile(construct: ClauseElement, connection: Connection) -> _Compiled:
    compiled: Any = construct.compile(dialect=connection.dialect)
    return _Compiled(
        sql=compiled.string,
        order=tuple(compiled.positiontup or ()),
        constants={name: value for name, value in compiled.params.items() if value is not None},
    )


def _as_sqlalchemy(connection: Connection, sql: str, error: Exception) -> BaseException:
    dialect = connection.dialect
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect)
