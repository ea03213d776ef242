"""Which verb each command asks permission for, and which rule decides it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from livecontract.commands import requests as r
from livecontract.domain import drafting, filling, lifecycle, recording, session, signing
from livecontract.domain.contracts import Contract
from livecontract.domain.events import Event
from livecontract.domain.fields import FieldValue
from livecontract.domain.marks import TypedMark
from livecontract.domain.permissions import Verb
from livecontract.domain.recording import Batch
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session
from livecontract.domain.values import Actor
from livecontract.pdf.fonts import missing_characters


@dataclass(frozen=True, slots=True)
class Occasion:
    """Everything about a command that is not in it: who, when, fresh ids, the live session.

    `named_session` is the session that the command names, `recording` what was recorded of it where
    that matters, `active_session` the session that runs, `undrawable` what no sealed page could show
    of the command's texts.
    """

    actor: Actor
    now: datetime
    new_id: Callable[[], str]
    active_session: Session | None
    named_session: Session | None = None
    recording: Sequence[Batch] = ()
    undrawable: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The verb to be permitted and the pure rule that answers with events."""

    verb: Verb
    decide: Callable[[Contract, Any, Occasion], list[Event]]


def _fill(contract: Contract, command: r.FillField, on: Occasion) -> list[Event]:
    _require_drawable(on)
    return filling.fill(contract, on.actor, command.field_id, command.value, command.base)


def _suggest(contract: Contract, command: r.SuggestValue, on: Occasion) -> list[Event]:
    _require_drawable(on)
    return filling.suggest(contract, on.actor, command.field_id, command.value)


def undrawable(command: r.Command) -> str:
    """The characters of a command's texts that no sealed page could show, each once.

    Asked before the lock is taken, because a script that comes for the first time has its font read.
    """
    texts = _DRAWN[type(command)](command) if type(command) in _DRAWN else ()
    return missing_characters("\n".join(text for text in texts if isinstance(text, str)))


def _require_drawable(on: Occasion) -> None:
    """Refuse now what the sealed page could not show, not after everybody has signed."""
    if on.undrawable:
        raise Refused(Refusal.CHARACTERS_NOT_DRAWABLE, characters=on.undrawable)


def _sign(contract: Contract, command: r.SignContract, on: Occasion) -> list[Event]:
    _require_drawable(on)
    return signing.sign(contract, on.actor, command.intent, signature_id=on.new_id(), now=on.now)


def _start_session(contract: Contract, _command: r.StartSession, on: Occasion) -> list[Event]:
    return session.start(
        contract, on.active_session, session_id=on.new_id(), user_id=on.actor.user_id, now=on.now
    )


def _end_session(contract: Contract, command: r.EndSession, on: Occasion) -> list[Event]:
    named = _named_session(contract, command.session_id, on)
    return session.end(named, user_id=on.actor.user_id, reason=command.reason, now=on.now)


def _close_recording(contract: Contract, command: r.CloseRecording, on: Occasion) -> list[Event]:
    return recording.close(_named_session(contract, command.session_id, on), on.recording)


def _named_session(contract: Contract, session_id: str, on: Occasion) -> Session:
    named = on.named_session
    if named is None or named.contract_id != contract.contract_id:
        raise Refused(Refusal.NOT_FOUND, sessionId=session_id)
    return named


def _send_for_review(contract: Contract, _command: r.SendForReview, _on: Occasion) -> list[Event]:
    return [*lifecycle.send_for_review(contract), *lifecycle.invite(contract)]


def _written_in(intent: signing.Intent) -> Sequence[FieldValue]:
    return (intent.name, intent.mark.text if isinstance(intent.mark, TypedMark) else None)


# The texts of a command that are drawn onto pages as they are.
_DRAWN: dict[type, Callable[[Any], Sequence[FieldValue]]] = {
    r.FillField: lambda q: (q.value,),
    r.SuggestValue: lambda q: (q.value,),
    r.SignContract: lambda q: _written_in(q.intent),
}

DECISIONS: dict[type, Decision] = {
    r.ChangeTitle: Decision(Verb.CHANGE_TITLE, lambda c, q, _: lifecycle.change_title(c, q.title)),
    r.ChangeSigners: Decision(Verb.CHANGE_SIGNERS, lambda c, q, _: lifecycle.change_signers(c, q.signers)),
    r.AddDocument: Decision(Verb.ADD_DOCUMENT, lambda c, q, _: drafting.add_document(c, q.document)),
    r.RemoveDocument: Decision(
        Verb.REMOVE_DOCUMENT, lambda c, q, _: drafting.remove_document(c, q.document_id)
    ),
    r.PlaceFields: Decision(
        Verb.PLACE_FIELDS, lambda c, q, _: drafting.place_fields(c, q.document_id, q.fields)
    ),
    r.FillField: Decision(Verb.FILL_FIELD, _fill),
    r.SuggestValue: Decision(Verb.SUGGEST_VALUE, _suggest),
    r.SendForReview: Decision(Verb.SEND_FOR_REVIEW, _send_for_review),
    r.TakeBack: Decision(Verb.TAKE_BACK, lambda c, _q, _on: lifecycle.take_back(c)),
    r.InviteCustomer: Decision(Verb.INVITE, lambda c, _q, _on: lifecycle.invite(c)),
    r.ShowPages: Decision(
        Verb.SHOW_PAGES,
        lambda c, q, on: signing.show_pages(c, on.actor, q.document_id, q.page_numbers),
    ),
    r.SignContract: Decision(Verb.SIGN, _sign),
    r.DeclineContract: Decision(
        Verb.DECLINE, lambda c, q, on: lifecycle.decline(c, on.actor.user_id, q.reason)
    ),
    r.VoidContract: Decision(Verb.VOID, lambda c, q, on: lifecycle.void(c, on.actor.user_id, q.reason)),
    r.StartSession: Decision(Verb.START_SESSION, _start_session),
    r.EndSession: Decision(Verb.END_SESSION, _end_session),
    r.FinishSeal: Decision(Verb.SEAL, lambda c, q, on: lifecycle.finish(c, q.documents, on.now)),
    r.ReportSealFailure: Decision(
        Verb.SEAL, lambda c, q, _: lifecycle.report_seal_failure(c, q.code, q.detail)
    ),
    r.CloseRecording: Decision(Verb.RECORD, _close_recording),
}
