"""Who sends without end, and who never reads: bounded, sent away, and no trouble for the other."""

import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livecontract.realtime.connection import Connection
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import CLIENT_TYPES, tag_of
from livecontract.wire.limits import DEFAULT_LIMITS
from tests.realtime.conftest import JSON, Client, Meeting
from tests.realtime.frames import TEXT, Wire, connected, framed
from tests.realtime.serving import Port, listening

EXAMPLES = Path(__file__).parents[2] / "protocol" / "examples"
A_FRAME = 5_000
# All but the goodbye, which one can say once only.
FRAMES = sorted(CLIENT_TYPES - {"bye"})


def example(meeting: Meeting, kind: str) -> JSON:
    frame: JSON = json.loads((EXAMPLES / f"client.{kind}.json").read_text())
    return frame | {"documentId": meeting.document_id} if "documentId" in frame else frame


@pytest.mark.parametrize("kind", FRAMES)
async def test_lv6_a_flood_of_any_frame_is_slowed_down_and_then_ended(meeting: Meeting, kind: str) -> None:
    ada, carla = await meeting.both()
    frame = example(meeting, kind)
    (turn,) = [turn for one, turn in meeting.edge.hub.turns.items() if tag_of(one) == kind]
    text = json.dumps(frame).encode()
    allowed, excess = DEFAULT_LIMITS.rates[turn.pace].burst, DEFAULT_LIMITS.excess.burst

    for _ in range(allowed + excess):
        ada.raw(text)
    within = ada.tape.code
    ada.raw(text)
    await meeting.settle()

    too_often = [one for one in ada.tape.of("refused") if one["code"] == "rate_limited"]
    assert len(too_often) == (0 if turn.is_droppable else excess + 1)
    assert (within, ada.tape.code) == (None, CloseCode.RATE_LIMITED)
    await check_unharmed(meeting, carla)


async def check_unharmed(meeting: Meeting, client: Client) -> None:
    """A client still has every event in order, and may do what it likes."""
    cid = client.say("pageChange", pageNumber=5)
    await meeting.settle()

    assert (client.tape.code, client.tape.of("pageChange")[-1]["cid"]) == (None, cid)
    begun = client.tape.of("snapshot")[0]["seq"]
    heard = [frame["seq"] for frame in client.tape.frames if "at" in frame and "seq" in frame]
    assert heard == list(range(begun + 1, begun + 1 + len(heard)))


@pytest.fixture
async def port(meeting: Meeting) -> AsyncIterator[Port]:
    async with listening(meeting) as opened:
        yield opened


def stop_reading(wire: Wire) -> None:
    sock = wire.writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    vars(wire.reader)["_transport"].pause_reading()


def waiting(connection: Connection) -> int:
    """How many bytes the server keeps for a connection."""
    return connection._outlet.backlog()  # noqa: SLF001  nobody but the connection ever asks


def chat(client: Client) -> None:
    client.meeting.time.now += 1
    client.say("chatMessage", text="A" * 4000)


@pytest.mark.slow
async def test_lv5_whoever_never_reads_costs_little_and_is_sent_away(port: Port) -> None:
    meeting = port.meeting
    carla = await meeting.come(meeting.carla)
    async with connected(port, meeting.ada) as wire:
        stop_reading(wire)
        (ada,) = [one for one in meeting.edge.hub if one.user_id == meeting.ada.user_id]
        while not ada.is_blocked:
            chat(carla)
        kept = waiting(ada)
        for _ in range(200):
            meeting.time.now += 1
            carla.tell("pointer", documentId=meeting.document_id, pageNumber=1, x=1, y=2, visible=True)
        while_pointing = waiting(ada)
        most = 0
        while not ada.is_closed:
            most = max(most, waiting(ada))
            chat(carla)

    assert while_pointing == kept
    assert most <= DEFAULT_LIMITS.backlog_bytes + A_FRAME
    assert ada not in meeting.edge.hub.rooms[0].members
    await check_unharmed(meeting, carla)


@pytest.mark.slow
async def test_a_frame_that_never_ends_is_no_sign_of_life(port: Port) -> None:
    carla = await port.meeting.come(port.meeting.carla)
    async with connected(port, port.meeting.ada) as wire:
        frame = framed(TEXT, b'{"type":"chatMessage","cid":"c","text":"slowly"}')
        for byte in frame[:7]:
            wire.writer.write(bytes([byte]))
            await port.meeting.pass_time(5)
            carla.tell("pong")

        assert await wire.code() == CloseCode.NO_PONG
    await check_unharmed(port.meeting, carla)
