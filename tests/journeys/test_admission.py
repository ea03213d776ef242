"""Who may connect to a session at all."""

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from livecontract.demo.contract import sample_pdf
from tests.journeys.conftest import Pair
from tests.journeys.steps import create, expect, patch, upload
from tests.making import fresh_id
from tests.serving import add_user, client_of

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
