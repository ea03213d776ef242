"""Whoever calls too often is told with the time to wait."""

from contextlib import suppress
from pathlib import Path

from livecontract.domain.refusals import Refused
from livecontract.wire.rates import RATES, Pace, Rates
from tests.api.conftest import Pair, refused
from tests.api.house import house_in


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


def test_too_many_uploads_are_told_when_to_come_back(pair: Pair) -> None:
    url = f"/contracts/{pair.draft()['contractId']}/documents"

    answers = [pair.ada.post(url, json={})]
    while answers[-1].status_code == 415 and len(answers) < 1000:
        answers.append(pair.ada.post(url, json={}))

    assert len(answers) > 60
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert refused(answers[-1], 429, "rate_limited")["retryable"] is True
    assert pair.carla.post(url, json={}).status_code == 415
