"""The sentences that customers read about their uploads, by code; `{…}` stands for a fact."""

from __future__ import annotations

from livecontract.pdf.findings import Notice

REFUSALS = {
    "document_empty": "The file is empty. Please choose it again; perhaps it was still being downloaded.",
    "document_too_large": (
        "The file has {sizeMegabytes} MB, and {maxMegabytes} MB is the limit. Please make it smaller, "
        "for example by scanning in a lower resolution, or split it into several documents."
    ),
    "not_a_pdf": "The file is {looksLike}, not a PDF. Please save or print it as a PDF and upload that.",
    "document_password_required": (
        "The PDF is protected with a password. Please enter the password, or upload a copy without one."
    ),
    "document_password_wrong": (
        "The password does not open this PDF. Please check it, or upload a copy without a password."
    ),
    "document_unreadable": (
        "The PDF is damaged and cannot be read. If it opens in your PDF program, please print it "
        "to a new PDF there and upload that."
    ),
    "document_unreadable:signed": (
        "The PDF already carries a signature and is {condition}; changing that would destroy the signature. "
        "Please ask whoever sent it for an intact copy."
    ),
    "document_has_no_pages": "The PDF has no pages. Please check whether it is the right file.",
    "document_too_many_pages": (
        "The PDF has {pageCount} pages, and {maxPages} is the limit. Please split it into several documents."
    ),
    "document_page_too_large": (
        "Page {pageNumber} of the PDF is larger than five metres, which no program can show. "
        "Please print it to a new PDF in a usual paper size and upload that."
    ),
    "document_too_complex": (
        "Reading the PDF takes more time or memory than a contract should. Please print it to a new PDF "
        "in your PDF program and upload that."
    ),
    "document_xfa_dynamic": (
        "The PDF is an XFA form: only Adobe Reader can show what is in it. Please open it there, "
        "print it to a new PDF and upload that."
    ),
}

NOTICES = {
    "already_signed": (
        "The document already carries a signature. It is sealed exactly as it is, so that this "
        "signature stays valid; nothing can be filled in or drawn on its pages."
    ),
    "document_repaired": (
        "The document was damaged and has been repaired. Please check that every page is right."
    ),
    "embedded_files_removed": "The document carries attached files. They are not shown here.",
    "form_fields_placed": (
        "The form's empty fields are placed for the customer to fill in, {count} of them. "
        "What it holds already stays as it is printed."
    ),
    "form_flattened": "The document has form fields. What they show becomes part of the pages.",
    "form_rebuilt": (
        "The document has a form that would look different once it is sealed. "
        "It has been rebuilt so that it looks the same."
    ),
    "form_submission_removed": "The document can send or load form data. That is switched off here.",
    "form_values_drawn": (
        "These form fields held one thing and showed another, or nothing. "
        "They now show what they hold: {fields}."
    ),
    "form_values_kept": (
        "These form fields hold characters that cannot be drawn here. They look as they came: {fields}."
    ),
    "launch_actions_removed": "The document can start programs. That is switched off here.",
    "links_to_files_removed": "The document links to other files. These links are switched off here.",
    "media_removed": "The document contains sound, video or 3D content. It does not play here.",
    "metadata_removed": (
        "The document's description was unreadable and has been left out. Its pages are unchanged."
    ),
    "password_removed": (
        "The document was protected with a password. The copy that is signed opens without it."
    ),
    "restrictions_removed": (
        "The document forbade printing, copying or changing. "
        "The copy that is signed is without these restrictions."
    ),
    "scripts_removed": "The document contains scripts. They never run here.",
    "xfa_flattened": (
        "The document is an XFA form. Its pages are used as they look here; the XFA part is left out."
    ),
}

_NAMED_FIELDS = 5


def notice(code: str, **facts: object) -> Notice:
    """Return a notice with its sentence."""
    return Notice(code, NOTICES[code].format(**facts))


def notice_about(code: str, field_names: tuple[str, ...]) -> tuple[Notice, ...]:
    """Return a notice that names the first few fields; none when there is no field."""
    if not field_names:
        return ()
    more = len(field_names) - _NAMED_FIELDS
    named = ", ".join(field_names[:_NAMED_FIELDS]) + (f" and {more} more" if more > 0 else "")
    return (notice(code, fields=named),)
