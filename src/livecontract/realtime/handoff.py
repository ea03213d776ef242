"""From HTTP to WebSocket on one port: uvicorn reads the upgrade request, picows takes the connection over.

This module alone knows inner names of both (uvicorn 0.54, picows 2.3). uvicorn makes one protocol
object for each upgrade request, replays the request to it as bytes and attaches it to the
transport; picows' protocol reads a request from its own buffer and keeps the transport. In
between, reading is paused while we find out who it is, so that nothing gets lost.
"""

import asyncio
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast
from uuid import uuid4

import structlog
from picows import (
    WSAutoPingStrategy,
    WSListener,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
    picows,
)

from livecontract.domain.refusals import Refusal, Refused
from livecontract.live.port import LiveUnavailable, Position
from livecontract.realtime.admission import admit
from livecontract.realtime.edge import Edge
from livecontract.realtime.socket import Farewell, Socket
from livecontract.realtime.upgrade import Upgrade, read_upgrade
from livecontract.store.port import StoreUnavailable
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.limits import MAX_READ_BYTES
from livecontract.wire.origin import line_of, peer_of
from livecontract.wire.problem import MEDIA_TYPE, encode, problem_of, problem_of_fault
from livecontract.wire.rates import Pace

log = structlog.get_logger()

# The least that picows takes. It grows for whoever sends more at once.
READ_BUFFER_BYTES = 2048
DECISION_S = 10.0

_IS_CLIENT = False
_DISCONNECTS_ON_ERROR = True
# Pings by itself would be a task for each connection; pongs by itself would not be counted.
_PINGS_BY_ITSELF = False
_PONGS_BY_ITSELF = False

# Headers that go with a status of ours.
_BESIDE = {401: (b"www-authenticate: Bearer",), 429: (b"retry-after: 1",), 503: (b"retry-after: 1",)}


def handoff(edge: Edge) -> Callable[..., asyncio.Protocol]:
    """What uvicorn is to make for each upgrade request (its setting `ws`)."""
    known: list[Any] = []

    def make(config: Any, server_state: Any, app_state: Any) -> asyncio.Protocol:  # noqa: ANN401, ARG001 - uvicorn's call
        if server_state not in known:
            known.append(server_state)
            server_state.connections.add(_Departure(edge, server_state))
        return _Handoff(edge, server_state)

    return make


class _Departure:
    """Stands among uvicorn's connections for all of ours, so that it waits until they are gone."""

    def __init__(self, edge: Edge, server_state: Any) -> None:  # noqa: ANN401 - uvicorn's inner object
        self._edge = edge
        self._server_state = server_state

    def shutdown(self) -> None:
        """The server was asked to stop."""
        task = asyncio.get_running_loop().create_task(self._edge.drain())
        task.add_done_callback(lambda _: self._server_state.connections.discard(self))


class _Handoff(asyncio.Protocol):
    """The connection between the request and the decision about it."""

    _transport: asyncio.Transport

    def __init__(self, edge: Edge, server_state: Any) -> None:  # noqa: ANN401 - uvicorn's inner object
        self._edge = edge
        self._server_state = server_state
        self._deciding: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport over from uvicorn's HTTP protocol."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """The request, whole. Reading is paused from then on, so that nothing else can come."""
        if self._deciding is None:
            self._transport.pause_reading()
            self._deciding = self._edge.errands.start(self._decide(data), "web socket")
        else:
            self._transport.abort()

    def connection_lost(self, _exc: Exception | None) -> None:
        """The client has hung up before the decision."""
        if self._deciding is not None:
            self._deciding.cancel()

    async def _decide(self, request: bytes) -> None:
        try:
            async with asyncio.timeout(DECISION_S):
                upgrade = read_upgrade(request)
                socket, since = await self._socket_for(upgrade)
        except Refused as refused:
            log.info("web socket refused", code=refused.code.value)
            self._answer(problem_of(refused))
        except (StoreUnavailable, LiveUnavailable, TimeoutError):
            self._answer(problem_of(Refused(Refusal.UNAVAILABLE)))
        except Exception:
            reference = str(uuid4())
            log.exception("web socket failed", reference=reference)
            self._answer(problem_of_fault(reference))
        else:
            await self._hand_over(upgrade, socket, since)

    async def _socket_for(self, upgrade: Upgrade) -> tuple[WSListener, Position | None]:
        if self._edge.is_draining:
            raise Refused(Refusal.UNAVAILABLE)
        self._edge.handshakes.count(Pace.HANDSHAKE, self._peer(upgrade))
        if not upgrade.speaks_our_version:
            return Farewell(CloseCode.WRONG_VERSION), None
        scheme = "https" if self._transport.get_extra_info("sslcontext") else "http"
        admission = await admit(self._edge.ports, self._edge.hub, upgrade, scheme)
        return Socket(self._edge, admission), admission.since

    def _peer(self, upgrade: Upgrade) -> str:
        client = self._transport.get_extra_info("peername")
        return line_of(peer_of(self._edge.ports.reach, str(client[0]) if client else "", upgrade.raw_headers))

    async def _hand_over(self, upgrade: Upgrade, socket: WSListener, since: Position | None) -> None:
        if self._transport.is_closing():
            return
        protocol = _protocol(socket, upgrade.subprotocol)
        protocol.connection_made(self._transport)
        _feed(protocol, upgrade.handshake)
        self._transport.set_protocol(protocol)
        self._transport.resume_reading()
        # From here on losing the connection is the socket's business.
        self._deciding = None
        if isinstance(socket, Socket):
            await self._edge.hub.greet(socket.connection, since)

    def _answer(self, problem: dict[str, Any]) -> None:
        body = encode(problem)
        status = HTTPStatus(problem["status"])
        defaults = [name + b": " + value for name, value in self._server_state.default_headers]
        head = [
            f"HTTP/1.1 {status.value} {status.phrase}".encode(),
            *defaults,
            f"content-type: {MEDIA_TYPE}".encode(),
            f"content-length: {len(body)}".encode(),
            b"cache-control: no-store",
            b"connection: close",
            *_BESIDE.get(status.value, ()),
        ]
        self._transport.write(b"\r\n".join([*head, b"", body]))
        self._transport.close()


def _protocol(socket: WSListener, subprotocol: str | None) -> Any:  # noqa: ANN401 - picows gives this class no type
    headers = {} if subprotocol is None else {"Sec-WebSocket-Protocol": subprotocol}
    response = WSUpgradeResponse.create_101_response(headers)
    return picows.WSProtocol(  # type: ignore[attr-defined]  # its stub leaves the class out
        None,  # host and port, of a client
        None,  # path, of a client
        _IS_CLIENT,
        lambda _request: WSUpgradeResponseWithListener(response, socket),
        _Quiet(),
        _DISCONNECTS_ON_ERROR,
        None,  # time-out of the handshake: the request is here already
        _PINGS_BY_ITSELF,
        1,
        1,
        WSAutoPingStrategy.PING_WHEN_IDLE,
        _PONGS_BY_ITSELF,
        MAX_READ_BYTES,
        None,  # headers, of a client
        READ_BUFFER_BYTES,
    )


def _feed(protocol: Any, content: bytes) -> None:  # noqa: ANN401 - picows gives this class no type
    while content:
        room = protocol.get_buffer(len(content))
        part = content[: len(room)]
        room[: len(part)] = part
        protocol.buffer_updated(len(part))
        content = content[len(part) :]


class _Quiet:
    """What picows logs, for our log: a logger of its own for each connection would cost memory."""

    def isEnabledFor(self, _level: int) -> bool:  # noqa: N802 - the name that picows calls
        """Nothing below a warning is of interest."""
        return False

    def debug(self, *_: object) -> None:
        """Not of interest."""

    info = debug
    log = debug

    def error(self, message: str, *args: object) -> None:
        """A frame that breaks the protocol; the client's fault."""
        log.info("web socket broke the protocol", detail=message % args)

    warning = error

    def exception(self, message: str, *args: object) -> None:
        """A mistake of ours."""
        log.error("web socket failed", detail=message % args, error=repr(sys.exception()))
