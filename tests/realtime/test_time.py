"""What time brings: pings, sign-ins that end, sessions that nobody uses, a server that stops."""

import asyncio
from datetime import timedelta

import pytest

from livecontract.commands.accounts import make_link, remove_user, restore_user, sign_in, sign_out
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import SessionStatus
from livecontract.domain.users import LinkPurpose
from livecontract.realtime.connection import SignIn
from livecontract.realtime.edge import EMPTY_LOOK_S, REMOVED_LOOK_S, Edge
from livecontract.realtime.guard import GRACE_S
from livecontract.store.port import StoreUnavailable
from livecontract.wire.actor import Credential
from livecontract.wire.close_codes import CloseCode
from tests.realtime.conftest import Client, Meeting, as_actor


async def stay(meeting: Meeting, seconds: float, *clients: Client) -> None:
    """Let time go by while these clients answer every ping."""
    for _ in range(round(seconds / 5)):
        await meeting.pass_time(5)
        for client in clients:
            client.tell("pong")


async def test_every_connection_is_pinged_with_the_last_number(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)
    ada.say("pageChange", pageNumber=2)

    await stay(meeting, 60, ada)

    assert [ping["seq"] for ping in ada.tape.of("ping")] == [2, 2, 2]
    assert ada.tape.code is None


async def test_whoever_stops_answering_is_asked_to_come_back(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    await stay(meeting, 35, ada)

    assert (ada.tape.code, carla.tape.code) == (None, CloseCode.NO_PONG)


async def test_ac4_an_expired_token_ends_the_connection_unless_it_is_replaced(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    meeting.time.now += timedelta(hours=8).total_seconds() - 10
    fresh = meeting.ports.tokens.issue(meeting.ada)
    ada.tell("authRefresh", token=fresh)

    await stay(meeting, GRACE_S + 40, ada, carla)

    assert (ada.tape.code, carla.tape.code) == (None, CloseCode.SIGN_IN_EXPIRED)


@pytest.mark.parametrize("token", ["of another user", "forged"])
async def test_ac4_only_a_good_token_of_the_same_user_replaces_another(meeting: Meeting, token: str) -> None:
    ada = await meeting.come(meeting.ada)
    tokens = {"of another user": meeting.ports.tokens.issue(meeting.carla), "forged": "a.b.c"}

    ada.tell("authRefresh", token=tokens[token])

    assert ada.tape.last["code"] == "credential_invalid"
    assert ada.tape.code is None


async def test_ac5_signing_out_ends_the_connections_of_that_browser(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await meeting.come(meeting.ada)
    secret = await sign_in_browser(meeting)
    ada.connection.sign_in = SignIn(as_actor(meeting.ada), Credential("cookie", secret), None)
    await stay(meeting, 25, ada)
    assert ada.tape.code is None

    await sign_out(meeting.ports.door, secret)
    with monkeypatch.context() as patched:
        patched.setattr(meeting.ports.store, "read", away)
        await stay(meeting, 20, ada)
    assert ada.tape.code is None
    await stay(meeting, 20, ada)

    assert ada.tape.code is CloseCode.REVOKED


async def test_ac8_a_removed_user_is_shut_out_within_seconds(meeting: Meeting) -> None:
    meeting.edge.start()
    ada, carla = await meeting.both()
    token = carla.connection.sign_in.credential.secret

    await remove_user(meeting.ports.door, meeting.carla.user_id)
    await meeting.pass_time(2 * REMOVED_LOOK_S)

    assert (ada.tape.code, carla.tape.code) == (None, CloseCode.REVOKED)
    with pytest.raises(Refused) as refused:
        meeting.ports.tokens.actor(token)
    assert refused.value.code is Refusal.CREDENTIAL_INVALID
    await restore_user(meeting.ports.door, meeting.carla.user_id)
    await meeting.pass_time(2 * REMOVED_LOOK_S)
    assert meeting.ports.tokens.actor(token).user_id == meeting.carla.user_id


async def test_ac5_what_a_credential_let_in_can_be_ended_at_once(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    meeting.time.now += 1
    elsewhere = await meeting.come(meeting.ada)

    meeting.edge.hub.revoke(ada.connection.sign_in.credential)

    assert [client.tape.code for client in (ada, elsewhere, carla)] == [CloseCode.REVOKED, None, None]


async def test_se3_an_idle_session_warns_and_then_ends(meeting: Meeting) -> None:
    meeting.edge.start()
    ada, carla = await meeting.both()

    await stay(meeting, 26 * 60, ada, carla)
    warned = carla.tape.of("sessionIdle")
    await stay(meeting, 5 * 60, ada, carla)
    await meeting.settle()

    assert [warning["endsAt"] for warning in warned] == ["2026-11-24T12:30:00Z"]
    assert ada.tape.last["type"] == "sessionEnded"
    assert (ada.tape.last["endedBy"], ada.tape.last["reason"]) == ("system", "idle")
    assert carla.tape.code is CloseCode.SESSION_ENDED
    assert await status(meeting) is SessionStatus.ENDED


async def test_se3_whoever_does_something_takes_the_warning_back(meeting: Meeting) -> None:
    meeting.edge.start()
    ada, carla = await meeting.both()

    await stay(meeting, 26 * 60, ada, carla)
    carla.tell("typing", fieldId="f", active=True)
    await stay(meeting, 10, ada, carla)

    assert [warning["endsAt"] for warning in ada.tape.of("sessionIdle")] == ["2026-11-24T12:30:00Z", None]


async def test_se3_a_session_that_nobody_entered_ends_as_well(meeting: Meeting) -> None:
    meeting.edge.start()

    await meeting.pass_time(29 * 60)
    assert await status(meeting) is SessionStatus.ACTIVE
    await meeting.pass_time(60 + EMPTY_LOOK_S)

    assert await status(meeting) is SessionStatus.ENDED


async def test_se3_after_a_restart_people_have_their_time_to_come_back(meeting: Meeting) -> None:
    meeting.time.now += 40 * 60
    meeting.edge.stop()
    meeting.edge = Edge(meeting.ports, meeting.live, now=meeting.time.monotonic)
    meeting.edge.start()

    await meeting.pass_time(2 * EMPTY_LOOK_S)

    assert await status(meeting) is SessionStatus.ACTIVE


async def test_an_idle_session_that_cannot_be_ended_now_is_ended_later(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting.edge.start()
    ada = await meeting.come(meeting.ada)

    with monkeypatch.context() as patched:
        patched.setattr(meeting.ports.store, "write", away)
        await stay(meeting, 31 * 60, ada)
    assert await status(meeting) is SessionStatus.ACTIVE
    await stay(meeting, 10, ada)
    await meeting.settle()

    assert await status(meeting) is SessionStatus.ENDED
    assert ada.tape.code is CloseCode.SESSION_ENDED


async def test_the_room_of_a_session_that_is_over_is_forgotten(meeting: Meeting) -> None:
    meeting.edge.start()
    ada = await meeting.come(meeting.ada)
    assert len(meeting.edge.hub.rooms) == 1

    await meeting.end()
    await meeting.relay()
    ada.lose()
    await meeting.pass_time(10)

    assert not meeting.edge.hub.rooms


async def test_a_server_that_stops_sends_everybody_away_and_waits_for_them(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    carla.tell("pageShown", documentId=meeting.document_id, pageNumber=4)

    draining = asyncio.ensure_future(meeting.edge.drain(window_s=0.02))
    await asyncio.sleep(0)
    assert ada.tape.last == {"type": "goaway", "reconnectWithinMs": 20}
    ada.lose()
    while carla.tape.code is None:  # noqa: ASYNC110 - the tape is not a thing to wait for
        await asyncio.sleep(0)
    carla.lose()
    await draining

    assert (ada.tape.code, carla.tape.code) == (None, CloseCode.GOING_AWAY)
    contract = await meeting.ports.store.read(lambda r: r.contract(meeting.contract.contract_id))
    assert contract is not None
    assert contract.pages_shown_to(meeting.carla.user_id, meeting.document_id) == (4,)


async def away(*_: object) -> None:
    """A database that cannot be reached."""
    raise StoreUnavailable


async def status(meeting: Meeting) -> SessionStatus:
    session = await meeting.ports.store.read(lambda r: r.session(meeting.session.session_id))
    assert session is not None
    return session.status


async def sign_in_browser(meeting: Meeting) -> str:
    """A signed-in browser of Ada's: its cookie's secret."""
    door = meeting.ports.door
    link = await make_link(door, meeting.ada.user_id, LinkPurpose.SIGN_IN)
    secret = (await sign_in(door, link, None)).cookie_secret
    assert secret is not None
    return secret
