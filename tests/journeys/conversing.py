"""A plain WebSocket client for the live session, with nothing of ours in it."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

JSON = dict[str, Any]
WAIT_S = 20


class Talk:
    """One person's connection to a session; `heard` has every frame in order."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._socket: ClientConnection | None = None
        self.heard: list[JSON] = []

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            self._url,
            subprotocols=[Subprotocol("livecontract.v1")],
            additional_headers={"Authorization": f"Bearer {self._token}"},
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def say(self, type_: str, **members: Any) -> str:
        """Send a command; its `cid`."""
        cid = str(uuid4())
        await self.tell(type_, cid=cid, **members)
        return cid

    async def tell(self, type_: str, **members: Any) -> None:
        """Send a frame without a `cid`, as signals are."""
        assert self._socket is not None
        await self._socket.send(json.dumps({"type": type_, **members}))

    async def hear(self, type_: str, **members: Any) -> JSON:
        """The next frame of that type with these members; frames before it are kept in `heard`."""
        async with asyncio.timeout(WAIT_S):
            while True:
                for frame in await self._next():
                    matches = frame["type"] == type_ and all(
                        frame.get(name) == value for name, value in members.items()
                    )
                    if matches:
                        return frame

    async def _next(self) -> list[JSON]:
        assert self._socket is not None
        frame: JSON = json.loads(await self._socket.recv())
        if frame["type"] == "ping":
            await self.tell("pong")
        frames = frame["items"] if frame["type"] == "signals" else [frame]
        self.heard.extend(frames)
        return frames


def talk(client: httpx.Client, url: str) -> Talk:
    """A connection for whoever that REST client stands for."""
    return Talk(url, client.headers["Authorization"].removeprefix("Bearer "))
