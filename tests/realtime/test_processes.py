"""Several processes on one live state: each knows what went on in the others."""

import json

from livecontract.commands.requests import AddDocument
from livecontract.domain.recording import recording_fault
from livecontract.realtime.edge import Edge
from livecontract.realtime.recorder import FLUSH_S
from tests.making import a_document, fresh_id
from tests.realtime.conftest import Meeting
from tests.realtime.test_session import a_note


async def test_another_process_that_comes_in_later_knows_what_went_on(meeting: Meeting) -> None:
    ada = await meeting.come(meeting.ada)
    second = a_document(fresh_id("document"), 3)
    await meeting.do(meeting.ada, AddDocument(document=second))
    await meeting.relay()
    ada.say("pageChange", documentId=second.document_id, pageNumber=2)
    ada.say("annotationAdd", drawing=a_note(meeting, 3))
    drawn = ada.tape.last["annotation"]["annotationId"]
    meeting.edge = Edge(meeting.ports, meeting.live, now=meeting.time.monotonic)

    carla = await meeting.come(meeting.carla)
    carla.say("annotationRemove", annotationId=drawn)
    refused = carla.tape.last["code"]
    carla.say("pageChange", pageNumber=3)

    people = carla.tape.of("snapshot")[0]["participants"]
    assert [person["presence"] for person in people] == ["here", "here"]
    assert refused == "not_found"
    assert ada.tape.last["documentId"] == second.document_id


async def test_a_page_that_is_turned_to_in_another_process_is_where_both_are(meeting: Meeting) -> None:
    second = a_document(fresh_id("document"), 3)
    await meeting.do(meeting.ada, AddDocument(document=second))
    await meeting.relay()
    ada = await meeting.come(meeting.ada)
    here, elsewhere = meeting.edge, Edge(meeting.ports, meeting.live, now=meeting.time.monotonic)
    meeting.edge = elsewhere
    carla = await meeting.come(meeting.carla)

    ada.say("pageChange", documentId=second.document_id, pageNumber=2)
    carla.say("pageChange", pageNumber=3)
    carla.tell("viewport", documentId=meeting.document_id, pageNumber=7)
    meeting.edge = here
    again = await meeting.come(meeting.ada)

    assert [turn["documentId"] for turn in ada.tape.of("pageChange")] == [second.document_id] * 2
    pages = [person["page"] for person in again.tape.of("snapshot")[0]["participants"]]
    assert pages == [
        {"documentId": second.document_id, "pageNumber": 2},
        {"documentId": meeting.document_id, "pageNumber": 7},
    ]


async def test_rc4_what_two_processes_record_of_one_session_is_kept_once(meeting: Meeting) -> None:
    ada, here = await meeting.come(meeting.ada), meeting.edge
    elsewhere = Edge(meeting.ports, meeting.live, now=meeting.time.monotonic)
    meeting.edge = elsewhere
    carla = await meeting.come(meeting.carla)
    for page, (client, edge) in enumerate([(ada, here), (carla, elsewhere)] * 2, start=2):
        client.say("pageChange", pageNumber=page)
        client.tell("viewport", documentId=meeting.document_id, pageNumber=page)
        meeting.edge = edge
        await meeting.pass_time(FLUSH_S * 2)

    batches = await meeting.ports.store.read(lambda reader: reader.recording(meeting.session.session_id))
    entries = [entry for batch in batches for entry in json.loads(batch.events)]

    assert recording_fault(batches, None) is None
    for kind in ("pageChange", "viewport"):
        assert [each["pageNumber"] for each in entries if each["type"] == kind] == [2, 3, 4, 5]
