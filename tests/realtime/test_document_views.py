"""Documents are viewed once for both people, anew when they or the time say so, and of few rooms at once."""

from livecontract.live.port import Position
from livecontract.realtime.document_views import MAX_ROOMS, REUSED_FOR_S, DocumentViews
from livecontract.realtime.room import Room
from livecontract.wire.scene import scene_of
from tests.realtime.conftest import Meeting


def a_room(meeting: Meeting) -> Room:
    return Room(meeting.session, Position("e", 0), 0.0, lambda _: None)


async def test_views_are_reused_for_a_while_and_while_nothing_has_changed(meeting: Meeting) -> None:
    views = DocumentViews(meeting.ports.blobs, meeting.time.monotonic)
    room, scene = a_room(meeting), await scene_of(meeting.ports.store, meeting.contract.contract_id)

    first = await views.of(room, scene)
    assert [view.document_id for view in first] == [meeting.document_id]
    assert await views.of(room, scene) is first

    other = await scene_of(meeting.ports.store, meeting.contract.contract_id)
    second = await views.of(room, other)
    assert second is not first

    meeting.time.now += REUSED_FOR_S + 1
    assert await views.of(room, other) is not second


async def test_only_the_views_of_the_last_rooms_are_kept(meeting: Meeting) -> None:
    views = DocumentViews(meeting.ports.blobs, meeting.time.monotonic)
    scene = await scene_of(meeting.ports.store, meeting.contract.contract_id)
    rooms = [a_room(meeting) for _ in range(MAX_ROOMS + 1)]
    made = [await views.of(room, scene) for room in rooms]

    assert await views.of(rooms[-1], scene) is made[-1]
    assert await views.of(rooms[0], scene) is not made[0]

    views.forget(rooms[-1])
    assert await views.of(rooms[-1], scene) is not made[-1]
