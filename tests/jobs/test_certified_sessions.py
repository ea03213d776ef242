"""What the certificate states, it can prove: from the chain, from the recordings, or not at all."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from livecontract.commands.recordings import Cut, keep
from livecontract.commands.requests import CloseRecording, EndSession, StartSession
from livecontract.domain.contracts import Contract
from livecontract.domain.recording import Batch, Entry
from livecontract.domain.values import SYSTEM, Actor
from livecontract.jobs.certificate import certificate_facts
from livecontract.pdf.request import JoinFacts, SessionFacts
from tests.commands.conftest import Office, opened_office
from tests.making import NOON


class Meeting:
    """Two people's session on a contract that is signed in it."""

    def __init__(self, office: Office, contract: Contract, session_id: str) -> None:
        self.office = office
        self.contract = contract
        self.session_id = session_id
        self.seq = 0

    async def tell(self, kind: str, actor: Actor) -> None:
        """Record an event of the session, a second after the one before."""
        self.seq += 1
        at = NOON + timedelta(seconds=self.seq)
        text = json.dumps({"seq": self.seq, "type": kind, "userId": actor.user_id, "at": at.isoformat()})
        await keep(self.office.door, [Cut(self.session_id, "e", [Entry(self.seq, text.encode())])])

    async def batches(self) -> list[Batch]:
        return await self.office.store.read(lambda reader: reader.recording(self.session_id))

    async def facts(self, batches: list[Batch] | None = None) -> SessionFacts:
        """What the certificate says of the session, if the recording is the stored one or that."""
        found = await self.batches() if batches is None else batches
        contract = await self.office.contract(self.contract.contract_id)
        entries = await self.office.store.read(lambda reader: reader.audit(contract.contract_id))
        (session,) = certificate_facts(contract, entries, {self.session_id: found}, "a clock").sessions
        return session

    async def end(self) -> None:
        await self.tell("sessionEnded", self.office.ada)
        for actor, command in (
            (self.office.ada, EndSession(session_id=self.session_id)),
            (SYSTEM, CloseRecording(session_id=self.session_id)),
        ):
            await self.office.do(actor, self.contract, command)


@pytest.fixture
async def meeting(tmp_path: Path) -> AsyncIterator[Meeting]:
    async with opened_office(tmp_path) as office:
        contract = await office.in_review()
        session = (await office.do(office.ada, contract, StartSession())).session
        assert session is not None
        await office.sign(contract, office.carla)
        yield Meeting(office, contract, session.session_id)


async def test_rc10_both_who_came_are_named_with_their_times_while_the_session_goes_on(
    meeting: Meeting,
) -> None:
    await meeting.tell("participantJoined", meeting.office.carla)
    await meeting.tell("participantJoined", meeting.office.ada)
    await meeting.tell("pageChange", meeting.office.ada)

    session = await meeting.facts()

    assert session.ended_at is None
    assert session.record is not None
    assert session.record.joined == (
        JoinFacts(name="Carla Moreno", joined_at=NOON + timedelta(seconds=1)),
        JoinFacts(name="Ada Lindqvist", joined_at=NOON + timedelta(seconds=2)),
    )
    assert (session.record.event_count, session.record.is_closed, session.record.has_gaps) == (
        3,
        False,
        False,
    )
    assert session.record.sha256 == (await meeting.batches())[-1].hash


async def test_rc10_who_did_not_come_is_not_named(meeting: Meeting) -> None:
    await meeting.tell("participantJoined", meeting.office.carla)

    record = (await meeting.facts()).record

    assert record is not None
    assert [join.name for join in record.joined] == ["Carla Moreno"]


async def test_rc10_without_a_recording_nobody_is_said_to_have_been_there(meeting: Meeting) -> None:
    session = await meeting.facts()

    assert (session.session_id, session.started_at, session.record) == (meeting.session_id, NOON, None)


async def test_rc10_a_recording_that_is_closed_is_told_as_the_chain_has_it(meeting: Meeting) -> None:
    await meeting.tell("participantJoined", meeting.office.ada)
    await meeting.end()

    session = await meeting.facts()

    assert session.ended_at == NOON
    assert session.record is not None
    assert (session.record.event_count, session.record.is_closed, session.record.has_gaps) == (2, True, False)


async def test_rc10_rc3_what_was_lost_is_said(meeting: Meeting) -> None:
    meeting.seq = 4
    await meeting.tell("participantJoined", meeting.office.ada)

    record = (await meeting.facts()).record

    assert record is not None
    assert record.has_gaps


async def test_rc10_rc2_nothing_is_told_from_a_recording_that_does_not_hold(meeting: Meeting) -> None:
    await meeting.tell("participantJoined", meeting.office.ada)
    await meeting.end()
    kept = await meeting.batches()
    altered = replace(kept[0], events=kept[0].events.replace(meeting.office.ada.user_id, "somebody"))

    assert (await meeting.facts([altered, *kept[1:]])).record is None
    assert (await meeting.facts(kept[:-1])).record is None
