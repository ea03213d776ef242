"""Random lives of a contract: what people may do to it, in any order, as far as the rules let them."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import TypeAlias

from hypothesis import strategies as st
from msgspec.structs import replace

from livecontract.domain import drafting, filling, lifecycle, signing
from livecontract.domain.consent import DEFAULT_CONSENT
from livecontract.domain.contracts import Contract
from livecontract.domain.documents import CertificateFile, Document, Notice, Treatment
from livecontract.domain.events import Event, SealedDocument
from livecontract.domain.fields import Field, FieldKind, Rect
from livecontract.domain.history import apply, begin
from livecontract.domain.marks import DrawnMark, StrokePoint
from livecontract.domain.refusals import Refused
from livecontract.domain.values import Actor, Role
from tests.making import ADA, ADVISOR, CARLA, CUSTOMER, NOON, a_document, a_field, an_intent

Step: TypeAlias = tuple[Contract | None, Contract, list[Event]]

DRAWN = DrawnMark(strokes=((StrokePoint(x=0, y=0), StrokePoint(x=9.5, y=4, t=12, p=0.75)),) * 2)
PATH_TO_SIGNED = ["add", "place", "send", "read", "show both", "fill", "customer signs", "seal"]

_numbers = count(1)


def stories() -> st.SearchStrategy[list[str]]:
    """Names of moves; some lists walk toward SIGNED, so that the far end is reached often."""
    names = st.sampled_from(sorted(MOVES))
    walk = st.integers(0, len(PATH_TO_SIGNED)).map(lambda end: PATH_TO_SIGNED[:end])
    return st.tuples(walk, st.lists(names, max_size=12)).map(lambda parts: [*parts[0], *parts[1]])


def steps(story: list[str]) -> Iterator[Step]:
    """The states of a new contract before and after each move that the rules allow, with its events."""
    contract_id = f"story-{next(_numbers)}"
    created = lifecycle.create(
        contract_id=contract_id,
        title="Überbrückungskredit",
        advisor=ADA,
        customer=CARLA,
        consent=DEFAULT_CONSENT,
        now=NOON,
    )
    contract = begin(created[0])
    yield None, contract, list(created)
    for name in story:
        try:
            events = MOVES[name](contract)
        except Refused:
            continue
        after = contract
        for event in events:
            after = apply(after, event)
        yield contract, after, events
        contract = after


def _document(contract: Contract) -> Document:
    number = next(_numbers)
    notices = (Notice(code="scripts_removed", text="“Scripts” were removed."),) if number % 2 else ()
    made = a_document(f"{contract.contract_id}-document-{number}", 2)
    # Fields are placed on the first document, so that one is to be drawn on.
    treatment: Treatment = "sign_only" if contract.documents and number % 2 else "original"
    return replace(made, notices=notices, treatment=treatment)


def _placed(contract: Contract) -> tuple[str, list[Field]]:
    document = contract.document(contract.documents[0].document_id if contract.documents else "none")
    prefix = document.document_id
    return prefix, [
        a_field(field_id=f"{prefix}-text", rect=Rect(x=1.25, y=2, width=30, height=14.5)),
        a_field(FieldKind.NUMBER, Role.ADVISOR, field_id=f"{prefix}-number", required=False),
        a_field(FieldKind.CHECKBOX, field_id=f"{prefix}-box", required=False, page_number=2),
        a_field(FieldKind.CHOICE, field_id=f"{prefix}-choice", required=False),
        a_field(FieldKind.SIGNATURE, field_id=f"{prefix}-mark"),
    ]


def _place(contract: Contract) -> list[Event]:
    document_id, fields = _placed(contract)
    return drafting.place_fields(contract, document_id, fields)


def _place_otherwise(contract: Contract) -> list[Event]:
    document_id, fields = _placed(contract)
    return drafting.place_fields(contract, document_id, [fields[4], fields[0], fields[2]])


def _on(name: str, verb: Callable[[Contract, str], list[Event]]) -> Callable[[Contract], list[Event]]:
    return lambda contract: verb(contract, f"{_placed(contract)[0]}-{name}")


def _show(actor: Actor, *pages: int) -> Callable[[Contract], list[Event]]:
    return lambda contract: [
        event
        for document in contract.documents
        for event in signing.show_pages(contract, actor, document.document_id, pages)
    ]


def _sign(actor: Actor, **changes: object) -> Callable[[Contract], list[Event]]:
    return lambda contract: signing.sign(
        contract,
        actor,
        an_intent(contract, actor, **changes),
        signature_id=f"{contract.contract_id}-{actor.user_id}",
        now=NOON,
    )


def _seal(contract: Contract) -> list[Event]:
    certificate = CertificateFile(sha256="e" * 64, size_bytes=5)
    sealed = [
        SealedDocument(
            document_id=d.document_id,
            sha256="d" * 64,
            size_bytes=7,
            certificate=certificate if d.treatment == "sign_only" else None,
        )
        for d in contract.documents
    ]
    return lifecycle.finish(contract, sealed, NOON)


MOVES: dict[str, Callable[[Contract], list[Event]]] = {
    "rename": lambda c: lifecycle.change_title(c, c.title + "!"),
    "both sign": lambda c: lifecycle.change_signers(c, ["carla", "ada"]),
    "add": lambda c: drafting.add_document(c, _document(c)),
    "remove first": lambda c: drafting.remove_document(c, _placed(c)[0]),
    "place": _place,
    "place otherwise": _place_otherwise,
    "fill": _on("text", lambda c, f: filling.fill(c, CUSTOMER, f, f"Zeile {c.version}\n2")),
    "fill number": _on("number", lambda c, f: filling.fill(c, ADVISOR, f, "12.5")),
    "tick": _on("box", lambda c, f: filling.fill(c, CUSTOMER, f, value=True)),
    "untick": _on("box", lambda c, f: filling.fill(c, CUSTOMER, f, value=False)),
    "choose": _on("choice", lambda c, f: filling.fill(c, CUSTOMER, f, "15th")),
    "clear": _on("text", lambda c, f: filling.fill(c, CUSTOMER, f, None)),
    "suggest": _on("text", lambda c, f: filling.suggest(c, ADVISOR, f, "true")),
    "suggest tick": _on("box", lambda c, f: filling.suggest(c, ADVISOR, f, value=True)),
    "turn down": _on("text", lambda c, f: filling.suggest(c, CUSTOMER, f, None)),
    "send": lifecycle.send_for_review,
    "take back": lifecycle.take_back,
    "read": _show(CUSTOMER, 1),
    "show both": _show(CUSTOMER, 1, 2),
    "advisor reads": _show(ADVISOR, 1, 2),
    "customer signs": _sign(CUSTOMER),
    "advisor signs": _sign(ADVISOR, mark=DRAWN),
    "seal": _seal,
    "seal fails": lambda c: lifecycle.report_seal_failure(c, "too_complex", "It broke."),
    "decline": lambda c: lifecycle.decline(c, "carla", "No"),
    "void": lambda c: lifecycle.void(c, "ada", "A better offer came"),
}
