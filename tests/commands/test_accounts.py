"""Ways in: links that work once, sessions that end at once."""

from datetime import timedelta

import pytest

from livecontract.commands import accounts
from livecontract.commands.accounts import secret_hash
from livecontract.commands.followups import MAIL_SIGN_IN
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import SIGN_IN_LINK_TTL, LinkPurpose
from livecontract.domain.values import Role
from livecontract.wire.actor import actor_of_cookie
from tests.commands.conftest import Office


async def a_link(office: Office, purpose: LinkPurpose = LinkPurpose.SIGN_IN) -> str:
    return await accounts.make_link(office.door, office.carla.user_id, purpose, "/app/somewhere")


async def test_ac3_a_link_signs_its_user_in(office: Office) -> None:
    entered = await accounts.sign_in(office.door, await a_link(office), None)
    assert entered.cookie_secret is not None
    session = await office.store.read(
        lambda reader: reader.cookie_session(secret_hash(entered.cookie_secret or ""))
    )
    assert (entered.user.user_id, entered.next_path) == (office.carla.user_id, "/app/somewhere")
    assert session is not None
    assert session.user_id == office.carla.user_id


async def test_ac3_a_link_works_once(office: Office) -> None:
    secret = await a_link(office)
    await accounts.sign_in(office.door, secret, None)
    with pytest.raises(Refused) as refused:
        await accounts.sign_in(office.door, secret, None)
    assert refused.value.code is Refusal.LINK_INVALID


async def test_ac3_a_link_works_for_its_time(office: Office) -> None:
    secret = await a_link(office)
    office.clock.tick(SIGN_IN_LINK_TTL)
    with pytest.raises(Refused) as refused:
        await accounts.sign_in(office.door, secret, None)
    assert refused.value.code is Refusal.LINK_INVALID


async def test_ac3_a_made_up_link_is_refused(office: Office) -> None:
    with pytest.raises(Refused):
        await accounts.sign_in(office.door, "made-up", None)


async def test_ac3_whoever_is_in_already_may_open_a_used_link_again(office: Office) -> None:
    secret = await a_link(office)
    first = await accounts.sign_in(office.door, secret, None)
    again = await accounts.sign_in(office.door, secret, first.cookie_secret)
    assert (again.cookie_secret, again.next_path) == (None, "/app/somewhere")


async def test_ac5_a_signed_out_browser_does_not_get_in_with_a_used_link(office: Office) -> None:
    secret = await a_link(office)
    first = await accounts.sign_in(office.door, secret, None)
    await accounts.sign_out(office.door, first.cookie_secret or "")
    with pytest.raises(Refused):
        await accounts.sign_in(office.door, secret, first.cookie_secret)


async def test_ac3_a_mailed_link_tells_nobody_who_has_an_account(office: Office) -> None:
    await accounts.mail_sign_in_link(office.door, "nobody@post.example")
    assert await letters_to(office, " CARLA@post.example ") == ["", office.carla.user_id]


async def test_ac3_no_link_for_nobody(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        await accounts.make_link(office.door, "nobody", LinkPurpose.SIGN_IN)
    assert refused.value.code is Refusal.NOT_FOUND


async def test_an_address_belongs_to_one_user(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        await accounts.add_user(office.door, role=Role.CUSTOMER, name="Other", email="Carla@Post.example")
    assert refused.value.code is Refusal.EMAIL_TAKEN


async def test_ac8_a_removed_user_has_no_way_in_until_they_are_restored(office: Office) -> None:
    opened, unopened = await a_link(office), await a_link(office)
    cookie = (await accounts.sign_in(office.door, opened, None)).cookie_secret or ""

    await accounts.remove_user(office.door, office.carla.user_id)

    for way in (
        accounts.sign_in(office.door, unopened, None),
        accounts.sign_in(office.door, opened, cookie),
        a_link(office),
        office.store.read(lambda reader: actor_of_cookie(reader, cookie, office.clock())),
    ):
        with pytest.raises(Refused):
            await way
    assert await letters_to(office) == [""]
    await accounts.restore_user(office.door, office.carla.user_id)
    actor = await office.store.read(lambda reader: actor_of_cookie(reader, cookie, office.clock()))
    assert actor.user_id == office.carla.user_id


async def test_ac8_removing_somebody_twice_has_one_effect_and_removing_nobody_is_refused(
    office: Office,
) -> None:
    first = await accounts.remove_user(office.door, office.carla.user_id)
    office.clock.tick(timedelta(days=1))
    assert await accounts.remove_user(office.door, office.carla.user_id) == first
    with pytest.raises(Refused) as refused:
        await accounts.remove_user(office.door, "nobody")
    assert refused.value.code is Refusal.NOT_FOUND


async def letters_to(office: Office, email: str = "carla@post.example") -> list[object]:
    """To whom sign-in links are mailed, the last one after somebody asked for it under this address."""
    await accounts.mail_sign_in_link(office.door, email)
    now = office.clock()
    letters = await office.store.write(
        lambda tx: tx.claim_jobs([MAIL_SIGN_IN], now=now, until=now + timedelta(1), limit=9)
    )
    return [letter.payload["userId"] for letter in letters]
