"""Random histories over bad lines and dying servers: whatever happens, everybody ends up with the same room.

The client's state machine, the server's edge, its live state and its database are the real ones;
lines, time and chance are ours, so that a seed decides everything that happens.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvloop
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from livecontract.client.conversation import Phase
from livecontract.client.view import View
from livecontract.domain.contracts import Contract
from livecontract.domain.users import User
from livecontract.store.sqlite import SqliteStore
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.shapes import Note, Point
from tests.client.simulation import Client, World, ports_of
from tests.making import fresh_id
from tests.realtime.conftest import PAGES, Time

# Long enough for every time-out on either side, one after the other, and for the longest pauses.
CALM_S = 130.0
LOOK_S = 5.0
HISTORIES = 250


@dataclass(frozen=True)
class Stage:
    """A loop and a database that many histories share."""

    runner: asyncio.Runner
    store: SqliteStore
    folder: Path
    has_jobs: asyncio.Event


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("simulation")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        store = runner.run(SqliteStore.open(folder / "live.db", key=b"k" * 32))
        has_jobs = asyncio.Event()
        runner.run(listen(store, has_jobs))
        yield Stage(runner, store, folder, has_jobs)
        runner.run(store.close())


async def listen(store: SqliteStore, has_jobs: asyncio.Event) -> None:
    store.on_jobs(has_jobs.set)


Move = tuple[str, int, float, int]


def fill(world: World, one: Client, n: int) -> None:
    """Fill Carla's field, from the version that the client has on its screen."""
    field_id = world.meeting.fields[0].field_id
    shown = 0 if one.view is None else fields_of(one.view)[field_id][1]
    one.ask(c.FieldChange(cid=fresh_id("cid"), field_id=field_id, value=f"Value {n}", base=shown))


def tear(one: Client, n: int) -> None:
    """Cut the present line; each end learns of it at once, later, or only by its silence."""
    learns = (0.0, 1.0, None)
    if one.line is not None:
        one.line.tear(learns[n % 3], learns[n // 3 % 3])


def say_and_tear(world: World, one: Client, n: int) -> None:
    """Say something, and lose the line while it or its answer is under way."""
    one.ask(c.SayInChat(cid=fresh_id("cid"), text=f"Line {n}"))
    world.after(n * 0.02, lambda: tear(one, n))


def chatter(_world: World, one: Client, n: int) -> None:
    """Say several things at once, so that whoever is away misses more than one."""
    for number in range(n % 4 + 2):
        one.ask(c.SayInChat(cid=fresh_id("cid"), text=f"Line {number}"))


def shut_out(world: World, one: Client, n: int) -> None:
    """Let no new line through for a while."""
    one.is_reachable = False
    world.after(n / 2, lambda: setattr(one, "is_reachable", True))


def other_than(world: World, one: Client) -> User:
    return world.meeting.carla if one.user == world.meeting.ada else world.meeting.ada


MOVES: dict[str, Callable[[World, Client, int], Any]] = {
    "turn": lambda _w, one, n: one.ask(c.PageChange(cid=fresh_id("cid"), page_number=n % PAGES + 1)),
    "say": lambda _w, one, n: one.ask(c.SayInChat(cid=fresh_id("cid"), text=f"Line {n}")),
    "lead": lambda _w, one, n: one.ask(
        c.LeadChange(cid=fresh_id("cid"), lead=None if n % 2 else one.user.user_id)
    ),
    "offer": lambda w, one, n: one.ask(
        c.LeadOffer(cid=fresh_id("cid"), to=None if n % 2 else other_than(w, one).user_id)
    ),
    "note": lambda w, one, n: one.ask(
        c.AnnotationAdd(
            cid=fresh_id("cid"),
            drawing=Note(
                document_id=w.meeting.document_id, page_number=1, place=Point(x=n, y=n), text=f"Note {n}"
            ),
        )
    ),
    "fill": fill,
    "suggest": lambda w, one, n: one.ask(
        c.FieldSuggest(cid=fresh_id("cid"), field_id=w.meeting.fields[0].field_id, value=f"Say {n}")
    ),
    "show": lambda w, one, n: one.signal(
        c.ShowPage(document_id=w.meeting.document_id, page_number=n % PAGES + 1)
    ),
    "tear": lambda _w, one, n: tear(one, n),
    "say and tear": say_and_tear,
    "chatter": chatter,
    "shut out": shut_out,
    "restart": lambda w, _one, _n: w.restart_server(),
    "another": lambda w, one, _n: w.join(one.user) if len(w.clients) < 4 else None,
    "leave": lambda _w, one, n: one.carry_out(one.conversation.leave()) if n % 4 == 0 else None,
}

moves = st.tuples(
    st.sampled_from([*MOVES, "turn", "fill", "say and tear", "say and tear", "chatter", "tear"]),
    st.integers(0, 3),
    st.sampled_from([0.0, 0.02, 0.3, 2.5, 12.0]),
    st.integers(0, 40),
)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
@given(seed=st.integers(0, 2**32), story=st.lists(moves, max_size=25))
@example(seed=0, story=[("say", 0, 0.0, 1), ("tear", 0, 0.02, 0), ("say", 1, 0.0, 2), ("restart", 0, 0.3, 0)])
@example(seed=1, story=[("say and tear", 0, 2.5, n) for n in (3, 6, 9, 12, 18, 21, 27, 30)])
@example(
    seed=2, story=[("tear", 0, 0.3, 0), ("chatter", 1, 0.0, 3), ("fill", 1, 12.0, 3), ("say", 0, 2.5, 1)]
)
@example(seed=3, story=[("tear", 0, 0.0, 8), ("chatter", 1, 12.0, 3), ("turn", 0, 2.5, 3)])
@example(
    seed=4,
    story=[
        ("chatter", 0, 2.5, 2),
        ("shut out", 0, 0.0, 20),
        ("tear", 0, 0.0, 0),
        ("restart", 0, 12.0, 0),
        *[("chatter", 1, 0.3, 3)] * 3,
    ],
)
@example(seed=0, story=[("tear", 0, 0.0, 0), ("say and tear", 0, 0.0, 38)])
@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lv1_lv2_lv3_lv5_lv9_everybody_ends_up_with_the_same_room(
    stage: Stage, part: int, seed: int, story: list[Move]
) -> None:
    """A thousand histories, in parts that can run side by side."""
    stage.runner.run(play(stage, seed ^ part, story))


async def play(stage: Stage, seed: int, story: list[Move]) -> None:
    """A history, then calm, then everything that must hold of it."""
    time = Time()
    world = World(ports_of(stage.store, stage.folder, time), time, seed, stage.has_jobs)
    await world.begin()
    try:
        world.join(world.meeting.ada)
        world.join(world.meeting.carla)
        await world.pass_time(1.0)
        for name, who, delay_s, n in story:
            done = MOVES[name](world, world.clients[who % len(world.clients)], n)
            if asyncio.iscoroutine(done):
                await done
            await world.settle()
            await world.pass_time(delay_s)
        await world.pass_time(CALM_S)
        for person in (world.meeting.ada, world.meeting.carla):
            world.join(person)
        await world.pass_time(LOOK_S)
        await check(world)
    finally:
        world.meeting.edge.stop()
        await world.settle()


async def check(world: World) -> None:
    """Everything that must hold of a history that has calmed down."""
    check_numbers(world)
    staying = [one for one in world.clients if one.conversation.phase is not Phase.OVER]
    for one in world.clients:
        check_order(one)
        assert not any(was_over for _, was_over in one.opened)
    for one in staying:
        assert one.conversation.phase is Phase.LIVE
        assert one.conversation.unanswered == {}
    views = [in_short(one) for one in staying]
    for view in views:
        assert view == views[0]
    check_effects(world)
    await check_database(world, staying)


def check_numbers(world: World) -> None:
    """LV2: numbers rise by one within an epoch."""
    epochs = dict.fromkeys(told.epoch for told in world.told)
    for epoch in epochs:
        numbers = [told.seq for told in world.told if told.epoch == epoch]
        assert numbers == list(range(1, len(numbers) + 1))


def check_order(one: Client) -> None:
    """LV1: nothing before the first snapshot, and no event left out or twice without another one."""
    last: int | None = None
    for frame in one.delivered:
        if isinstance(frame, s.Snapshot):
            last = frame.seq
        elif isinstance(frame, s.Numbered):
            assert last is not None
            assert frame.seq == last + 1
            last = frame.seq


ORDERED = (c.PageChange, c.SayInChat, c.LeadChange, c.LeadOffer, c.AnnotationAdd)


def check_effects(world: World) -> None:
    """LV3: a command has one effect; one that was acknowledged has had it."""
    effects = Counter((told.epoch, told.user_id, told.cid) for told in world.told if told.cid)
    assert set(effects.values()) <= {1}
    happened = {told.cid for told in world.told}
    for one in world.clients:
        for cid, has_effect in one.settled:
            if isinstance(one.asked[cid], ORDERED):
                assert (cid in happened) or not has_effect
        twice = [cid for cid, times in Counter(cid for cid, _ in one.settled).items() if times > 1]
        assert twice == []


async def check_database(world: World, staying: list[Client]) -> None:
    """LV4: what was acknowledged durably is in the database, once, and on every screen."""
    contract_id = world.meeting.contract.contract_id
    contract, entries = await world.ports.store.read(
        lambda reader: (reader.contract(contract_id), reader.audit(contract_id))
    )
    assert contract is not None
    field = contract.documents[0].fields[0]
    for one in staying:
        assert one.view is not None
        assert fields_of(one.view)[field.field_id][:2] == (field.value, field.version)
        assert others_pages(one, one.view.pages_shown) == others_pages(one, stored_pages(contract))
    changes = [entry for entry in entries if entry.type == "fieldChanged"]
    assert [entry.data["version"] for entry in changes] == list(range(1, len(changes) + 1))
    filled = [cid for one in world.clients for cid, ok in one.settled if ok and is_filling(one.asked[cid])]
    assert len(changes) >= len({one_value(world, cid) for cid in filled}) - 1


def stored_pages(contract: Contract) -> s.PagesShown:
    stored: dict[str, dict[str, tuple[int, ...]]] = {}
    for shown in contract.shown:
        stored.setdefault(shown.user_id, {})[shown.document_id] = shown.page_numbers
    return stored


def others_pages(one: Client, pages: s.PagesShown) -> s.PagesShown:
    """The pages of the other person: one's own are not told to whoever has seen them."""
    return {user_id: seen for user_id, seen in pages.items() if user_id != one.user.user_id}


def is_filling(command: c.ClientCommand) -> bool:
    return isinstance(command, c.FieldChange)


def one_value(world: World, cid: str) -> object:
    for one in world.clients:
        command = one.asked.get(cid)
        if isinstance(command, c.FieldChange):
            return command.value
    return None


def fields_of(view: View) -> dict[str, tuple[Any, int, Any]]:
    return {
        field.field_id: (field.value, field.version, field.suggestion)
        for document in view.documents
        for field in document.fields
    }


def in_short(one: Client) -> dict[str, Any]:
    """What has to be the same for everybody, whichever way they came to it."""
    view = one.view
    assert view is not None
    live = view.live
    return {
        "page": (live.document_id, live.page_number, live.anchor),
        "lead": (live.lead, live.lead_offer),
        "chat": live.chat,
        "annotations": live.annotations,
        "fields": fields_of(view),
        "presence": {one.user_id: one.presence for one in view.participants},
        "status": (view.contract.status, view.contract.signatures),
        "seq": view.seq,
    }
