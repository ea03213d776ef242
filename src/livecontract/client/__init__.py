"""Clients of a live session: the Python one is here; the built browser client lies in `app/`.

async with join(session["webSocketUrl"], token) as live:
    await live.turn_to(3)
    async for frame in live:
        print(frame)
"""

from livecontract.client.session import CommandRefused, LiveSession, SessionOver, join
from livecontract.client.view import View

__all__ = ["CommandRefused", "LiveSession", "SessionOver", "View", "join"]
