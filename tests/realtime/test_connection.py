"""The connection as a state machine: what goes in, what comes out, without room, database or network."""

from collections.abc import Callable
from typing import Any

import pytest

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session
from livecontract.domain.values import Actor, Role
from livecontract.live.port import Position
from livecontract.realtime.connection import Connection, SignIn, Turn
from livecontract.realtime.room import Room
from livecontract.wire.actor import Credential
from livecontract.wire.client_frames import Pointer, Pong, SayInChat
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.limits import MAX_FRAME_BYTES, Limits, Rate
from tests.making import NOON
from tests.realtime.conftest import JSON, Tape

LIMITS = Limits(rates={}, faults=Rate(per_s=1, burst=3), excess=Rate(per_s=1, burst=2), backlog_bytes=100)
CHAT = b'{"type":"chatMessage","cid":"c","text":"hi"}'
POINTER = b'{"type":"pointer","documentId":"d","pageNumber":1,"x":0,"y":0,"visible":true}'
PONG = b'{"type":"pong"}'


class Bench:
    """A live connection, its tape, and what its acts were asked to do."""

    def __init__(self) -> None:
        session = Session(
            session_id="s",
            contract_id="k",
            advisor_id="ada",
            customer_id="carla",
            started_by="ada",
            started_at=NOON,
        )
        self.room = Room(session, Position("e", 7), now=0, on_unwritten=lambda _room: None)
        self.done: list[Any] = []
        self.tape = Tape()
        turns: dict[type, Turn] = {
            SayInChat: Turn(self.act, "chat", interval_s=1, slack_s=1, is_activity=True, is_droppable=False),
            Pointer: Turn(self.act, "pointer", interval_s=1, slack_s=0, is_activity=True, is_droppable=True),
            Pong: Turn(self.act, "control", interval_s=0, slack_s=0, is_activity=False, is_droppable=True),
        }
        sign_in = SignIn(Actor(user_id="ada", role=Role.ADVISOR), Credential("bearer", "t"), None)
        self.resting = 0
        self.connection = Connection("k1", sign_in, self.room, turns, LIMITS, self.tape, self.rest)
        self.room.add(self.connection)
        self.connection.catch_up(7, [])

    def rest(self, _connection: Connection) -> None:
        self.resting += 1

    def act(self, _connection: Connection, frame: object, _now: float) -> None:
        self.done.append(frame)

    def refuse(self, _connection: Connection, _frame: object, _now: float) -> None:
        raise Refused(Refusal.WRONG_STATUS, status="DRAFT", allowed=["REVIEW"])

    @property
    def said(self) -> list[JSON]:
        return self.tape.frames


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_frame_is_done_and_counts_as_activity(bench: Bench) -> None:
    bench.connection.receive(CHAT, 5.0)

    assert bench.done == [SayInChat(cid="c", text="hi")]
    assert bench.room.active_at == 5.0


def test_an_answer_to_a_ping_is_no_activity(bench: Bench) -> None:
    bench.connection.receive(PONG, 5.0)

    assert (len(bench.done), bench.room.active_at) == (1, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"nonsense", "bad_request"),
        (b'{"type":"unheard of"}', "unknown_type"),
        (b'{"type":"chatMessage","cid":"c","text":"hi","more":1}', "unknown_member"),
        (b'{"type":"chatMessage","cid":"c","text":7}', "value_invalid"),
        (b" " * (MAX_FRAME_BYTES + 1), "too_large"),
    ],
)
def test_lv6_a_bad_frame_is_refused_and_the_connection_lives(bench: Bench, text: bytes, code: str) -> None:
    bench.connection.receive(text, 0.0)
    bench.connection.receive(CHAT, 0.0)

    assert [frame["code"] for frame in bench.said] == [code]
    assert len(bench.done) == 1


@pytest.mark.parametrize(
    ("text", "cid"),
    [
        (b'{"type":"contractSigned","cid":"c9","mark":"%b"}', "c9"),
        (b'{"cid":7,"mark":"%b"}', None),
        (b'["%b"]', None),
        (b"%b", None),
    ],
)
def test_a_command_that_is_too_large_is_answered_by_its_id(
    bench: Bench, text: bytes, cid: str | None
) -> None:
    bench.connection.receive(text % (b"x" * (MAX_FRAME_BYTES + 1)), 0.0)

    assert [(frame["code"], frame["cid"]) for frame in bench.said] == [("too_large", cid)]


def test_a_refusal_carries_the_command_the_sentence_and_the_facts(bench: Bench) -> None:
    bench.connection._turns = {  # noqa: SLF001  the table is given by the hub, here by the test
        SayInChat: Turn(bench.refuse, "chat", 1, 1, is_activity=True, is_droppable=False)
    }

    bench.connection.receive(CHAT, 0.0)

    assert bench.said == [
        {
            "type": "refused",
            "cid": "c",
            "code": "wrong_status",
            "message": "The contract is DRAFT. This needs it to be REVIEW.",
            "retryable": False,
            "facts": {"status": "DRAFT", "allowed": ["REVIEW"]},
        }
    ]


def test_text_that_is_no_utf8_ends_the_connection(bench: Bench) -> None:
    bench.connection.receive(b'{"type":"chatMessage","cid":"\xff"}', 0.0)

    assert (bench.tape.code, bench.said) == (CloseCode.INVALID_TEXT, [])


def test_lv6_bad_frames_without_end_end_the_connection(bench: Bench) -> None:
    for _ in range(5):
        bench.connection.receive(b"nonsense", 0.0)

    assert len(bench.said) == 4
    assert bench.tape.code is CloseCode.BAD_FRAMES


def test_faults_are_forgiven_in_time(bench: Bench) -> None:
    for second in range(20):
        bench.connection.receive(b"nonsense", float(second))

    assert bench.tape.code is None


def test_lv6_commands_that_come_too_often_are_refused_with_the_time_to_wait(bench: Bench) -> None:
    for _ in range(3):
        bench.connection.receive(CHAT, 10.0)

    assert len(bench.done) == 2
    assert (bench.said[0]["code"], bench.said[0]["retryable"]) == ("rate_limited", True)
    assert bench.said[0]["facts"]["retryAfterS"] == 2
    bench.connection.receive(CHAT, 12.0)
    assert len(bench.done) == 3


def test_lv5_signals_that_come_too_often_are_dropped_without_a_word(bench: Bench) -> None:
    bench.connection.receive(POINTER, 10.0)
    bench.connection.receive(POINTER, 10.0)

    assert (len(bench.done), bench.said) == (1, [])


def test_lv6_a_flood_ends_the_connection_which_may_come_back(bench: Bench) -> None:
    for _ in range(5):
        bench.connection.receive(POINTER, 10.0)
    assert bench.tape.code is CloseCode.RATE_LIMITED

    quiet = Bench()
    for _ in range(4):
        quiet.connection.hear(10.0)
    assert quiet.tape.code is CloseCode.RATE_LIMITED


def test_nothing_is_done_or_said_after_the_goodbye(bench: Bench) -> None:
    bench.connection.close(CloseCode.REVOKED)
    bench.connection.close(CloseCode.DONE)
    bench.connection.receive(CHAT, 0.0)
    bench.connection.send(b"{}")
    bench.room.on_event("x", 8, b"{}")

    assert (bench.done, bench.said, bench.tape.code) == ([], [], CloseCode.REVOKED)


def test_events_wait_for_the_snapshot_and_those_in_it_are_not_repeated(bench: Bench) -> None:
    assert bench.connection.hold()
    assert not bench.connection.hold()
    for seq in (8, 9, 10):
        bench.room.on_event("x", seq, b'{"seq":%d}' % seq)
    bench.room.on_signal("other", "pointer", b'{"type":"pointer"}')

    bench.connection.catch_up(9, [b'{"type":"snapshot"}'])
    bench.room.on_event("x", 11, b'{"seq":11}')

    assert bench.said == [{"type": "snapshot"}, {"seq": 10}, {"seq": 11}]


def test_whoever_waits_for_ever_is_told_to_come_back(bench: Bench) -> None:
    bench.connection.hold()
    for seq in range(8, 8 + 1025):
        bench.room.on_event("x", seq, b"{}")

    assert bench.tape.code is CloseCode.UNAVAILABLE


def test_lv5_a_signal_is_not_sent_back_to_where_it_came_from(bench: Bench) -> None:
    bench.room.on_signal("k1", "pointer", b'{"n":1}')
    bench.room.on_signal("k2", "pointer", b'{"n":2}')

    assert bench.said == [{"n": 2}]


def test_lv5_while_the_client_does_not_read_only_the_latest_signals_are_kept(bench: Bench) -> None:
    bench.connection.block()
    for number in range(3):
        bench.room.on_signal("k2", "pointer carla", b'{"n":%d}' % number)
        bench.room.on_signal("k2", "typing carla", b'{"m":%d}' % number)
    kept = list(bench.said)

    bench.connection.unblock()

    assert kept == []
    assert bench.said == [{"type": "signals", "items": [{"n": 2}, {"m": 2}]}]


def test_lv5_signals_that_come_close_together_go_out_in_one_frame(bench: Bench) -> None:
    for x in (1, 2, 3):
        bench.connection.signal("pointer carla", b'{"type":"pointer","x":%d}' % x)
    bench.connection.signal("viewport carla", b'{"type":"viewport"}')
    first = list(bench.said)
    bench.connection.release()
    bench.connection.release()

    assert first == [{"type": "pointer", "x": 1}]
    assert bench.said[1:] == [
        {"type": "signals", "items": [{"type": "pointer", "x": 3}, {"type": "viewport"}]}
    ]
    assert bench.resting == 2


def test_signals_of_too_many_kinds_are_dropped(bench: Bench) -> None:
    bench.connection.block()
    for number in range(300):
        bench.room.on_signal("k2", f"pageShown {number}", b"{}")

    bench.connection.unblock()

    assert len(bench.said[0]["items"]) == 256


def test_lv5_events_are_sent_even_then_until_the_client_is_too_far_behind(bench: Bench) -> None:
    bench.connection.block()
    bench.room.on_event("x", 8, b'{"seq":8}')
    bench.tape.queued = 101
    bench.room.on_event("x", 9, b'{"seq":9}')

    assert bench.said == [{"seq": 8}, {"seq": 9}]
    assert bench.tape.code is CloseCode.TOO_SLOW


def test_lv5_a_snapshot_does_not_hide_that_the_client_is_too_far_behind(bench: Bench) -> None:
    bench.connection.block()
    bench.connection.hold()
    snapshot = b'{"type":"snapshot"}'
    bench.connection.catch_up(7, [snapshot])
    bench.tape.queued = 101 + len(snapshot)
    bench.room.on_event("x", 8, b'{"seq":8}')

    assert bench.tape.code is CloseCode.TOO_SLOW


def test_lv1_a_snapshot_of_any_size_does_not_shut_its_reader_out(bench: Bench) -> None:
    snapshot = b'{"type":"snapshot","of":"%b"}' % (b"x" * 10_000)
    bench.connection.hold()
    bench.tape.queued = len(snapshot)
    bench.connection.catch_up(7, [snapshot])
    bench.connection.block()
    while_reading = bench.tape.code

    bench.connection.unblock()
    bench.connection.block()

    assert (while_reading, bench.tape.code) == (None, CloseCode.TOO_SLOW)


def test_a_client_that_reads_again_still_gets_its_snapshot_before_the_events(bench: Bench) -> None:
    bench.connection.block()
    bench.connection.hold()
    bench.connection.unblock()
    bench.room.on_event("x", 8, b'{"seq":8}')
    waiting = list(bench.said)

    bench.connection.catch_up(7, [b'{"type":"snapshot"}'])

    assert waiting == []
    assert bench.said == [{"type": "snapshot"}, {"seq": 8}]


def test_each_reads_the_event_that_is_meant_for_them(bench: Bench) -> None:
    bench.room.on_event("x", 8, {"ada": b'{"for":"ada"}', "carla": b'{"for":"carla"}'})

    assert bench.said == [{"for": "ada"}]


def a_pong(connection: Connection) -> None:
    connection.receive(PONG, 0.0)


def a_transport_pong(connection: Connection) -> None:
    connection.hear(0.0)


def silence(_connection: Connection) -> None:
    return


@pytest.mark.parametrize(
    ("answer", "code"),
    [(a_pong, None), (a_transport_pong, None), (silence, CloseCode.NO_PONG)],
)
def test_whoever_does_not_answer_a_ping_is_gone(
    bench: Bench, answer: Callable[[Connection], None], code: CloseCode | None
) -> None:
    bench.connection.ping()
    answer(bench.connection)
    bench.connection.expect_answer()

    assert bench.said == [{"type": "ping", "seq": 7}]
    assert bench.tape.code is code
