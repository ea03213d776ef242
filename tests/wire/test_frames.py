"""The frames as they are written down: examples, TypeScript, and what the two sides read."""

import json
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from livecontract.domain.values import Value
from livecontract.wire import examples
from livecontract.wire.client_frames import ClientFrame
from livecontract.wire.codec import decode_client, decode_server, tag_of
from livecontract.wire.server_frames import ServerFrame
from livecontract.wire.typescript import main, text_of_type, typescript

ROOT = Path(__file__).parents[2]
EXAMPLES = examples.examples()


def test_every_frame_has_an_example() -> None:
    frames = {type(frame) for frame in EXAMPLES.values()}

    assert frames == {*get_args(ClientFrame), *get_args(ServerFrame)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_that_are_published_are_those_of_this_version(name: str) -> None:
    published = (ROOT / "protocol" / "examples" / f"{name}.json").read_text("utf-8")

    assert published == examples.text_of(EXAMPLES[name])


@pytest.mark.parametrize(("name", "frame"), EXAMPLES.items())
def test_an_example_is_read_as_what_it_was_written_from(name: str, frame: Value) -> None:
    decode = decode_client if name.startswith("client.") else decode_server

    assert decode(examples.text_of(frame).encode()) == frame


def test_the_types_of_the_browser_client_are_those_of_this_version() -> None:
    written = (ROOT / "web/packages/client/src/frames.ts").read_text("utf-8")

    assert written == typescript(), (
        "type: python -m livecontract.wire.typescript web/packages/client/src/frames.ts"
    )


def test_the_typescript_is_written_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "frames.ts"

    monkeypatch.setattr("sys.argv", ["typescript", str(file)])
    main()
    monkeypatch.setattr("sys.argv", ["typescript"])
    main()

    assert file.read_text("utf-8") == capsys.readouterr().out == typescript()


def test_a_type_that_has_no_counterpart_is_named() -> None:
    with pytest.raises(TypeError, match="no TypeScript for"):
        text_of_type(set[str])


def test_the_examples_are_written_where_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["examples", str(tmp_path)])

    examples.main()

    assert {file.stem for file in tmp_path.iterdir()} == set(EXAMPLES)


def test_the_typescript_names_every_member_of_every_example() -> None:
    text = typescript()

    for frame in EXAMPLES.values():
        body = text.partition(f"interface {type(frame).__name__} {{")[2].partition("}")[0]
        members = json.loads(msgspec.json.encode(frame))
        assert [name for name in members if f"readonly {name}" not in body] == [], tag_of(type(frame))
