"""Frames of RFC 6455 byte by byte, and clients that write them after a proper handshake."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

from livecontract.domain.users import User
from tests.realtime.conftest import JSON
from tests.realtime.serving import Port

TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
FIN, RSV1, RSV2, RSV3 = 0x80, 0x40, 0x20, 0x10
MASK = b"\x01\x02\x03\x04"
CLEAN = "close 1000"


def framed(opcode: int, payload: bytes = b"", *, flags: int = FIN, mask: bytes = MASK) -> bytes:
    """A frame from a client."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    else:
        length = struct.pack(">BH", 0xFE, size) if size <= 0xFFFF else struct.pack(">BQ", 0xFF, size)
    return bytes([flags | opcode]) + length + mask + masked(payload, mask)


def masked(payload: bytes, mask: bytes) -> bytes:
    """The payload as it goes over the wire (section 5.3)."""
    key = (mask * (len(payload) // 4 + 1))[: len(payload)]
    mixed = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")
    return mixed.to_bytes(len(payload), "big")


def pong(payload: bytes) -> str:
    """What is heard of an answer to a ping."""
    return f"pong {payload!r}"


def chops(sent: bytes, size: int) -> tuple[bytes, ...]:
    """The same in writes of so many bytes."""
    return tuple(sent[start : start + size] for start in range(0, len(sent), size))


def pieces(*payloads: bytes, opcode: int = TEXT) -> tuple[bytes, ...]:
    """One message in several frames."""
    last = len(payloads) - 1
    return tuple(
        framed(CONTINUATION if index else opcode, payload, flags=FIN if index == last else 0)
        for index, payload in enumerate(payloads)
    )


def goodbye(code: int, reason: bytes = b"") -> bytes:
    return framed(CLOSE, struct.pack(">H", code) + reason)


class Wire:
    """A client on an open connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def put(self, opcode: int, payload: bytes, *, flags: int = FIN, mask: bytes = MASK) -> None:
        self.writer.write(framed(opcode, payload, flags=flags, mask=mask))

    async def get(self) -> tuple[int, bytes]:
        """The next frame: its opcode and payload."""
        first, size = await self.reader.readexactly(2)
        if size == 126:
            (size,) = struct.unpack(">H", await self.reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", await self.reader.readexactly(8))
        return first & 0x0F, await self.reader.readexactly(size)

    async def until(self, opcode: int, kind: str = "") -> bytes:
        while True:
            found, payload = await self.get()
            if found == opcode and (not kind or json.loads(payload)["type"] == kind):
                return payload

    async def json(self, kind: str) -> JSON:
        heard: JSON = json.loads(await self.until(TEXT, kind))
        return heard

    async def rest(self) -> tuple[list[JSON], int | None]:
        """All texts until the end, and the code of the goodbye, if there is one."""
        texts: list[JSON] = []
        code = None
        with suppress(asyncio.IncompleteReadError, ConnectionResetError):
            while True:
                opcode, payload = await self.get()
                if opcode == TEXT:
                    texts.append(json.loads(payload))
                elif opcode == CLOSE:
                    code = int.from_bytes(payload[:2], "big")
        return texts, code

    async def code(self) -> int:
        """The code of the goodbye."""
        (code,) = struct.unpack(">H", (await self.until(CLOSE))[:2])
        return int(code)


@asynccontextmanager
async def connected(port: Port, user: User) -> AsyncIterator[Wire]:
    """A client of that user that has had its snapshot."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
    head = (
        f"GET {port.path} HTTP/1.1\r\nHost: 127.0.0.1:{port.number}\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nAuthorization: Bearer {port.token(user)}\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    writer.write(head.encode())
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    opened = Wire(reader, writer)
    await opened.json("snapshot")
    yield opened
    writer.close()


class Case(NamedTuple):
    """What is sent, write by write, and what is heard; where nothing ends it, the client says goodbye."""

    number: str
    sent: tuple[bytes, ...]
    heard: tuple[str, ...] = ()


Heard = dict[str, tuple[str, ...]]


async def play(port: Port, cases: Iterable[Case]) -> tuple[Heard, Heard]:
    """Play each case on a connection of its own: what was heard by number, and what is to be heard."""
    expected: Heard = {}
    heard: Heard = {}
    for case in cases:
        ends = any(one.startswith("close") for one in case.heard)
        expected[case.number] = case.heard if ends else (*case.heard, CLEAN)
        heard[case.number] = await played(port, case)
    return heard, expected


async def played(port: Port, case: Case) -> tuple[str, ...]:
    """What a new connection hears when the case is played on it, up to its end."""
    async with connected(port, port.meeting.ada) as wire:
        # Where the server ends it by itself, the last part answers its goodbye, if anybody hears it.
        for part in (*case.sent, goodbye(1000)):
            if not wire.writer.is_closing():
                wire.writer.write(part)
            # Lets the server read this part by itself.
            await asyncio.sleep(0)
        return tuple([one async for one in heard_on(wire)])


async def heard_on(wire: Wire) -> AsyncIterator[str]:
    """What is heard until the socket ends, but for the comings and goings of the others."""
    while True:
        try:
            opcode, payload = await wire.get()
        except (asyncio.IncompleteReadError, ConnectionResetError):
            return
        if opcode == PONG:
            yield pong(payload)
        elif opcode == CLOSE:
            yield f"close {int.from_bytes(payload[:2], 'big')}"
        else:
            frame = json.loads(payload)
            if "cid" in frame and not frame["type"].startswith("participant"):
                yield f"{frame['type']} {frame.get('code') or frame.get('text') or frame['cid']}"
