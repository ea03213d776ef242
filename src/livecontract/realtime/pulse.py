"""Asking every connection now and then whether it is still there, a few at each tick of the clock."""

from collections.abc import Callable
from typing import TypeAlias

from livecontract.realtime.connection import Connection
from livecontract.realtime.wheel import TICK_S

Beat: TypeAlias = Callable[[Connection], None]


class Pulse:
    """Connections spread over the interval. `on_beat` is called beside each ping."""

    def __init__(self, interval_s: float, on_beat: Beat) -> None:
        self._groups: list[set[Connection]] = [set() for _ in range(max(2, round(interval_s / TICK_S)))]
        self._group_of: dict[Connection, int] = {}
        self._present = 0
        self._on_beat = on_beat

    def add(self, connection: Connection) -> None:
        """Ask this connection, for the first time one interval from now."""
        self._group_of[connection] = self._present
        self._groups[self._present].add(connection)

    def remove(self, connection: Connection) -> None:
        """Ask this connection no more."""
        group = self._group_of.pop(connection, None)
        if group is not None:
            self._groups[group].discard(connection)

    def beat(self) -> None:
        """One tick: ask the group whose turn it is; close who was asked half an interval ago in vain."""
        self._present = (self._present + 1) % len(self._groups)
        asked_before = self._present - len(self._groups) // 2
        for connection in tuple(self._groups[asked_before]):
            connection.expect_answer()
        for connection in tuple(self._groups[self._present]):
            connection.ping()
            self._on_beat(connection)
