"""The main job from beginning to end by plain HTTP and WebSocket clients, without the browser."""

import asyncio
import io
import shutil
import subprocess
from pathlib import Path

import httpx
import pikepdf
import pytest
from pyhanko.sign.diff_analysis import ModificationLevel

from livecontract.pdf.authority import SealIdentity
from livecontract.settings import Settings
from livecontract.wiring import grounded
from tests.journeys.conftest import Pair
from tests.journeys.conversing import Talk, talk
from tests.journeys.steps import (
    JSON,
    a_field,
    create,
    expect,
    patch,
    place,
    show_all,
    sign,
    signing_body,
    upload,
)
from tests.pdf.validators import signature_status
from tests.serving import run

pytestmark = pytest.mark.slow


def prepare(pair: Pair, pdf: bytes) -> tuple[JSON, JSON, dict[str, JSON]]:
    """A contract in review, its document, and its fields by kind and owner."""
    contract = create(pair.ada, pair.customer["userId"])
    document = upload(pair.ada, contract["contractId"], pdf)
    fields = place(
        pair.ada,
        document["documentId"],
        a_field("text", "CUSTOMER", 100),
        a_field("date", "ADVISOR", 150),
        a_field("signature", "CUSTOMER", 200),
        a_field("signature", "ADVISOR", 250),
    )
    signers = [pair.customer["userId"], pair.advisor["userId"]]
    patch(pair.ada, contract["contractId"], signers=signers)
    contract = patch(pair.ada, contract["contractId"], status="REVIEW")
    return contract, document, {f"{field['kind']} {field['owner']}": field for field in fields}


async def test_ui1_lv1_lv4_two_plain_clients_do_the_whole_job(
    pair: Pair, real_pdf: bytes, tmp_path: Path
) -> None:
    contract, document, fields = prepare(pair, real_pdf)
    contract_id = contract["contractId"]
    session = expect(pair.ada.post(f"/contracts/{contract_id}/session"), 201)
    joined = expect(pair.carla.post(f"/contracts/{contract_id}/session"), 200)
    assert joined["sessionId"] == session["sessionId"]
    async with (
        talk(pair.ada, session["webSocketUrl"]) as ada,
        talk(pair.carla, joined["webSocketUrl"]) as carla,
    ):
        for person in (ada, carla):
            await person.hear("welcome")
            snapshot = await person.hear("snapshot")
            assert snapshot["contract"]["status"] == "REVIEW"
        await _turn_pages(ada, carla, pair)
        await _fill(ada, carla, fields)
        await _sign_both(ada, carla, pair, contract_id, document)
        for person in (ada, carla):
            await person.hear("statusUpdate", status="SIGNED")
            _check_order(person.heard)
    await asyncio.to_thread(_check_sealed, pair, document, tmp_path)


async def _turn_pages(ada: Talk, carla: Talk, pair: Pair) -> None:
    cid = await ada.say("pageChange", pageNumber=3)
    heard = [await person.hear("pageChange", cid=cid) for person in (ada, carla)]
    assert [frame["pageNumber"] for frame in heard] == [3, 3]
    assert heard[0]["seq"] == heard[1]["seq"]
    assert heard[0]["userId"] == pair.advisor["userId"]
    cid = await carla.say("pageChange", pageNumber=2)
    assert (await ada.hear("pageChange", cid=cid))["pageNumber"] == 2
    await carla.hear("pageChange", cid=cid)


async def _fill(ada: Talk, carla: Talk, fields: dict[str, JSON]) -> None:
    theirs = fields["text CUSTOMER"]["fieldId"]
    refused = await ada.say("fieldChange", fieldId=theirs, value="4000", base=0)
    assert (await ada.hear("refused", cid=refused))["code"] == "not_field_owner"
    cid = await carla.say("fieldChange", fieldId=theirs, value="3100", base=0)
    for person in (ada, carla):
        change = await person.hear("fieldChange", cid=cid)
        assert (change["value"], change["version"]) == ("3100", 1)
    day = fields["date ADVISOR"]["fieldId"]
    cid = await ada.say("fieldChange", fieldId=day, value="2027-01-15", base=0)
    await carla.hear("fieldChange", cid=cid)
    await ada.hear("fieldChange", cid=cid)


async def _sign_both(ada: Talk, carla: Talk, pair: Pair, contract_id: str, document: JSON) -> None:
    early = expect(pair.carla.get(f"/contracts/{contract_id}"), 200)
    cid = await carla.say("contractSigned", **signing_body(early, "Carla Moreno"))
    assert (await carla.hear("refused", cid=cid))["code"] == "pages_not_shown"
    for page in range(1, document["pageCount"] + 1):
        await carla.tell("pageShown", documentId=document["documentId"], pageNumber=page)
    cid = await carla.say("contractSigned", **signing_body(early, "Carla Moreno"))
    for person in (ada, carla):
        signed = await person.hear("contractSigned", cid=cid)
        assert signed["signedBy"] == pair.customer["userId"]
    show_all(pair.ada, document)
    sign(pair.ada, contract_id, "Ada Lindqvist")
    for person in (ada, carla):
        await person.hear("contractSigned", signedBy=pair.advisor["userId"])


def _check_order(heard: list[JSON]) -> None:
    seqs = [frame["seq"] for frame in heard if "seq" in frame and frame["type"] not in _NOT_EVENTS]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))


_NOT_EVENTS = {"welcome", "snapshot", "ping"}


def _check_sealed(pair: Pair, document: JSON, tmp_path: Path) -> None:
    answer = pair.carla.get(f"/documents/{document['documentId']}/sealed")
    assert answer.status_code == 200
    sealed = expect(pair.carla.get(f"/documents/{document['documentId']}"), 200)["sealed"]
    assert httpx.get(sealed["fileUrl"]).content == answer.content
    file = tmp_path / "signed.pdf"
    file.write_bytes(answer.content)
    assert pikepdf.open(io.BytesIO(answer.content)).Root.AcroForm is not None
    assert "\nNOT VALID" not in (verdict := "\n" + run(pair.server.data_dir, "verify", str(file)))
    assert "VALID" in verdict
    status = signature_status(answer.content, _identity(pair))
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.modification_level is ModificationLevel.LTA_UPDATES
    if shutil.which("pdfsig"):
        said = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid" in said


def _identity(pair: Pair) -> SealIdentity:
    """The certificates of the server, read beside it."""

    async def read() -> SealIdentity:
        async with grounded(Settings(data_dir=pair.server.data_dir)) as ground:
            return ground.identity()

    return asyncio.run(read())


def test_lv4_signing_over_rest_alone_reaches_signed(pair: Pair, real_pdf: bytes) -> None:
    contract = create(pair.ada, pair.customer["userId"])
    document = upload(pair.carla, contract["contractId"], real_pdf)
    patch(pair.ada, contract["contractId"], status="REVIEW")
    show_all(pair.carla, document)
    signed = sign(pair.carla, contract["contractId"], "Carla Moreno")
    assert (signed["status"], signed["sealing"]) == ("SIGNED", False)
    assert signed["sealedAt"] is not None
