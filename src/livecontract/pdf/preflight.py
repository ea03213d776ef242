"""Everything that the intake does with an upload's bytes; runs in a limited child process."""

from __future__ import annotations

import io

import msgspec
import pikepdf

from livecontract.pdf import active_content
from livecontract.pdf.appending import obstacle_to_appending
from livecontract.pdf.expansion import refuse_bombs
from livecontract.pdf.findings import Declined, Findings, Notice, Order, Treatment, Unusable
from livecontract.pdf.form_fields import found_field, has_signature, widgets_of
from livecontract.pdf.geometry import LONGEST_SIDE_PT, placements
from livecontract.pdf.normalise import rewritten
from livecontract.pdf.reading import Reading, has_been_guessed, opened_upload
from livecontract.pdf.sentences import notice, notice_about
from livecontract.pdf.thumbnails import thumbnails
from livecontract.pdf.underlays import has_underlays
from livecontract.pdf.view_copy import view_copy
from livecontract.pdf.widgets import FlattenPlan, has_undeclared_appearance, plan_of, stored_plan_of
from livecontract.pdf.xfa import has_xfa


def take_in(payload: bytes) -> bytes:
    """Answer an Order with Findings or Declined, all as MessagePack."""
    order = msgspec.msgpack.decode(payload, type=Order)
    answer: Findings | Declined
    try:
        answer = _examined(order)
    except Unusable as unusable:
        answer = unusable.declined
    return msgspec.msgpack.encode(answer)


def warm_up() -> None:
    """Take in a blank page, so that every library has loaded what it loads late."""
    blank = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank)
    take_in(msgspec.msgpack.encode(Order(blank.getvalue(), None, 1)))


def _examined(order: Order) -> Findings:
    reading = opened_upload(order.upload, order.password)
    pdf = reading.pdf
    _require_pages(pdf, order.max_pages)
    refuse_bombs(pdf)
    codes = active_content.notice_codes(pdf)
    if has_xfa(pdf):
        codes += ("xfa_flattened",)
    is_damaged = reading.is_second_hand or has_been_guessed(pdf)
    obstacle = obstacle_to_appending(order.upload, pdf)
    if has_signature(pdf):
        _require_intact(pdf, is_damaged=is_damaged or obstacle is not None)
        return _findings("sign_only", order.upload, pdf, (*codes, "already_signed"))
    reason = _reason_to_rewrite(reading, is_damaged=is_damaged or obstacle is not None)
    if reason is None:
        return _findings("original", order.upload, pdf, codes)
    sealable, dropped = rewritten(pdf)
    with pikepdf.open(io.BytesIO(sealable)) as repaired:
        if obstacle_to_appending(sealable, repaired):
            raise Unusable("document_unreadable", reason="it cannot be repaired")
        return _findings("normalised", sealable, repaired, (*codes, reason, *dropped))


def _require_pages(pdf: pikepdf.Pdf, max_pages: int) -> None:
    count = len(pdf.pages)
    if count == 0:
        raise Unusable("document_has_no_pages")
    if count > max_pages:
        raise Unusable("document_too_many_pages", pageCount=count, maxPages=max_pages)
    for number, placement in enumerate(placements(pdf), start=1):
        if max(placement.box.width, placement.box.height) > LONGEST_SIDE_PT:
            raise Unusable("document_page_too_large", pageNumber=number)


def _require_intact(pdf: pikepdf.Pdf, *, is_damaged: bool) -> None:
    """Refuse a signed document that could only be used after a rewrite, which no signature survives."""
    if pdf.is_encrypted or is_damaged:
        condition = "protected" if pdf.is_encrypted else "damaged"
        raise Unusable("document_unreadable", reason="signed", condition=condition)


def _reason_to_rewrite(reading: Reading, *, is_damaged: bool) -> str | None:
    """Return the code of the notice that says why the upload cannot be sealed as it is."""
    if reading.pdf.is_encrypted:
        return "password_removed" if reading.took_password else "restrictions_removed"
    if is_damaged:
        return "document_repaired"
    if has_undeclared_appearance(reading.pdf) or has_underlays(reading.pdf):
        return "form_rebuilt"
    return None


def _findings(treatment: Treatment, sealable: bytes, pdf: pikepdf.Pdf, codes: tuple[str, ...]) -> Findings:
    """Describe what will be sealed, and make the copy and the pictures that people see of it."""
    plan = stored_plan_of(pdf) if treatment == "sign_only" else plan_of(pdf)
    view = view_copy(sealable, plan)
    widgets = list(widgets_of(pdf))
    if widgets and treatment != "sign_only":
        codes += ("form_flattened",)
    return Findings(
        treatment=treatment,
        rewritten=sealable if treatment == "normalised" else b"",
        view=view,
        thumbnails=thumbnails(view),
        pages=tuple(placement.box for placement in placements(pdf)),
        notices=_notices(codes, plan),
        found_fields=tuple(field for widget in widgets if (field := found_field(widget)) is not None),
    )


def _notices(codes: tuple[str, ...], plan: FlattenPlan) -> tuple[Notice, ...]:
    return (
        *(notice(code) for code in codes),
        *notice_about("form_values_drawn", plan.redrawn),
        *notice_about("form_values_kept", plan.undrawable),
    )
