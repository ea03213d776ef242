"""The text of a page turn is the frame's own encoding, whatever stands in it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from livecontract.wire.codec import decode_server, members
from livecontract.wire.page_turns import PAGE_CHANGE, page_turn
from livecontract.wire.server_frames import PageChanged
from livecontract.wire.shapes import Point

TEXTS = st.text(min_size=1, max_size=64)
TIMES = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))]))
POINTS = st.none() | st.builds(Point, x=st.floats(-1e5, 1e5), y=st.floats(-1e5, 1e5))


@given(
    document_id=TEXTS, page_number=st.integers(1, 2**53), anchor=POINTS, user_id=TEXTS, at=TIMES, cid=TEXTS
)
def test_a_page_turn_is_written_as_its_frame_would_be(
    document_id: str, page_number: int, anchor: Point | None, user_id: str, at: datetime, cid: str
) -> None:
    frame = PageChanged(
        document_id=document_id,
        page_number=page_number,
        anchor=UNSET if anchor is None else anchor,
        user_id=user_id,
        at=at,
        cid=cid,
    )

    assert page_turn(document_id, page_number, anchor, user_id, at, cid) == members(frame)


@pytest.mark.parametrize("anchor", [None, Point(1.5, 2)])
def test_a_page_turn_with_its_number_is_read_as_a_frame(anchor: Point | None) -> None:
    text = page_turn("d", 3, anchor, "ada", datetime(2026, 1, 2, 3, 4, 5, 600, UTC), 'c"1')

    frame = decode_server(b'{"seq":7,' + text)

    assert isinstance(frame, PageChanged)
    assert (frame.seq, frame.document_id, frame.page_number, frame.cid) == (7, "d", 3, 'c"1')
    assert (frame.anchor or None) == anchor
    assert PAGE_CHANGE == "pageChange"
