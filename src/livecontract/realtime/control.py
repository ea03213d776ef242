"""Frames about the connection itself: pong, goodbye, a new token, a request for everything."""

from livecontract.realtime.connection import Act, Connection
from livecontract.realtime.errands import Errands
from livecontract.realtime.guard import Guard
from livecontract.realtime.hub import Hub
from livecontract.wire import client_frames as c
from livecontract.wire.close_codes import CloseCode


class Control:
    """The acts of control frames."""

    def __init__(self, hub: Hub, guard: Guard, errands: Errands) -> None:
        self._hub = hub
        self._guard = guard
        self._errands = errands

    def acts(self) -> dict[type, Act]:
        """What each of the frames does."""
        return {
            c.Pong: self.hear,
            c.Bye: self.say_goodbye,
            c.AuthRefresh: self.refresh,
            c.SnapshotRequest: self.send_snapshot,
        }

    def hear(self, connection: Connection, _frame: c.Pong, _now: float) -> None:
        """The client is there, as after every frame."""
        connection.is_heard = True

    def say_goodbye(self, connection: Connection, _frame: c.Bye, _now: float) -> None:
        """The person leaves: tell the others at once."""
        connection.close(CloseCode.DONE)
        self._hub.leave(connection, is_final=True)

    def refresh(self, connection: Connection, frame: c.AuthRefresh, _now: float) -> None:
        """Go on under a newer token."""
        self._guard.refresh(connection, frame.token)

    def send_snapshot(self, connection: Connection, _frame: c.SnapshotRequest, _now: float) -> None:
        """Send everything; a request that comes while that is being done already is served by it."""
        if connection.hold():
            self._errands.start(self._hub.bring_up(connection), "snapshot")
