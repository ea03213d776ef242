"""docs/protocol.md says what the code does: frames, limits, close codes."""

import re
from pathlib import Path
from typing import get_args

import msgspec.structs
from msgspec import UNSET

from livecontract.domain.values import Value
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import tag_of
from livecontract.wire.limits import DEFAULT_LIMITS
from livecontract.wire.traffic import PACES, class_of

PAPER = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    part = PAPER.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
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


def test_lv9_the_close_codes_are_those_of_the_code() -> None:
    written = {int(row[0]): row[2] for row in rows("Close codes")}

    assert set(written) == {int(code) for code in CloseCode}
    for code in CloseCode:
        if int(code) >= 4000:
            assert written[int(code)] == ("yes" if code.invites_back else "no")
