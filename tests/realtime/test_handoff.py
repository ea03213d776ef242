"""From HTTP to WebSocket on one port: who is let in, who is told what, and that nothing gets lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from livecontract.commands.accounts import add_user, make_link, sign_in
from livecontract.domain.users import LinkPurpose
from livecontract.domain.values import Role
from livecontract.store.port import StoreUnavailable
from livecontract.wire.limits import PROTOCOL
from livecontract.wire.rates import Pace
from tests.realtime.conftest import JSON, Meeting
from tests.realtime.serving import Port, listening, make_certificate

pytestmark = pytest.mark.slow


@pytest.fixture
async def port(meeting: Meeting) -> AsyncIterator[Port]:
    async with listening(meeting) as opened:
        yield opened


async def hear(client: ClientConnection) -> JSON:
    heard: JSON = json.loads(await client.recv())
    return heard


async def hear_until(client: ClientConnection, kind: str) -> JSON:
    while (heard := await hear(client))["type"] != kind:
        continue
    return heard


async def say(client: ClientConnection, kind: str, **members: Any) -> None:
    await client.send(json.dumps({"type": kind, **members}))


async def refused(url: str, **options: Any) -> tuple[int, JSON]:
    """The status and the problem of an upgrade that was refused."""
    with pytest.raises(InvalidStatus) as raised:
        await connect(url, **options)
    response = raised.value.response
    assert response.headers["content-type"] == "application/problem+json"
    problem: JSON = json.loads(response.body or b"")
    assert problem["status"] == response.status_code
    return response.status_code, problem


async def test_lv1_lv8_two_clients_meet_over_one_port(port: Port) -> None:
    async with await port.open(port.meeting.ada) as ada, await port.open(port.meeting.carla) as carla:
        assert [(await hear(carla))["type"], (await hear(carla))["type"]] == ["welcome", "snapshot"]
        await hear_until(ada, "snapshot")
        await say(ada, "pageChange", cid="c1", pageNumber=3)

        told = await hear_until(carla, "pageChange")

        assert told == await hear_until(ada, "pageChange")
        assert (ada.subprotocol, told["pageNumber"]) == (PROTOCOL, 3)
        page = await asyncio.to_thread(httpx.get, f"http://127.0.0.1:{port.number}/")
        assert page.text == "nothing here"


async def test_lv8_the_same_over_tls(meeting: Meeting, tmp_path: Path) -> None:
    certificate = await asyncio.to_thread(make_certificate, tmp_path)
    async with listening(meeting, certificate) as port, await port.open(meeting.ada) as ada:
        await hear_until(ada, "snapshot")
        for page in range(1, 10):
            await say(ada, "pageChange", cid=f"c{page}", pageNumber=page)

        pages = [(await hear_until(ada, "pageChange"))["pageNumber"] for _ in range(1, 10)]

        assert pages == list(range(1, 10))


async def test_lv1_a_client_resumes_where_its_address_says(port: Port) -> None:
    async with await port.open(port.meeting.ada) as ada:
        welcome, snapshot = await hear(ada), await hear(ada)
        await say(ada, "pageChange", cid="c1", pageNumber=3)
        await hear_until(ada, "pageChange")

    query = f"?epoch={welcome['epoch']}&seq={snapshot['seq']}"
    async with await port.open(port.meeting.ada, query) as again:
        kinds = [(await hear(again))["type"] for _ in range(3)]

    assert kinds == ["welcome", "resumed", "pageChange"]


async def test_lv8_the_token_may_be_the_second_subprotocol(port: Port) -> None:
    offered = [Subprotocol(PROTOCOL), Subprotocol(f"bearer.{port.token(port.meeting.carla)}")]

    async with connect(port.url(), subprotocols=offered) as carla:
        assert (await hear(carla))["userId"] == port.meeting.carla.user_id
        assert carla.subprotocol == PROTOCOL


async def cookie_of(port: Port) -> str:
    door = port.meeting.ports.door
    link = await make_link(door, port.meeting.carla.user_id, LinkPurpose.SIGN_IN)
    return f"livecontract-{port.number}={(await sign_in(door, link, None)).cookie_secret}"


async def test_lv8_ac6_a_cookie_counts_only_from_a_page_of_ours(port: Port) -> None:
    headers = {"Cookie": await cookie_of(port)}
    own = f"http://127.0.0.1:{port.number}"

    async with connect(port.url(), additional_headers=headers, origin=own) as carla:  # type: ignore[arg-type]  # its type is a str of another name
        assert (await hear(carla))["userId"] == port.meeting.carla.user_id
    elsewhere = await refused(port.url(), additional_headers=headers, origin="http://evil.example")
    nowhere = await refused(port.url(), additional_headers=headers)

    assert [(status, problem["code"]) for status, problem in (elsewhere, nowhere)] == [
        (403, "origin_refused"),
        (403, "origin_refused"),
    ]


async def test_lv8_whoever_may_not_come_in_is_told_over_http(port: Port) -> None:
    meeting = port.meeting
    sven = await add_user(meeting.ports.door, role=Role.CUSTOMER, name="Sven", email="sven@post.example")
    headers = {"Authorization": f"Bearer {port.token(meeting.ada)}"}
    theirs = {"Authorization": f"Bearer {port.token(sven)}"}
    cases = [
        (port.url(), {}, 401, "not_signed_in"),
        (port.url(), {"Authorization": "Bearer forged.token.here"}, 401, "credential_invalid"),
        (port.url(), theirs, 404, "not_found"),
        (port.url("/sessions/unknown"), headers, 404, "not_found"),
        (port.url("/elsewhere"), headers, 404, "not_found"),
        (port.url("/sessions/a/b"), headers, 404, "not_found"),
    ]

    for url, given, status, code in cases:
        answered, problem = await refused(url, additional_headers=given)
        assert (answered, problem["code"]) == (status, code)


async def test_ac7_one_address_cannot_ask_for_connections_without_end(port: Port) -> None:
    allowed = port.meeting.edge.limits.handshakes.burst
    for _ in range(allowed):
        port.meeting.edge.handshakes.count(Pace.HANDSHAKE, "127.0.0.1")

    status, problem = await refused(port.url())
    port.meeting.time.now += 1
    later, _ = await refused(port.url())

    assert (status, problem["code"], problem["retryable"]) == (429, "rate_limited", True)
    assert later == 401


async def test_lv8_a_stranger_is_not_told_of_a_room_that_is_open(port: Port) -> None:
    meeting = port.meeting
    sven = await add_user(meeting.ports.door, role=Role.CUSTOMER, name="Sven", email="sven@post.example")
    async with await port.open(meeting.ada):
        status, problem = await refused(
            port.url(), additional_headers={"Authorization": f"Bearer {port.token(sven)}"}
        )

    assert (status, problem["code"]) == (404, "not_found")


async def test_a_session_that_is_over_is_gone(port: Port) -> None:
    await port.meeting.end()
    headers = {"Authorization": f"Bearer {port.token(port.meeting.ada)}"}

    status, problem = await refused(port.url(), additional_headers=headers)

    assert (status, problem["code"]) == (410, "session_ended")


async def test_a_session_that_ends_unannounced_is_over_for_newcomers_as_well(port: Port) -> None:
    async with await port.open(port.meeting.ada) as ada:
        await hear_until(ada, "snapshot")
        await port.meeting.end()
        headers = {"Authorization": f"Bearer {port.token(port.meeting.carla)}"}
        port.meeting.edge.hub.rooms[0].mark_changed()
        status, _ = await refused(port.url(), additional_headers=headers)
        await port.meeting.relay()
        assert (await hear_until(ada, "sessionEnded"))["reason"] == "ended"

    assert status == 410


async def test_a_session_that_ended_while_nobody_was_there_is_not_opened_again(port: Port) -> None:
    meeting = port.meeting
    room = await meeting.edge.hub.open(meeting.session)
    await meeting.end()
    headers = {"Authorization": f"Bearer {port.token(meeting.ada)}"}

    status, _ = await refused(port.url(), additional_headers=headers)

    assert status == 410
    assert room.is_over
    assert await meeting.live.position(meeting.session.session_id) is None


async def test_a_database_that_is_away_makes_clients_come_again(
    port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(port.meeting.ports.store, "read", away)
    headers = {"Authorization": f"Bearer {port.token(port.meeting.ada)}"}

    status, problem = await refused(port.url(), additional_headers=headers)

    assert (status, problem["code"], problem["retryable"]) == (503, "unavailable", True)


async def test_a_mistake_of_ours_is_answered_with_a_reference(
    port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(port.meeting.ports.store, "read", broken)
    headers = {"Authorization": f"Bearer {port.token(port.meeting.ada)}"}

    status, problem = await refused(port.url(), additional_headers=headers)

    assert status == 500
    assert problem["reference"]
    assert "ZeroDivision" not in json.dumps(problem)


async def test_a_client_of_another_version_is_told_so_in_a_way_that_browsers_show(port: Port) -> None:
    async with connect(port.url(), subprotocols=[Subprotocol("livecontract.v9")]) as client:
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()

    assert client.subprotocol == "livecontract.v9"
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4526


async def raw_request(
    port: Port, *lines: str, host: str = "127.0.0.1"
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
    head = [
        f"GET {port.path} HTTP/1.1",
        f"Host: {host}:{port.number}",
        "Upgrade: websocket",
        f"Authorization: Bearer {port.token(port.meeting.ada)}",
        *lines,
    ]
    writer.write("\r\n".join([*head, "", ""]).encode())
    return reader, writer


KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
VERSION = "Sec-WebSocket-Version: 13"


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["Connection: keep-alive, Upgrade", KEY, VERSION], b"101"),
        (["Connection: Upgrade", KEY], b"400"),
        (["Connection: Upgrade", KEY, "Sec-WebSocket-Version: 7"], b"400"),
        (["Connection: Upgrade", VERSION, "Sec-WebSocket-Key: short"], b"400"),
        (["Connection: Upgrade", VERSION, "Sec-WebSocket-Key: ÿ"], b"400"),
        (["Connection: Upgrade", KEY, KEY, VERSION], b"400"),
    ],
)
async def test_requests_are_read_as_browsers_and_others_write_them(
    port: Port, lines: list[str], status: bytes
) -> None:
    reader, writer = await raw_request(port, *lines)

    answer = await reader.readuntil(b"\r\n")

    assert answer.split()[1] == status
    writer.close()


async def test_a_name_that_was_made_to_point_here_is_none_of_ours(port: Port) -> None:
    reader, writer = await raw_request(port, "Connection: Upgrade", KEY, VERSION, host="evil.example")

    assert (await reader.readuntil(b"\r\n")).split()[1] == b"403"
    writer.close()


async def test_a_client_that_hangs_up_before_the_answer_leaves_nothing_behind(port: Port) -> None:
    _, writer = await raw_request(port, "Connection: Upgrade", KEY, VERSION)
    await writer.drain()
    writer.transport.abort()

    async with await port.open(port.meeting.carla) as carla:
        await hear_until(carla, "snapshot")
    await port.meeting.edge.hub.emptied.wait()

    assert len(port.meeting.edge.hub) == 0


async def test_lv13_a_server_that_is_asked_to_stop_says_goodbye_first(port: Port) -> None:
    async with await port.open(port.meeting.ada) as ada:
        await hear_until(ada, "snapshot")
        stopping = asyncio.ensure_future(port.stop())
        goaway = await hear_until(ada, "goaway")
        status, _ = await refused_while_draining(port)
        with pytest.raises(ConnectionClosed) as closed:
            await ada.recv()
        await stopping

    assert goaway["reconnectWithinMs"] == 1000
    assert status in {0, 503}
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4000


async def refused_while_draining(port: Port) -> tuple[int, JSON]:
    """A stopping server has no open port any more, or refuses."""
    try:
        return await refused(port.url())
    except OSError:
        return 0, {}
