"""Every expected "no", by its stable code; the sentences for people are in `wire/refusals.py`."""

from enum import StrEnum


class Refusal(StrEnum):
    """The stable codes, grouped by what they protect."""

    # Who may ask.
    NOT_FOUND = "not_found"
    NOT_SIGNED_IN = "not_signed_in"
    CREDENTIAL_INVALID = "credential_invalid"
    LINK_INVALID = "link_invalid"
    NOT_PERMITTED = "not_permitted"
    NOT_A_SIGNER = "not_a_signer"
    NOT_FIELD_OWNER = "not_field_owner"
    ORIGIN_REFUSED = "origin_refused"
    # How it is asked.
    BAD_REQUEST = "bad_request"
    UNKNOWN_MEMBER = "unknown_member"
    UNKNOWN_TYPE = "unknown_type"
    VALUE_INVALID = "value_invalid"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    VERSION_MISMATCH = "version_mismatch"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    EMAIL_TAKEN = "email_taken"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    MEDIA_TYPE_UNSUPPORTED = "media_type_unsupported"
    RANGE_UNSATISFIABLE = "range_unsatisfiable"
    # The life of a contract.
    WRONG_STATUS = "wrong_status"
    CONTRACT_FINAL = "contract_final"
    CONTRACT_FROZEN = "contract_frozen"
    NO_DOCUMENT = "no_document"
    NO_SIGNER = "no_signer"
    MARK_WITHOUT_SIGNER = "mark_without_signer"
    REASON_MISSING = "reason_missing"
    TOO_MANY_DOCUMENTS = "too_many_documents"
    # Documents and fields.
    FIELD_OUTSIDE_PAGE = "field_outside_page"
    TOO_MANY_FIELDS = "too_many_fields"
    OPTIONS_MISSING = "options_missing"
    FIELD_CHANGED_MEANWHILE = "field_changed_meanwhile"
    NOTHING_SUGGESTED = "nothing_suggested"
    CHARACTERS_NOT_DRAWABLE = "characters_not_drawable"
    PAGE_UNKNOWN = "page_unknown"
    NOT_SEALED = "not_sealed"
    DOCUMENT_NOT_SEALABLE = "document_not_sealable"
    # Signing.
    ALREADY_SIGNED = "already_signed"
    CHANGED_SINCE_VIEWED = "changed_since_viewed"
    PAGES_NOT_SHOWN = "pages_not_shown"
    REQUIRED_FIELDS_EMPTY = "required_fields_empty"
    CONSENT_MISSING = "consent_missing"
    CONSENT_OUTDATED = "consent_outdated"
    MARK_INVALID = "mark_invalid"
    # Sessions.
    SESSION_ENDED = "session_ended"
    # The uploads, refused by the intake of the PDF.
    DOCUMENT_EMPTY = "document_empty"
    DOCUMENT_TOO_LARGE = "document_too_large"
    NOT_A_PDF = "not_a_pdf"
    DOCUMENT_PASSWORD_REQUIRED = "document_password_required"  # noqa: S105 - a code, not a secret
    DOCUMENT_PASSWORD_WRONG = "document_password_wrong"  # noqa: S105 - a code, not a secret
    DOCUMENT_UNREADABLE = "document_unreadable"
    DOCUMENT_HAS_NO_PAGES = "document_has_no_pages"
    DOCUMENT_TOO_MANY_PAGES = "document_too_many_pages"
    DOCUMENT_PAGE_TOO_LARGE = "document_page_too_large"
    DOCUMENT_TOO_COMPLEX = "document_too_complex"
    DOCUMENT_XFA_DYNAMIC = "document_xfa_dynamic"
    # The platform itself.
    UNAVAILABLE = "unavailable"


class Refused(Exception):
    """An expected "no": a stable code and the facts that its sentence names."""

    def __init__(self, code: Refusal, **facts: object) -> None:
        """Refuse with `code`; `facts` are JSON values that the sentence may name."""
        super().__init__(code.value)
        self.code = code
        self.facts = facts
