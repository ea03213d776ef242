"""Whoever calls too often is told with the time to wait."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, Semaphore

import httpx
import pytest

from livecontract.api.slots import AtOnce, Slots
from livecontract.api.verify import AT_ONCE
from livecontract.domain.refusals import Refusal, Refused
from livecontract.wire.rates import RATES, Pace, Rates
from tests.api.conftest import Pair, refused
from tests.api.house import House, house_in

# They ask until they are told to wait.
pytestmark = pytest.mark.slow

# Once it is sent, the server has begun to read it.
MORE_THAN_SOCKETS_HOLD = 24_000_000


def test_ac7_nobody_makes_the_server_try_all_its_parts_over_and_over(tmp_path: Path) -> None:
    with house_in(tmp_path) as house:
        client = house.client()
        answers = [client.get("/health/ready")]
        while answers[-1].status_code == 200 and len(answers) < 500:
            answers.append(client.get("/health/ready"))

        refused(answers[-1], 429, "rate_limited")
        assert client.get("/health/live").status_code == 200


def test_ac7_whoever_asks_all_day_has_five_letters_an_hour_sent_to_one_address() -> None:
    seconds, sent = [0.0], 0
    rates = Rates(RATES, lambda: seconds[0])

    for minute in range(24 * 60):
        seconds[0] = minute * 60.0
        with suppress(Refused):
            rates.count(Pace.LETTER, "carla@post.example")
            sent += 1

    assert sent == 24 * 5 + 4


def test_ac7_few_files_at_a_time_are_taken_from_one_address_to_be_checked(tmp_path: Path) -> None:
    half_sent, go_on = Semaphore(0), Event()

    def half() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        yield bytes(MORE_THAN_SOCKETS_HOLD)
        half_sent.release()
        go_on.wait(60)
        yield b"\r\n--x--\r\n"

    def upload(house: House) -> httpx.Response:
        headers = {"content-type": "multipart/form-data; boundary=x"}
        return house.client().post("/verify", content=half(), headers=headers)

    with house_in(tmp_path) as house, ThreadPoolExecutor(AT_ONCE.each) as pool:
        slow = [pool.submit(upload, house) for _ in range(AT_ONCE.each)]
        try:
            assert all(half_sent.acquire(timeout=60) for _ in slow)
            file = {"file": ("a.pdf", b"nothing")}
            answer = house.client().post("/verify", files=file)
        finally:
            go_on.set()

        assert refused(answer, 429, "rate_limited")["retryAfterS"] == 1
        assert [each.result().status_code for each in slow] == [200] * AT_ONCE.each
        assert house.client().post("/verify", files=file).status_code == 200


def test_ac7_one_address_cannot_take_every_place() -> None:
    slots = Slots(AtOnce(total=3, each=2))
    with slots.taken("ada"), slots.taken("ada"):
        with pytest.raises(Refused) as own, slots.taken("ada"):
            pass
        with slots.taken("carla"), pytest.raises(Refused) as all_taken, slots.taken("eve"):
            pass

    assert (own.value.code, all_taken.value.code) == (Refusal.RATE_LIMITED, Refusal.UNAVAILABLE)
    with slots.taken("ada"):
        pass


def test_too_many_uploads_are_told_when_to_come_back(pair: Pair) -> None:
    url = f"/contracts/{pair.draft()['contractId']}/documents"

    answers = [pair.ada.post(url, json={})]
    while answers[-1].status_code == 415 and len(answers) < 1000:
        answers.append(pair.ada.post(url, json={}))

    assert len(answers) > 60
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert refused(answers[-1], 429, "rate_limited")["retryable"] is True
    assert pair.carla.post(url, json={}).status_code == 415
