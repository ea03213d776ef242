"""The published conversations (`protocol/conversations/`), played by the Python client."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from msgspec import to_builtins

from livecontract.client.conversation import Close, Conversation, Deliver, Effect, Open, Send, Settle
from livecontract.client.line import frame_of
from livecontract.client.view import View, after
from livecontract.wire.codec import decode_client, decode_server, encode

PROTOCOL = Path(__file__).parents[2] / "protocol"
CONVERSATIONS = sorted((PROTOCOL / "conversations").glob("*.json"))
INPUTS = {"start", "opened", "receive", "closed", "wait", "command", "signal", "leave"}

Json: TypeAlias = Any


@pytest.mark.parametrize("file", CONVERSATIONS, ids=lambda file: file.stem)
def test_lv1_the_python_client_plays_the_published_conversations(file: Path) -> None:
    script = json.loads(file.read_text("utf-8"))
    player = Player(script["chance"])

    for number, step in enumerate(script["steps"]):
        assert player.play(step) == expected(step), f"step {number}: {step}"

    end = script["end"]
    talk = player.conversation
    assert (talk.phase.value, talk.epoch, talk.seq) == (end["phase"], end.get("epoch"), end["seq"])
    assert_has(to_builtins(player.view), end.get("view", {}))


def test_every_step_has_one_input_and_no_unknown_word() -> None:
    assert len(CONVERSATIONS) > 30
    for file in CONVERSATIONS:
        for step in json.loads(file.read_text("utf-8"))["steps"]:
            assert len(INPUTS & set(step)) == 1, f"{file.name}: {step}"
            assert set(step) <= INPUTS | {"then", "socket"}, f"{file.name}: {step}"


class Player:
    """A conversation, its clock, and the view of everything that was handed on."""

    def __init__(self, chance: float) -> None:
        self.conversation = Conversation(lambda: chance)
        self.now = 0.0
        self.view: View | None = None

    def play(self, step: Json) -> list[Json]:
        """What one step brings about, in the words of the scripts."""
        effects = self._take(step)
        for effect in effects:
            if isinstance(effect, Deliver):
                self.view = after(self.view, effect.frame)
        return [told(effect) for effect in effects if not is_silent(effect, step)]

    def _take(self, step: Json) -> list[Effect]:
        talk, socket = self.conversation, step.get("socket", self.conversation.socket)
        (name,) = INPUTS & set(step)
        inputs: dict[str, Callable[[Json], list[Effect]]] = {
            "start": lambda _: talk.start(self.now),
            "opened": lambda _: talk.opened(socket, self.now),
            "receive": lambda frame: self._receive(socket, frame),
            "closed": lambda code: talk.closed(socket, code, self.now),
            "wait": lambda seconds: self._wait(self.now + seconds),
            "command": lambda command: talk.ask(decode_client(encode(command))),
            "signal": lambda signal: talk.signal(decode_client(encode(signal))),
            "leave": lambda _: talk.leave(),
        }
        return inputs[name](step[name])

    def _receive(self, socket: int, frame: Json) -> list[Effect]:
        known = frame_of(encode(filled(frame)))
        return [] if known is None else self.conversation.received(socket, known, self.now)

    def _wait(self, until: float) -> list[Effect]:
        effects: list[Effect] = []
        while (due := self.conversation.due) is not None and due <= until:
            self.now = due
            effects += self.conversation.wake(due)
        self.now = until
        return effects


def is_silent(effect: Effect, step: Json) -> bool:
    """Closing what is closed does nothing, and a refusal has been handed on already."""
    is_closed = isinstance(effect, Close) and "closed" in step
    return is_closed or (isinstance(effect, Settle) and effect.refused is not None)


def told(effect: Effect) -> Json:
    match effect:
        case Open(_, epoch, seq):
            return {"open": {"epoch": epoch, "seq": seq}}
        case Close(code):
            return {"close": code}
        case Send(frame):
            return {"send": frame}
        case Deliver(frame):
            return {"deliver": frame}
        case Settle(cid):
            return {"settle": cid}


def expected(step: Json) -> list[Json]:
    """The effects that the script names, their frames read, so that members left out do not matter."""
    return [as_read(effect, step) for effect in step.get("then", [])]


def as_read(effect: Json, step: Json) -> Json:
    match effect:
        case "deliver":
            return {"deliver": decode_server(encode(filled(step["receive"])))}
        case {"deliver": frame}:
            return {"deliver": decode_server(encode(filled(frame)))}
        case {"send": frame}:
            return {"send": decode_client(encode(frame))}
    return effect


def filled(frame: Json) -> Json:
    """The frame with the published example that it names, and that of its items."""
    if isinstance(frame, list):
        return [filled(part) for part in frame]
    if not isinstance(frame, dict):
        return frame
    name = frame.get("$example")
    example = json.loads((PROTOCOL / "examples" / f"{name}.json").read_text("utf-8")) if name else {}
    return {**example, **{key: filled(part) for key, part in frame.items() if key != "$example"}}


def assert_has(found: Json, wanted: Json) -> None:
    """Objects have the members that are named, lists as many items, everything else is equal."""
    match wanted:
        case dict():
            for name, part in wanted.items():
                assert_has(found[name], part)
        case list():
            assert len(found) == len(wanted)
            for have, want in zip(found, wanted, strict=True):
                assert_has(have, want)
        case _:
            assert found == wanted
