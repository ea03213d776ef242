"""Which command asks for which status, for whoever changes a status by naming the new one."""

from livecontract.commands.requests import (
    Command,
    DeclineContract,
    SendForReview,
    TakeBack,
    VoidContract,
)
from livecontract.domain.contracts import Status
from livecontract.domain.refusals import Refusal, Refused


def command_for(status: Status, reason: str | None) -> Command:
    """The command that leads to `status`.

    SIGNED is reached by signing, which takes more than a status; a reason goes with DECLINED and
    VOIDED only.
    """
    if status is Status.SIGNED:
        raise Refused(Refusal.VALUE_INVALID, member="signature", rule="missing")
    if status is Status.DECLINED:
        return DeclineContract(reason=reason or "")
    if status is Status.VOIDED:
        return VoidContract(reason=reason or "")
    if reason is not None:
        raise Refused(Refusal.UNKNOWN_MEMBER, member="reason")
    return SendForReview() if status is Status.REVIEW else TakeBack()
