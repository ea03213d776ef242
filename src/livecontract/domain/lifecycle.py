"""The verbs that move a contract from status to status."""

from collections.abc import Sequence
from datetime import datetime

from livecontract.domain.consent import ConsentText
from livecontract.domain.contracts import (
    Contract,
    Status,
    require_open,
    require_signers_for_marks,
    require_status,
    require_unsigned,
)
from livecontract.domain.events import (
    ContractCreated,
    ContractDeclined,
    ContractSealed,
    ContractVoided,
    CustomerInvited,
    Event,
    SealedDocument,
    SealFailed,
    SentForReview,
    SignersChanged,
    TakenBack,
    TitleChanged,
)
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Party
from livecontract.domain.visibility import visible

MAX_TITLE_LENGTH = 200
MAX_REASON_LENGTH = 1000

# Which statuses each verb may lead to; the whole state machine, for the tests and the reader.
TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.REVIEW, Status.VOIDED}),
    Status.REVIEW: frozenset({Status.DRAFT, Status.SIGNED, Status.DECLINED, Status.VOIDED}),
    Status.SIGNED: frozenset(),
    Status.DECLINED: frozenset(),
    Status.VOIDED: frozenset(),
}


def create(
    *,
    contract_id: str,
    title: str,
    advisor: Party,
    customer: Party,
    consent: ConsentText,
    now: datetime,
) -> list[ContractCreated]:
    """A new draft; the customer is the only signer until the advisor says otherwise."""
    return [
        ContractCreated(
            contract_id=contract_id,
            title=check_title(title),
            advisor=advisor,
            customer=customer,
            signers=(customer.user_id,),
            consent=consent,
            created_at=now,
        )
    ]


def change_title(contract: Contract, title: str) -> list[Event]:
    """Another title, as long as nobody has signed."""
    require_unsigned(contract)
    title = check_title(title)
    return [] if title == contract.title else [TitleChanged(title=title)]


def change_signers(contract: Contract, signers: Sequence[str]) -> list[Event]:
    """Who has to sign: one or both of the parties, each once, decided while DRAFT."""
    require_status(contract, Status.DRAFT)
    known = [party.user_id for party in contract.parties]
    if not signers:
        raise Refused(Refusal.NO_SIGNER)
    if len(set(signers)) != len(signers) or not set(signers) <= set(known):
        raise Refused(Refusal.VALUE_INVALID, member="signers", rule="must_be_parties")
    return [] if tuple(signers) == contract.signers else [SignersChanged(signers=tuple(signers))]


def send_for_review(contract: Contract) -> list[Event]:
    """DRAFT to REVIEW; every document passed its trial seal when it was taken in."""
    require_status(contract, Status.DRAFT)
    if not contract.documents:
        raise Refused(Refusal.NO_DOCUMENT)
    if not contract.signers:
        raise Refused(Refusal.NO_SIGNER)
    require_signers_for_marks(contract)
    return [SentForReview()]


def take_back(contract: Contract) -> list[Event]:
    """REVIEW back to DRAFT, only while nobody has signed."""
    require_status(contract, Status.REVIEW)
    require_unsigned(contract)
    return [TakenBack()]


def decline(contract: Contract, user_id: str, reason: str) -> list[Event]:
    """The customer says no, with a reason; not once everybody has signed."""
    require_status(contract, Status.REVIEW)
    _require_incomplete(contract)
    return [ContractDeclined(declined_by=user_id, reason=check_reason(reason))]


def void(contract: Contract, user_id: str, reason: str) -> list[Event]:
    """The advisor calls the contract off, with a reason.

    Once everybody has signed, the contract waits for its seal and is not called off any more,
    unless the seal has failed: then this is the way out.
    """
    require_open(contract)
    if contract.seal_problem is None:
        _require_incomplete(contract)
    return [ContractVoided(voided_by=user_id, reason=check_reason(reason))]


def invite(contract: Contract) -> list[Event]:
    """A link into the contract goes to the customer."""
    require_open(contract)
    return [CustomerInvited(email=contract.customer.email)]


def finish(contract: Contract, documents: Sequence[SealedDocument], now: datetime) -> list[Event]:
    """All sealed files are stored: the contract is SIGNED, as of its last signature."""
    require_status(contract, Status.REVIEW)
    if not contract.is_complete:
        raise Refused(Refusal.WRONG_STATUS, status=contract.status.value, allowed=["all signed"])
    if {d.document_id for d in documents} != {d.document_id for d in contract.documents}:
        raise Refused(Refusal.WRONG_STATUS, status=contract.status.value, allowed=["all sealed"])
    certified = {d.document_id for d in documents if d.certificate is not None}
    if certified != {d.document_id for d in contract.documents if d.treatment == "sign_only"}:
        raise Refused(Refusal.WRONG_STATUS, status=contract.status.value, allowed=["all certified"])
    signed_at = max(signature.signed_at for signature in contract.signatures)
    return [ContractSealed(documents=tuple(documents), signed_at=signed_at, sealed_at=now)]


def report_seal_failure(contract: Contract, code: str, detail: str) -> list[Event]:
    """The seal failed; the contract stays in REVIEW and says why (once per reason)."""
    if not contract.is_sealing:
        return []
    if contract.seal_problem is not None and contract.seal_problem.code == code:
        return []
    return [SealFailed(code=code, detail=detail)]


def check_title(title: str) -> str:
    """The title without outer blanks; refuses an empty or endless one."""
    return _check_line(title, "title", MAX_TITLE_LENGTH)


def check_reason(reason: str) -> str:
    """The reason without outer blanks; refuses none at all."""
    if not reason.strip():
        raise Refused(Refusal.REASON_MISSING)
    if len(reason) > MAX_REASON_LENGTH:
        raise Refused(Refusal.VALUE_INVALID, member="reason", rule="too_long")
    return reason.strip()


def _check_line(text: str, member: str, longest: int) -> str:
    text = text.strip()
    if not visible(text):
        raise Refused(Refusal.VALUE_INVALID, member=member, rule="empty")
    if len(text) > longest or not text.isprintable():
        raise Refused(Refusal.VALUE_INVALID, member=member, rule="must_be_one_line", longest=longest)
    return text


def _require_incomplete(contract: Contract) -> None:
    if contract.is_complete:
        raise Refused(Refusal.CONTRACT_FROZEN, signedBy=[s.signed_by for s in contract.signatures])
