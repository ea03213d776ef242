"""A client's conversation, step by step: greetings, order, gaps, answers, silence, goodbyes."""

from typing import Any

import pytest
from msgspec.structs import replace

from livecontract.client.conversation import (
    ANSWER_S,
    BRISK_DELAY_S,
    BRISK_TRIES,
    FIRST_DELAY_S,
    LONGEST_DELAY_S,
    SLOW_DELAY_S,
    STABLE_S,
    Close,
    Conversation,
    Deliver,
    Effect,
    Open,
    Phase,
    Send,
    Settle,
)
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.examples import examples
from tests.making import NOON

WELCOME: Any = examples()["server.welcome"]
SNAPSHOT: Any = replace(examples()["server.snapshot"], epoch="e", seq=4)
TURN = c.PageChange(cid="c1", page_number=2)


def turned(seq: int, cid: str | None = None, **more: Any) -> s.PageChanged:
    return s.PageChanged(document_id="d", page_number=2, user_id="ada", at=NOON, seq=seq, cid=cid, **more)


def live(chance: float = 0.0) -> Conversation:
    """A conversation that has had its snapshot, at event 4."""
    conversation = Conversation(lambda: chance)
    conversation.start(0.0)
    conversation.opened(1, 0.0)
    conversation.received(1, WELCOME, 0.0)
    conversation.received(1, SNAPSHOT, 0.0)
    return conversation


def kinds(effects: list[Effect]) -> list[type]:
    return [type(effect) for effect in effects]


def test_it_opens_greets_and_is_live_after_the_snapshot() -> None:
    conversation = Conversation(lambda: 0.0)

    assert conversation.start(0.0) == [Open(1, None, 0)]
    assert conversation.start(0.0) == []
    assert conversation.opened(1, 0.0) == []
    assert kinds(conversation.received(1, WELCOME, 0.0)) == [Deliver]
    assert kinds(conversation.received(1, SNAPSHOT, 0.0)) == [Deliver]
    assert (conversation.phase, conversation.epoch, conversation.seq) == (Phase.LIVE, "e", 4)


def test_lv3_the_event_with_its_id_settles_a_command() -> None:
    conversation = live()

    assert conversation.ask(TURN) == [Send(TURN)]
    assert conversation.received(1, turned(5, "c1"), 1.0) == [Deliver(turned(5, "c1")), Settle("c1")]
    assert conversation.unanswered == {}


def test_a_refusal_settles_a_command_and_says_why() -> None:
    conversation = live()
    conversation.ask(TURN)
    refusal = s.RefusedFrame(cid="c1", code="rate_limited", message="Slow down.", retryable=True)

    assert conversation.received(1, refusal, 1.0) == [Deliver(refusal), Settle("c1", refusal)]
    assert conversation.received(1, refusal, 1.0) == [Deliver(refusal)]


def test_lv3_what_has_no_answer_is_said_again_after_a_reconnect() -> None:
    conversation = live()
    conversation.ask(TURN)
    shown = c.ShowPage(document_id="d", page_number=1)
    conversation.signal(shown)
    conversation.closed(1, 1006, 1.0)

    assert conversation.ask(replace(TURN, cid="c2")) == []
    assert conversation.wake(1.0 + FIRST_DELAY_S) == [Open(2, "e", 4)]
    conversation.opened(2, 2.0)
    again = conversation.received(2, s.Resumed(epoch="e", from_=4, to=4), 2.0)

    assert again == [Send(TURN), Send(replace(TURN, cid="c2")), Send(shown)]


def test_lv1_missed_events_come_first_and_settle_what_had_its_effect() -> None:
    conversation = live()
    conversation.ask(TURN)
    conversation.closed(1, 1006, 1.0)
    conversation.wake(2.0)
    conversation.opened(2, 2.0)
    conversation.received(2, s.Resumed(epoch="e", from_=4, to=6), 2.0)

    assert conversation.received(2, turned(5, "c1"), 2.0) == [Deliver(turned(5, "c1")), Settle("c1")]
    phases = [conversation.phase]
    assert conversation.received(2, turned(6), 2.0) == [Deliver(turned(6))]
    assert [*phases, conversation.phase] == [Phase.CATCHING_UP, Phase.LIVE]


@pytest.mark.parametrize(
    "frame",
    [turned(6), turned(5, epoch="f"), s.Ping(seq=5)],
    ids=["a gap", "another epoch", "a ping that is ahead"],
)
def test_lv2_whatever_shows_a_loss_asks_for_a_snapshot(frame: s.ServerFrame) -> None:
    conversation = live()

    effects = conversation.received(1, frame, 1.0)

    assert Send(c.SnapshotRequest()) in effects
    assert not any(isinstance(effect, Deliver) for effect in effects)
    assert conversation.received(1, turned(6), 1.0) == []
    conversation.received(1, replace(SNAPSHOT, seq=9), 1.0)
    assert (conversation.phase, conversation.seq) == (Phase.LIVE, 9)


def test_an_event_that_was_applied_is_not_applied_again() -> None:
    conversation = live()
    conversation.ask(TURN)

    assert conversation.received(1, turned(3, "c1"), 1.0) == [Settle("c1")]
    assert conversation.received(1, turned(3, "c1"), 1.0) == []


def test_several_signals_in_one_frame_are_handed_on_one_by_one() -> None:
    signal = s.Typing(user_id="ada", field_id="f", active=True)

    assert live().received(1, s.Signals(items=(signal, signal)), 1.0) == [Deliver(signal), Deliver(signal)]


def test_a_socket_that_was_given_up_is_not_listened_to() -> None:
    conversation = live()
    conversation.closed(1, 1006, 1.0)
    conversation.wake(2.0)

    assert conversation.received(1, turned(5), 2.0) == []
    assert conversation.closed(1, CloseCode.SESSION_ENDED, 2.0) == []
    assert conversation.phase is Phase.CONNECTING


@pytest.mark.parametrize(
    ("failures", "code", "longest"),
    [
        (0, 1006, FIRST_DELAY_S),
        (1, 1006, FIRST_DELAY_S * 2),
        (3, 1006, BRISK_DELAY_S),
        (BRISK_TRIES, 1006, BRISK_DELAY_S),
        (BRISK_TRIES + 2, 1006, BRISK_DELAY_S * 4),
        (30, 1006, LONGEST_DELAY_S),
        (0, CloseCode.RATE_LIMITED, SLOW_DELAY_S),
        (1, CloseCode.UNAVAILABLE, SLOW_DELAY_S * 2),
    ],
)
def test_pauses_double_and_vary(failures: int, code: int, longest: float) -> None:
    for chance in (0.0, 1.0):
        conversation = Conversation(lambda chance=chance: chance)  # type: ignore[misc]  # bound for the loop
        conversation.start(0.0)
        for _ in range(failures):
            conversation.closed(conversation.socket, 1006, 0.0)
            conversation.wake(1000.0)
        conversation.closed(conversation.socket, code, 0.0)

        shortest = SLOW_DELAY_S if code in {CloseCode.RATE_LIMITED, CloseCode.UNAVAILABLE} else FIRST_DELAY_S
        assert conversation.due == pytest.approx(shortest if chance == 0 else longest)


def test_a_line_that_held_starts_with_short_pauses_again() -> None:
    conversation = live(chance=1.0)
    for _ in range(4):
        conversation.closed(conversation.socket, 1006, 0.0)
        conversation.wake(1000.0)
    conversation.opened(conversation.socket, 1000.0)
    conversation.received(conversation.socket, SNAPSHOT, 1000.0)

    conversation.closed(conversation.socket, 1006, 1000.0 + STABLE_S)

    assert conversation.due == 1000.0 + STABLE_S + FIRST_DELAY_S


def test_silence_is_a_dead_line() -> None:
    conversation = live()
    limit = 2 * WELCOME.ping_interval_s

    assert conversation.received(1, s.Ping(seq=4), 30.0) == [Send(c.Pong())]
    assert conversation.wake(limit) == []
    assert conversation.wake(30.0 + limit) == [Close(CloseCode.NO_PONG)]
    assert conversation.phase is Phase.WAITING


@pytest.mark.parametrize("is_opened", [False, True])
def test_a_server_that_does_not_answer_is_given_up(is_opened: bool) -> None:  # noqa: FBT001 - a parameter
    conversation = Conversation(lambda: 0.0)
    conversation.start(0.0)
    if is_opened:
        conversation.opened(1, 0.0)

    assert conversation.wake(ANSWER_S) == [Close(CloseCode.NO_PONG)]
    assert conversation.phase is Phase.WAITING


def test_whoever_is_sent_away_comes_back_at_a_moment_of_their_own() -> None:
    conversation = live(chance=0.5)
    conversation.received(1, s.GoAway(reconnect_within_ms=10_000), 1.0)

    assert conversation.due == 6.0
    assert conversation.wake(6.0) == [Close(1000), Open(2, "e", 4)]


@pytest.mark.parametrize("code", [code for code in CloseCode if code >= 4500])
def test_lv9_a_terminal_code_is_the_end(code: CloseCode) -> None:
    conversation = live()
    conversation.ask(TURN)

    conversation.closed(1, code, 1.0)

    assert (conversation.phase, conversation.ending, conversation.due) == (Phase.OVER, code, None)
    assert conversation.start(2.0) == conversation.ask(TURN) == conversation.wake(99.0) == []


@pytest.mark.parametrize(
    ("status", "phase"), [(401, Phase.OVER), (404, Phase.OVER), (410, Phase.OVER), (503, Phase.WAITING)]
)
def test_the_answer_to_a_handshake_says_whether_to_come_again(status: int, phase: Phase) -> None:
    conversation = Conversation(lambda: 0.0)
    conversation.start(0.0)

    conversation.rejected(1, status, 1.0)

    assert conversation.phase is phase


def test_leaving_says_goodbye_once() -> None:
    conversation = live()

    assert conversation.leave() == [Send(c.Bye()), Close(1000)]
    assert conversation.leave() == []
