"""What happens in a room is kept, in order and once, without what goes stale or must not stay."""

import json
from collections.abc import Callable

import pytest

from livecontract.commands.requests import ChangeTitle
from livecontract.domain.events import SessionRecorded
from livecontract.domain.recording import Batch, Keep, gaps, recording_fault
from livecontract.jobs.record import RecordJob
from livecontract.live.port import Live
from livecontract.realtime.edge import Edge
from livecontract.realtime.recorder import FLUSH_S, RETRY_S
from livecontract.store.port import Job, StoreUnavailable, Transaction
from livecontract.wire.ports import Ports
from tests.realtime.conftest import JSON, Meeting, Time


async def batches_of(meeting: Meeting) -> list[Batch]:
    return await meeting.ports.store.read(lambda reader: reader.recording(meeting.session.session_id))


async def recorded(meeting: Meeting) -> list[JSON]:
    """Everything in the recording by now."""
    return [entry for batch in await batches_of(meeting) for entry in json.loads(batch.events)]


def of(entries: list[JSON], kind: str) -> list[JSON]:
    return [entry for entry in entries if entry["type"] == kind]


async def test_rc1_every_event_is_recorded_as_it_was_told(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    ada.say("pageChange", pageNumber=3)
    carla.say("chatMessage", text="Grüß Gott")
    await meeting.pass_time(FLUSH_S * 2)

    entries = await recorded(meeting)

    assert of(entries, "pageChange") == ada.tape.of("pageChange")
    assert of(entries, "chatMessage") == carla.tape.of("chatMessage")
    assert [entry["seq"] for entry in entries if "seq" in entry] == list(range(1, len(entries)))


async def test_rc6_a_session_that_is_over_has_a_whole_recording_bound_into_the_chain(
    meeting: Meeting,
) -> None:
    ada, _ = await meeting.both()
    ada.say("pageChange", pageNumber=3)
    await meeting.end()
    await meeting.settle()
    await meeting.pass_time(FLUSH_S * 2)
    await close(meeting)

    closed = await entries_recorded(meeting)
    found = await batches_of(meeting)

    assert [entry.is_whole for entry in closed] == [True]
    assert recording_fault(found, (closed[0].batches, closed[0].hash)) is None
    assert closed[0].events == found[-1].last_seq


async def test_rc3_a_recording_whose_end_was_lost_says_that_it_is_not_whole(meeting: Meeting) -> None:
    ada, _ = await meeting.both()
    ada.say("pageChange", pageNumber=3)
    await meeting.pass_time(FLUSH_S * 2)
    await meeting.end()
    await close(meeting)

    assert [entry.is_whole for entry in await entries_recorded(meeting)] == [False]


async def test_rc3_after_a_restart_the_recording_goes_on_and_says_so(meeting: Meeting, ports: Ports) -> None:
    ada, _ = await meeting.both()
    ada.say("pageChange", pageNumber=3)
    await meeting.pass_time(FLUSH_S * 2)
    await meeting.live.close(meeting.session.session_id)
    meeting.edge = Edge(ports, meeting.live, now=meeting.time.monotonic)

    ada, _ = await meeting.both()
    ada.say("pageChange", pageNumber=4)
    await meeting.pass_time(FLUSH_S * 2)

    assert [gap.reason for gap in gaps(await batches_of(meeting))] == ["restarted"]


async def test_where_people_look_is_noted_when_it_changes(meeting: Meeting) -> None:
    _, carla = await meeting.both()
    for page in (1, 1, 2):
        carla.tell("viewport", documentId=meeting.document_id, pageNumber=page)
    carla.tell("pageShown", documentId=meeting.document_id, pageNumber=2)
    carla.tell("pointer", documentId=meeting.document_id, pageNumber=2, x=1, y=1, visible=True)
    await meeting.pass_time(FLUSH_S * 2)

    entries = await recorded(meeting)

    assert [entry["pageNumber"] for entry in of(entries, "viewport")] == [1, 2]
    assert [entry["pageNumber"] for entry in of(entries, "pageShown")] == [2]
    assert of(entries, "pointer") == []


async def test_urls_and_permissions_are_left_out(meeting: Meeting) -> None:
    ada, _ = await meeting.both()
    ada.say("loadDocument", documentId=meeting.document_id)
    await meeting.do(meeting.ada, ChangeTitle(title="Another title"))
    await meeting.settle()
    await meeting.pass_time(FLUSH_S * 2)

    entries = await recorded(meeting)

    (loaded,), (changed,) = of(entries, "loadDocument"), of(entries, "documentsChanged")
    assert loaded["sha256"]
    assert changed["contract"]["title"] == "Another title"
    assert "fileUrl" not in json.dumps(entries)
    assert "permissions" not in json.dumps(entries)


async def test_rc8_whoever_comes_in_is_told_what_is_recorded(
    meeting: Meeting, ports: Ports, live: Live, time: Time
) -> None:
    meeting.edge = Edge(ports, live, now=time.monotonic, kept=frozenset({Keep.POINTER, Keep.CHAT}))
    ada, _ = await meeting.both()

    assert ada.tape.of("welcome")[0]["recording"] == ["chat", "pointer"]


async def test_rc5_a_recording_says_first_what_is_kept_and_again_after_a_restart(
    meeting: Meeting, ports: Ports, live: Live, time: Time
) -> None:
    await meeting.both()
    await meeting.pass_time(FLUSH_S * 2)
    begun = await recorded(meeting)
    await live.close(meeting.session.session_id)
    meeting.edge = Edge(ports, live, now=time.monotonic, kept=frozenset({Keep.POINTER}))
    await meeting.both()
    await meeting.pass_time(FLUSH_S * 2)

    settings = of(await recorded(meeting), "kept")

    assert begun[0] == settings[0]
    assert [told["what"] for told in settings] == [["chat", "drawings", "places"], ["pointer"]]
    assert recording_fault(await batches_of(meeting)) is None


async def test_a_room_in_which_nothing_happens_has_no_recording(meeting: Meeting) -> None:
    """It may be that of a session that ended while somebody was on the way in."""
    await meeting.edge.hub.open(meeting.session)
    await meeting.pass_time(FLUSH_S * 2)

    assert await recorded(meeting) == []


@pytest.mark.parametrize("kept", [frozenset({Keep.POINTER}), frozenset(Keep)])
async def test_rc5_what_the_operator_does_not_keep_leaves_no_content(
    meeting: Meeting, ports: Ports, live: Live, time: Time, kept: frozenset[Keep]
) -> None:
    meeting.edge = Edge(ports, live, now=time.monotonic, kept=kept)
    ada, carla = await meeting.both()
    ada.say("chatMessage", text="secret")
    carla.tell("viewport", documentId=meeting.document_id, pageNumber=2)
    for _ in range(3):
        carla.tell("pointer", documentId=meeting.document_id, pageNumber=2, x=1, y=1, visible=True)
    await meeting.pass_time(FLUSH_S * 2)

    entries = await recorded(meeting)

    (said,) = of(entries, "chatMessage")
    assert said.get("withheld", False) == (Keep.CHAT not in kept)
    assert ("secret" in json.dumps(entries)) == (Keep.CHAT in kept)
    assert len(of(entries, "viewport")) == (Keep.PLACES in kept)
    assert len(of(entries, "pointer")) == 1
    assert [e["seq"] for e in entries if "seq" in e] == list(range(1, said["seq"] + 1))


async def test_rc1_while_the_database_is_away_events_wait(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, _ = await meeting.both()

    async def away(*_: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(meeting.ports.store, "write", away)
        ada.say("pageChange", pageNumber=3)
        await meeting.pass_time(FLUSH_S * 2)
        ada.say("pageChange", pageNumber=4)
    await meeting.pass_time(RETRY_S * 2)

    assert [entry["pageNumber"] for entry in of(await recorded(meeting), "pageChange")] == [3, 4]
    assert gaps(await batches_of(meeting)) == []


async def test_rc4_what_was_written_although_nobody_heard_of_it_is_written_once(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, _ = await meeting.both()
    await meeting.pass_time(FLUSH_S * 2)
    write = meeting.ports.store.write

    async def write_and_break(work: Callable[[Transaction], object]) -> None:
        await write(work)
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(meeting.ports.store, "write", write_and_break)
        ada.say("pageChange", pageNumber=3)
        await meeting.pass_time(FLUSH_S * 2)
    ada.say("pageChange", pageNumber=4)
    await meeting.pass_time(RETRY_S * 2)

    assert [entry["pageNumber"] for entry in of(await recorded(meeting), "pageChange")] == [3, 4]
    assert recording_fault(await batches_of(meeting)) is None


async def test_rc1_a_server_that_stops_leaves_nothing_unwritten(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    ada.say("pageChange", pageNumber=3)

    for client in (ada, carla):
        client.lose()
    await meeting.edge.drain(0)

    assert of(await recorded(meeting), "pageChange") == ada.tape.of("pageChange")


async def close(meeting: Meeting) -> None:
    """Do the job that follows the end of a session."""
    job = Job(
        job_id=1,
        kind="record",
        payload={"contractId": meeting.contract.contract_id, "sessionId": meeting.session.session_id},
        stream=None,
        attempts=1,
        lease="l",
        enqueued_at=meeting.time.wall(),
    )
    for _ in range(2):
        await RecordJob(meeting.ports.door)(job)


async def entries_recorded(meeting: Meeting) -> list[SessionRecorded]:
    contract_id = meeting.contract.contract_id
    entries = await meeting.ports.store.read(lambda reader: reader.audit(contract_id))
    return [entry.event for entry in entries if isinstance(entry.event, SessionRecorded)]
