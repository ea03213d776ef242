"""Health, the mailbox and the check of files: what needs no credential."""

import asyncio
from dataclasses import replace

import pytest

from livecontract.api.bodies import NOTHING, Nothing
from livecontract.api.cache import Cache
from livecontract.api.calls import ANYBODY, Call
from livecontract.api.health import read_ready
from livecontract.api.mailbox import read_mailbox
from livecontract.domain.refusals import Refused
from livecontract.mail.port import Letter
from livecontract.settings import Reach
from livecontract.wire.origin import Origin
from tests.api.conftest import Pair, expect, refused
from tests.api.house import House


def a_call(peer: str) -> Call[Nothing]:
    return Call(ANYBODY, Origin("http://localhost", "http://localhost"), peer, {}, NOTHING, {}, "", None)


def test_the_server_lives_and_is_ready(house: House) -> None:
    client = house.client()

    assert expect(client.get("/health/live"), 200) == {"status": "ok", "parts": {}}
    assert expect(client.get("/health/ready"), 200) == {
        "status": "ok",
        "parts": {"store": "ok", "blobs": "ok"},
    }


async def test_a_part_that_fails_or_hangs_is_named(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail() -> None:
        raise OSError("the disk is full")

    async def hang() -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("livecontract.api.health.CHECK_TIMEOUT_S", 0)
    rest = replace(house.rest, checks={"disk": fail, "network": hang}, states=Cache(9, 5, lambda: 0))

    answer = await read_ready(rest, a_call("127.0.0.1"))

    assert answer.status == 503
    assert b'"disk":"failing","network":"failing"' in answer.body
    assert b"full" not in answer.body


def test_letters_can_be_read_on_this_machine(pair: Pair) -> None:
    letter = Letter(
        letter_id=f"letter-{pair.customer.user_id}",
        to_name="Carla Moreno",
        to_email=pair.customer.email,
        subject="Your link",
        text="Open http://localhost:8000/app/join/secret\n\nBye",
    )
    assert pair.house.rest.mailbox is not None
    pair.house.run(pair.house.rest.desk.blobs.check())
    pair.house.run(pair.house.rest.mailbox.send(letter))  # type: ignore[attr-defined]  # the folder is both

    items = expect(pair.house.client().get("/mailbox"), 200)["items"]

    (mail,) = [item for item in items if item["mailId"] == letter.letter_id]
    assert (mail["to"], mail["subject"]) == (f"Carla Moreno <{pair.customer.email}>", "Your link")
    assert mail["links"] == ["http://localhost:8000/app/join/secret"]


async def test_who_asks_again_at_once_gets_the_same_word_and_later_a_fresh_one(house: House) -> None:
    tried = []
    seconds = [0.0]

    async def look() -> None:
        tried.append(seconds[0])

    rest = replace(house.rest, checks={"disk": look}, states=Cache(9, 5, lambda: seconds[0]))

    for moment in (0.0, 0.0, 4.9, 5.0):
        seconds[0] = moment
        assert (await read_ready(rest, a_call("127.0.0.1"))).status == 200

    assert tried == [0.0, 5.0]


@pytest.mark.parametrize(
    ("reach", "peer"),
    [
        (Reach(), "192.0.2.7"),
        (Reach(is_behind_proxy=True), "127.0.0.1"),
        (Reach(public_url="https://sign.example"), "127.0.0.1"),
        (Reach(host="192.0.2.1", has_tls=True), "127.0.0.1"),
    ],
)
async def test_elsewhere_there_is_no_mailbox(house: House, reach: Reach, peer: str) -> None:
    rest = replace(house.rest, ports=replace(house.rest.ports, reach=reach))

    with pytest.raises(Refused):
        await read_mailbox(rest, a_call(peer))


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via"])
def test_there_is_no_mailbox_for_whom_a_proxy_asks_on_this_machine(house: House, name: str) -> None:
    refused(house.client().get("/mailbox", headers={name: "192.0.2.7"}), 404, "not_found")


async def test_without_a_mailbox_there_is_none(house: House) -> None:
    with pytest.raises(Refused):
        await read_mailbox(replace(house.rest, mailbox=None), a_call("127.0.0.1"))


def test_sl6_a_file_that_is_no_sealed_contract_is_judged_as_such(house: House) -> None:
    verdict = expect(house.client().post("/verify", files={"file": ("a.pdf", b"%PDF-1.7 nothing")}), 200)

    assert (verdict["valid"], verdict["intact"]["ok"]) == (False, False)
    assert verdict["intact"]["summary"].endswith(".")


def test_a_file_too_large_to_be_one_of_ours_is_not_judged(house: House) -> None:
    answer = house.client().post("/verify", files={"file": ("a.pdf", bytes(40_100_000))})

    refused(answer, 413, "too_large")
