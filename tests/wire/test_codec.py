"""Texts that are no frames: what is said about them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livecontract.domain.refusals import Refusal
from livecontract.wire.codec import CLIENT_TYPES, UNREADABLE, decode_client, fault_of, members, merged
from livecontract.wire.server_frames import Ping

DEEP = b"[" * 60_000

FAULTS = [
    (b"", None, Refusal.BAD_REQUEST, {}),
    (b"{", None, Refusal.BAD_REQUEST, {}),
    (b"[1]", None, Refusal.BAD_REQUEST, {}),
    (b'"pong"', None, Refusal.BAD_REQUEST, {}),
    (b'{"type":"pong"} {}', None, Refusal.BAD_REQUEST, {}),
    (DEEP, None, Refusal.BAD_REQUEST, {}),
    (b'{"cid":"c","more":' + DEEP, None, Refusal.BAD_REQUEST, {}),
    (b'{"cid":"c"}', "c", Refusal.UNKNOWN_TYPE, {"type": None}),
    (b'{"type":["pong"],"cid":7}', None, Refusal.UNKNOWN_TYPE, {"type": None}),
    (b'{"type":"pageTurn","cid":"c"}', "c", Refusal.UNKNOWN_TYPE, {"type": "pageTurn"}),
    (b'{"type":"pageTurn","cid":"' + b"c" * 65 + b'"}', None, Refusal.UNKNOWN_TYPE, {"type": "pageTurn"}),
    (
        b'{"type":"pageChange","cid":"c","pageNumber":0}',
        "c",
        Refusal.VALUE_INVALID,
        {"member": "pageNumber", "rule": "out_of_range"},
    ),
    (
        b'{"type":"pageChange","cid":"c"}',
        "c",
        Refusal.VALUE_INVALID,
        {"member": "pageNumber", "rule": "missing"},
    ),
    (
        b'{"type":"pageChange","cid":"c","pageNumber":1,"anchor":{"x":1,"y":1,"z":1}}',
        "c",
        Refusal.UNKNOWN_MEMBER,
        {"member": "anchor.z"},
    ),
    (
        b'{"type":"fieldChange","cid":"c","fieldId":"f","value":[],"base":0}',
        "c",
        Refusal.VALUE_INVALID,
        {"member": "value", "rule": "wrong_type", "expected": "bool | str | null"},
    ),
]


@pytest.mark.parametrize(("text", "cid", "code", "facts"), FAULTS)
def test_lv6_what_is_wrong_is_said_with_the_command_that_it_concerns(
    text: bytes, cid: str | None, code: Refusal, facts: dict[str, object]
) -> None:
    with pytest.raises(UNREADABLE) as raised:
        decode_client(text)

    answered, refused = fault_of(text, raised.value)

    assert (answered, refused.code, refused.facts) == (cid, code, facts)


def test_a_number_beyond_all_numbers_is_not_understood() -> None:
    text = b'{"type":"pointer","cid":"c","documentId":"d","pageNumber":1,"x":1e999,"y":0,"visible":true}'

    with pytest.raises(UNREADABLE) as raised:
        decode_client(text)

    assert fault_of(text, raised.value)[1].code is Refusal.BAD_REQUEST


def test_what_is_no_utf8_is_told_apart_from_what_is_no_frame() -> None:
    with pytest.raises(UnicodeDecodeError):
        fault_of(b'{"type":"\xff"}', ValueError())


TYPED = st.sampled_from(sorted(CLIENT_TYPES)).map(lambda kind: f'{{"type":"{kind}"}}'.encode())


@given(st.one_of(st.binary(), st.text().map(str.encode), TYPED))
def test_no_text_at_all_breaks_the_reader(text: bytes) -> None:
    try:
        decode_client(text)
    except UNREADABLE as error:
        with contextlib.suppress(UnicodeDecodeError):
            fault_of(text, error)


def test_an_event_is_written_without_its_opening_brace() -> None:
    assert members(Ping(seq=3)) == b'"type":"ping","seq":3}'


def test_signals_share_a_frame_only_when_there_are_several() -> None:
    assert merged([b"{1}"]) == b"{1}"
    assert merged([b"{1}", b"{2}"]) == b'{"type":"signals","items":[{1},{2}]}'
