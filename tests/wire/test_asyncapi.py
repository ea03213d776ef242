"""The description of the live session: committed, complete, and what the frames really are."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from livecontract.wire.asyncapi import NOT_LET_IN, description, main
from livecontract.wire.client_frames import ClientFrame
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import as_file, tag_of
from livecontract.wire.examples import examples
from livecontract.wire.server_frames import ServerFrame, SessionEvent
from livecontract.wire.traffic import class_of

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "protocol" / "asyncapi.json"
DOCUMENT: Any = json.loads(PUBLISHED.read_text("utf-8"))
CHANNEL = DOCUMENT["channels"]["session"]
FRAMES = {
    **{f"client.{tag_of(frame)}": frame for frame in get_args(ClientFrame)},
    **{f"server.{tag_of(frame)}": frame for frame in get_args(ServerFrame)},
}


def test_re3_the_committed_description_of_the_session_is_up_to_date() -> None:
    """When this fails: `python -m livecontract.wire.asyncapi protocol/asyncapi.json`."""
    assert PUBLISHED.read_bytes() == as_file(description())


def test_the_description_is_written_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "asyncapi.json"
    monkeypatch.setattr("sys.argv", ["asyncapi", str(file)])

    main()

    assert file.read_bytes() == PUBLISHED.read_bytes()


def test_every_frame_is_told_once_in_the_operation_of_its_sender_and_class() -> None:
    told: dict[str, str] = {}
    for name, operation in DOCUMENT["operations"].items():
        for message in operation["messages"]:
            frame = message["$ref"].rpartition("/")[2]
            assert frame not in told
            told[frame] = name

    assert told == {name: f"{name.partition('.')[0]}.{class_of(frame)}" for name, frame in FRAMES.items()}
    assert set(CHANNEL["messages"]) == set(DOCUMENT["components"]["messages"]) == set(FRAMES)


def test_every_frame_has_the_published_example() -> None:
    shown = {
        name: message["examples"][0]["payload"]
        for name, message in DOCUMENT["components"]["messages"].items()
    }

    assert shown == {
        name: json.loads((ROOT / "protocol" / "examples" / f"{name}.json").read_text("utf-8"))
        for name in examples()
    }


def test_every_event_has_a_number_in_its_schema() -> None:
    schemas = DOCUMENT["components"]["schemas"]

    for event in get_args(SessionEvent):
        assert {"seq", "userId", "at", "cid"} <= set(schemas[event.__name__]["required"])


def test_every_reference_in_the_description_leads_somewhere() -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', PUBLISHED.read_text("utf-8"))):
        found = DOCUMENT
        for step in reference.split("/"):
            found = found[step]


def test_lv9_the_description_has_every_close_code() -> None:
    told = {row["code"]: row["comeBack"] for row in CHANNEL["x-closeCodes"]}

    assert told == {int(code): code.invites_back and code != 1000 for code in CloseCode}


def test_whoever_is_not_let_in_finds_the_reasons_in_paper_and_description() -> None:
    paper = (ROOT / "docs" / "protocol.md").read_text("utf-8")
    coming_in = paper.partition("\n## Coming in\n")[2].partition("\n## ")[0]
    rows = [re.findall(r"\d{3}|`(\w+)`", line) for line in coming_in.splitlines() if line.startswith("| ")]

    assert {code for row in rows for code in row if code} == {code.value for code in NOT_LET_IN}
    assert {row["code"] for row in CHANNEL["x-notLetIn"]} == {code.value for code in NOT_LET_IN}
