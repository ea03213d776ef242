"""docs/protocol.md says what the code does: frames, limits, close codes."""

import re
from pathlib import Path
from typing import get_args

import msgspec.structs
from msgspec import UNSET

from livecontract.domain.fields import MAX_TEXT_LENGTH
from livecontract.domain.session import IDLE_LIMIT, IDLE_WARNING
from livecontract.domain.values import Value
from livecontract.live.port import KEPT_BYTES, KEPT_EVENTS, STREAM_LENGTH, STREAM_TTL_S
from livecontract.realtime.connection import MAX_HELD
from livecontract.realtime.durable import MAX_QUEUED
from livecontract.realtime.guard import GRACE_S
from livecontract.realtime.presence import OFFLINE_AFTER_S, RECONNECTING_AFTER_S
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import tag_of
from livecontract.wire.limits import (
    DEFAULT_LIMITS,
    MAX_ANNOTATIONS,
    MAX_AREAS,
    MAX_CHAT_LENGTH,
    MAX_DRAWN_BYTES,
    MAX_FRAME_BYTES,
    MAX_ID_LENGTH,
    MAX_INK_POINTS,
    MAX_NOTE_LENGTH,
    MAX_READ_BYTES,
    MAX_TYPING_LENGTH,
)
from livecontract.wire.traffic import PACES, class_of

PAPER = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    part = re.split("\n##+ ", PAPER.partition(f"# {heading}\n")[2])[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def members(frame: type[Value]) -> list[str]:
    """The members of a frame without those that every event has."""
    common = set(s.Numbered.__struct_fields__) if issubclass(frame, s.Numbered) else set()
    is_client = frame in get_args(c.ClientFrame)
    return [
        field.encode_name + ("?" if field.default is UNSET or (is_client and not field.required) else "")
        for field in msgspec.structs.fields(frame)
        if field.name not in common
    ]


def test_every_frame_stands_there_with_its_members() -> None:
    frames = {("client", tag_of(frame)): members(frame) for frame in get_args(c.ClientFrame)}
    frames |= {("server", tag_of(frame)): members(frame) for frame in get_args(s.ServerFrame)}

    written = {(row[1], words(row[0])[0]): words(row[3]) for row in rows("Frames")}

    assert {key: sorted(found) for key, found in written.items()} == {
        key: sorted(found) for key, found in frames.items()
    }


def test_every_frame_stands_in_its_class() -> None:
    frames = {("client", tag_of(frame)): class_of(frame) for frame in get_args(c.ClientFrame)}
    frames |= {("server", tag_of(frame)): class_of(frame) for frame in get_args(s.ServerFrame)}

    written = {(row[1], words(row[0])[0]): row[2] for row in rows("Frames")}

    assert written == frames


def test_the_limits_are_those_of_the_code() -> None:
    rates = {pace: (rate.per_s, rate.burst) for pace, rate in DEFAULT_LIMITS.rates.items()}
    paces: dict[str, set[str]] = {}
    for frame in get_args(c.ClientFrame):
        paces.setdefault(PACES[frame], set()).add(tag_of(frame))

    written = {words(row[0])[0]: row for row in rows("Limits")}

    assert {pace: (float(row[2]), int(row[3])) for pace, row in written.items()} == rates
    assert {pace: set(words(row[1])) for pace, row in written.items()} == paces


def test_the_sizes_and_times_are_those_of_the_code() -> None:
    limits = DEFAULT_LIMITS
    buckets = {"faults": limits.faults, "excess": limits.excess, "handshakes": limits.handshakes}
    values = {
        "frame": MAX_FRAME_BYTES,
        "read": MAX_READ_BYTES,
        "id": MAX_ID_LENGTH,
        "chat": MAX_CHAT_LENGTH,
        "note": MAX_NOTE_LENGTH,
        "typing": MAX_TYPING_LENGTH,
        "value": MAX_TEXT_LENGTH,
        "ink": MAX_INK_POINTS,
        "areas": MAX_AREAS,
        "drawings": MAX_ANNOTATIONS,
        "drawn": MAX_DRAWN_BYTES,
        "kept": KEPT_EVENTS,
        "keptBytes": KEPT_BYTES,
        "queued": MAX_QUEUED,
        "connections": limits.connections_per_person,
        "backlog": limits.backlog_bytes,
        "held": MAX_HELD,
        "ping": limits.ping_interval_s,
        "pong": limits.ping_interval_s / 2,
        "stream": STREAM_LENGTH,
        "streamAge": STREAM_TTL_S,
        "grace": GRACE_S,
        "reconnecting": RECONNECTING_AFTER_S,
        "offline": OFFLINE_AFTER_S,
        "warning": IDLE_WARNING.total_seconds(),
        "idle": IDLE_LIMIT.total_seconds(),
    }
    expected = {name: [float(value)] for name, value in values.items()}
    expected |= {name: [rate.burst, rate.per_s] for name, rate in buckets.items()}

    written = {
        words(row[0])[0]: [float(number) for number in re.findall("[0-9]+", row[1])]
        for row in rows("Sizes, numbers and times")
    }

    assert written == expected


def test_lv9_the_close_codes_are_those_of_the_code() -> None:
    written = {int(row[0]): row[2] for row in rows("Close codes")}

    assert set(written) == {int(code) for code in CloseCode}
    for code in CloseCode:
        if int(code) >= 4000:
            assert written[int(code)] == ("yes" if code.invites_back else "no")
