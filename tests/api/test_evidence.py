"""Either party takes the evidence of a contract away; nobody else does, and of a draft there is none."""

import io
import zipfile
from dataclasses import replace

import pytest

from livecontract.api.bodies import Nothing
from livecontract.api.calls import Call
from livecontract.api.evidence import read_evidence
from livecontract.domain.refusals import Refused
from livecontract.domain.values import Actor, Role
from livecontract.pdf.request import SealFailed
from livecontract.wire.origin import Origin
from tests.api.conftest import JSON, Pair, expect, refused, signing

# They take documents in, sign and seal.
pytestmark = pytest.mark.slow


@pytest.fixture
def signed(pair: Pair) -> JSON:
    contract, document = pair.in_review()
    pair.show_all(pair.carla, document)
    url = f"/contracts/{contract['contractId']}"
    body = expect(pair.carla.patch(url, json=signing(contract)), 200)
    assert body["status"] == "SIGNED"
    return body


def test_ev3_either_party_takes_the_evidence_away_and_anybody_can_check_it(pair: Pair, signed: JSON) -> None:
    url = f"/contracts/{signed['contractId']}/evidence"

    for party in (pair.carla, pair.ada):
        answer = party.get(url)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"].startswith("attachment")
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
        verdict = expect(pair.anybody.post("/verify", files={"file": ("e.zip", answer.content)}), 200)
        assert verdict["valid"] is True
        assert verdict["contractId"] == signed["contractId"]


def test_ev3_a_contract_in_review_has_evidence_and_a_draft_has_none(pair: Pair) -> None:
    draft = pair.draft()
    refused(pair.ada.get(f"/contracts/{draft['contractId']}/evidence"), 409, "wrong_status")
    contract, _ = pair.in_review()

    package = pair.ada.get(f"/contracts/{contract['contractId']}/evidence").content

    assert "documents/01-signed.pdf" not in zipfile.ZipFile(io.BytesIO(package)).namelist()
    assert expect(pair.anybody.post("/verify", files={"file": ("e.zip", package)}), 200)["valid"] is True


def test_ev3_ac1_strangers_find_no_evidence(pair: Pair, signed: JSON) -> None:
    url = f"/contracts/{signed['contractId']}/evidence"

    refused(pair.sven.get(url), 404, "not_found")
    refused(pair.anybody.get(url), 401, "not_signed_in")
    refused(pair.ada.get("/contracts/none/evidence"), 404, "not_found")


def test_ev5_a_package_that_was_changed_on_its_way_is_told_so(pair: Pair, signed: JSON) -> None:
    package = bytearray(pair.ada.get(f"/contracts/{signed['contractId']}/evidence").content)
    package[len(package) // 2] ^= 1

    verdict = expect(pair.anybody.post("/verify", files={"file": ("e.zip", bytes(package))}), 200)

    assert verdict["valid"] is False
    assert verdict["intact"]["ok"] is False


def test_ev3_without_a_time_stamp_there_is_no_evidence_for_now(pair: Pair, signed: JSON) -> None:
    async def fail(_digest: bytes) -> bytes:
        raise SealFailed("worker_not_started", "The sealing process does not start.")

    rest = pair.house.rest
    call = Call(
        actor=Actor(user_id=pair.customer.user_id, role=Role.CUSTOMER),
        origin=Origin(pair.house.url, pair.house.url),
        peer="127.0.0.1",
        path={"contractId": signed["contractId"]},
        body=Nothing(),
        headers={},
        query_string="",
        credential=None,
    )

    with pytest.raises(Refused) as told:
        pair.house.run(read_evidence(replace(rest, notary=replace(rest.notary, stamp=fail)), call))

    assert told.value.code == "unavailable"
