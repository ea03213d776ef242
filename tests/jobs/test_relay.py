"""What was committed is told to the session: once, in order, with the command that caused it."""

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from livecontract.blobs.files import FileBlobs
from livecontract.commands.perform import Ask, perform
from livecontract.commands.requests import (
    ChangeSigners,
    Command,
    EndSession,
    FillField,
    FinishSeal,
    InviteCustomer,
    ReportSealFailure,
    ShowPages,
    StartSession,
    TakeBack,
    VoidContract,
)
from livecontract.domain.contracts import Contract
from livecontract.domain.events import SealedDocument
from livecontract.domain.values import SYSTEM, Actor
from livecontract.jobs.relay import Relay
from livecontract.live.memory import MemoryLive
from livecontract.live.port import Frame
from livecontract.store.port import Job, Transaction
from tests.commands.conftest import Office, office
from tests.making import a_field, fresh_id

__all__ = ["office"]


@dataclass
class Ear:
    """A listener that remembers what one of the two would read."""

    user_id: str
    events: list[dict[str, Any]] = field(default_factory=list)
    signals: list[dict[str, Any]] = field(default_factory=list)

    def on_event(self, _kind: str, _seq: int, frame: Frame) -> None:
        text = frame if isinstance(frame, bytes) else frame[self.user_id]
        self.events.append(msgspec.json.decode(text))

    def on_signal(self, _origin: str, _slot: str, body: bytes) -> None:
        self.signals.append(msgspec.json.decode(body))

    @property
    def kinds(self) -> list[str]:
        return [event["type"] for event in self.events]


@dataclass
class Stage:
    """A session that Ada listens to, and the relay."""

    office: Office
    live: MemoryLive
    relay: Relay
    contract: Contract
    session_id: str
    ear: Ear

    async def do(self, actor: Actor, command: Command, cid: str | None = None) -> None:
        ask = Ask(actor, self.contract.contract_id, command, cid=cid)
        self.contract = (await perform(self.office.door, ask)).contract

    async def jobs(self) -> list[Job]:
        """The announcements that are due, which are then done."""
        claimed: list[Job] = []
        while jobs := await self.office.store.write(self._claim):
            claimed += jobs
            for job in jobs:
                await self.office.store.write(partial(_finish, job))
        return claimed

    async def announce(self) -> None:
        for job in await self.jobs():
            await self.relay(job)

    def _claim(self, tx: Transaction) -> list[Job]:
        now = self.office.clock()
        return tx.claim_jobs(["announce"], now=now, until=now, limit=20)


def _finish(job: Job, tx: Transaction) -> bool:
    return tx.finish_job(job)


@pytest.fixture
async def stage(office: Office, tmp_path: Path) -> Stage:
    contract = await office.in_review(a_field(), signers=[office.carla])
    outcome = await office.do(office.ada, contract, StartSession())
    assert outcome.session is not None
    live = MemoryLive(lambda: fresh_id("epoch"))
    blobs = FileBlobs(tmp_path / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=office.clock)
    relay = Relay(office.store, blobs, live)
    ear = Ear(office.ada.user_id)
    made = Stage(office, live, relay, outcome.contract, outcome.session.session_id, ear)
    await made.announce()
    await live.open(made.session_id)
    live.subscribe(made.session_id, ear)
    return made


async def test_lv4_the_first_frame_of_a_command_carries_its_id(stage: Stage) -> None:
    office = stage.office
    field_id = stage.contract.documents[0].fields[0].field_id
    await stage.do(office.carla, FillField(field_id=field_id, value="3140"), cid="c1")
    stage.contract = await office.seen(stage.contract, office.carla)
    await stage.announce()

    assert stage.ear.events[0]["cid"] == "c1"
    assert stage.ear.events[0]["userId"] == office.carla.user_id
    assert stage.ear.events[0]["at"] == "2026-11-24T12:00:00Z"
    assert [signal["pageNumber"] for signal in stage.ear.signals] == [1, 2]


async def test_lv4_an_announcement_that_is_made_twice_is_told_once(stage: Stage) -> None:
    field_id = stage.contract.documents[0].fields[0].field_id
    await stage.do(stage.office.carla, FillField(field_id=field_id, value="3140"), cid="c1")

    for job in await stage.jobs():
        await stage.relay(job)
        await stage.relay(job)

    assert stage.ear.kinds == ["fieldChange"]


async def test_a_signature_and_a_seal_are_told_with_everything_that_screens_need(stage: Stage) -> None:
    office = stage.office
    field_id = stage.contract.documents[0].fields[0].field_id
    await stage.do(office.carla, FillField(field_id=field_id, value="3140"))
    await office.sign(stage.contract, office.carla)
    await stage.do(SYSTEM, ReportSealFailure(code="no_clock", detail="The clock is wrong."))
    sealed = SealedDocument(
        document_id=stage.contract.documents[0].document_id, sha256="d" * 64, size_bytes=9
    )
    await stage.do(SYSTEM, FinishSeal(documents=(sealed,)))
    await stage.announce()

    assert stage.ear.kinds == [
        "fieldChange",
        "contractSigned",
        "statusUpdate",
        "statusUpdate",
        "statusUpdate",
        "documentsChanged",
    ]
    signed, *statuses, documents = stage.ear.events[1:]
    assert signed["signedBy"] == office.carla.user_id
    assert [status["status"] for status in statuses] == ["SIGNED"] * 3
    assert documents["documents"][0]["sealed"]["sha256"] == "d" * 64


async def test_what_no_screen_shows_is_not_told(stage: Stage) -> None:
    await stage.do(stage.office.ada, InviteCustomer(), cid="c1")
    await stage.announce()

    assert (stage.ear.events, stage.ear.signals) == ([], [])


async def test_the_command_id_goes_to_the_first_frame_that_is_told(stage: Stage) -> None:
    office = stage.office
    await stage.do(office.ada, VoidContract(reason="a mistake"), cid="c1")
    await stage.announce()

    assert [(event["type"], event["cid"]) for event in stage.ear.events] == [("statusUpdate", "c1")]
    assert stage.ear.events[0]["reason"] == "a mistake"


async def test_nothing_is_told_where_nobody_is(stage: Stage) -> None:
    await stage.live.close(stage.session_id)
    page = ShowPages(document_id=stage.contract.documents[0].document_id, page_numbers=(1,))
    await stage.do(stage.office.carla, page)

    await stage.announce()

    assert await stage.live.position(stage.session_id) is None


async def test_se2_the_end_is_the_last_that_is_told(stage: Stage) -> None:
    await stage.do(stage.office.ada, EndSession(session_id=stage.session_id))
    await stage.announce()

    assert stage.ear.kinds == ["sessionEnded"]
    assert await stage.live.position(stage.session_id) is None


async def test_what_happens_without_a_session_is_told_to_nobody(stage: Stage) -> None:
    await stage.do(stage.office.ada, EndSession(session_id=stage.session_id))
    await stage.do(stage.office.ada, VoidContract(reason="a mistake"))
    await stage.announce()

    assert stage.ear.kinds == ["sessionEnded"]


async def test_a_session_that_closes_in_between_is_no_failure(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.do(stage.office.ada, VoidContract(reason="a mistake"))
    position = await stage.live.position(stage.session_id)
    await stage.live.close(stage.session_id)

    async def as_it_was(_session_id: str) -> object:
        return position

    monkeypatch.setattr(stage.live, "position", as_it_was)
    await stage.announce()

    assert stage.ear.events == []


async def test_other_signers_are_told_with_the_documents(stage: Stage) -> None:
    office = stage.office
    await stage.do(office.ada, TakeBack())
    await stage.do(office.ada, ChangeSigners(signers=(office.ada.user_id,)), cid="c1")
    await stage.announce()

    assert stage.ear.kinds == ["statusUpdate", "documentsChanged"]
    assert stage.ear.events[1]["contract"]["signers"] == [office.ada.user_id]
    assert stage.ear.events[1]["cid"] == "c1"


def short_cut(stage: Stage) -> None:
    """Let every commit be told at once, as in a running server."""
    stage.office.door = replace(stage.office.door, announce=stage.relay.announce)


async def fill(stage: Stage, value: str, cid: str | None = None) -> None:
    field_id = stage.contract.documents[0].fields[0].field_id
    await stage.do(stage.office.carla, FillField(field_id=field_id, value=value), cid=cid)


async def test_lv4_what_is_committed_is_told_before_its_job_runs_and_then_not_again(stage: Stage) -> None:
    short_cut(stage)

    await fill(stage, "3140", "c1")
    told = list(stage.ear.events)
    await stage.announce()

    assert [(event["type"], event["cid"]) for event in told] == [("fieldChange", "c1")]
    assert stage.ear.events == told


async def test_lv4_nothing_is_told_before_what_was_committed_before_it(stage: Stage) -> None:
    await fill(stage, "1")
    short_cut(stage)

    await fill(stage, "2")
    before = list(stage.ear.events)
    await stage.announce()
    await fill(stage, "3")

    assert before == []
    assert [event["value"] for event in stage.ear.events] == ["1", "2", "3"]


async def test_a_short_cut_that_fails_is_made_up_for_by_the_job(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_cut(stage)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(stage.live, "append", broken)
        await fill(stage, "1")
    await stage.announce()

    assert [event["value"] for event in stage.ear.events] == ["1"]


async def test_se2_the_end_is_told_at_once_as_well(stage: Stage) -> None:
    short_cut(stage)

    await stage.do(stage.office.ada, EndSession(session_id=stage.session_id))
    told = list(stage.ear.kinds)
    await stage.announce()

    assert told == stage.ear.kinds == ["sessionEnded"]
    assert await stage.live.position(stage.session_id) is None
