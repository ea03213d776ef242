"""Signals: passed on to the other connections of the session and forgotten, but for the shown pages."""

from collections.abc import Callable

from msgspec import UNSET

from livecontract.live.port import Live
from livecontract.realtime.connection import Act, Connection
from livecontract.realtime.recorder import Recorder
from livecontract.realtime.room import Room
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.codec import encode


class Signalling:
    """The acts of signals; `on_page_shown` is told when a person has seen a page for the first time."""

    def __init__(self, live: Live, on_page_shown: Callable[[Room], None], recorder: Recorder) -> None:
        self._live = live
        self._recorder = recorder
        self._on_page_shown = on_page_shown

    def acts(self) -> dict[type, Act]:
        """What each of the signals does."""
        return {
            c.Pointer: self.point,
            c.Viewport: self.scroll,
            c.TypeInto: self.type,
            c.ShowPage: self.show_page,
        }

    def point(self, connection: Connection, frame: c.Pointer, _now: float) -> None:
        """Show the other where the pointer is."""
        moved = s.PointerMoved(
            user_id=connection.user_id,
            document_id=frame.document_id,
            page_number=frame.page_number,
            x=frame.x,
            y=frame.y,
            visible=frame.visible,
        )
        self._pass_on(connection, f"pointer {moved.user_id}", moved)
        self._recorder.see(connection.room, moved)

    def scroll(self, connection: Connection, frame: c.Viewport, _now: float) -> None:
        """Show the other what is in view."""
        connection.room.page(frame.document_id, frame.page_number)
        person = connection.person
        person.document_id, person.page_number = frame.document_id, frame.page_number
        moved = s.ViewportMoved(
            user_id=connection.user_id,
            document_id=frame.document_id,
            page_number=frame.page_number,
            area=frame.area or UNSET,
        )
        self._pass_on(connection, f"viewport {moved.user_id}", moved)
        self._recorder.see(connection.room, moved)

    def type(self, connection: Connection, frame: c.TypeInto, _now: float) -> None:
        """Show the other that a field is being filled."""
        typing = s.Typing(
            user_id=connection.user_id,
            field_id=frame.field_id,
            active=frame.active,
            text=UNSET if frame.text is None else frame.text,
        )
        self._pass_on(connection, f"typing {typing.user_id} {typing.field_id}", typing)

    def show_page(self, connection: Connection, frame: c.ShowPage, _now: float) -> None:
        """Count a page as shown, and let the other know."""
        room = connection.room
        room.page(frame.document_id, frame.page_number)
        if not room.shown.add(connection.user_id, frame.document_id, frame.page_number):
            return
        shown = s.PageShown(
            user_id=connection.user_id, document_id=frame.document_id, page_number=frame.page_number
        )
        slot = f"pageShown {shown.user_id} {shown.document_id} {shown.page_number}"
        self._pass_on(connection, slot, shown)
        self._recorder.see(room, shown)
        self._on_page_shown(room)

    def _pass_on(self, connection: Connection, slot: str, signal: s.SessionSignal) -> None:
        self._live.signal(connection.room.session_id, connection.connection_id, slot, encode(signal))
