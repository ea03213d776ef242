"""The meetings of the live edge, for clients to come to."""

from tests.realtime.conftest import live, meeting, ports, store, time

__all__ = ["live", "meeting", "ports", "store", "time"]
