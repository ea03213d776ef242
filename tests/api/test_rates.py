"""Whoever calls too often is told with the time to wait."""

from tests.api.conftest import Pair, refused


def test_too_many_uploads_are_told_when_to_come_back(pair: Pair) -> None:
    url = f"/contracts/{pair.draft()['contractId']}/documents"

    answers = [pair.ada.post(url, json={})]
    while answers[-1].status_code == 415 and len(answers) < 1000:
        answers.append(pair.ada.post(url, json={}))

    assert len(answers) > 60
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert refused(answers[-1], 429, "rate_limited")["retryable"] is True
    assert pair.carla.post(url, json={}).status_code == 415
