"""What can be asked of a contract: one frozen value per command."""

from typing import TypeAlias

from livecontract.domain.documents import Document
from livecontract.domain.events import SealedDocument
from livecontract.domain.fields import Field, FieldValue
from livecontract.domain.signing import Intent
from livecontract.domain.values import Value


class ChangeTitle(Value, frozen=True):
    """Give the contract another title."""

    title: str


class ChangeSigners(Value, frozen=True):
    """Say who has to sign."""

    signers: tuple[str, ...]


class AddDocument(Value, frozen=True):
    """Add a document whose bytes are stored already."""

    document: Document


class RemoveDocument(Value, frozen=True):
    """Take a document away."""

    document_id: str


class PlaceFields(Value, frozen=True):
    """Replace the fields of a document."""

    document_id: str
    fields: tuple[Field, ...]


class FillField(Value, frozen=True):
    """Give a field a value; `base` is the field version that the person saw."""

    field_id: str
    value: FieldValue
    base: int | None = None


class SuggestValue(Value, frozen=True):
    """Propose a value for the other's field, or withdraw or turn down the proposal (`None`)."""

    field_id: str
    value: FieldValue


class SendForReview(Value, frozen=True):
    """Send a draft to the customer; a link into the contract goes by mail."""


class TakeBack(Value, frozen=True):
    """Make it a draft again."""


class InviteCustomer(Value, frozen=True):
    """Send the customer another link."""


class ShowPages(Value, frozen=True):
    """Report pages that were in the actor's view."""

    document_id: str
    page_numbers: tuple[int, ...]


class SignContract(Value, frozen=True):
    """Sign what the screen showed."""

    intent: Intent


class DeclineContract(Value, frozen=True):
    """Say no."""

    reason: str


class VoidContract(Value, frozen=True):
    """Call the contract off."""

    reason: str


class StartSession(Value, frozen=True):
    """Start a live session, or join the active one."""


class EndSession(Value, frozen=True):
    """End a live session; `reason` is `ended` or `idle`."""

    session_id: str
    reason: str = "ended"


class FinishSeal(Value, frozen=True):
    """Record that all sealed files are stored; only the seal job asks this."""

    documents: tuple[SealedDocument, ...]


class ReportSealFailure(Value, frozen=True):
    """Record that the seal failed; only the seal job asks this."""

    code: str
    detail: str


class CloseRecording(Value, frozen=True):
    """Bind the recording of an ended session into the audit chain; only the record job asks this."""

    session_id: str


Command: TypeAlias = (
    ChangeTitle
    | ChangeSigners
    | AddDocument
    | RemoveDocument
    | PlaceFields
    | FillField
    | SuggestValue
    | SendForReview
    | TakeBack
    | InviteCustomer
    | ShowPages
    | SignContract
    | DeclineContract
    | VoidContract
    | StartSession
    | EndSession
    | FinishSeal
    | ReportSealFailure
    | CloseRecording
)
