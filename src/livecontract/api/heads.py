"""The head of a request: small and soon, for until it is there nobody knows who sends it.

This module knows inner names of uvicorn (0.54): its protocol object, one for each connection,
parses what comes in and calls back at the beginning of a request and at the end of its head.
"""

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Four times what the longest token and the longest address take together.
MAX_HEAD_BYTES = 32 * 1024
HEAD_S = 15.0


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which by itself waits for ever and reads without end."""

    _head_bytes = 0
    _is_in_head = True
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected; from now on it has to say what it wants."""
        super().connection_made(cast("asyncio.Transport", transport))
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Read on, and hang up on a head that has grown too large by now."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._is_in_head and self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of this request is too large.")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head_bytes = 0
        self._expect_head()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._expect_nothing()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._expect_nothing()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._is_in_head = True
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_S, self._hang_up)

    def _expect_nothing(self) -> None:
        self._is_in_head = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self) -> None:
        self.transport.close()
