"""One example of every frame, for readers and for clients in other languages.

`python -m livecontract.wire.examples FOLDER` writes them; `protocol/examples/` holds them, which a
test compares.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from livecontract.blobs.grants import as_url
from livecontract.blobs.port import Grant
from livecontract.domain.consent import DEFAULT_CONSENT
from livecontract.domain.contracts import Status
from livecontract.domain.documents import PageBox
from livecontract.domain.fields import FieldKind, Rect
from livecontract.domain.marks import TypedMark
from livecontract.domain.recording import KEPT_BY_DEFAULT, Keep
from livecontract.domain.session import SessionStatus
from livecontract.domain.values import Role, Value
from livecontract.queries import views as v
from livecontract.wire import client_frames as c
from livecontract.wire import server_frames as s
from livecontract.wire import shapes
from livecontract.wire.codec import tag_of
from livecontract.wire.limits import (
    DEFAULT_LIMITS,
    MAX_CHAT_LENGTH,
    MAX_FRAME_BYTES,
    MAX_NOTE_LENGTH,
)
from livecontract.wire.requests import ConsentShape, SignatureShape

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def example_id(number: int) -> str:
    """A UUIDv7 that reads as an example."""
    return f"019ab000-0000-7000-8000-{number:012d}"


ADA, CARLA = example_id(1), example_id(2)
CONTRACT, DOCUMENT, SESSION, FIELD = (example_id(number) for number in (10, 20, 30, 40))
CID = example_id(50)
DIGEST = "5e" * 32
EPOCH = example_id(60)


def examples() -> dict[str, Value]:
    """Every frame by its file's name: who sends it, and its `type`."""
    return {
        **{f"client.{tag_of(type(frame))}": frame for frame in _from_client()},
        **{f"server.{tag_of(type(frame))}": frame for frame in _from_server()},
    }


def text_of(frame: Value) -> str:
    """The example as its file has it."""
    return msgspec.json.format(msgspec.json.encode(frame), indent=2).decode() + "\n"


def _from_client() -> Iterator[Value]:
    yield c.LoadDocument(cid=CID, document_id=DOCUMENT)
    yield c.PageChange(cid=CID, page_number=3, document_id=DOCUMENT, anchor=shapes.Point(x=72, y=310.5))
    yield c.FieldChange(cid=CID, field_id=FIELD, value="3140.00", base=0)
    yield c.FieldSuggest(cid=CID, field_id=FIELD, value="3140.00")
    yield c.SignContract(
        cid=CID,
        signature=SignatureShape(mark=TypedMark(text="Carla Moreno"), name="Carla Moreno"),
        consent=ConsentShape(version=DEFAULT_CONSENT.version, accepted=True),
        digest=DIGEST,
    )
    yield c.ChangeStatus(cid=CID, status=Status.DECLINED, reason="I want to think about it.")
    yield c.SayInChat(cid=CID, text="What does this paragraph mean?")
    yield c.LeadChange(cid=CID, lead=CARLA)
    yield c.LeadOffer(cid=CID, to=CARLA)
    yield c.AnnotationAdd(cid=CID, drawing=_drawing())
    yield c.AnnotationRemove(cid=CID, annotation_id=example_id(70))
    yield c.Pointer(document_id=DOCUMENT, page_number=3, x=200, y=415.2, visible=True)
    yield c.Viewport(document_id=DOCUMENT, page_number=3, area=shapes.Area(x=0, y=300, width=595, height=420))
    yield c.TypeInto(field_id=FIELD, active=True, text="3140")
    yield c.ShowPage(document_id=DOCUMENT, page_number=3)
    yield c.AuthRefresh(token="eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl")  # noqa: S106  opens nothing
    yield c.SnapshotRequest()
    yield c.Pong()
    yield c.Bye()


def _from_server() -> Iterator[Value]:
    yield _welcome()
    yield s.Snapshot(
        epoch=EPOCH,
        seq=12,
        session=_session(),
        contract=_contract(),
        documents=(_document(),),
        live=s.LiveState(
            document_id=DOCUMENT,
            page_number=3,
            anchor=None,
            lead=ADA,
            lead_offer=s.OpenOffer(by=ADA, to=CARLA),
            chat=(s.ChatMessage(chat_id=example_id(80), user_id=CARLA, text="Good morning.", at=AT),),
            annotations=(_annotation(),),
        ),
        participants=(
            s.Participant(ADA, "Ada Lindqvist", Role.ADVISOR, "here", shapes.PagePlace(DOCUMENT, 3), AT),
            s.Participant(CARLA, "Carla Moreno", Role.CUSTOMER, "reconnecting", None, AT),
        ),
        pages_shown={CARLA: {DOCUMENT: (1, 2)}},
    )
    yield s.Resumed(epoch=EPOCH, from_=9, to=12)
    yield from _events()
    yield from _signals()
    yield s.Ping(seq=12)
    yield s.GoAway(reconnect_within_ms=1000)
    yield s.RefusedFrame(
        cid=CID,
        code="not_field_owner",
        message="The customer fills this in. You can suggest a value.",
        retryable=False,
        facts={"fieldId": FIELD, "owner": "CUSTOMER"},
    )


def _events() -> Iterator[Value]:
    def by(user_id: str, cid: str | None = CID) -> dict[str, Any]:
        return {"seq": 13, "user_id": user_id, "at": AT, "cid": cid}

    yield s.DocumentLoaded(DOCUMENT, 12, DIGEST, _file_url(), **by(ADA))
    yield s.PageChanged(DOCUMENT, 3, shapes.Point(x=72, y=310.5), **by(ADA))
    yield s.FieldChanged(FIELD, "3140.00", 1, **by(CARLA))
    yield s.FieldSuggested(FIELD, "3140.00", ADA, **by(ADA))
    yield s.ContractSigned(CARLA, AT, **by(CARLA))
    yield s.StatusUpdated(Status.REVIEW, sealing=True, reason=None, contract=_contract(), **by(CARLA, None))
    yield s.DocumentsChanged(_contract(), (_document(),), **by(ADA, None))
    yield s.LeadChanged(CARLA, **by(ADA))
    yield s.LeadOffered(CARLA, **by(ADA))
    yield s.ChatSaid(example_id(80), "What does this paragraph mean?", **by(CARLA))
    yield s.AnnotationAdded(_annotation(), **by(ADA))
    yield s.AnnotationRemoved(example_id(70), **by(ADA))
    yield s.ParticipantJoined(**by(CARLA, None))
    yield s.ParticipantLeft(**by(CARLA, None))
    yield s.ParticipantState("reconnecting", **by(CARLA, None))
    yield s.SessionEnded(ADA, "ended", **by(ADA, None))


def _signals() -> Iterator[Value]:
    pointer = s.PointerMoved(CARLA, DOCUMENT, 3, 200, 415.2, visible=True)
    typing = s.Typing(CARLA, FIELD, active=True, text="3140")
    yield pointer
    yield s.ViewportMoved(CARLA, DOCUMENT, 3, shapes.Area(x=0, y=300, width=595, height=420))
    yield typing
    yield s.PageShown(CARLA, DOCUMENT, 3)
    yield s.SessionIdle(ends_at=AT + timedelta(minutes=5))
    yield s.Signals(items=(pointer, typing))


def _welcome() -> s.Welcome:
    rates = {
        pace: s.Allowance(per_s=rate.per_s, burst=rate.burst) for pace, rate in DEFAULT_LIMITS.rates.items()
    }
    return s.Welcome(
        connection_id=example_id(90),
        user_id=CARLA,
        role=Role.CUSTOMER,
        permissions=("read", "fillField", "showPages", "sign", "decline", "endSession", "takePart"),
        epoch=EPOCH,
        seq=12,
        server_time=AT,
        ping_interval_s=DEFAULT_LIMITS.ping_interval_s,
        limits=s.WelcomeLimits(
            frame_bytes=MAX_FRAME_BYTES,
            chat_length=MAX_CHAT_LENGTH,
            note_length=MAX_NOTE_LENGTH,
            rates=rates,
        ),
        recording=tuple(keep for keep in Keep if keep in KEPT_BY_DEFAULT),
    )


def _session() -> v.SessionView:
    return v.SessionView(
        session_id=SESSION,
        contract_id=CONTRACT,
        advisor_id=ADA,
        customer_id=CARLA,
        status=SessionStatus.ACTIVE,
        started_by=ADA,
        started_at=AT,
        ended_by=None,
        ended_at=None,
        reason=None,
    )


def _contract() -> v.ContractView:
    consent = DEFAULT_CONSENT
    return v.ContractView(
        contract_id=CONTRACT,
        title="Loan agreement",
        status=Status.REVIEW,
        advisor_id=ADA,
        customer_id=CARLA,
        advisor=v.PartyView(ADA, "Ada Lindqvist", "ada@bank.example"),
        customer=v.PartyView(CARLA, "Carla Moreno", "carla@post.example"),
        created_at=AT,
        version=7,
        signers=(CARLA,),
        signatures=(v.SignatureView(CARLA, AT, "Carla Moreno", is_void=False),),
        digest=DIGEST,
        consent=v.ConsentView(consent.version, consent.language, consent.text, consent.sha256),
        sealing=True,
        seal_error=None,
        signed_at=None,
        sealed_at=None,
        reason=None,
        document_count=1,
        open=(v.Open(ADA, 0, 0, signature=False), v.Open(CARLA, 0, 0, signature=False)),
        session=_session(),
        permissions=("read", "endSession", "takePart"),
    )


def _document() -> v.DocumentView:
    field = v.FieldView(
        field_id=FIELD,
        document_id=DOCUMENT,
        kind=FieldKind.NUMBER,
        owner=Role.CUSTOMER,
        page_number=1,
        rect=Rect(x=300, y=102, width=200, height=24),
        label="Net monthly income",
        required=True,
        options=(),
        value="3140.00",
        version=1,
        suggestion=None,
        max_length=None,
        group="",
    )
    return v.DocumentView(
        document_id=DOCUMENT,
        contract_id=CONTRACT,
        file_url=_file_url(),
        name="Loan.pdf",
        sha256=DIGEST,
        size_bytes=318_000,
        page_count=1,
        pages=(PageBox(width=595, height=842),),
        status="READY",
        treatment="original",
        notices=(),
        thumbnail_urls=(f"/documents/{DOCUMENT}/thumbnails/1",),
        fields=(field,),
        sealed=None,
    )


def _drawing() -> shapes.Highlight:
    areas = (shapes.Area(x=72, y=305, width=310, height=14),)
    return shapes.Highlight(document_id=DOCUMENT, page_number=3, areas=areas)


def _annotation() -> shapes.Annotation:
    return shapes.Annotation(annotation_id=example_id(70), user_id=ADA, at=AT, drawing=_drawing())


def _file_url() -> str:
    grant = Grant(digest=DIGEST, file_name="Loan.pdf", media_type="application/pdf", is_download=False)
    return as_url(grant, AT + timedelta(minutes=15), key=b"an example's")


def main() -> None:
    """Write all examples into the folder that is named."""
    folder = Path(sys.argv[1])
    for name, frame in examples().items():
        (folder / f"{name}.json").write_text(text_of(frame), "utf-8")


if __name__ == "__main__":
    main()
