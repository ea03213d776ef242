"""What every refusal means to a client: HTTP status, title, sentence, and whether to try again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from livecontract.domain.refusals import Refusal, Refused
from livecontract.wire import sentences

Facts: TypeAlias = Mapping[str, Any]
Sentence: TypeAlias = str | Callable[[Facts], str]

# Facts of this name replace the sentence: the intake of an upload knows best what is wrong with it.
OWN_SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Row:
    """How one code is told. A text in `sentence` may name the refusal's facts in braces."""

    status: int
    title: str
    sentence: Sentence
    is_retryable: bool = False


def row_of(code: Refusal) -> Row:
    """The one row of a code."""
    return TABLE[code]


def sentence_of(refused: Refused) -> str:
    """What to tell the person who was refused: what, why, and what to do."""
    row = TABLE[refused.code]
    own = refused.facts.get(OWN_SENTENCE)
    if own:
        return str(own)
    if callable(row.sentence):
        return row.sentence(refused.facts)
    try:
        return row.sentence.format_map(refused.facts)
    except KeyError:  # the refusal names fewer facts than its sentence could use
        return f"{row.title}."


def facts_of(refused: Refused) -> dict[str, object]:
    """The facts that travel beside the sentence."""
    return {name: fact for name, fact in refused.facts.items() if name != OWN_SENTENCE}


_R = Refusal

TABLE: dict[Refusal, Row] = {
    # Who may ask.
    _R.NOT_FOUND: Row(404, "Not found", sentences.nothing_there),
    _R.NOT_SIGNED_IN: Row(401, "Not signed in", "You are not signed in. Sign in, then try again."),
    _R.CREDENTIAL_INVALID: Row(
        401, "Sign-in not accepted", "This sign-in has expired or was not made here. Sign in again."
    ),
    _R.LINK_INVALID: Row(
        401,
        "Link not usable",
        "This link has been used or has expired. Links work once. Ask for a new one.",
    ),
    _R.NOT_PERMITTED: Row(403, "Not permitted", sentences.not_permitted),
    _R.NOT_A_SIGNER: Row(
        403,
        "Not a signer",
        "Your signature is not asked for on this contract. Each person signs for themselves.",
    ),
    _R.NOT_FIELD_OWNER: Row(403, "Someone else's field", sentences.not_owner),
    _R.ORIGIN_REFUSED: Row(
        403,
        "Not from this site",
        "This request does not come from a page of this site. Open the site itself and try again.",
    ),
    # How it is asked.
    _R.BAD_REQUEST: Row(
        400, "Not understood", "This cannot be read. Send well-formed JSON as the call describes it."
    ),
    _R.UNKNOWN_MEMBER: Row(
        422, "Unknown member", "There is no member “{member}” here. Leave it out, or correct its name."
    ),
    _R.UNKNOWN_TYPE: Row(422, "Unknown type", "There is no frame of this type. Check its name."),
    _R.VALUE_INVALID: Row(422, "Value not possible", sentences.invalid_value),
    _R.TOO_LARGE: Row(413, "Too large", "This is larger than {limit}. Send less at once."),
    _R.MEDIA_TYPE_UNSUPPORTED: Row(
        415, "Wrong content type", "This call takes {expected}. Set Content-Type to it."
    ),
    _R.METHOD_NOT_ALLOWED: Row(405, "Method not allowed", "This address takes only {allowed}."),
    _R.RANGE_UNSATISFIABLE: Row(
        416, "No such range", "The file has {sizeBytes} bytes. Ask for a range inside it."
    ),
    _R.RATE_LIMITED: Row(
        429,
        "Too many requests",
        sentences.too_often,
        is_retryable=True,
    ),
    _R.VERSION_MISMATCH: Row(
        412,
        "Changed meanwhile",
        "The contract changed since you read it. Look at it again, then repeat the change.",
    ),
    _R.IDEMPOTENCY_KEY_REUSED: Row(
        409,
        "Key used before",
        "This Idempotency-Key was used for another request. Take a new one for a new request.",
    ),
    _R.EMAIL_TAKEN: Row(
        409, "Address in use", "Somebody with this e-mail address is here already. Use another address."
    ),
    # The life of a contract.
    _R.WRONG_STATUS: Row(409, "Not at this point", sentences.wrong_status),
    _R.CONTRACT_FINAL: Row(
        409,
        "Contract is final",
        "The contract is {status}. Neither of you can change it now. A change needs a new contract.",
    ),
    _R.CONTRACT_FROZEN: Row(
        409,
        "Locked by a signature",
        "Nothing can change since the first signature. A change needs a new contract.",
    ),
    _R.NO_DOCUMENT: Row(409, "No document", "There is nothing to read yet. Add a document first."),
    _R.NO_SIGNER: Row(409, "No signer", "Nobody would sign. Name at least one signer."),
    _R.MARK_WITHOUT_SIGNER: Row(409, "A place that nobody signs", sentences.unsigned_places),
    _R.REASON_MISSING: Row(422, "No reason", "Say why, in a few words. The other person reads it."),
    _R.TOO_MANY_DOCUMENTS: Row(
        409, "Too many documents", "A contract holds at most {limit} documents. Remove one first."
    ),
    # Documents and fields.
    _R.FIELD_OUTSIDE_PAGE: Row(
        422,
        "Field outside its page",
        "The field “{label}” lies outside page {pageNumber}. Move it onto the page.",
    ),
    _R.TOO_MANY_FIELDS: Row(422, "Too many fields", "A document holds at most {limit} fields. Place fewer."),
    _R.OPTIONS_MISSING: Row(
        422, "Options missing", "The choice “{label}” needs options that differ from one another. Add them."
    ),
    _R.FIELD_CHANGED_MEANWHILE: Row(
        409,
        "Field changed meanwhile",
        "The field changed while you typed. Look at it again, then fill it in.",
    ),
    _R.NOTHING_SUGGESTED: Row(409, "Nothing suggested", "There is no suggestion for this field any more."),
    _R.CHARACTERS_NOT_DRAWABLE: Row(
        422,
        "Characters not available",
        "The sealed page cannot show {characters}. Write this another way.",
    ),
    _R.PAGE_UNKNOWN: Row(422, "No such page", "There is no page {pageNumber}. The document has {pageCount}."),
    _R.NOT_SEALED: Row(
        409,
        "Not sealed yet",
        "There is no sealed file while the contract is {status}. It comes with the last signature.",
    ),
    _R.DOCUMENT_NOT_SEALABLE: Row(
        422,
        "Cannot be sealed",
        "This file could not be sealed after signing. Print it to a new PDF and add that one.",
    ),
    # Signing.
    _R.ALREADY_SIGNED: Row(409, "Signed already", "You have signed this contract. One signature is enough."),
    _R.CHANGED_SINCE_VIEWED: Row(
        409,
        "Changed since you looked",
        "The contract changed while you read it. Look at it again, then sign.",
    ),
    _R.PAGES_NOT_SHOWN: Row(409, "Pages not seen", sentences.unseen_pages),
    _R.REQUIRED_FIELDS_EMPTY: Row(409, "Fields still empty", sentences.empty_fields),
    _R.CONSENT_MISSING: Row(422, "Consent missing", "Tick the box under the consent text, then sign."),
    _R.CONSENT_OUTDATED: Row(
        409,
        "Consent text changed",
        "The consent text has a newer version, {version}. Read that one, then sign.",
    ),
    _R.MARK_INVALID: Row(422, "No usable signature", sentences.invalid_mark),
    # Sessions.
    _R.SESSION_ENDED: Row(410, "Session ended", "The session has ended. Start a new one to go on together."),
    # Uploads; the intake usually brings a sentence of its own.
    _R.DOCUMENT_EMPTY: Row(422, "Empty file", "This file is empty. Choose another one."),
    _R.DOCUMENT_TOO_LARGE: Row(
        413, "File too large", "A document may have up to 25 MB. Choose a smaller file."
    ),
    _R.NOT_A_PDF: Row(422, "Not a PDF", "This is not a PDF. Save or print it as PDF, then add that file."),
    _R.DOCUMENT_PASSWORD_REQUIRED: Row(
        422, "Password needed", "This PDF is locked. Type its password, or add an unlocked copy."
    ),
    _R.DOCUMENT_PASSWORD_WRONG: Row(422, "Wrong password", "This password does not open the PDF. Check it."),
    _R.DOCUMENT_UNREADABLE: Row(
        422, "Damaged file", "This PDF is damaged beyond repair. Ask for a fresh copy."
    ),
    _R.DOCUMENT_HAS_NO_PAGES: Row(422, "No pages", "This PDF has no pages. Choose another file."),
    _R.DOCUMENT_PAGE_TOO_LARGE: Row(
        422, "Page too large", "A page is too large to be shown. Print it to a PDF in a usual paper size."
    ),
    _R.DOCUMENT_TOO_MANY_PAGES: Row(422, "Too many pages", "A document may have up to 500 pages. Split it."),
    _R.DOCUMENT_TOO_COMPLEX: Row(
        422,
        "Too complex",
        "This PDF takes more work to open than is allowed. Print it to a new PDF and add that one.",
    ),
    _R.DOCUMENT_XFA_DYNAMIC: Row(
        422,
        "Form in an old format",
        "This form is made for one old program. Print it to a new PDF and add that one.",
    ),
    # The platform itself.
    _R.UNAVAILABLE: Row(
        503,
        "Not available",
        "This cannot be done at the moment. Nothing was changed. Try again shortly.",
        is_retryable=True,
    ),
}
