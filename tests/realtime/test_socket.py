"""Frames as bytes on a real socket: what RFC 6455 asks for, and what it leaves to us."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Callable

import pytest

from livecontract.realtime.edge import CLOSE_S
from livecontract.realtime.socket import framed
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.limits import DEFAULT_LIMITS, MAX_FRAME_BYTES, MAX_READ_BYTES
from tests.realtime.conftest import Meeting
from tests.realtime.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    FIN,
    PING,
    PONG,
    RSV1,
    TEXT,
    Wire,
    connected,
)
from tests.realtime.serving import Port, listening

pytestmark = pytest.mark.slow

TURN = b'{"type":"pageChange","cid":"c","pageNumber":3}'


@pytest.fixture
async def port(meeting: Meeting) -> AsyncIterator[Port]:
    async with listening(meeting) as opened:
        yield opened


@pytest.fixture
async def wire(port: Port) -> AsyncIterator[Wire]:
    async with connected(port, port.meeting.ada) as opened:
        yield opened


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, "8100"),
        (125, "817d"),
        (126, "817e007e"),
        (65_535, "817effff"),
        (65_536, "817f0000000000010000"),
    ],
)
def test_a_text_that_is_sent_past_the_buffer_is_one_whole_frame(size: int, head: str) -> None:
    assert framed(b"x" * size) == bytes.fromhex(head) + b"x" * size


@pytest.mark.parametrize("size", [10, 5_000, 70_000])
async def test_what_happened_meanwhile_comes_after_the_snapshot(port: Port, wire: Wire, size: int) -> None:
    (connection,) = port.meeting.edge.hub
    before = connection.room.seq
    connection.hold()
    connection.receive(TURN, port.meeting.time.now)

    connection.catch_up(before, [b'{"type":"snapshot","filler":"%b"}' % (b"x" * size)])

    heard = [json.loads((await wire.get())[1]) for _ in range(2)]
    assert [frame["type"] for frame in heard] == ["snapshot", "pageChange"]
    assert (len(heard[0]["filler"]), heard[1]["seq"]) == (size, before + 1)


async def test_a_message_may_come_in_pieces_with_a_ping_in_between(wire: Wire) -> None:
    wire.put(TEXT, TURN[:10], flags=0)
    wire.put(PING, b"still there?")
    wire.put(CONTINUATION, TURN[10:20], flags=0)
    wire.put(CONTINUATION, TURN[20:])

    assert await wire.until(PONG) == b"still there?"
    assert (await wire.json("pageChange"))["pageNumber"] == 3


async def test_a_message_may_come_byte_by_byte(wire: Wire) -> None:
    wire.put(TEXT, TURN[:1], flags=0)
    for index in range(1, len(TURN)):
        await wire.writer.drain()
        wire.put(CONTINUATION, TURN[index : index + 1], flags=FIN if index == len(TURN) - 1 else 0)

    assert (await wire.json("pageChange"))["pageNumber"] == 3


async def test_lv6_a_frame_that_is_too_large_is_refused_and_the_connection_lives(wire: Wire) -> None:
    wire.put(TEXT, b" " * (MAX_FRAME_BYTES + 1))
    wire.put(TEXT, TURN[:1], flags=0)
    wire.put(CONTINUATION, b" " * MAX_FRAME_BYTES, flags=0)
    wire.put(CONTINUATION, TURN[1:])
    wire.put(TEXT, TURN)

    codes = [(await wire.json("refused"))["code"] for _ in range(2)]
    assert codes == ["too_large", "too_large"]
    assert (await wire.json("pageChange"))["pageNumber"] == 3


async def test_lv6_what_is_no_text_is_refused_and_the_connection_lives(wire: Wire) -> None:
    wire.put(BINARY, b"\x00\x01")
    wire.put(TEXT, TURN)

    assert (await wire.json("refused"))["code"] == "bad_request"
    assert (await wire.json("pageChange"))["pageNumber"] == 3


def far_too_large(wire: Wire) -> None:
    wire.put(TEXT, b" " * (MAX_READ_BYTES + 1))


def without_end(wire: Wire) -> None:
    wire.put(TEXT, b" ", flags=0)
    for _ in range(5):
        wire.put(CONTINUATION, b" " * 0xFFFF, flags=0)


def compressed(wire: Wire) -> None:
    wire.put(TEXT, TURN, flags=FIN | RSV1)


def a_rest_of_nothing(wire: Wire) -> None:
    wire.put(CONTINUATION, TURN)


def one_within_another(wire: Wire) -> None:
    wire.put(TEXT, TURN[:5], flags=0)
    wire.put(TEXT, TURN)


def no_utf8(wire: Wire) -> None:
    wire.put(TEXT, b'{"type":"chatMessage","cid":"c","text":"\xc3("}')


def unmasked(wire: Wire) -> None:
    wire.writer.write(bytes([FIN | TEXT, len(TURN)]) + TURN)


def unknown_opcode(wire: Wire) -> None:
    wire.put(3, b"")


@pytest.mark.parametrize(
    ("misbehave", "code"),
    [
        (far_too_large, 1009),
        (without_end, 1009),
        (compressed, 1002),
        (a_rest_of_nothing, 1002),
        (one_within_another, 1002),
        (no_utf8, 1007),
        (unmasked, 1002),
        (unknown_opcode, 1002),
    ],
)
async def test_what_breaks_the_transport_ends_the_connection(
    wire: Wire, misbehave: Callable[[Wire], None], code: int
) -> None:
    misbehave(wire)

    assert await wire.code() == code


async def test_lv6_pieces_of_nothing_count_as_frames(wire: Wire) -> None:
    wire.put(TEXT, TURN, flags=0)
    for _ in range(DEFAULT_LIMITS.excess.burst + 1):
        wire.put(CONTINUATION, b"", flags=0)

    assert await wire.code() == CloseCode.RATE_LIMITED


async def test_a_goodbye_is_answered_with_the_same_code(wire: Wire) -> None:
    wire.put(CLOSE, struct.pack(">H", 1001))

    assert await wire.code() == 1001
    assert await wire.reader.read() == b""


async def test_whoever_says_bye_is_let_go(port: Port) -> None:
    async with await port.open(port.meeting.ada) as ada:
        await ada.send('{"type":"bye"}')
        kinds = [json.loads(text)["type"] async for text in ada]

    assert kinds[:2] == ["welcome", "snapshot"]
    assert ada.close_code == 1000


async def test_an_answer_of_the_transport_counts_as_a_sign_of_life(port: Port, wire: Wire) -> None:
    (connection,) = port.meeting.edge.hub
    connection.ping()
    wire.put(PONG, b"")
    wire.put(TEXT, TURN)
    await wire.json("pageChange")

    assert connection.is_heard


async def test_whoever_does_not_answer_the_goodbye_is_cut_off(port: Port, wire: Wire) -> None:
    (connection,) = port.meeting.edge.hub
    port.meeting.edge.hub.revoke(connection.sign_in.credential)
    assert await wire.code() == 4503

    port.meeting.edge.wheel.turn(port.meeting.time.now + CLOSE_S + 1)
    await port.meeting.edge.hub.emptied.wait()

    assert connection.is_closed


async def test_lv5_whoever_does_not_read_is_sent_away_and_can_come_back(port: Port, wire: Wire) -> None:
    sock = wire.writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    vars(wire.reader)["_transport"].pause_reading()
    (connection,) = port.meeting.edge.hub
    session_id = port.meeting.session.session_id
    body = b'"type":"participantLeft","userId":"x","at":"2026-11-24T12:00:00Z","filler":"%b"}' % (
        b"x" * 60_000
    )

    for number in range(500):
        port.meeting.live.append(session_id, "filler", body, key=str(number))
        await asyncio.sleep(0)
        if connection.is_closed:
            break

    assert connection.is_closed
    assert port.meeting.edge.hub.rooms[0].members == ()


async def test_signals_wait_until_the_client_reads_again(port: Port, wire: Wire) -> None:
    (connection,) = port.meeting.edge.hub
    connection.block()
    for number in range(5):
        connection.signal("pointer", b'{"type":"pointer","n":%d}' % number)
    connection.signal("typing", b'{"type":"typing"}')

    connection.unblock()

    assert [item.get("n") for item in (await wire.json("signals"))["items"]] == [4, None]
