"""What a client knows of a session: the last snapshot and every event since, as one value."""

from collections.abc import Callable
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from livecontract.domain.fields import Suggestion
from livecontract.domain.session import SessionStatus
from livecontract.domain.values import Role
from livecontract.queries.views import ContractView, DocumentView, FieldView, SignatureView
from livecontract.wire import server_frames as s
from livecontract.wire.shapes import PagePlace

View = s.Snapshot


def after(view: View | None, frame: s.ServerFrame) -> View | None:
    """The view after a frame that was handed on; there is none before the first snapshot."""
    if isinstance(frame, s.Snapshot):
        return frame
    step = _STEPS.get(type(frame))
    if view is None or step is None:
        return view
    changed = step(view, frame)
    seq = getattr(frame, "seq", UNSET)
    return changed if seq is UNSET else replace(changed, seq=seq)


def _load_document(view: View, event: s.DocumentLoaded) -> View:
    documents = tuple(
        replace(one, file_url=event.file_url) if one.document_id == event.document_id else one
        for one in view.documents
    )
    live = replace(view.live, document_id=event.document_id, page_number=1, anchor=None)
    return _with_place(replace(view, documents=documents, live=live), event.user_id, event.document_id, 1)


def _turn_page(view: View, event: s.PageChanged) -> View:
    anchor = None if event.anchor is UNSET else event.anchor
    live = replace(view.live, document_id=event.document_id, page_number=event.page_number, anchor=anchor)
    return _with_place(replace(view, live=live), event.user_id, event.document_id, event.page_number)


def _change_field(view: View, event: s.FieldChanged) -> View:
    return _with_field(
        view,
        event.field_id,
        lambda field: replace(field, value=event.value, version=event.version, suggestion=None),
    )


def _suggest(view: View, event: s.FieldSuggested) -> View:
    suggestion = (
        None if event.value is None else Suggestion(value=event.value, suggested_by=event.suggested_by)
    )
    return _with_field(view, event.field_id, lambda field: replace(field, suggestion=suggestion))


def _sign(view: View, event: s.ContractSigned) -> View:
    contract = view.contract
    if any(one.signed_by == event.signed_by for one in contract.signatures):
        return view
    name = _name_of(contract, event.signed_by)
    signature = SignatureView(signed_by=event.signed_by, signed_at=event.signed_at, name=name, is_void=False)
    return replace(view, contract=replace(contract, signatures=(*contract.signatures, signature)))


def _update_status(view: View, event: s.StatusUpdated) -> View:
    return replace(view, contract=_in_session(view, event.contract))


def _change_documents(view: View, event: s.DocumentsChanged) -> View:
    return replace(view, contract=_in_session(view, event.contract), documents=event.documents)


def _lead(view: View, event: s.LeadChanged) -> View:
    return replace(view, live=replace(view.live, lead=event.lead, lead_offer=None))


def _offer_lead(view: View, event: s.LeadOffered) -> View:
    offer = None if event.to is None else s.OpenOffer(by=event.user_id, to=event.to)
    return replace(view, live=replace(view.live, lead_offer=offer))


def _say(view: View, event: s.ChatSaid) -> View:
    if any(one.chat_id == event.chat_id for one in view.live.chat):
        return view
    said = s.ChatMessage(chat_id=event.chat_id, user_id=event.user_id, text=event.text, at=event.at)
    return replace(view, live=replace(view.live, chat=(*view.live.chat, said)))


def _annotate(view: View, event: s.AnnotationAdded) -> View:
    others = [one for one in view.live.annotations if one.annotation_id != event.annotation.annotation_id]
    return replace(view, live=replace(view.live, annotations=(*others, event.annotation)))


def _unannotate(view: View, event: s.AnnotationRemoved) -> View:
    left = tuple(one for one in view.live.annotations if one.annotation_id != event.annotation_id)
    return replace(view, live=replace(view.live, annotations=left))


def _arrive(view: View, event: s.ParticipantJoined) -> View:
    return _with_person(view, event.user_id, presence="here", since=event.at)


def _go(view: View, event: s.ParticipantLeft) -> View:
    return _with_person(view, event.user_id, presence="offline", since=event.at)


def _change_presence(view: View, event: s.ParticipantState) -> View:
    return _with_person(view, event.user_id, presence=event.presence, since=event.at)


def _end(view: View, event: s.SessionEnded) -> View:
    ended = replace(
        view.session,
        status=SessionStatus.ENDED,
        ended_by=event.ended_by,
        ended_at=event.at,
        reason=event.reason,
    )
    return replace(view, session=ended)


def _look_at(view: View, signal: s.ViewportMoved) -> View:
    return _with_place(view, signal.user_id, signal.document_id, signal.page_number)


def _in_session(view: View, contract: ContractView) -> ContractView:
    return replace(contract, session=contract.session or view.contract.session)


def _with_field(view: View, field_id: str, change: Callable[[FieldView], FieldView]) -> View:
    return replace(view, documents=tuple(_changed(one, field_id, change) for one in view.documents))


def _changed(document: DocumentView, field_id: str, change: Callable[[FieldView], FieldView]) -> DocumentView:
    if all(field.field_id != field_id for field in document.fields):
        return document
    fields = tuple(change(field) if field.field_id == field_id else field for field in document.fields)
    return replace(document, fields=fields)


def _with_place(view: View, user_id: str, document_id: str, page_number: int) -> View:
    """Whoever turns to a page is on it."""
    page = PagePlace(document_id=document_id, page_number=page_number)
    return _with_person(view, user_id, page=page)


def _with_person(view: View, user_id: str, **changes: Any) -> View:
    is_known = any(one.user_id == user_id for one in view.participants)
    people = view.participants if is_known else (*view.participants, _newcomer(view, user_id))
    changed = tuple(replace(one, **changes) if one.user_id == user_id else one for one in people)
    return replace(view, participants=changed)


def _newcomer(view: View, user_id: str) -> s.Participant:
    is_advisor = user_id == view.contract.advisor_id
    return s.Participant(
        user_id=user_id,
        name=_name_of(view.contract, user_id),
        role=Role.ADVISOR if is_advisor else Role.CUSTOMER,
        presence="here",
        page=None,
        since=view.session.started_at,
    )


def _name_of(contract: ContractView, user_id: str) -> str:
    parties = (contract.advisor, contract.customer)
    return next((party.name for party in parties if party.user_id == user_id), "")


def _with_page_shown(view: View, signal: s.PageShown) -> View:
    of_user = dict(view.pages_shown.get(signal.user_id, {}))
    pages = {*of_user.get(signal.document_id, ()), signal.page_number}
    of_user[signal.document_id] = tuple(sorted(pages))
    return replace(view, pages_shown={**view.pages_shown, signal.user_id: of_user})


_STEPS: dict[type, Callable[[View, Any], View]] = {
    s.DocumentLoaded: _load_document,
    s.PageChanged: _turn_page,
    s.FieldChanged: _change_field,
    s.FieldSuggested: _suggest,
    s.ContractSigned: _sign,
    s.StatusUpdated: _update_status,
    s.DocumentsChanged: _change_documents,
    s.LeadChanged: _lead,
    s.LeadOffered: _offer_lead,
    s.ChatSaid: _say,
    s.AnnotationAdded: _annotate,
    s.AnnotationRemoved: _unannotate,
    s.ParticipantJoined: _arrive,
    s.ParticipantLeft: _go,
    s.ParticipantState: _change_presence,
    s.SessionEnded: _end,
    s.PageShown: _with_page_shown,
    s.ViewportMoved: _look_at,
}
