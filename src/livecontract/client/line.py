"""One WebSocket of a client, from its handshake to its end."""

import asyncio
from ssl import SSLContext
from typing import Protocol
from urllib.parse import urlencode

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from livecontract.wire.client_frames import ClientFrame
from livecontract.wire.codec import decode_server, encode
from livecontract.wire.limits import PROTOCOL
from livecontract.wire.server_frames import ServerFrame

# What a socket that broke without a word counts as (RFC 6455, section 7.4.1).
LOST = 1006


class LineOwner(Protocol):
    """Whoever is told what happens on a line; `line` tells an old one from the present one."""

    def on_open(self, line: "Line") -> None:
        """The handshake has succeeded."""

    def on_frame(self, line: "Line", frame: ServerFrame) -> None:
        """A frame has come."""

    def on_rejected(self, line: "Line", status: int) -> None:
        """The handshake was answered with this HTTP status."""

    def on_closed(self, line: "Line", code: int) -> None:
        """It is over."""


class Line:
    """Frames out through `send`, frames in to the owner. Nothing here raises."""

    def __init__(self, number: int, owner: LineOwner) -> None:
        """`number` is the conversation's for this socket."""
        self.number = number
        self._owner = owner
        self._outgoing: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send(self, frame: ClientFrame) -> None:
        """Send a frame after all earlier ones."""
        self._outgoing.put_nowait(encode(frame))

    def close(self) -> None:
        """Say goodbye after all earlier frames."""
        self._outgoing.put_nowait(None)

    async def run(self, url: str, token: str, resume: tuple[str, int] | None, tls: SSLContext | None) -> None:
        """Connect, resuming after `(epoch, seq)`, and tell the owner of everything until the end."""
        try:
            async with connect(
                url if resume is None else f"{url}?{urlencode({'epoch': resume[0], 'seq': resume[1]})}",
                subprotocols=[Subprotocol(PROTOCOL)],
                additional_headers={"Authorization": f"Bearer {token}"},
                ssl=tls,
                compression=None,
                max_size=None,
                ping_interval=None,
            ) as socket:
                self._owner.on_open(self)
                code = await self._talk(socket)
        except InvalidStatus as answer:
            self._owner.on_rejected(self, answer.response.status_code)
        except (OSError, InvalidHandshake, TimeoutError):
            self._owner.on_closed(self, LOST)
        else:
            self._owner.on_closed(self, code)

    async def _talk(self, socket: ClientConnection) -> int:
        writing = asyncio.create_task(self._write(socket))
        try:
            async for text in socket:
                self._hear(text)
        except ConnectionClosed:
            return socket.close_code or LOST
        finally:
            writing.cancel()
        return socket.close_code or LOST

    async def _write(self, socket: ClientConnection) -> None:
        try:
            while (text := await self._outgoing.get()) is not None:
                await socket.send(text, text=True)
            await socket.close()
        except ConnectionClosed:
            return

    def _hear(self, text: str | bytes) -> None:
        frame = frame_of(text)
        if frame is not None:
            self._owner.on_frame(self, frame)


def frame_of(text: str | bytes) -> ServerFrame | None:
    """The frame that a text is; one of a newer server is none.

    If that was an event, its missing number brings a snapshot.
    """
    try:
        frame: ServerFrame = decode_server(text)
    except msgspec.MsgspecError:
        return None
    return frame
