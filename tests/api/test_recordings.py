"""What was recorded of a session is there for its two people, whole and checkable."""

import json
from dataclasses import dataclass
from datetime import timedelta

import msgspec
import pytest

from livecontract.commands.recordings import Cut, keep
from livecontract.domain.recording import Batch, Entry, recording_fault
from livecontract.jobs.record import RecordJob
from livecontract.store.port import Job
from tests.api.conftest import JSON, Pair, expect, refused
from tests.making import NOON

# They take documents in and hold sessions.
pytestmark = pytest.mark.slow


@dataclass
class Recorded:
    """A contract whose session was recorded."""

    contract: JSON
    document: JSON
    session: JSON

    @property
    def url(self) -> str:
        return f"/sessions/{self.session['sessionId']}/recording"


@pytest.fixture
def recorded(pair: Pair) -> Recorded:
    """An ended session in which Carla looked at page two for three seconds."""
    contract, document = pair.in_review()
    session = expect(pair.ada.post(f"/contracts/{contract['contractId']}/session"), 201)
    place = {"documentId": document["documentId"], "pageNumber": 2}
    kept = json.dumps({"type": "kept", "at": NOON.isoformat(), "what": ["chat"]}).encode()
    told = [
        (0, "participantJoined", {}),
        (1, "pageChange", place),
        (4, "sessionEnded", {"endedBy": "x", "reason": "ended"}),
    ]
    entries = [
        Entry(
            number,
            json.dumps(
                {
                    "seq": number,
                    "type": kind,
                    "at": (NOON + timedelta(seconds=second)).isoformat(),
                    "userId": pair.customer.user_id,
                    **more,
                }
            ).encode(),
        )
        for number, (second, kind, more) in enumerate(told, 1)
    ]
    door = pair.house.rest.ports.door
    entries[:1] = [Entry(None, kept), entries[0]]
    for cut in (entries[:2], entries[2:3], entries[3:]):
        pair.house.run(keep(door, [Cut(session["sessionId"], "e", cut)]))
    expect(pair.ada.delete(f"/sessions/{session['sessionId']}"), 200)
    job = Job(
        job_id=1,
        kind="record",
        payload={"contractId": contract["contractId"], "sessionId": session["sessionId"]},
        stream=None,
        attempts=1,
        lease="l",
        enqueued_at=NOON,
    )
    pair.house.run(RecordJob(door)(job))
    return Recorded(contract, document, session)


def test_rc6_a_recording_says_how_it_began_and_that_it_is_whole(pair: Pair, recorded: Recorded) -> None:
    view = expect(pair.carla.get(recorded.url), 200)

    assert (view["batches"], view["isClosed"], view["fault"], view["gaps"]) == (3, True, None, [])
    assert view["contract"]["status"] == "REVIEW"
    assert [d["documentId"] for d in view["documents"]] == [recorded.document["documentId"]]
    url = view["fileUrls"][recorded.document["documentId"]]
    assert pair.anybody.get(url).content.startswith(b"%PDF")


def test_rc7_a_recording_says_how_long_each_page_was_looked_at(pair: Pair, recorded: Recorded) -> None:
    (seen,) = expect(pair.ada.get(recorded.url), 200)["attention"]

    assert (seen["userId"], seen["pageNumber"], seen["seconds"]) == (pair.customer.user_id, 2, 3.0)


def test_batches_come_in_pages(pair: Pair, recorded: Recorded) -> None:
    first = expect(pair.ada.get(f"{recorded.url}/batches?limit=2"), 200)
    rest = expect(pair.ada.get(f"{recorded.url}/batches?limit=2&after={first['nextAfter']}"), 200)

    assert [batch["number"] for batch in first["items"] + rest["items"]] == [1, 2, 3]
    assert rest["nextAfter"] is None
    assert json.loads(first["items"][1]["events"])[0]["pageNumber"] == 2


def test_rc2_a_recording_can_be_taken_away_and_checked_elsewhere(pair: Pair, recorded: Recorded) -> None:
    answer = pair.carla.get(f"{recorded.url}/file")
    file = expect(answer, 200)

    batches = msgspec.convert(file["batches"], list[Batch])
    assert answer.headers["content-disposition"].startswith("attachment")
    assert recording_fault(batches, (file["closing"]["batches"], file["closing"]["hash"])) is None


@pytest.mark.parametrize("path", ["", "/file"])
def test_rc5_a_recording_says_what_was_kept_while_it_was_made(
    pair: Pair, recorded: Recorded, path: str
) -> None:
    (settings,) = expect(pair.carla.get(f"{recorded.url}{path}"), 200)["kept"]

    assert settings["what"] == ["chat"]


def test_every_session_of_a_contract_is_listed(pair: Pair, recorded: Recorded) -> None:
    url = f"/contracts/{recorded.contract['contractId']}"
    expect(pair.carla.post(f"{url}/session"), 201)

    found = expect(pair.carla.get(f"{url}/sessions"), 200)["items"]

    assert [one["status"] for one in found] == ["ENDED", "ACTIVE"]
    assert found[0]["sessionId"] == recorded.session["sessionId"]


@pytest.mark.parametrize("path", ["", "/batches", "/file"])
def test_ac1_strangers_find_no_recording(pair: Pair, recorded: Recorded, path: str) -> None:
    refused(pair.sven.get(f"{recorded.url}{path}"), 404, "not_found")
    refused(pair.sven.get(f"/contracts/{recorded.contract['contractId']}/sessions"), 404, "not_found")
    refused(pair.anybody.get(f"{recorded.url}{path}"), 401, "not_signed_in")
