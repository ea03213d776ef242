"""A connection's socket: frames of RFC 6455 on one side, texts and close codes on the other."""

from collections.abc import Callable
from functools import partial
from typing import cast

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from livecontract.domain.refusals import Refusal, Refused
from livecontract.realtime.connection import Connection
from livecontract.realtime.edge import CLOSE_S, Edge
from livecontract.realtime.fragments import Fragments
from livecontract.realtime.hub import Admission
from livecontract.wire.close_codes import CloseCode

# Signals are held back from this much unsent output on, and flow again when it is gone.
_HIGH_WATER_BYTES = 32 * 1024
# What picows' own buffer holds from the start.
_SMALL_BYTES = 1000
# Those of RFC 6455 and its registry that may be sent, and those that anybody may give a meaning.
_CODES = (range(1000, 1004), range(1007, 1015), range(3000, 5000))

_TEXT = WSMsgType.TEXT
_PING = WSMsgType.PING
_PONG = WSMsgType.PONG
_CLOSE = WSMsgType.CLOSE


class Socket(WSListener):
    """Carries one connection of somebody who was let in."""

    __slots__ = ("_admission", "_edge", "_fragments", "_now", "_transport", "connection", "send")

    connection: Connection
    send: Callable[[bytes], None]

    def __init__(self, edge: Edge, admission: Admission) -> None:
        self._edge = edge
        self._admission = admission
        self._now = edge.now
        self._fragments: Fragments | None = None

    # What the connection needs

    def close(self, code: CloseCode) -> None:
        """Say goodbye; whoever does not answer is cut off in a while."""
        _say_goodbye(self._transport, code)
        self._edge.wheel.after(CLOSE_S, self._cut_off)

    def send_rare(self, text: bytes) -> None:
        """Send a text past the buffer of picows, which would stay as large as the text for good."""
        if len(text) <= _SMALL_BYTES:
            self.send(text)
        else:
            self._transport.underlying_transport.write(framed(text))

    def backlog(self) -> int:
        """How many bytes are queued."""
        return self._transport.underlying_transport.get_write_buffer_size()

    # What the transport calls

    def on_ws_connected(self, transport: WSTransport) -> None:
        """The handshake is done."""
        self._transport = transport
        transport.underlying_transport.set_write_buffer_limits(high=_HIGH_WATER_BYTES, low=0)
        # Bound to the transport itself: a method of ours in between would cost every delivery a call.
        self.send = partial(transport.send, _TEXT)
        self.connection = self._edge.hub.enter(self._admission, self)
        del self._admission

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """A frame came in."""
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            self.connection.close(CloseCode.PROTOCOL_ERROR)
        elif frame.msg_type is _TEXT and frame.fin and self._fragments is None:
            self.connection.receive(frame.get_payload_as_bytes(), self._now())
        else:
            self._on_rare_frame(transport, frame)

    def on_ws_disconnected(self, _transport: WSTransport) -> None:
        """The socket is gone."""
        self._edge.hub.leave(self.connection)

    def pause_writing(self) -> None:
        """The client does not read as fast as we send."""
        self.connection.block()

    def resume_writing(self) -> None:
        """Everything is sent."""
        self.connection.unblock()

    def _on_rare_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind is _CLOSE:
            self._answer_close(transport, frame)
        elif self.connection.is_closed:
            return
        elif kind is _PING:
            transport.send_pong(frame.get_payload_as_bytes())
            self.connection.hear(self._now())
        elif kind is _PONG:
            self.connection.hear(self._now())
        else:
            self._join(frame)

    def _join(self, frame: WSFrame) -> None:
        is_continuation = frame.msg_type is WSMsgType.CONTINUATION
        if is_continuation == (self._fragments is None):
            self.connection.close(CloseCode.PROTOCOL_ERROR)
            return
        fragments = self._fragments or Fragments(is_text=frame.msg_type is _TEXT)
        part = frame.get_payload_as_bytes()
        if not part and not frame.fin:
            # It costs its sender next to nothing, and adds nothing that would ever be too long.
            self.connection.hear(self._now())
        try:
            fragments.add(part, is_last=frame.fin)
        except UnicodeDecodeError:
            self.connection.close(CloseCode.INVALID_TEXT)
            return
        self._fragments = None if frame.fin else fragments
        if fragments.is_endless:
            self.connection.close(CloseCode.TOO_BIG)
        elif frame.fin:
            self._take(fragments)

    def _take(self, fragments: Fragments) -> None:
        if fragments.is_text:
            self.connection.receive(fragments.joined(), self._now())
        else:
            self.connection.refuse(None, Refused(Refusal.BAD_REQUEST), self._now())

    def _answer_close(self, transport: WSTransport, frame: WSFrame) -> None:
        if not self.connection.is_closed:
            # picows' type knows the codes of RFC 6455 only; it sends any number.
            transport.send_close(cast("WSCloseCode", _answer_to(frame.get_payload_as_bytes())))
        transport.disconnect()

    def _cut_off(self) -> None:
        self._transport.disconnect(graceful=False)


class Farewell(WSListener):
    """A socket that is closed as soon as it is open, for clients that can be told in no other way."""

    def __init__(self, code: CloseCode) -> None:
        self._code = code

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Say why, and hang up."""
        _say_goodbye(transport, self._code)
        transport.disconnect()


def framed(text: bytes) -> bytes:
    """A whole text as a frame from server to client (RFC 6455, section 5.2)."""
    size = len(text)
    if size < 126:
        head = b"\x81" + size.to_bytes(1, "big")
    elif size < 1 << 16:
        head = b"\x81\x7e" + size.to_bytes(2, "big")
    else:
        head = b"\x81\x7f" + size.to_bytes(8, "big")
    return head + text


def _answer_to(goodbye: bytes) -> int:
    """The code that answers the body of a close frame: the same if it may be sent (RFC 6455, 7.4)."""
    code = int.from_bytes(goodbye[:2], "big") if goodbye else CloseCode.DONE
    return code if any(code in codes for codes in _CODES) else CloseCode.PROTOCOL_ERROR


def _say_goodbye(transport: WSTransport, code: CloseCode) -> None:
    # picows' type knows the codes of RFC 6455 only; it sends any number.
    transport.send_close(cast("WSCloseCode", int(code)), code.reason)
