"""Pointers, typing and shown pages: passed on, never numbered, and the pages counted for signing."""

from typing import Any

import pytest

from livecontract.commands.requests import RemoveDocument, ShowPages
from livecontract.realtime.wheel import TICK_S
from livecontract.store.port import StoreUnavailable
from tests.realtime.conftest import Meeting

SIGNALS = [
    ("pointer", {"pageNumber": 2, "x": 10.5, "y": 20.0, "visible": True}),
    ("viewport", {"pageNumber": 2, "area": {"x": 0.0, "y": 0.0, "width": 595.0, "height": 400.0}}),
    ("viewport", {"pageNumber": 2}),
    ("pageShown", {"pageNumber": 2}),
]


@pytest.mark.parametrize(("kind", "members"), SIGNALS)
async def test_lv5_a_signal_reaches_everybody_but_the_connection_it_came_from(
    meeting: Meeting, kind: str, members: dict[str, Any]
) -> None:
    ada, carla = await meeting.both()
    second_tab = await meeting.come(meeting.ada)
    body = {"documentId": meeting.document_id, **members}

    ada.tell(kind, **body)

    expected = {"type": kind, "userId": meeting.ada.user_id, **body}
    assert carla.tape.last == second_tab.tape.last == expected
    assert ada.tape.of(kind) == []


@pytest.mark.parametrize("more", [{"text": "31"}, {}])
async def test_typing_is_shown_with_or_without_its_text(meeting: Meeting, more: dict[str, Any]) -> None:
    ada, carla = await meeting.both()

    carla.tell("typing", fieldId="f", active=True, **more)

    assert ada.tape.last == {
        "type": "typing",
        "userId": meeting.carla.user_id,
        "fieldId": "f",
        "active": True,
        **more,
    }


async def test_a_page_that_does_not_exist_cannot_have_been_shown(meeting: Meeting) -> None:
    carla = await meeting.come(meeting.carla)

    carla.tell("pageShown", documentId=meeting.document_id, pageNumber=13)

    assert (carla.tape.last["code"], carla.tape.last["cid"]) == ("page_unknown", None)


async def test_sg3_pages_that_were_shown_are_recorded_within_a_second_and_told_once(
    meeting: Meeting,
) -> None:
    ada, carla = await meeting.both()

    for page in (1, 2, 2, 3):
        carla.tell("pageShown", documentId=meeting.document_id, pageNumber=page)
    not_yet = await recorded(meeting)
    await meeting.pass_time(1.25)

    assert not_yet == ()
    assert await recorded(meeting) == (1, 2, 3)
    assert [shown["pageNumber"] for shown in ada.tape.of("pageShown")] == [1, 2, 3]


async def test_sg3_pages_are_recorded_at_once_when_their_reader_leaves(meeting: Meeting) -> None:
    carla = await meeting.come(meeting.carla)
    carla.tell("pageShown", documentId=meeting.document_id, pageNumber=4)

    carla.lose()
    await meeting.settle()

    assert await recorded(meeting) == (4,)


async def test_a_snapshot_has_the_pages_that_were_shown_here_and_elsewhere(meeting: Meeting) -> None:
    await meeting.do(meeting.carla, ShowPages(document_id=meeting.document_id, page_numbers=(7,)))
    carla = await meeting.come(meeting.carla)
    carla.tell("pageShown", documentId=meeting.document_id, pageNumber=4)

    ada = await meeting.come(meeting.ada)

    shown = ada.tape.of("snapshot")[0]["pagesShown"]
    assert shown == {meeting.carla.user_id: {meeting.document_id: [4, 7]}}


async def test_pages_that_were_reported_over_rest_are_signalled_too(meeting: Meeting) -> None:
    ada, _ = await meeting.both()

    await meeting.do(meeting.carla, ShowPages(document_id=meeting.document_id, page_numbers=(7, 8)))
    await meeting.relay()
    await meeting.pass_time(TICK_S)

    assert [shown["pageNumber"] for shown in ada.tape.of("pageShown")] == [7, 8]


async def test_pages_that_cannot_be_recorded_now_are_recorded_later(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    carla = await meeting.come(meeting.carla)
    carla.tell("pageShown", documentId=meeting.document_id, pageNumber=4)

    async def away(*_: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(meeting.ports.store, "write", away)
        await meeting.pass_time(1.25)
    assert await recorded(meeting) == ()
    await meeting.pass_time(1.25)

    assert await recorded(meeting) == (4,)


async def test_pages_of_a_document_that_is_gone_are_forgotten(meeting: Meeting) -> None:
    carla = await meeting.come(meeting.carla)
    carla.tell("pageShown", documentId=meeting.document_id, pageNumber=4)

    await meeting.do(meeting.ada, RemoveDocument(document_id=meeting.document_id))
    await meeting.pass_time(1.25)

    assert list(carla.connection.room.shown.waiting()) == []
    assert carla.tape.code is None


async def recorded(meeting: Meeting) -> tuple[int, ...]:
    contract = await meeting.ports.store.read(lambda r: r.contract(meeting.contract.contract_id))
    assert contract is not None
    return contract.pages_shown_to(meeting.carla.user_id, meeting.document_id)
