"""The server is killed at random moments of the main job; what it acknowledged must be there afterwards."""

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from livecontract.demo.contract import sample_pdf
from tests.journeys.conversing import talk
from tests.journeys.steps import (
    JSON,
    a_field,
    create,
    expect,
    patch,
    place,
    show_all,
    sign,
    upload,
)
from tests.serving import Server, add_user, run, serving

# Lives that end soon after the work would have been done show the seal and what follows it, too.
LONGEST_LIFE = 1.3
# Side by side, and each with its share of the rounds.
PARTS = 4
PATIENCE_S = 60


@dataclass
class Diary:
    """What the server acknowledged about one contract, and nothing that it did not."""

    contract_id: str = ""
    status: str = ""
    documents: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    signed_by: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)


@dataclass
class Cast:
    """Who takes part, with a client each; made anew for every life of the server."""

    advisor_id: str
    customer_id: str
    ada: httpx.Client
    carla: httpx.Client


def live(cast: Cast, diary: Diary, pdf: bytes) -> None:
    """The main job, each acknowledgement written down as it comes."""
    contract = create(cast.ada, cast.customer_id)
    diary.contract_id, diary.status = contract["contractId"], contract["status"]
    document = upload(cast.ada, diary.contract_id, pdf)
    diary.documents[document["documentId"]] = document["sha256"]
    (text, _mark) = place(
        cast.ada,
        document["documentId"],
        a_field("text", "CUSTOMER", 100),
        a_field("signature", "CUSTOMER", 200),
    )
    patch(cast.ada, diary.contract_id, signers=[cast.customer_id, cast.advisor_id])
    diary.status = patch(cast.ada, diary.contract_id, status="REVIEW")["status"]
    session = cast.carla.post(f"/contracts/{diary.contract_id}/session")
    diary.sessions.append(expect(session, 201)["sessionId"])
    for value in ("3100", "3200"):
        expect(cast.carla.patch(f"/fields/{text['fieldId']}", json={"value": value}), 200)
        diary.values[text["fieldId"]] = value
    show_all(cast.carla, document)
    show_all(cast.ada, document)
    sign(cast.carla, diary.contract_id, "Carla Moreno")
    diary.signed_by.append(cast.customer_id)
    diary.status = sign(cast.ada, diary.contract_id, "Ada Lindqvist")["status"]
    diary.signed_by.append(cast.advisor_id)


def check(cast: Cast, diary: Diary) -> None:
    """Everything in the diary is there, nothing half-done shows, and the chain verifies."""
    if not diary.contract_id:
        return
    contract = expect(cast.ada.get(f"/contracts/{diary.contract_id}"), 200)
    assert _ORDER.index(contract["status"]) >= _ORDER.index(diary.status)
    signed = [signature["signedBy"] for signature in contract["signatures"]]
    assert signed[: len(diary.signed_by)] == diary.signed_by
    documents = expect(cast.ada.get(f"/contracts/{diary.contract_id}/documents"), 200)["items"]
    found = {document["documentId"]: document for document in documents}
    for document_id, sha256 in diary.documents.items():
        assert found[document_id]["sha256"] == sha256
    for document in documents:
        assert httpx.get(document["fileUrl"]).status_code == 200
    _check_values(documents, diary)
    for session_id in diary.sessions:
        expect(cast.ada.get(f"/sessions/{session_id}"), 200)
    audit = expect(cast.ada.get(f"/contracts/{diary.contract_id}/audit"), 200)
    assert audit["verified"] is True
    if contract["status"] == "SIGNED":
        _check_sealed(cast, documents)


def _check_values(documents: list[JSON], diary: Diary) -> None:
    values = {f["fieldId"]: f["value"] for document in documents for f in document["fields"]}
    for field_id, value in diary.values.items():
        assert values[field_id] in {value, "3200"}


def _check_sealed(cast: Cast, documents: list[JSON]) -> None:
    for document in documents:
        answer = cast.carla.get(f"/documents/{document['documentId']}/sealed")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")


_ORDER = ["", "DRAFT", "REVIEW", "SIGNED"]

# A user id and a bearer token.
Person = tuple[str, str]


@pytest.mark.chaos
@pytest.mark.parametrize("part", range(PARTS))
def test_wr6_ct5_nothing_acknowledged_is_lost_by_a_killed_server(
    tmp_path: Path, chaos_rounds: int, part: int
) -> None:
    dice = random.Random(part)
    data_dir = tmp_path / "data"
    people = _people(data_dir)
    pdf = sample_pdf()
    diaries = [Diary()]
    work_s = _undisturbed(data_dir, people, diaries[0], pdf)
    for _ in range(chaos_rounds // PARTS):
        with serving(data_dir) as server, _cast(server, *people) as cast:
            for diary in diaries[-3:]:
                check(cast, diary)
            diaries.append(Diary())
            _live_until_killed(server, cast, diaries[-1], pdf, dice.uniform(0.0, LONGEST_LIFE) * work_s)
    with serving(data_dir) as server, _cast(server, *people) as cast:
        for diary in diaries:
            check(cast, diary)
            if len(diary.signed_by) == 2:
                _await_signed(cast, diary)


def _undisturbed(data_dir: Path, people: tuple[Person, Person], diary: Diary, pdf: bytes) -> float:
    """How many seconds the whole work takes on this machine."""
    with serving(data_dir) as server, _cast(server, *people) as cast:
        began = time.monotonic()
        live(cast, diary, pdf)
        return time.monotonic() - began


def _people(data_dir: Path) -> tuple[Person, Person]:
    """Ada and Carla with a token each, which outlives the servers."""
    ada = add_user(data_dir, "advisor", "Ada Lindqvist", "ada@bank.example")["userId"]
    carla = add_user(data_dir, "customer", "Carla Moreno", "carla@post.example")["userId"]
    ada_token, carla_token = (run(data_dir, "tokens", "issue", "--user", user) for user in (ada, carla))
    return (ada, ada_token), (carla, carla_token)


@contextmanager
def _cast(server: Server, advisor: Person, customer: Person) -> Iterator[Cast]:
    with _client(server, advisor[1]) as ada, _client(server, customer[1]) as carla:
        yield Cast(advisor[0], customer[0], ada, carla)


def _client(server: Server, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE_S)


def _live_until_killed(server: Server, cast: Cast, diary: Diary, pdf: bytes, life_s: float) -> None:
    killer = threading.Timer(life_s, server.kill)
    killer.start()
    _until_the_line_breaks(lambda: live(cast, diary, pdf))
    killer.join()


def _until_the_line_breaks(work: Callable[[], None]) -> None:
    try:
        work()
    except httpx.TransportError:
        return


def _await_signed(cast: Cast, diary: Diary) -> None:
    """What everybody had signed before the last kill is sealed after the restart, and told."""
    asyncio.run(_hear_of_the_seal(cast, diary))
    contract: dict[str, Any] = expect(cast.ada.get(f"/contracts/{diary.contract_id}"), 200)
    assert contract["status"] == "SIGNED"


async def _hear_of_the_seal(cast: Cast, diary: Diary) -> None:
    """Come into the session, which says how things stand and tells of everything that happens then."""
    session = cast.ada.post(f"/contracts/{diary.contract_id}/session").json()
    async with talk(cast.ada, session["webSocketUrl"]) as ada:
        snapshot = await ada.hear("snapshot")
        if snapshot["contract"]["status"] != "SIGNED":
            await ada.hear("statusUpdate", status="SIGNED")
