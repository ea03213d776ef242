"""The text of a page turn, written without making the frame: of all events the one that has to be cheap."""

from datetime import datetime

from livecontract.wire.codec import encode, members, tag_of
from livecontract.wire.server_frames import PageChanged
from livecontract.wire.shapes import Point

PAGE_CHANGE = tag_of(PageChanged)

_TURN = b'"type":"pageChange","documentId":%b,"pageNumber":%d,"userId":%b,"at":%b,"cid":%b}'


def page_turn(
    document_id: str, page_number: int, anchor: Point | None, user_id: str, at: datetime, cid: str
) -> bytes:
    """What `codec.members` makes of this `PageChanged`, byte for byte."""
    if anchor is None:
        return _TURN % (encode(document_id), page_number, encode(user_id), encode(at), encode(cid))
    return members(
        PageChanged(
            document_id=document_id,
            page_number=page_number,
            anchor=anchor,
            user_id=user_id,
            at=at,
            cid=cid,
        )
    )
