"""Why a WebSocket ends: the one table of close codes.

4000-4499 mean "come back", 4500-4999 mean "do not come back". A client that meets a code it does
not know acts by its range.
"""

from enum import IntEnum
from typing import Self


class CloseCode(IntEnum):
    """A close code of `livecontract.v1`, with the reason that goes with it on the wire."""

    reason: str

    def __new__(cls, code: int, reason: str) -> Self:
        """A member that is its number and knows its reason (at most 123 bytes of UTF-8, RFC 6455)."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.reason = reason
        return member

    DONE = 1000, "Goodbye."
    PROTOCOL_ERROR = 1002, "The frame does not follow RFC 6455."
    INVALID_TEXT = 1007, "A text frame must be UTF-8."
    TOO_BIG = 1009, "The frame is far above the size limit."

    GOING_AWAY = 4000, "This server is about to stop. Come back in a moment."
    TOO_SLOW = 4008, "The connection took too long to read what was sent."
    NO_PONG = 4012, "No answer to the last ping."
    RATE_LIMITED = 4029, "Too many frames. Come back more slowly."
    UNAVAILABLE = 4053, "The session cannot be read at the moment."
    SIGN_IN_EXPIRED = 4103, "The credential has expired. Come back with a new one."

    BAD_FRAMES = 4500, "Too many frames that were refused."
    REVOKED = 4503, "The sign-in has ended."
    REPLACED = 4504, "The same person has opened the session elsewhere."
    SESSION_ENDED = 4510, "The session has ended."
    WRONG_VERSION = 4526, "This server speaks livecontract.v1."

    @property
    def invites_back(self) -> bool:
        """Whether the client should connect again by itself."""
        return not 4500 <= self <= 4999
