"""What is text and what is not: chapter 6 of the Autobahn test suite, by its numbers.

A message is a line of chat with the bytes in question in it. What is UTF-8 is answered as chat, or by
a refusal where it is no text that people write; anything else ends the connection.
"""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from livecontract.wire.limits import MAX_FRAME_BYTES
from tests.realtime.conftest import Meeting
from tests.realtime.frames import CONTINUATION, PING, TEXT, Case, chops, framed, pieces, play, pong
from tests.realtime.serving import Port, listening

pytestmark = pytest.mark.slow

NO_UTF8 = "close 1007"
GREEK = "κόσμε".encode()
# Five letters, half a surrogate pair, and an ordinary word.
SPOILT = GREEK + b"\xed\xa0\x80edited"
BEYOND_UNICODE = b"\xf4\x90\x80\x80"
INCOMPLETE = (
    *("c0", "e080", "f08080", "f8808080", "fc80808080"),
    *("df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"),
)

# Chapter: the bytes of its cases. Python's own decoder says which of them are UTF-8.
SEQUENCES: dict[int, tuple[bytes, ...]] = {
    5: (b"hello$world", "hello¢world".encode(), "hello€world".encode(), "hello𤭢world".encode(), GREEK),
    6: tuple(GREEK[:length] for length in range(1, len(GREEK) + 1)),
    7: tuple(chr(code).encode() for code in (0x00, 0x80, 0x800, 0x10000)),
    8: (bytes.fromhex("f888808080"), bytes.fromhex("fc8480808080")),
    9: tuple(chr(code).encode() for code in (0x7F, 0x7FF, 0xFFFF, 0x10FFFF)),
    10: tuple(bytes.fromhex(text) for text in ("f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf")),
    11: (*(chr(code).encode() for code in (0xD7FF, 0xE000, 0xFFFD, 0x10FFFF)), BEYOND_UNICODE),
    12: (b"\x80", b"\xbf", *((b"\x80\xbf" * 3)[:length] for length in range(2, 7)), bytes(range(0x80, 0xBF))),
    13: tuple(
        b"".join(bytes((start, 0x20)) for start in range(first, last))
        for first, last in ((0xC0, 0xDF), (0xE0, 0xEF), (0xF0, 0xF7), (0xF8, 0xFB), (0xFC, 0xFD))
    ),
    14: tuple(map(bytes.fromhex, INCOMPLETE)),
    15: (bytes.fromhex("".join(INCOMPLETE)),),
    16: (b"\xfe", b"\xff", b"\xfe\xfe\xff\xff"),
    17: tuple(map(bytes.fromhex, ("c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"))),
    18: tuple(map(bytes.fromhex, ("c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"))),
    19: tuple(map(bytes.fromhex, ("c080", "e08080", "f0808080", "f880808080", "fc8080808080"))),
    20: tuple(
        chr(code).encode("utf-8", "surrogatepass")
        for code in (0xD800, 0xDB7F, 0xDB80, 0xDBFF, 0xDC00, 0xDF80, 0xDFFF)
    ),
    21: tuple(
        (chr(high) + chr(low)).encode("utf-8", "surrogatepass")
        for high in (0xD800, 0xDB7F, 0xDB80, 0xDBFF)
        for low in (0xDC00, 0xDFFF)
    ),
    22: tuple(chr(plane << 16 | low).encode() for plane in range(17) for low in (0xFFFE, 0xFFFF)),
    23: tuple(chr(code).encode() for code in (*range(0xFFF9, 0xFFFE), 0xFFFE, 0xFFFF)),
}


def chat(cid: str, text: bytes) -> bytes:
    """A line of chat with any bytes in it."""
    return b'{"type":"chatMessage","cid":"%b","text":"%b"}' % (cid.encode(), text)


def answer(text: bytes) -> str:
    """What is to be heard of a line of chat."""
    try:
        letters = text.decode()
    except UnicodeDecodeError:
        return NO_UTF8
    if letters.isprintable():
        return f"chatMessage {letters}"
    return "refused bad_request" if min(letters) < " " else "refused value_invalid"


def empty_parts() -> Iterator[Case]:
    """Messages and pieces of messages without a payload; what has none at all is no JSON."""
    yield Case("6.1.1", (framed(TEXT),), ("refused bad_request",))
    yield Case("6.1.2", pieces(b"", b"", b""), ("refused bad_request",))
    yield Case("6.1.3", pieces(b"", chat("6.1.3", b"middle"), b""), ("chatMessage middle",))


def in_pieces() -> Iterator[Case]:
    """Pieces may end within a character, and the whole is what counts."""
    text = b"Hello-" + "µ@ßöäüàá".encode() + b"-UTF-8!!"
    whole = [chat(f"6.2.{number}", text) for number in range(1, 5)]
    said = (f"chatMessage {text.decode()}",)
    at = whole[1].index("ß".encode())
    yield Case("6.2.1", (framed(TEXT, whole[0]),), said)
    yield Case("6.2.2", pieces(whole[1][:at], whole[1][at:]), said)
    yield Case("6.2.3", pieces(*chops(whole[2], 1)), said)
    yield Case("6.2.4", pieces(*chops(chat("6.2.4", GREEK), 1)), (f"chatMessage {GREEK.decode()}",))
    yield Case("6.3.1", (framed(TEXT, chat("c", SPOILT)),), (NO_UTF8,))
    yield Case("6.3.2", pieces(*chops(chat("c", SPOILT), 1)), (NO_UTF8,))


def as_soon_as_it_shows() -> Iterator[Case]:
    """A text is no UTF-8 from the byte on that spoils it: what would come after is not waited for.

    In one frame (6.4.3, 6.4.4) it shows when the frame is whole, as frames are read whole (non-strict).
    """
    begin = framed(TEXT, chat("c", GREEK)[:-2], flags=0) + framed(PING, b"fine so far")
    so_far = pong(b"fine so far")
    yield Case("6.4.1", (begin, framed(CONTINUATION, BEYOND_UNICODE, flags=0)), (so_far, NO_UTF8))
    yield Case("6.4.2", (begin, framed(CONTINUATION, BEYOND_UNICODE[:2], flags=0)), (so_far, NO_UTF8))
    for number, spoilt in ((3, GREEK + BEYOND_UNICODE), (4, GREEK + BEYOND_UNICODE[:2])):
        yield Case(f"6.4.{number}", chops(framed(TEXT, chat("c", spoilt)), 40), (NO_UTF8,))


def sequences() -> Iterator[Case]:
    """The boundaries of every length, what is too long for what it says, halves, and what means nothing."""
    for chapter, texts in SEQUENCES.items():
        for index, text in enumerate(texts, 1):
            number = f"6.{chapter}.{index}"
            yield Case(number, (framed(TEXT, chat(number, text)),), (answer(text),))


def anywhere() -> Iterator[Case]:
    """Beyond the suite: also where nobody reads it, and in what is refused for another reason."""
    places = {
        "a name": b'{"type":"pong","\xff":1}',
        "the type": b'{"type":"\xff"}',
        "no JSON": b"\xff",
        "another member": b'{"type":"pageChange","cid":"c","pageNumber":3,"more":"\xff"}',
        "too large": b" " * MAX_FRAME_BYTES + b"\xff",
    }
    for place, text in places.items():
        yield Case(place, (framed(TEXT, text),), (NO_UTF8,))


@pytest.fixture
async def port(meeting: Meeting) -> AsyncIterator[Port]:
    async with listening(meeting) as opened:
        yield opened


@pytest.mark.parametrize("cases", [empty_parts, in_pieces, as_soon_as_it_shows, sequences, anywhere])
async def test_lv12_text_is_utf8(port: Port, cases: Callable[[], Iterator[Case]]) -> None:
    heard, expected = await play(port, cases())

    assert heard == expected
