"""Every database keeps people, what proves who they are, and the first answers that they got."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import CookieSession, LinkPurpose, OneTimeLink, User
from livecontract.domain.values import Role
from livecontract.store.port import Attempt, Reader, Store, Transaction
from tests.making import NOON

ADA = User(user_id="ada", role=Role.ADVISOR, name="Ada Lindqvist", email="Ada@Bank.example", created_at=NOON)
LINK = OneTimeLink(
    secret_sha256="5ec",
    user_id="ada",
    purpose=LinkPurpose.SIGN_IN,
    next_path="/app/",
    expires_at=NOON + timedelta(minutes=15),
)
COOKIE = CookieSession(
    secret_sha256="c00", user_id="ada", started_at=NOON, expires_at=NOON + timedelta(days=7)
)


@pytest.fixture
async def peopled(store: Store) -> Store:
    """A store that knows Ada."""
    await store.write(lambda tx: tx.save_user(ADA))
    return store


async def test_a_user_is_found_by_id_and_by_address_without_case(peopled: Store) -> None:
    found = await peopled.read(
        lambda reader: (reader.user("ada"), reader.user_by_email("ADA@bank.EXAMPLE"), reader.user("bo"))
    )

    assert found == (ADA, ADA, None)


async def test_an_address_belongs_to_one_user(peopled: Store) -> None:
    with pytest.raises(Refused) as refused:
        await peopled.write(lambda tx: tx.save_user(replace(ADA, user_id="bo", email="ada@bank.example")))

    assert refused.value.code is Refusal.EMAIL_TAKEN


async def test_ac8_who_was_removed_is_known_until_they_are_restored(peopled: Store) -> None:
    await peopled.write(lambda tx: tx.remove_user("ada", NOON))
    removed = await peopled.read(lambda reader: (reader.user("ada"), reader.removed_users()))
    await peopled.write(lambda tx: tx.remove_user("ada", None))

    assert removed == (replace(ADA, removed_at=NOON), frozenset({"ada"}))
    assert await peopled.read(lambda reader: (reader.user("ada"), reader.removed_users())) == (
        ADA,
        frozenset(),
    )


async def test_ac3_a_link_works_once(peopled: Store) -> None:
    await peopled.write(lambda tx: tx.add_link(LINK))

    first = await peopled.write(lambda tx: tx.use_link("5ec", NOON))
    second = await peopled.write(lambda tx: tx.use_link("5ec", NOON))

    assert (first, second) == (replace(LINK, used_at=NOON), None)
    assert await peopled.read(lambda reader: reader.link("5ec")) == first


async def test_ac3_a_link_works_within_its_time_only(peopled: Store) -> None:
    await peopled.write(lambda tx: tx.add_link(LINK))

    late = await peopled.write(lambda tx: tx.use_link("5ec", LINK.expires_at))
    in_time = await peopled.write(lambda tx: tx.use_link("5ec", LINK.expires_at - timedelta(seconds=1)))

    assert late is None
    assert in_time is not None


async def test_an_unknown_link_is_none(peopled: Store) -> None:
    assert await peopled.write(lambda tx: tx.use_link("other", NOON)) is None
    assert await peopled.read(lambda reader: reader.link("other")) is None


async def test_ac5_a_browser_session_that_was_ended_is_found_ended(peopled: Store) -> None:
    ended = replace(COOKIE, ended_at=NOON + timedelta(hours=1))
    await peopled.write(lambda tx: tx.save_cookie_session(COOKIE))
    before = await peopled.read(lambda reader: reader.cookie_session("c00"))

    await peopled.write(lambda tx: tx.save_cookie_session(ended))

    after = await peopled.read(lambda reader: reader.cookie_session("c00"))
    assert (before, after) == (COOKIE, ended)


async def test_wr2_the_first_answer_is_kept_under_its_key(store: Store) -> None:
    attempt = Attempt(actor_id="ada", key="k", request_sha256="0" * 64, answer=b"\x00{}", at=NOON)
    await store.write(lambda tx: tx.keep_attempt(attempt))

    found = await store.read(lambda reader: (reader.attempt("ada", "k"), reader.attempt("carla", "k")))

    assert found == (attempt, None)


async def test_wr2_only_the_answer_that_was_given_later_takes_the_place_of_the_first(store: Store) -> None:
    attempt = Attempt(actor_id="ada", key="k", request_sha256="0" * 64, answer=b"soon", at=NOON)
    other = replace(attempt, actor_id="carla")
    for each in (attempt, other):
        await store.write(partial(keep, each))

    await store.write(lambda tx: tx.change_attempt("ada", "k", b"done"))

    found = await store.read(lambda reader: (reader.attempt("ada", "k"), reader.attempt("carla", "k")))
    assert found == (replace(attempt, answer=b"done"), other)


def keep(attempt: Attempt, tx: Transaction) -> None:
    tx.keep_attempt(attempt)


async def test_st7_what_ended_is_forgotten_by_age_and_so_many_at_once(peopled: Store) -> None:
    for number in range(4):
        await peopled.write(partial(fill, str(number), NOON + timedelta(minutes=number)))

    before = NOON + timedelta(minutes=3)
    counts = [await peopled.write(lambda tx: tx.forget(before, 2)) for _ in range(3)]

    assert [await peopled.read(partial(found_of, str(number))) for number in range(4)] == [0, 0, 0, 3]
    assert counts == [6, 3, 0]


def fill(name: str, at: datetime, tx: Transaction) -> None:
    """An answer, a link and a browser session of that name which were good until then."""
    tx.keep_attempt(Attempt(actor_id="ada", key=name, request_sha256="0", answer=b"", at=at))
    tx.add_link(replace(LINK, secret_sha256=name, expires_at=at))
    tx.save_cookie_session(replace(COOKIE, secret_sha256=name, expires_at=at))


def found_of(name: str, reader: Reader) -> int:
    """How many of those three are still there."""
    found = (reader.attempt("ada", name), reader.link(name), reader.cookie_session(name))
    return sum(each is not None for each in found)
