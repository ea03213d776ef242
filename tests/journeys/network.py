"""The line between a browser and the live sessions, which can be cut, and can keep single frames back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute

SESSIONS = re.compile(r"/sessions/")

Choice = Callable[[str], bool]


class Line:
    """Stands in a page's line from before it connects; everything goes through until it is told otherwise."""

    def __init__(self, page: Page) -> None:
        """Take the sockets that `page` is going to open to its session."""
        self._sockets: list[WebSocketRoute] = []
        self._is_cut = False
        self._delays: Choice = _nothing
        self._loses: Choice = _nothing
        self._late: list[Callable[[], None]] = []
        page.route_web_socket(SESSIONS, self._connect)

    def cut(self) -> None:
        """Tear the line, and let no new one come about."""
        self._is_cut = True
        for socket in self._sockets:
            socket.close()
        self._sockets.clear()

    def mend(self) -> None:
        self._is_cut = False

    def delay(self, kind: str) -> None:
        """Keep frames of this kind from the server back until they are released."""
        self._delays = _of_kind(kind)

    def release(self) -> None:
        """Let through what was kept back, in its order."""
        self._delays = _nothing
        for deliver in self._late:
            deliver()
        self._late.clear()

    def lose(self, kind: str) -> None:
        """Let frames of this kind from the browser get lost."""
        self._loses = _of_kind(kind)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close()
            return
        server = socket.connect_to_server()
        self._sockets.append(socket)
        server.on_message(lambda frame: self._from_server(socket, str(frame)))
        socket.on_message(lambda frame: None if self._loses(str(frame)) else server.send(frame))

    def _from_server(self, socket: WebSocketRoute, frame: str) -> None:
        if self._delays(frame):
            self._late.append(lambda: socket.send(frame))
        else:
            socket.send(frame)


def _nothing(frame: str) -> bool:
    return False


def _of_kind(kind: str) -> Choice:
    return lambda frame: f'"type":"{kind}"' in frame
