"""The first page of an evidence package, for people: who, what, when, what is in it, how to check it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final

from livecontract.domain.contracts import Contract, Status
from livecontract.domain.session import Session
from livecontract.evidence import manifest as m


def index_page(
    contract: Contract, sessions: Sequence[Session], entries: int, made_at: datetime, fingerprint: str
) -> bytes:
    """The page as HTML that needs nothing else; `fingerprint` is that of the authority."""
    title = escape(contract.title)
    sections = (
        _section("The two people", _people(contract)),
        _section("What happened", _dates(contract)),
        _section("Documents", _documents(contract)),
        _section("Live sessions", _sessions(contract, sessions)) if sessions else "",
        _section("What else is in here", _rows(_FILES)),
        _section("How to check it", _HOW.format(fingerprint=escape(fingerprint), entries=entries)),
    )
    made = f"{escape(_STATUS[contract.status])}. Put together on {_moment(made_at)}."
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>Evidence: {title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<p>Evidence of a contract</p>\n<h1>{title}</h1>\n<p>{made}</p>\n"
        f"{''.join(sections)}</main>\n</body>\n</html>\n"
    ).encode()


def _people(contract: Contract) -> str:
    names = {contract.advisor.user_id: "Advisor", contract.customer.user_id: "Customer"}
    return _rows({names[p.user_id]: f"{p.name}, {p.email}" for p in contract.parties})


def _dates(contract: Contract) -> str:
    rows = [("Created", _moment(contract.created_at))]
    for signature in contract.signatures:
        void = " (void: the contract was called off)" if signature.is_void else ""
        rows.append((f"Signed by {signature.name}", f"{_moment(signature.signed_at)}{void}"))
    if contract.sealed_at is not None:
        rows.append(("Sealed", _moment(contract.sealed_at)))
    if contract.reason is not None:
        rows.append(("Reason given", contract.reason))
    rows.append(("Contract", contract.contract_id))
    return _rows(rows)


def _documents(contract: Contract) -> str:
    items = []
    for number, document in enumerate(contract.documents):
        links = [_link(m.upload_path(number), "as it was uploaded")]
        if document.sealed is not None:
            links.insert(0, _link(m.sealed_path(number), "signed and sealed"))
            if document.sealed.certificate is not None:
                links.append(_link(m.certificate_path(number), "its certificate"))
        pages = "1 page" if document.page_count == 1 else f"{document.page_count} pages"
        items.append(f"<li><strong>{escape(document.name)}</strong>, {pages}: {', '.join(links)}</li>\n")
    return f"<ol>\n{''.join(items)}</ol>\n" if items else "<p>There is none.</p>\n"


def _sessions(contract: Contract, sessions: Sequence[Session]) -> str:
    names = {party.user_id: party.name for party in contract.parties}
    items = []
    for number, session in enumerate(sessions):
        ended = "not ended by then" if session.ended_at is None else f"to {_moment(session.ended_at)}"
        starter = escape(names.get(session.started_by, session.started_by))
        recording = _link(m.recording_path(number), "recording")
        items.append(f"<li>{_moment(session.started_at)} {ended}, started by {starter}: {recording}</li>\n")
    return f"<ol>\n{''.join(items)}</ol>\n"


def _section(title: str, content: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{content}</section>\n"


def _rows(rows: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    pairs = rows.items() if isinstance(rows, Mapping) else rows
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in pairs)
    return f"<dl>\n{listed}</dl>\n"


def _link(path: str, words: str) -> str:
    return f'<a href="{path}">{words}</a>'


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


_STATUS: Final = {
    Status.DRAFT: "A draft",
    Status.REVIEW: "In review, not yet signed and sealed",
    Status.SIGNED: "Signed and sealed",
    Status.DECLINED: "Declined",
    Status.VOIDED: "Called off",
}
_FILES: Final = {
    m.AUDIT: "The record: all that happened to the contract, entry by entry, each bound to the one before.",
    m.CONSENT: "The text that a signer accepts.",
    m.CHECKPOINT: "Where the record ended at a time, bound together with others and time-stamped.",
    m.ROOT: "The certificate of the authority; beside it those of the seal and of the time stamps.",
    m.MANIFEST: "What is in here, each file with its SHA-256; manifest.tst is the time stamp over it.",
}
_HOW: Final = """<p>Keep this package as the one file that you were given. On any computer with Live Contract,
without a network and without an account, this says whether it is genuine, and otherwise what is not:</p>
<pre>livecontract verify evidence.zip --authority {fingerprint}</pre>
<p>The long number is the fingerprint of the authority. It has to be the one that the operator gave you by
another way than this file. The signed documents can also be opened in any PDF reader that shows signatures.
The record has {entries} entries; the hash of each is SHA-256 over its RFC 8785 form, without the hash itself.
The time stamps are those of RFC 3161.</p>
"""
_STYLE: Final = """
:root { color-scheme: light dark; }
body { margin: 0; font: 17px/1.6 system-ui, sans-serif; color: light-dark(#1d2430, #e6e9ee);
background: light-dark(#fbfaf8, #14181f); }
main { max-width: 720px; margin: 0 auto; padding: 48px 20px 96px; }
h1 { margin: 0; font-size: 32px; line-height: 1.25; } h2 { margin: 40px 0 8px; font-size: 20px; }
dl { display: grid; grid-template-columns: minmax(8em, auto) 1fr; gap: 4px 20px; margin: 0; }
dt { color: light-dark(#566070, #a4adba); } dd { margin: 0; overflow-wrap: anywhere; }
a { color: light-dark(#0b5e55, #6fd0c3); } pre { overflow-x: auto; padding: 12px; border-radius: 8px;
background: light-dark(#f0eee9, #1f252e); white-space: pre-wrap; overflow-wrap: anywhere; }
@media (width < 500px) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 8px; } }
"""
