"""What in a document acts by itself or carries files: told in notices, taken out of the view copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

from livecontract.pdf.form_fields import entry, name_of

# Action types (ISO 32000-1, 12.6.4) and the notice each leads to. Links within the document
# and to web pages are left: they act only when someone follows them.
_ACTIONS = {
    "/JavaScript": "scripts_removed",
    "/Launch": "launch_actions_removed",
    "/SubmitForm": "form_submission_removed",
    "/ImportData": "form_submission_removed",
    "/GoToR": "links_to_files_removed",
    "/GoToE": "links_to_files_removed",
    "/Rendition": "media_removed",
    "/Movie": "media_removed",
    "/Sound": "media_removed",
    "/RichMediaExecute": "media_removed",
}

# Entries that hold such content themselves.
_ENTRIES = {
    "/JS": "scripts_removed",
    "/EF": "embedded_files_removed",
    "/EmbeddedFiles": "embedded_files_removed",
    "/RichMediaContent": "media_removed",
    "/3DD": "media_removed",
}

# Entries that only say when something acts.
_TRIGGERS = ("/AA", "/OpenAction")

_SUSPECT = re.compile(
    "|".join(f"{re.escape(name)}(?![A-Za-z0-9])" for name in (*_ACTIONS, *_ENTRIES, *_TRIGGERS)).encode()
)


def notice_codes(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Return the codes of the notices that the document's active content calls for."""
    return tuple(sorted({code for part in _suspect_parts(pdf) for code in _codes(part)}))


def remove_from(pdf: pikepdf.Pdf) -> None:
    """Take everything active out of the document, wherever it is held."""
    for part in _suspect_parts(pdf):
        if name_of(entry(part, "/S")) in _ACTIONS:
            _empty(part)
        for name in (*_ENTRIES, *_TRIGGERS):
            if name in part:
                del part[name]
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        del names["/JavaScript"]


def _codes(part: pikepdf.Object) -> Iterator[str]:
    action = _ACTIONS.get(name_of(entry(part, "/S")))
    if action:
        yield action
    yield from (code for name, code in _ENTRIES.items() if name in part)


def _empty(part: pikepdf.Object) -> None:
    """Leave an action without a type: readers ignore it, and whatever refers to it stays in order."""
    for name in list(part.keys()):
        del part[name]


def _suspect_parts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Return every dictionary that may matter, held by itself or within another object.

    Printing an object is a hundred times quicker than walking it, and most objects hold
    nothing of interest.
    """
    for held in pdf.objects:
        whole = held.stream_dict if isinstance(held, pikepdf.Stream) else held
        if isinstance(whole, pikepdf.Dictionary | pikepdf.Array) and _SUSPECT.search(
            whole.unparse(resolved=True)
        ):
            yield from _dictionaries_in(whole)


def _dictionaries_in(whole: pikepdf.Object) -> Iterator[pikepdf.Object]:
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary):
            held = [part[name] for name in part.keys()]  # noqa: SIM118 - iterating is typed as over values
            yield part
        else:
            held = list(part)
        waiting.extend(
            inner
            for inner in held
            if isinstance(inner, pikepdf.Dictionary | pikepdf.Array) and not inner.is_indirect
        )
