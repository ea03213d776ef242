"""What proves who somebody is: one-time links and browser sessions, by the hash of their secret."""

from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from livecontract.domain.users import CookieSession, LinkPurpose, OneTimeLink
from livecontract.store.columns import as_column, as_micros, from_micros, from_micros_or_none
from livecontract.store.statements import Row, Statement, Values
from livecontract.store.tables import cookie_sessions, one_time_links

_ADD_LINK = Statement(insert(one_time_links))
_LINK_COLUMNS = (
    one_time_links.c.secret_sha256,
    one_time_links.c.user_id,
    one_time_links.c.purpose,
    one_time_links.c.next_path,
    one_time_links.c.expires_at,
    one_time_links.c.used_at,
)
_LINK = Statement(select(*_LINK_COLUMNS).where(one_time_links.c.secret_sha256 == bindparam("secret_sha256")))
_USE_LINK = Statement(
    update(one_time_links)
    .where(
        one_time_links.c.secret_sha256 == bindparam("at_secret"),
        one_time_links.c.used_at.is_(None),
        one_time_links.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(*_LINK_COLUMNS)
)
_COOKIE = Statement(
    select(
        cookie_sessions.c.user_id,
        cookie_sessions.c.started_at,
        cookie_sessions.c.expires_at,
        cookie_sessions.c.ended_at,
    ).where(cookie_sessions.c.secret_sha256 == bindparam("secret_sha256"))
)
_ADD_COOKIE = Statement(insert(cookie_sessions))
_CHANGE_COOKIE = Statement(
    update(cookie_sessions)
    .where(cookie_sessions.c.secret_sha256 == bindparam("at_secret"))
    .values(expires_at=bindparam("expires_at"), ended_at=bindparam("ended_at"))
)


def _forgetting(ending: Table) -> Statement:
    expired = (
        select(ending.c.secret_sha256)
        .where(ending.c.expires_at < bindparam("before"))
        .limit(bindparam("limit"))
    )
    return Statement(delete(ending).where(ending.c.secret_sha256.in_(expired)))


_FORGET_LINKS = _forgetting(one_time_links)
_FORGET_COOKIES = _forgetting(cookie_sessions)


def add_link(connection: Connection, link: OneTimeLink) -> None:
    """Keep a one-time link."""
    _ADD_LINK.run(
        connection,
        {
            "secret_sha256": link.secret_sha256,
            "user_id": link.user_id,
            "purpose": link.purpose.value,
            "next_path": link.next_path,
            "expires_at": as_micros(link.expires_at),
            "used_at": as_column(link.used_at),
        },
    )


def find_link(connection: Connection, secret_sha256: str) -> OneTimeLink | None:
    """The one-time link whose secret has that hash, good or not."""
    row = _LINK.row(connection, {"secret_sha256": secret_sha256})
    return None if row is None else _as_link(row)


def use_link(connection: Connection, secret_sha256: str, now: datetime) -> OneTimeLink | None:
    """Use up a link that is known, in time and unused."""
    row = _USE_LINK.row(connection, {"at_secret": secret_sha256, "now": as_micros(now)})
    return None if row is None else _as_link(row)


def find_cookie(connection: Connection, secret_sha256: str) -> CookieSession | None:
    """The browser session whose cookie has that hash, good or not."""
    row = _COOKIE.row(connection, {"secret_sha256": secret_sha256})
    if row is None:
        return None
    user_id, started_at, expires_at, ended_at = row
    return CookieSession(
        secret_sha256=secret_sha256,
        user_id=user_id,
        started_at=from_micros(started_at),
        expires_at=from_micros(expires_at),
        ended_at=from_micros_or_none(ended_at),
    )


def save_cookie(connection: Connection, cookie: CookieSession) -> None:
    """Write a new browser session, or the end of one."""
    term: Values = {"expires_at": as_micros(cookie.expires_at), "ended_at": as_column(cookie.ended_at)}
    if _CHANGE_COOKIE.run(connection, {**term, "at_secret": cookie.secret_sha256}):
        return
    beginning: Values = {
        "secret_sha256": cookie.secret_sha256,
        "user_id": cookie.user_id,
        "started_at": as_micros(cookie.started_at),
    }
    _ADD_COOKIE.run(connection, {**beginning, **term})


def forget_links(connection: Connection, before: datetime, limit: int) -> int:
    """Forget up to `limit` links that ended before that time; returns how many."""
    return _FORGET_LINKS.run(connection, {"before": as_micros(before), "limit": limit})


def forget_cookies(connection: Connection, before: datetime, limit: int) -> int:
    """Forget up to `limit` browser sessions that ended before that time; returns how many."""
    return _FORGET_COOKIES.run(connection, {"before": as_micros(before), "limit": limit})


def _as_link(row: Row) -> OneTimeLink:
    secret_sha256, user_id, purpose, next_path, expires_at, used_at = row
    return OneTimeLink(
        secret_sha256=secret_sha256,
        user_id=user_id,
        purpose=LinkPurpose(purpose),
        next_path=next_path,
        expires_at=from_micros(expires_at),
        used_at=from_micros_or_none(used_at),
    )
