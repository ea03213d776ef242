"""The people who use the system."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import User
from livecontract.domain.values import Role
from livecontract.store.columns import as_micros, from_micros
from livecontract.store.statements import Row, Statement
from livecontract.store.tables import users

_ALL = select(
    users.c.user_id, users.c.role, users.c.name, users.c.email, users.c.created_at, users.c.removed_at
)
_BY_ID = Statement(_ALL.where(users.c.user_id == bindparam("user_id")))
_BY_EMAIL = Statement(_ALL.where(users.c.email_key == bindparam("email_key")))
_INSERT = Statement(insert(users))
# Said as a range, so that it is looked up in the index: no time is before 1970.
_REMOVED = Statement(select(users.c.user_id).where(users.c.removed_at > 0))
_REMOVE = Statement(
    update(users).where(users.c.user_id == bindparam("who")).values(removed_at=bindparam("removed_at"))
)


def find(connection: Connection, user_id: str) -> User | None:
    """The user of that id."""
    row = _BY_ID.row(connection, {"user_id": user_id})
    return None if row is None else _from_row(row)


def find_by_email(connection: Connection, email: str) -> User | None:
    """The user with that address, compared without case."""
    row = _BY_EMAIL.row(connection, {"email_key": email.casefold()})
    return None if row is None else _from_row(row)


def add(connection: Connection, user: User) -> None:
    """Add a user; refuses `email_taken`."""
    if find_by_email(connection, user.email) is not None:
        raise Refused(Refusal.EMAIL_TAKEN)
    values = {
        "user_id": user.user_id,
        "role": user.role.value,
        "name": user.name,
        "email": user.email,
        "email_key": user.email.casefold(),
        "created_at": as_micros(user.created_at),
        "removed_at": None if user.removed_at is None else as_micros(user.removed_at),
    }
    try:
        _INSERT.run(connection, values)
    except IntegrityError as error:  # another transaction was quicker, where there can be one
        if "email_key" not in str(error.orig):
            raise
        raise Refused(Refusal.EMAIL_TAKEN) from None


def remove(connection: Connection, user_id: str, at: datetime | None) -> None:
    """Say since when a user has no way in, or that they have one again."""
    _REMOVE.run(connection, {"who": user_id, "removed_at": None if at is None else as_micros(at)})


def removed(connection: Connection) -> frozenset[str]:
    """The ids of those who have no way in."""
    return frozenset(user_id for (user_id,) in _REMOVED.rows(connection, {}))


def _from_row(row: Row) -> User:
    user_id, role, name, email, created_at, removed_at = row
    return User(
        user_id=user_id,
        role=Role(role),
        name=name,
        email=email,
        created_at=from_micros(created_at),
        removed_at=None if removed_at is None else from_micros(removed_at),
    )
