"""Every back-end of the live state gives what the port promises."""

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livecontract.live.memory import MemoryLive
from livecontract.live.port import (
    KEPT_BYTES,
    KEPT_EVENTS,
    LEASE_S,
    STREAM_LENGTH,
    STREAM_TTL_S,
    Frame,
    Live,
    Name,
    NotOpen,
    Position,
    settled,
)


class Ear:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.events: list[tuple[str, int, Frame]] = []
        self.signals: list[tuple[str, str, bytes]] = []

    def on_event(self, kind: str, seq: int, frame: Frame) -> None:
        self.events.append((kind, seq, frame))

    def on_signal(self, origin: str, slot: str, body: bytes) -> None:
        self.signals.append((origin, slot, body))


class Clock:
    """Time that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def memory(clock: Clock) -> Live:
    ids = count(1)
    return MemoryLive(lambda: f"epoch-{next(ids)}", clock)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=[memory])
def live(request: pytest.FixtureRequest, clock: Clock) -> Live:
    make: Callable[[Clock], Live] = request.param
    return make(clock)


async def append(live: Live, body: bytes = b'"type":"x"}', key: str | None = None) -> Frame | None:
    return await settled(live.append("s", "x", body, key=key))


async def test_events_are_numbered_from_one_and_told_in_order(live: Live) -> None:
    await live.open("s")
    ear = Ear()
    live.subscribe("s", ear)

    await append(live, b'"type":"a"}')
    await append(live, b'"type":"b"}')

    assert ear.events == [("x", 1, b'{"seq":1,"type":"a"}'), ("x", 2, b'{"seq":2,"type":"b"}')]
    assert (await live.read("s")).position.seq == 2


async def test_an_event_may_read_differently_for_each_user(live: Live) -> None:
    await live.open("s")

    await settled(live.append("s", "x", {"ada": b'"a":1}', "carla": b'"a":2}'}))
    reading = await live.read("s", Position((await live.open("s")).epoch, 0))

    assert reading.missed == ({"ada": b'{"seq":1,"a":1}', "carla": b'{"seq":1,"a":2}'},)


async def test_a_key_used_twice_has_one_effect_and_the_first_answer(live: Live) -> None:
    await live.open("s")
    ear = Ear()
    live.subscribe("s", ear)

    first = await append(live, b'"n":1}', key="ada 1")
    second = await append(live, b'"n":2}', key="ada 1")

    assert first is None
    assert second == b'{"seq":1,"n":1}'
    assert len(ear.events) == 1


async def test_a_key_is_remembered_for_as_many_events_as_the_stream_holds(live: Live) -> None:
    await live.open("s")
    for number in range(STREAM_LENGTH):
        await append(live, key=str(number))

    assert await append(live, key="0") is not None


async def test_a_key_and_the_stream_are_forgotten_in_time(live: Live, clock: Clock) -> None:
    position = await live.open("s")
    await live.join("s", "ada", "c1")
    await append(live, key="a")

    for _ in range(2):
        clock.now += STREAM_TTL_S
        live.renew("s", "c1")

    assert await append(live, key="a") is None
    assert (await live.read("s", position)).missed is None


async def test_what_was_missed_is_all_there_or_not_offered(live: Live) -> None:
    epoch = (await live.open("s")).epoch
    for _ in range(STREAM_LENGTH + 5):
        await append(live)

    reached = (await live.read("s", Position(epoch, 10))).missed

    assert reached is not None
    assert len(reached) == STREAM_LENGTH - 5
    assert (await live.read("s", Position(epoch, 4))).missed is None
    assert (await live.read("s", Position("another", STREAM_LENGTH))).missed is None
    assert (await live.read("s", Position(epoch, STREAM_LENGTH + 6))).missed is None
    assert (await live.read("s", Position(epoch, STREAM_LENGTH + 5))).missed == ()


async def test_the_last_event_of_a_name_is_kept_until_it_is_dropped(live: Live) -> None:
    await live.open("s")
    await settled(live.append("s", "x", b'"n":1}', keep=Name("page", "")))
    await settled(live.append("s", "x", b'"n":2}', keep=Name("page", "")))
    await settled(live.append("s", "x", b'"n":3}', keep=Name("chat", "a")))
    await settled(live.append("s", "x", b'"n":4}', drop=Name("chat", "a")))

    kept = (await live.read("s")).kept

    assert kept["page"] == {"": b'{"seq":2,"n":2}'}
    assert not kept.get("chat")


@pytest.mark.parametrize(("count", "size", "rest"), [(1200, 10, KEPT_EVENTS), (400, KEPT_BYTES // 100, 99)])
async def test_of_what_is_kept_without_end_the_oldest_of_its_group_is_forgotten(
    live: Live, count: int, size: int, rest: int
) -> None:
    await live.open("s")
    await settled(live.append("s", "x", b'"n":0}', keep=Name("page", "")))
    for number in range(count):
        await settled(live.append("s", "x", b'"n":"%b"}' % (b"x" * size), keep=Name("chat", str(number))))
    await settled(live.append("s", "x", b'"n":0}', keep=Name("annotation", "first")))
    await settled(live.append("s", "x", b'"n":0}', keep=Name("annotation", "second")))

    kept = (await live.read("s")).kept

    assert kept["page"]
    assert list(kept["annotation"]) == ["first", "second"]
    assert list(kept["chat"]) == [str(number) for number in range(count - rest, count)]


async def test_what_is_replaced_or_dropped_takes_no_space(live: Live) -> None:
    await live.open("s")
    await settled(live.append("s", "x", b'"n":0}', keep=Name("chat", "first")))
    body = b'"n":"%b"}' % (b"x" * (KEPT_BYTES // 4))
    for number in range(20):
        await settled(live.append("s", "x", body, keep=Name("chat", "same")))
        await settled(live.append("s", "x", body, keep=Name("chat", str(number))))
        await settled(live.append("s", "x", b'"n":0}', drop=Name("chat", str(number))))

    assert list((await live.read("s")).kept["chat"]) == ["first", "same"]


async def test_a_session_that_is_open_is_found_open(live: Live) -> None:
    first = await live.open("s")
    await append(live)

    assert await live.open("s") == (first.epoch, 1)
    assert await live.position("s") == (first.epoch, 1)


async def test_an_answer_is_there_as_long_as_its_key_is_remembered(live: Live) -> None:
    await live.open("s")
    await append(live, b'"n":1}', key="a")

    assert await settled(live.answer("s", "a")) == b'{"seq":1,"n":1}'
    assert await settled(live.answer("s", "b")) is None


async def test_renewing_or_leaving_what_is_not_there_does_nothing(live: Live) -> None:
    await live.open("s")
    live.renew("s", "c1")
    live.renew("unknown", "c1")
    await live.leave("unknown", "c1")

    assert await live.present("s") == frozenset()


async def test_a_closed_session_is_gone_and_comes_back_in_another_epoch(live: Live) -> None:
    first = await live.open("s")
    await live.close("s")

    assert await live.position("s") is None
    with pytest.raises(NotOpen):
        await append(live)
    assert (await live.open("s")).epoch != first.epoch


async def test_signals_reach_listeners_and_leave_no_trace(live: Live) -> None:
    await live.open("s")
    ear = Ear()
    live.subscribe("s", ear)

    live.signal("s", "c1", "pointer ada", b'{"type":"pointer"}')
    live.unsubscribe("s", ear)
    live.signal("s", "c1", "pointer ada", b'{"type":"pointer"}')
    live.signal("unknown", "c1", "pointer ada", b"{}")

    assert ear.signals == [("c1", "pointer ada", b'{"type":"pointer"}')]
    assert (await live.read("s")).position.seq == 0


async def test_a_user_is_present_as_long_as_one_connection_counts(live: Live, clock: Clock) -> None:
    await live.open("s")
    await live.join("s", "ada", "c1")
    await live.join("s", "ada", "c2")
    await live.join("s", "carla", "c3")
    await live.leave("s", "c1")
    assert await live.present("s") == {"ada", "carla"}

    clock.now += LEASE_S - 1
    live.renew("s", "c3")
    clock.now += 1

    assert await live.present("s") == {"carla"}


@given(keys=st.lists(st.sampled_from("abcdef"), max_size=60))
async def test_any_order_of_repeats_gives_one_event_for_each_key(keys: list[str]) -> None:
    live = memory(Clock())
    await live.open("s")
    ear = Ear()
    live.subscribe("s", ear)
    answers: dict[str, set[Frame]] = {key: set() for key in keys}

    for key in keys:
        first = await append(live, b'"key":"%b"}' % key.encode(), key=key)
        answers[key].add(first if first is not None else ear.events[-1][2])

    assert [seq for _, seq, _ in ear.events] == list(range(1, len(set(keys)) + 1))
    assert all(len(frames) == 1 for frames in answers.values())
