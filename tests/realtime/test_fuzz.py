"""Anything at all as a frame: it is refused or ends its connection, and nobody else notices."""

import copy
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from livecontract.domain.refusals import Refusal
from livecontract.live.port import Live
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.codec import decode_server
from livecontract.wire.ports import Ports
from tests.realtime.conftest import JSON, Client, Meeting, Time, begin_meeting
from tests.realtime.frames import CLOSE, CONTINUATION, FIN, PING, TEXT, connected, framed
from tests.realtime.serving import Port, listening

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "protocol" / "examples"
FRAMES: tuple[JSON, ...] = tuple(
    json.loads(file.read_text()) for file in sorted(EXAMPLES.glob("client.*.json"))
)
# What the examples call their document and their field.
DOCUMENT, FIELD = b"019ab000-0000-7000-8000-000000000020", b"019ab000-0000-7000-8000-000000000040"
# How deep a client may nest what it sends is nowhere said; far deeper than Python goes is in here.
DEPTHS = (10, 500, 5_000, 30_000)
DEEP = "nested %d deep"
CODES = {code.value for code in Refusal}
CLOSE_CODES = {code.value for code in CloseCode}

# JSON of any shape, and where something is in it.
Tree: TypeAlias = Any
Name: TypeAlias = Any

odd_texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", "\x00", "\ud800", "\udfff\ud800", "\u202e", "x" * 5_000, "NaN", "__proto__"]),
)
odd_values = st.one_of(
    st.sampled_from([None, True, False, 0, -1, 2**31, 2**63, -(2**63) - 1, 2**64, 10**400]),
    st.sampled_from([1e308, -0.0, 1e-320, float("nan"), float("inf"), float("-inf")]),
    st.sampled_from([DEEP % depth for depth in DEPTHS]),
    odd_texts,
    st.recursive(
        st.one_of(st.none(), st.integers(), odd_texts),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(odd_texts, inner, max_size=4)),
        max_leaves=8,
    ),
)


def places_in(value: Tree) -> Iterator[tuple[Tree, Name]]:
    """Every member and element, as what holds it and its name there."""
    names: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in list(names):
        yield value, name
        yield from places_in(value[name])


def replace(draw: st.DrawFn, holder: Tree, name: Name) -> None:
    holder[name] = draw(odd_values)


def remove(_draw: st.DrawFn, holder: Tree, name: Name) -> None:
    del holder[name]


def add(draw: st.DrawFn, holder: Tree, name: Name) -> None:
    if isinstance(holder, dict):
        holder[draw(odd_texts)] = draw(odd_values)
    else:
        holder.insert(name, draw(odd_values))


def multiply(draw: st.DrawFn, holder: Tree, name: Name) -> None:
    holder[name] = [holder[name]] * draw(st.integers(0, 3_000))


def swap(draw: st.DrawFn, holder: Tree, name: Name) -> None:
    """Another frame's member in the place of this one."""
    _, members = draw(st.sampled_from([(f["type"], f) for f in FRAMES]))
    holder[name] = copy.deepcopy(members[draw(st.sampled_from(sorted(members)))])


EDITS: tuple[Callable[[st.DrawFn, Tree, Name], None], ...] = (replace, remove, add, multiply, swap)


@st.composite
def mutated_texts(draw: st.DrawFn) -> bytes:
    """A frame with one to three changes, as text; now and then with a member twice."""
    frame = copy.deepcopy(draw(st.sampled_from(FRAMES)))
    for _ in range(draw(st.integers(1, 3))):
        places = list(places_in(frame))
        if places:
            holder, name = draw(st.sampled_from(places))
            draw(st.sampled_from(EDITS))(draw, holder, name)
    text = json.dumps(frame)
    for depth in DEPTHS:
        text = text.replace(json.dumps(DEEP % depth), "[" * depth + "]" * depth)
    if draw(st.booleans()):
        again = json.dumps({draw(st.sampled_from(["type", "cid", "text"])): draw(odd_texts)})
        text = again[:-1] + ("," if len(text) > 2 else "") + text[1:]
    return text.encode()


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes with a few of them changed, gone, or doubled."""
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(whole)))
        gone = draw(st.integers(0, 3))
        whole = whole[:at] + draw(st.binary(max_size=3)) + whole[at + gone :]
    return whole


GOOD = (
    framed(TEXT, json.dumps(FRAMES[0]).encode()),
    framed(TEXT, b'{"type":"pageChange",', flags=0) + framed(CONTINUATION, b'"cid":"p","pageNumber":2}'),
    framed(PING, b"ping"),
    framed(TEXT, b" " * 70_000),
    framed(CLOSE, b"\x03\xe8goodbye"),
)
streams = st.one_of(
    st.binary(max_size=200),
    st.lists(st.sampled_from(GOOD), max_size=6).flatmap(lambda frames: spoilt(b"".join(frames))),
    st.tuples(st.integers(0, 255), st.binary(max_size=140)).map(
        lambda drawn: framed(drawn[0] & 15, drawn[1], flags=drawn[0] & 0xF0 | FIN)
    ),
)


@contextmanager
def no_mistakes() -> Iterator[None]:
    """Nothing of ours goes wrong."""
    with capture_logs() as logs:
        yield
    assert [entry for entry in logs if entry["log_level"] in {"error", "critical"}] == []


def check_answers(frames: list[JSON]) -> None:
    """Every frame is one of the protocol's, and every refusal has a code of its table."""
    for frame in frames:
        decode_server(json.dumps(frame).encode())
        if frame["type"] == "refused":
            assert frame["code"] in CODES


async def check_others(meeting: Meeting, witness: Client) -> None:
    """Somebody else in the session still gets every event, in order."""
    second = await meeting.come(meeting.ada)
    cid = second.say("pageChange", pageNumber=2)
    await meeting.settle()
    second.lose()

    begun = witness.tape.of("snapshot")[0]["seq"]
    events = [frame["seq"] for frame in witness.tape.frames if "at" in frame and "seq" in frame]
    heard = [seq for seq in events if seq > begun]
    assert heard == list(range(begun + 1, begun + 1 + len(heard)))
    if witness.tape.code is None:
        assert witness.tape.of("pageChange")[-1]["cid"] == cid
    else:
        # Among what was sent may be a way to end the session that is allowed.
        assert (witness.tape.code, witness.tape.last["type"]) == (CloseCode.SESSION_ENDED, "sessionEnded")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(texts=st.lists(st.one_of(mutated_texts(), st.binary(max_size=200)), min_size=1, max_size=8))
async def test_lv6_any_text_is_refused_or_ends_its_connection_and_nobody_elses(
    ports: Ports, live: Live, time: Time, texts: list[bytes]
) -> None:
    meeting = await begin_meeting(ports, live, time)
    witness, client = await meeting.come(meeting.carla), await meeting.come(meeting.ada)
    document_id, field_id = meeting.document_id.encode(), meeting.fields[0].field_id.encode()

    with no_mistakes():
        for text in texts:
            client.raw(text.replace(DOCUMENT, document_id).replace(FIELD, field_id))
        await meeting.settle()
        await meeting.pass_time(2)
        check_answers(client.tape.frames)
        await check_others(meeting, witness)


@pytest.fixture
async def port(meeting: Meeting) -> AsyncIterator[Port]:
    async with listening(meeting) as opened:
        yield opened


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(stream=streams)
async def test_lv12_any_bytes_are_answered_by_the_protocol_and_nobody_else_notices(
    port: Port, stream: bytes
) -> None:
    meeting = port.meeting
    meeting.time.now += 60
    witness = await meeting.come(meeting.carla)
    with no_mistakes():
        async with connected(port, meeting.ada) as wire:
            wire.writer.write(stream)
            wire.writer.write_eof()
            frames, code = await wire.rest()
        check_answers(frames)
        assert code is None or code in CLOSE_CODES
        await check_others(meeting, witness)
    witness.lose()
