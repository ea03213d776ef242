"""What the server and a sealing worker say to each other.

A frame is a length of eight bytes, big-endian, and a MessagePack document. This module and what
it imports stay light: the server loads them, and the PDF libraries stay in the workers.
"""

import struct
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct

from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.request import Sealed, SealRequest, Treatment

LENGTH: Final = struct.Struct(">Q")


class Open(Struct, frozen=True, tag="open"):
    """The first frame: whose seal this worker makes."""

    identity: SealIdentity


class Seal(Struct, frozen=True, tag="seal"):
    """Seal a document; answered with Done."""

    request: SealRequest


class Rehearse(Struct, frozen=True, tag="rehearse"):
    """Seal a document on trial; answered with Passed."""

    document: bytes
    treatment: Treatment


class Stamp(Struct, frozen=True, tag="stamp"):
    """Time-stamp a SHA-256 digest; answered with Stamped."""

    digest: bytes


class Done(Struct, frozen=True, tag="done"):
    """The sealed file."""

    sealed: Sealed


class Stamped(Struct, frozen=True, tag="stamped"):
    """The time-stamp token (RFC 3161, DER)."""

    token: bytes


class Passed(Struct, frozen=True, tag="passed"):
    """What was asked for went well, and there is nothing to say about it."""


class Failed(Struct, frozen=True, tag="failed"):
    """The job failed, for a reason that has a code; `place` is where in the code, for the log."""

    code: str
    detail: str
    place: str = ""


Job: TypeAlias = Open | Seal | Rehearse | Stamp
Answer: TypeAlias = Done | Stamped | Passed | Failed


def frame(message: Job | Answer) -> bytes:
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body
