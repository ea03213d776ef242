"""Serving a deployment on one port: uvicorn reads HTTP, picows takes WebSockets over."""

import asyncio
import dataclasses
import gc
import os
import signal
import socket
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from types import FrameType
from typing import Any

import uvicorn

from livecontract.api.heads import BoundedHeads
from livecontract.realtime.handoff import handoff
from livecontract.settings import Settings, SettingsWrong
from livecontract.wiring import Running, embedded

BACKLOG = 2048
STOP_S = 30
LOOK_S = 0.1

WhenReady = Callable[[Running, Settings], Awaitable[None]]


async def serve(settings: Settings, when_ready: WhenReady) -> None:
    """Serve until the process is asked to stop; `when_ready` is told the settings with the real port.

    Raises `SettingsWrong` when address or certificate cannot be used, and whatever `embedded` raises.
    """
    _require_certificate(settings)
    with _listening(settings) as listener:
        settings = dataclasses.replace(settings, port=listener.getsockname()[1])
        async with embedded(settings) as running:
            server = _Server(
                _config(settings, running), lambda: when_ready(running, settings), running.edge.drain
            )
            await server.serve(sockets=[listener])


class _Server(uvicorn.Server):
    """Tells when the port answers, and keeps it open until everybody has left."""

    def __init__(
        self,
        config: uvicorn.Config,
        when_ready: Callable[[], Awaitable[None]],
        drain: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(config)
        self._when_ready = when_ready
        self._drain = drain

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the shape of a signal handler
        """Stop in peace, and at once when asked again by hand.

        uvicorn's own would let the signal end the process afterwards, before anything is put away.
        """
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await self._when_ready()
        # What was made so far stays; the collector need not look at it again and again.
        gc.collect()
        gc.freeze()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send the sessions' people away first: whoever asks meanwhile is told that this server is not ready.

        Being asked again by hand cuts it short.
        """
        draining = asyncio.create_task(self._drain())
        while not draining.done() and not self.force_exit:
            await asyncio.wait([draining], timeout=LOOK_S)
        await super().shutdown(sockets)


def _config(settings: Settings, running: Running) -> uvicorn.Config:
    return uvicorn.Config(
        running.app,
        http=BoundedHeads,
        ws=handoff(running.edge),  # type: ignore[arg-type]  # uvicorn takes any callable, and says so less
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_S,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )


def _require_certificate(settings: Settings) -> None:
    """Try certificate and key before anything is opened; with a password at hand, OpenSSL asks nobody."""
    if settings.tls_cert is None or settings.tls_key is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.tls_cert, settings.tls_key, "")
    except (ssl.SSLError, ValueError) as error:
        raise SettingsWrong(
            f"The certificate {settings.tls_cert} and the key {settings.tls_key} cannot be used "
            "together. Give the certificate's own key, both in PEM form and the key without a password."
        ) from error


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SettingsWrong(
            f"The address {settings.host}:{settings.port} cannot be used: {os.strerror(error.errno or 0)}. "
            "Choose another with --port or --host."
        ) from error
