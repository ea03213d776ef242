"""Users and their ways in: one-time links, browser sessions, sign-out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec.structs

from livecontract.commands.followups import MAIL_SIGN_IN
from livecontract.commands.perform import Door
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import (
    COOKIE_TTL,
    INVITATION_TTL,
    SIGN_IN_LINK_TTL,
    CookieSession,
    LinkPurpose,
    OneTimeLink,
    User,
    check_email,
    check_name,
)
from livecontract.domain.values import Role
from livecontract.store.port import NewJob, Transaction


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that was let in: who, the cookie's secret (none if it had one), where to go."""

    user: User
    cookie_secret: str | None
    next_path: str


def secret_hash(secret: str) -> str:
    """The form in which secrets of links and cookies are kept: SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def add_user(door: Door, *, role: Role, name: str, email: str) -> User:
    """Add a user; refuses `email_taken` and malformed names or addresses."""
    return await door.store.write(lambda tx: save_new_user(tx, door, role=role, name=name, email=email))


def save_new_user(tx: Transaction, door: Door, *, role: Role, name: str, email: str) -> User:
    """Add a user within a transaction; refuses what `add_user` refuses."""
    user = User(
        user_id=door.new_id(),
        role=role,
        name=check_name(name),
        email=check_email(email),
        created_at=door.clock(),
    )
    tx.save_user(user)
    return user


async def remove_user(door: Door, user_id: str) -> User:
    """Leave a user without a way in: no link, no browser session, no token; refuses `not_found`.

    Their contracts stay as they are. Once more has no further effect.
    """
    return await door.store.write(lambda tx: _set_removed(tx, user_id, door.clock()))


async def restore_user(door: Door, user_id: str) -> User:
    """Let a removed user in again; refuses `not_found`."""
    return await door.store.write(lambda tx: _set_removed(tx, user_id, None))


def _set_removed(tx: Transaction, user_id: str, at: datetime | None) -> User:
    user = tx.user(user_id)
    if user is None:
        raise Refused(Refusal.NOT_FOUND, userId=user_id)
    if (user.removed_at is None) == (at is None):
        return user
    tx.remove_user(user_id, at)
    return msgspec.structs.replace(user, removed_at=at)


async def mail_sign_in_link(door: Door, email: str, next_path: str = "/app/") -> None:
    """Mail a sign-in link if there is such a user; the caller cannot tell whether there is.

    Not even by the time that it takes: a job is written for nobody as well, and writes no letter.
    """

    def work(tx: Transaction) -> None:
        user = tx.user_by_email(email.strip())
        known = "" if user is None or user.removed_at is not None else user.user_id
        payload: dict[str, object] = {"userId": known, "nextPath": next_path}
        tx.enqueue(NewJob(kind=MAIL_SIGN_IN, payload=payload), door.clock())

    await door.store.write(work)


async def make_link(door: Door, user_id: str, purpose: LinkPurpose, next_path: str = "/app/") -> str:
    """A fresh one-time link's secret for that user; refuses `not_found`."""

    def work(tx: Transaction) -> str:
        user = tx.user(user_id)
        if user is None or user.removed_at is not None:
            raise Refused(Refusal.NOT_FOUND, userId=user_id)
        return new_link(tx, door, user_id, purpose, next_path)

    return await door.store.write(work)


def new_link(tx: Transaction, door: Door, user_id: str, purpose: LinkPurpose, next_path: str) -> str:
    """The secret of a fresh one-time link; only its hash is kept."""
    secret = door.new_secret()
    ttl = INVITATION_TTL if purpose is LinkPurpose.INVITATION else SIGN_IN_LINK_TTL
    tx.add_link(
        OneTimeLink(
            secret_sha256=secret_hash(secret),
            user_id=user_id,
            purpose=purpose,
            next_path=next_path,
            expires_at=door.clock() + ttl,
        )
    )
    return secret


async def sign_in(door: Door, secret: str, cookie_secret: str | None) -> SignedIn:
    """Use up a one-time link; refuses `link_invalid` when unknown, expired or used.

    A browser that is signed in as the link's user already may open a used link again: it gets
    no new session, only the way to go.
    """
    return await door.store.write(lambda tx: _sign_in(tx, door, secret, cookie_secret))


async def sign_out(door: Door, cookie_secret: str) -> None:
    """End a browser session at once; unknown ones are none."""

    def work(tx: Transaction) -> None:
        session = tx.cookie_session(secret_hash(cookie_secret))
        if session is not None and session.ended_at is None:
            tx.save_cookie_session(msgspec.structs.replace(session, ended_at=door.clock()))

    await door.store.write(work)


def _sign_in(tx: Transaction, door: Door, secret: str, cookie_secret: str | None) -> SignedIn:
    now = door.clock()
    link = tx.use_link(secret_hash(secret), now)
    if link is None:
        return _signed_in_already(tx, door, secret, cookie_secret)
    user = _require_user(tx, link.user_id)
    fresh = door.new_secret()
    tx.save_cookie_session(
        CookieSession(
            secret_sha256=secret_hash(fresh),
            user_id=user.user_id,
            started_at=now,
            expires_at=now + COOKIE_TTL,
        )
    )
    return SignedIn(user, fresh, link.next_path)


def _signed_in_already(tx: Transaction, door: Door, secret: str, cookie_secret: str | None) -> SignedIn:
    link = tx.link(secret_hash(secret))
    session = tx.cookie_session(secret_hash(cookie_secret)) if cookie_secret else None
    is_good = session is not None and session.ended_at is None and session.expires_at > door.clock()
    if link is None or session is None or not is_good or session.user_id != link.user_id:
        raise Refused(Refusal.LINK_INVALID)
    return SignedIn(_require_user(tx, link.user_id), None, link.next_path)


def _require_user(tx: Transaction, user_id: str) -> User:
    user = tx.user(user_id)
    if user is None or user.removed_at is not None:
        raise Refused(Refusal.LINK_INVALID)
    return user
