"""What must follow a commit: announcements, the seal, letters, a checkpoint (a job for each)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from livecontract.domain.audit import AuditEntry
from livecontract.domain.contracts import Contract
from livecontract.domain.events import ContractSealed, ContractVoided, CustomerInvited, SessionEnded
from livecontract.domain.values import Party
from livecontract.store.port import NewJob

ANNOUNCE = "announce"
SEAL = "seal"
RECORD = "record"
CHECKPOINT = "checkpoint"
MAIL_INVITATION = "mailInvitation"
MAIL_SIGNED = "mailSigned"
MAIL_VOIDED = "mailVoided"
MAIL_SIGN_IN = "mailSignIn"

# Several times as long as it takes to write the last of what happened in a session.
RECORDING_SETTLES = timedelta(seconds=5)
# Long enough for contracts that are sealed together to be bound together.
SEALS_SETTLE = timedelta(seconds=5)


def jobs_after(
    before: Contract,
    after: Contract,
    entries: Sequence[AuditEntry],
    cid: str | None,
    now: datetime,
) -> list[NewJob]:
    """The jobs that a change calls for, in the order in which they should become due."""
    if not entries:
        return []
    jobs = [_announcement(entries, cid)]
    if after.is_sealing and not before.is_sealing:
        jobs.append(NewJob(kind=SEAL, payload={"contractId": after.contract_id}, stream=None))
    for entry in entries:
        event = entry.event
        if isinstance(event, CustomerInvited):
            jobs.append(_letter(MAIL_INVITATION, after, after.customer))
        elif isinstance(event, SessionEnded):
            jobs.append(_recording(after, event, now))
        elif isinstance(event, ContractSealed):
            jobs += [_letter(MAIL_SIGNED, after, party) for party in after.parties]
            jobs.append(NewJob(kind=CHECKPOINT, payload={}, stream=CHECKPOINT, run_at=now + SEALS_SETTLE))
        elif isinstance(event, ContractVoided):
            jobs.append(_letter(MAIL_VOIDED, after, after.customer))
    return jobs


def _announcement(entries: Sequence[AuditEntry], cid: str | None) -> NewJob:
    first = entries[0]
    payload: dict[str, object] = {
        "contractId": first.contract_id,
        "fromSeq": first.seq,
        "toSeq": entries[-1].seq,
        "cid": cid,
        "actorId": first.actor,
    }
    return NewJob(kind=ANNOUNCE, payload=payload, stream=first.contract_id)


def _recording(contract: Contract, event: SessionEnded, now: datetime) -> NewJob:
    return NewJob(
        kind=RECORD,
        payload={"contractId": contract.contract_id, "sessionId": event.session_id},
        run_at=now + RECORDING_SETTLES,
    )


def _letter(kind: str, contract: Contract, to: Party) -> NewJob:
    return NewJob(kind=kind, payload={"contractId": contract.contract_id, "userId": to.user_id})
