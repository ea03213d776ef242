"""Whatever the commands accept can be sealed: nobody signs what then hangs for want of a letter or a line."""

from collections.abc import Callable
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from livecontract.commands.decisions import DECISIONS, Occasion, undrawable
from livecontract.commands.documents import file_name
from livecontract.commands.requests import (
    AddDocument,
    ChangeSigners,
    ChangeTitle,
    Command,
    FillField,
    PlaceFields,
    SendForReview,
    SignContract,
)
from livecontract.domain.audit import AuditEntry, Head, link
from livecontract.domain.consent import DEFAULT_CONSENT
from livecontract.domain.documents import Notice
from livecontract.domain.fields import Field, FieldKind, Rect
from livecontract.domain.history import apply, begin
from livecontract.domain.lifecycle import check_title, create
from livecontract.domain.marks import MAX_COORDINATE, DrawnMark, Face, StrokePoint, TypedMark
from livecontract.domain.refusals import Refused
from livecontract.domain.users import check_name
from livecontract.domain.values import Actor, Party
from livecontract.jobs.certificate import certificate_facts
from livecontract.jobs.stamping import stamped_marks, stamped_values
from livecontract.pdf.authority import make_identity
from livecontract.pdf.request import SealRequest
from livecontract.pdf.seal import seal
from livecontract.pdf.verify import verify
from tests.making import ADVISOR, CUSTOMER, a_document, a_field, an_intent, fresh_id, seen_by
from tests.pdf.documents import NOW, contract, signed_before

pytestmark = pytest.mark.slow

IDENTITY = make_identity("Test bank", NOW)
PAPER = contract(2)
SIGNED_PAPER = signed_before(IDENTITY)

# One of each kind that has been trouble somewhere: what no font has, what has no picture, what joins
# or turns its neighbours, what is no character at all.
ODD = (
    "\u0378\U000e0080",  # unassigned
    "\U00013080\U00013081",  # Egyptian hieroglyphs
    "😀👨‍👩‍👧🇸🇪✍🏽\ufe0f",
    "עִבְרִית العربية\u202e\u2066",
    "漢字かな한글\u3164\u115f",
    "नमस्ते ภาษา ខ្មែរ မြန်မာ",
    "e\u0301\u0335\u20dd\u0489",  # marks that stand on letters
    "\u2800\u00ad\u200b\u200d\u2060\ufeff",  # blank in every font
    "\ue000\U000f0000\ufffd\ufffe\uffff",  # private, and no characters
    "\t\n\r\x00\x1b\x7f\u0085\u2028",
    "\\*_#$<@\"'`{}[]()//%&~^|",  # what means something to a typesetter
    "W" * 300,
)
texts = st.lists(
    st.one_of(st.sampled_from(ODD), st.sampled_from("".join(ODD)), st.text(max_size=6), st.just("Ada ")),
    min_size=1,
    max_size=4,
).map("".join)
# Characters are Unicode's; half of a pair comes through no parser of JSON or of forms.
whole = texts.map(lambda text: text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore"))
sizes = st.sampled_from([0.01, 6.0, 12.0, 24.0, 500.0])
# Lines without width or height, single points, strokes without any, and the edges of what is let through.
edges = st.sampled_from([0.0, 1e-9, 1.0, float(MAX_COORDINATE), float(-MAX_COORDINATE)])
spots = st.one_of(edges, st.floats(-MAX_COORDINATE, MAX_COORDINATE))
pen_points = st.builds(StrokePoint, x=spots, y=spots, t=st.just(0.0), p=st.floats(0, 1))
strokes = st.lists(st.lists(pen_points, max_size=5).map(tuple), min_size=1, max_size=4).map(tuple)
drawings = st.builds(DrawnMark, strokes=strokes)


class Story:
    """A contract and its chain, with what is refused left out."""

    def __init__(self, advisor: Party, customer: Party, title: str) -> None:
        (event,) = create(
            contract_id="contract-1",
            title=title,
            advisor=advisor,
            customer=customer,
            consent=DEFAULT_CONSENT,
            now=NOW,
        )
        self.contract = begin(event)
        self.entries: list[AuditEntry] = link(
            Head(), contract_id="contract-1", at=NOW, actor="ada", events=[event]
        )

    def tell(self, actor: Actor, command: Command) -> bool:
        """Do it if it is accepted."""
        missing = undrawable(command)
        on = Occasion(actor=actor, now=NOW, new_id=fresh_id, active_session=None, undrawable=missing)
        try:
            events = DECISIONS[type(command)].decide(self.contract, command, on)
        except Refused:
            return False
        last = self.entries[-1]
        head = Head(seq=last.seq, hash=last.hash)
        self.entries += link(head, contract_id="contract-1", at=NOW, actor=actor.user_id, events=events)
        for event in events:
            self.contract = apply(self.contract, event)
        return True

    def request_apart(self) -> SealRequest:
        """The same for a document that cannot take the certificate in, because it was signed before."""
        request = self.request()
        return replace(request, document=SIGNED_PAPER, treatment="sign_only", values=(), marks=())

    def request(self) -> SealRequest:
        (document,) = self.contract.documents
        return SealRequest(
            document=PAPER,
            treatment="original",
            values=stamped_values(document),
            marks=stamped_marks(self.contract, document),
            certificate=certificate_facts(self.contract, self.entries, {}, "a clock"),
            sealed_at=NOW,
        )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_fd5_ct2_whatever_the_commands_accept_can_be_sealed(data: st.DataObject) -> None:
    def accepted(check: Callable[[str], Any], otherwise: str) -> str:
        text = data.draw(whole)
        try:
            check(text)
        except Refused:
            return otherwise
        return text

    advisor, customer = (
        Party(user_id=user_id, name=check_name(accepted(check_name, "Ada")), email=f"{user_id}@post.example")
        for user_id in ("ada", "carla")
    )
    story = Story(advisor, customer, accepted(check_title, "Loan"))
    story.tell(ADVISOR, ChangeSigners(signers=("ada", "carla")))
    story.tell(ADVISOR, ChangeTitle(title=data.draw(whole)))
    notice = Notice(code="form_values_drawn", text=data.draw(whole))
    paper = replace(a_document(), name=file_name(data.draw(whole)), notices=(notice,))
    assert story.tell(ADVISOR, AddDocument(document=paper))
    fields = tuple(drawn_field(data, kind) for kind in FieldKind)
    placed = [
        field
        for field in fields
        if story.tell(ADVISOR, PlaceFields(document_id="document-1", fields=(field,)))
    ]
    story.tell(ADVISOR, PlaceFields(document_id="document-1", fields=tuple(placed)))
    story.tell(ADVISOR, SendForReview())
    for field in placed:
        values: tuple[str | bool, ...] = (data.draw(whole), "1", "2026-02-28", True, *field.options)
        for value in values:
            story.tell(CUSTOMER, FillField(field_id=field.field_id, value=value))
    sign(data, story)

    sealed = seal(story.request(), IDENTITY)
    apart = seal(story.request_apart(), IDENTITY)

    assert verify(sealed.pdf).valid
    assert apart.certificate_pdf is not None
    assert verify(apart.certificate_pdf).valid


def placing(*fields: Field) -> PlaceFields:
    return PlaceFields(document_id="document-1", fields=fields)


def drawn_field(data: st.DataObject, kind: FieldKind) -> Field:
    rect = Rect(x=40, y=40, width=data.draw(sizes), height=data.draw(sizes))
    options = tuple({data.draw(whole) for _ in range(2)}) if kind is FieldKind.CHOICE else ()
    return a_field(kind, rect=rect, label=data.draw(whole), options=options, required=False)


def sign(data: st.DataObject, story: Story) -> None:
    """Both sign, with a name and a mark as odd as they are let."""
    story.contract = seen_by(story.contract, ADVISOR, CUSTOMER)
    for actor in (CUSTOMER, ADVISOR):
        face: Face = data.draw(st.sampled_from(get_args(Face)))
        mark = data.draw(st.one_of(st.builds(TypedMark, text=whole, face=st.just(face)), drawings))
        odd = an_intent(story.contract, actor, name=data.draw(whole), mark=mark)
        plain = an_intent(story.contract, actor, name="Ada", mark=TypedMark(text="Ada", face=face))
        assert story.tell(actor, SignContract(intent=odd)) or story.tell(actor, SignContract(intent=plain))
