"""Who may connect to a session at all."""

import json
from contextlib import suppress

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from livecontract.demo.contract import sample_pdf
from tests.journeys.conftest import Pair
from tests.journeys.steps import create, expect, patch, upload
from tests.making import fresh_id
from tests.serving import add_user, client_of, run

pytestmark = pytest.mark.slow


def a_session(pair: Pair) -> str:
    contract = create(pair.ada, pair.customer["userId"])
    upload(pair.ada, contract["contractId"], sample_pdf())
    patch(pair.ada, contract["contractId"], status="REVIEW")
    session = expect(pair.ada.post(f"/contracts/{contract['contractId']}/session"), 201)
    return str(session["webSocketUrl"])


async def status_for(url: str, **headers: str) -> int:
    with pytest.raises(InvalidStatus) as refused:
        await connect(url, additional_headers=headers)
    return int(refused.value.response.status_code)


async def test_lv8_a_connection_needs_a_credential_of_a_party(pair: Pair) -> None:
    url = a_session(pair)
    sven = add_user(pair.server.data_dir, "customer", "Sven", f"{fresh_id('sven')}@post.example")
    with client_of(pair.server, sven["userId"]) as stranger:
        theirs = stranger.headers["Authorization"]
    assert await status_for(url) == 401
    assert await status_for(url, Authorization="Bearer forged.token.here") == 401
    assert await status_for(url, Authorization=theirs) == 404


async def test_ac5_signing_out_ends_the_connection_that_the_cookie_let_in(pair: Pair) -> None:
    url = a_session(pair)
    link = run(pair.server.data_dir, "sign-in-link", "--user", pair.customer["userId"]).strip()
    from_a_page = {"Origin": pair.server.url, "X-Requested-With": "livecontract"}
    async with httpx.AsyncClient(base_url=pair.server.url, headers=from_a_page) as browser:
        expect(await browser.post("/auth/sign-in", json={"token": link.rpartition("/")[2]}), 200)
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        own = {"Cookie": cookies, "Origin": pair.server.url}
        async with connect(url, additional_headers=own) as client:
            assert json.loads(await client.recv())["type"] == "welcome"
            assert (await browser.post("/auth/sign-out")).status_code == 204
            heard = await heard_to_the_end(client)

    assert (client.close_code, "ping" in heard) == (4503, False)


async def heard_to_the_end(client: ClientConnection) -> list[str]:
    """The kinds of all frames that come before the server hangs up."""
    kinds: list[str] = []
    with suppress(ConnectionClosed):
        while True:
            kinds.append(json.loads(await client.recv())["type"])
    return kinds
