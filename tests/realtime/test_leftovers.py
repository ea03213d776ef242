"""What a session leaves behind in the memory of a server: nothing, however its people left."""

import gc
from collections import Counter
from collections.abc import Callable

import pytest

from livecontract.commands.requests import StartSession
from livecontract.realtime.connection import Connection
from livecontract.realtime.presence import OFFLINE_AFTER_S
from livecontract.realtime.room import Room
from tests.realtime.conftest import Client, Meeting

PASSING = (Connection, Room)


def say_goodbye(client: Client) -> None:
    client.tell("bye")


def tear(client: Client) -> None:
    client.lose()


def stay(_client: Client) -> None:
    return


def passing_objects() -> Counter[str]:
    gc.collect()
    return Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, PASSING))


@pytest.mark.parametrize("leave", [say_goodbye, tear, stay])
async def test_nothing_is_left_of_a_session_that_is_over(
    meeting: Meeting, leave: Callable[[Client], None]
) -> None:
    meeting.edge.start()
    begun = passing_objects()
    for _ in range(3):
        clients = await take_part(meeting, leave)
        await meeting.end()
        await meeting.settle()
        for client in clients:
            # Its socket ends, if that has not happened yet.
            client.lose()
        del client, clients
        await meeting.pass_time(2 * OFFLINE_AFTER_S)
        started = (await meeting.do(meeting.ada, StartSession())).session
        assert started is not None
        meeting.session = started
        await meeting.relay()

    assert passing_objects() == begun
    assert await meeting.live.position(meeting.session.session_id) is None


async def take_part(meeting: Meeting, leave: Callable[[Client], None]) -> tuple[Client, Client]:
    """Do a little of everything, and leave."""
    clients = await meeting.both()
    for client in clients:
        client.say("pageChange", pageNumber=3)
        client.say("chatMessage", text="Good morning")
        client.tell("pointer", documentId=meeting.document_id, pageNumber=1, x=1, y=2, visible=True)
        client.tell("pageShown", documentId=meeting.document_id, pageNumber=3)
        client.say("fieldSuggest", fieldId=meeting.fields[0].field_id, value="Leipzig")
    await meeting.settle()
    for client in clients:
        leave(client)
    return clients
