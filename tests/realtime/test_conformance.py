"""The cases of the Autobahn test suite that apply to this endpoint, by their numbers.

The suite wants its messages echoed. Here a message is a page turn or a line of chat, and its event is
the echo; where the suite sends any bytes, these are refused by name and the connection lives. Cases
12 and 13 are about compression, which is not offered.
"""

import struct
from collections.abc import AsyncIterator, Callable, Iterable, Iterator

import pytest

from livecontract.wire.limits import MAX_READ_BYTES
from tests.realtime.conftest import Meeting
from tests.realtime.frames import (
    BINARY,
    CLEAN,
    CLOSE,
    CONTINUATION,
    FIN,
    PING,
    PONG,
    TEXT,
    Case,
    chops,
    framed,
    goodbye,
    pieces,
    play,
    pong,
)
from tests.realtime.serving import Port, listening

pytestmark = pytest.mark.slow

KIB, MIB = 1024, 1024 * 1024
BROKEN = "close 1002"
TURN = b'{"type":"pageChange","cid":"c","pageNumber":3}'
SOME_BYTES = b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff"
LETTERS = "κόσμε".encode()


def turn(size: int = len(TURN)) -> bytes:
    """A command of so many bytes."""
    return TURN.ljust(size)


def framing() -> Iterator[Case]:
    """Messages of all the lengths at which a frame's head changes; none is also no JSON."""
    sizes = (0, 125, 126, 127, 128, 65_535, 65_536)
    for number, size in enumerate(sizes, 1):
        answer = "pageChange c" if size else "refused bad_request"
        yield Case(f"1.1.{number}", (framed(TEXT, turn(size) if size else b""),), (answer,))
        yield Case(f"1.2.{number}", (framed(BINARY, b"\xfe" * size),), ("refused bad_request",))
    yield Case("1.1.8", chops(framed(TEXT, turn(65_536)), 997), ("pageChange c",))
    yield Case("1.2.8", chops(framed(BINARY, b"\xfe" * 65_536), 997), ("refused bad_request",))


def pings() -> Iterator[Case]:
    """Pings are answered with what they carry, whatever it is; pongs that nobody asked for are not."""
    for number, payload in enumerate((b"", b"Hello, world!", SOME_BYTES, b"\xfe" * 125), 1):
        yield Case(f"2.{number}", (framed(PING, payload),), (pong(payload),))
    yield Case("2.5", (framed(PING, b"\xfe" * 126),), (BROKEN,))
    yield Case("2.6", chops(framed(PING, b"\xfe" * 125), 1), (pong(b"\xfe" * 125),))
    yield Case("2.7", (framed(PONG),))
    yield Case("2.8", (framed(PONG, b"unasked"),))
    yield Case("2.9", (framed(PONG, b"unasked"), framed(PING, b"asked")), (pong(b"asked"),))
    ten = [b"payload-%d" % number for number in range(10)]
    answers = tuple(pong(payload) for payload in ten)
    yield Case("2.10", tuple(framed(PING, payload) for payload in ten), answers)
    yield Case("2.11", chops(b"".join(framed(PING, payload) for payload in ten), 1), answers)


def reserved_bits() -> Iterator[Case]:
    """Bits that only an extension gives a meaning end the connection, in every kind of frame."""
    good, ping = framed(TEXT, TURN), framed(PING)

    def marked(opcode: int, bits: int, payload: bytes = b"") -> bytes:
        return framed(opcode, payload, flags=FIN | bits << 4)

    yield Case("3.1", (marked(TEXT, 1, TURN),), (BROKEN,))
    yield Case("3.2", (good + marked(TEXT, 2, TURN) + ping,), ("pageChange c", BROKEN))
    yield Case("3.3", (good, marked(TEXT, 3, TURN), ping), ("pageChange c", BROKEN))
    yield Case("3.4", chops(good + marked(TEXT, 4, TURN) + ping, 1), ("pageChange c", BROKEN))
    yield Case("3.5", (marked(BINARY, 5, SOME_BYTES),), (BROKEN,))
    yield Case("3.6", (marked(PING, 6, b"Hello, world!"),), (BROKEN,))
    yield Case("3.7", (marked(CLOSE, 7),), (BROKEN,))


def opcodes() -> Iterator[Case]:
    """Opcodes that have no meaning end the connection, with and without a payload, after a good frame too."""
    for chapter, first in ((1, 3), (2, 11)):
        good = framed(TEXT, TURN)
        yield Case(f"4.{chapter}.1", (framed(first),), (BROKEN,))
        yield Case(f"4.{chapter}.2", (framed(first + 1, b"reserved"),), (BROKEN,))
        # The library looks at the next frame first, so the answer comes too late to be sent (non-strict).
        yield Case(f"4.{chapter}.3", (good + framed(first + 2) + framed(PING),), (BROKEN,))
        bad = framed(first + 3, b"reserved") + framed(PING)
        yield Case(f"4.{chapter}.4", (good, bad), ("pageChange c", BROKEN))
        bad = framed(first + 4, b"reserved") + framed(PING)
        yield Case(f"4.{chapter}.5", chops(good + bad, 1), ("pageChange c", BROKEN))


def each_way(numbers: Iterable[int], frames: tuple[bytes, ...], *heard: str) -> Iterator[Case]:
    """The same in one write, in a write for each frame, and in a write for each byte."""
    whole = b"".join(frames)
    for number, sent in zip(numbers, ((whole,), frames, chops(whole, 1)), strict=False):
        yield Case(f"5.{number}", sent, heard)


def fragments() -> Iterator[Case]:
    """Messages in pieces, with pings in between; pieces of pings, and of nothing, end the connection."""
    half = pieces(TURN[:20], TURN[20:])
    stray, open_stray = framed(CONTINUATION, b"stray"), framed(CONTINUATION, b"stray", flags=0)
    yield Case("5.1", (framed(PING, b"one", flags=0), framed(CONTINUATION, b"two")), (BROKEN,))
    yield Case("5.2", (framed(PONG, b"one", flags=0), framed(CONTINUATION, b"two")), (BROKEN,))
    yield from each_way((3, 4, 5), half, "pageChange c")
    between = (half[0], framed(PING, b"between"), half[1])
    yield from each_way((6, 7, 8), between, pong(b"between"), "pageChange c")
    yield from each_way((9, 10, 11), (stray, framed(TEXT, TURN)), BROKEN)
    yield from each_way((12, 13, 14), (open_stray, framed(TEXT, TURN)), BROKEN)
    yield Case("5.15", (b"".join(half) + open_stray + framed(TEXT, TURN),), ("pageChange c", BROKEN))
    yield Case("5.16", (open_stray, *half) * 2, (BROKEN,))
    yield Case("5.17", (stray, *half) * 2, (BROKEN,))
    yield Case("5.18", (framed(TEXT, TURN[:20], flags=0), framed(TEXT, TURN[20:])), (BROKEN,))
    five = pieces(*chops(TURN, 10))
    spread = (*five[:2], framed(PING, b"1"), *five[2:4], framed(PING, b"2"), *five[4:])
    yield from each_way((19, 20), spread, pong(b"1"), pong(b"2"), "pageChange c")


def goodbyes() -> Iterator[Case]:
    """A goodbye is answered once, with its code, and nothing after it counts; it has its own rules."""
    end = goodbye(1000)
    yield Case("7.1.1", (framed(TEXT, TURN), end), ("pageChange c", CLEAN))
    # The library looks at the next frame first, and finds a goodbye after a goodbye.
    yield Case("7.1.2", (end + end,), (BROKEN,))
    yield Case("7.1.3", (end + framed(PING),), (CLEAN,))
    yield Case("7.1.4", (end + framed(TEXT, TURN),), (CLEAN,))
    yield Case("7.1.5", (pieces(TURN, b"")[0] + end + framed(CONTINUATION),), (CLEAN,))
    large = framed(TEXT, turn(256 * KIB))
    yield Case(
        "7.1.6",
        (large + framed(TEXT, TURN) + end + framed(PING),),
        ("refused too_large", "pageChange c", CLEAN),
    )
    yield Case("7.3.1", (framed(CLOSE),), (CLEAN,))
    yield Case("7.3.2", (framed(CLOSE, b"a"),), (BROKEN,))
    yield Case("7.3.3", (end,), (CLEAN,))
    yield Case("7.3.4", (goodbye(1000, b"Hello, world!"),), (CLEAN,))
    yield Case("7.3.5", (goodbye(1000, b"*" * 123),), (CLEAN,))
    yield Case("7.3.6", (goodbye(1000, b"*" * 124),), (BROKEN,))
    yield Case("7.5.1", (goodbye(1000, LETTERS + b"\xed\xa0\x80"),), ("close 1007",))
    valid = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    for number, code in enumerate(valid, 1):
        yield Case(f"7.7.{number}", (goodbye(code),), (f"close {code}",))
    invalid = (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999)
    for number, code in enumerate(invalid, 1):
        yield Case(f"7.9.{number}", (goodbye(code),), (BROKEN,))
    for number, code in enumerate((5000, 65_535), 1):
        yield Case(f"7.13.{number}", (goodbye(code),), (BROKEN,))


def limits() -> Iterator[Case]:
    """64 KiB are read, in chops of any size; up to 256 KiB are refused by name; more ends the connection."""
    for chapter, opcode in ((1, TEXT), (2, BINARY)):
        answer = "pageChange c" if opcode == TEXT else "refused bad_request"
        too_large = "refused too_large" if opcode == TEXT else "refused bad_request"
        yield Case(f"9.{chapter}.1", (framed(opcode, turn(64 * KIB)),), (answer,))
        yield Case(f"9.{chapter}.2", (framed(opcode, turn(256 * KIB)),), (too_large,))
        for number, size in enumerate((1, 4, 8, 16), 3):
            yield Case(f"9.{chapter}.{number}", (announced(opcode, size * MIB),), ("close 1009",))
        sizes = (64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB)
        for number, size in enumerate(sizes, 1):
            parts = (b"*" * size,) * (MAX_READ_BYTES // size + 1)
            sent = b"".join(pieces(*parts, b"", opcode=opcode)[:-1])
            yield Case(f"9.{chapter + 2}.{number}", (sent,), ("close 1009",))
        for number, size in enumerate((MIB, 4 * MIB), 8):
            yield Case(f"9.{chapter + 2}.{number}", (announced(opcode, size),), ("close 1009",))
        for number in range(1, 7):
            sent = framed(opcode, turn(64 * KIB))
            yield Case(f"9.{chapter + 4}.{number}", chops(sent, 32 << number), (answer,))


def announced(opcode: int, size: int) -> bytes:
    """The beginning of a frame: what is too long is so by its head."""
    return struct.pack(">BBQ", FIN | opcode, 0xFF, size) + b"\x01\x02\x03\x04" + bytes(KIB)


def in_pieces_by_itself() -> Iterator[Case]:
    """What a client library cuts up by itself is one message."""
    yield Case("10.1.1", pieces(*chops(turn(65_536), 1300)), ("pageChange c",))


@pytest.fixture
async def port(meeting: Meeting) -> AsyncIterator[Port]:
    async with listening(meeting) as opened:
        yield opened


@pytest.mark.parametrize(
    "cases",
    [
        framing,
        pings,
        reserved_bits,
        opcodes,
        fragments,
        goodbyes,
        limits,
        in_pieces_by_itself,
    ],
)
async def test_lv12_the_endpoint_follows_rfc_6455(port: Port, cases: Callable[[], Iterator[Case]]) -> None:
    heard, expected = await play(port, cases())

    assert heard == expected
