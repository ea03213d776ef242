"""The recording of a session is closed once, when the session is over, and only by a job."""

import pytest

from livecontract.commands.recordings import Cut, keep
from livecontract.commands.requests import CloseRecording, EndSession, StartSession
from livecontract.domain.contracts import Contract
from livecontract.domain.events import SessionRecorded
from livecontract.domain.recording import Entry, recording_fault
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import SYSTEM
from tests.commands.conftest import Office


async def started(office: Office, contract: Contract) -> str:
    session = (await office.do(office.ada, contract, StartSession())).session
    assert session is not None
    return session.session_id


async def test_rc6_a_recording_is_closed_once(office: Office) -> None:
    contract = await office.begin()
    session_id = await started(office, contract)
    await keep(office.door, [Cut(session_id, "e", [Entry(1, b'{"type":"sessionEnded"}')])])
    await office.do(office.ada, contract, EndSession(session_id=session_id))

    command, key = CloseRecording(session_id=session_id), f"recording:{session_id}"
    first = await office.do(SYSTEM, contract, command, key=key)
    again = await office.do(SYSTEM, contract, command, key=key)

    (event,) = first.events
    assert isinstance(event, SessionRecorded)
    assert (event.batches, event.events, event.is_whole) == (1, 1, True)
    assert (again.entries, again.is_repeat) == ((), True)


async def test_rc1_two_parts_of_one_recording_follow_one_another(office: Office) -> None:
    contract = await office.begin()
    session_id = await started(office, contract)
    (head,) = await keep(office.door, [Cut(session_id, "e", [Entry(1, b"{}")])])
    parts = [Cut(session_id, "e", [Entry(2, b"{}")], head), Cut(session_id, "f", [Entry(None, b"{}")])]

    heads = await keep(office.door, parts)

    found = await office.store.read(lambda reader: reader.recording(session_id))
    assert [batch.number for batch in found] == [1, 2, 3]
    assert recording_fault(found, (heads[-1].number, heads[-1].hash)) is None


async def test_a_session_that_nobody_entered_has_no_recording_to_close(office: Office) -> None:
    contract = await office.begin()
    session_id = await started(office, contract)
    await office.do(office.ada, contract, EndSession(session_id=session_id))

    closed = await office.do(SYSTEM, contract, CloseRecording(session_id=session_id))

    assert closed.entries == ()


async def test_rc6_neither_people_nor_haste_close_a_recording(office: Office) -> None:
    contract = await office.begin()
    session_id = await started(office, contract)
    command = CloseRecording(session_id=session_id)

    with pytest.raises(Refused) as by_a_person:
        await office.do(office.ada, contract, command)
    with pytest.raises(Refused) as too_early:
        await office.do(SYSTEM, contract, command)

    assert by_a_person.value.code is Refusal.NOT_PERMITTED
    assert too_early.value.code is Refusal.WRONG_STATUS
