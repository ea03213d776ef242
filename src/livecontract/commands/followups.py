"""What must follow a commit: announcements to the live session, the seal, letters."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from livecontract.domain.audit import AuditEntry
from livecontract.domain.contracts import Contract
from livecontract.domain.events import ContractSealed, ContractVoided, CustomerInvited, SessionEnded
from livecontract.domain.users import INVITATION_TTL, LinkPurpose, OneTimeLink
from livecontract.store.port import NewJob, Transaction

ANNOUNCE = "announce"
SEAL = "seal"
RECORD = "record"
MAIL_INVITATION = "mailInvitation"
MAIL_SIGNED = "mailSigned"
MAIL_VOIDED = "mailVoided"
MAIL_SIGN_IN = "mailSignIn"

# Several times as long as it takes to write the last of what happened in a session.
RECORDING_SETTLES = timedelta(seconds=5)


def jobs_after(
    tx: Transaction,
    before: Contract,
    after: Contract,
    entries: Sequence[AuditEntry],
    cid: str | None,
    new_secret: Callable[[], str],
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
            jobs.append(_invitation(tx, after, new_secret(), now))
        elif isinstance(event, SessionEnded):
            jobs.append(_recording(after, event, now))
        elif isinstance(event, ContractSealed):
            jobs.append(_letter(MAIL_SIGNED, after))
        elif isinstance(event, ContractVoided):
            jobs.append(_letter(MAIL_VOIDED, after))
    return jobs


def keep_link(
    tx: Transaction,
    *,
    secret: str,
    user_id: str,
    purpose: LinkPurpose,
    next_path: str,
    expires_at: datetime,
) -> None:
    """Keep a one-time link by the hash of its secret."""
    tx.add_link(
        OneTimeLink(
            secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
            user_id=user_id,
            purpose=purpose,
            next_path=next_path,
            expires_at=expires_at,
        )
    )


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


def _invitation(tx: Transaction, contract: Contract, secret: str, now: datetime) -> NewJob:
    keep_link(
        tx,
        secret=secret,
        user_id=contract.customer.user_id,
        purpose=LinkPurpose.INVITATION,
        next_path=f"/app/contracts/{contract.contract_id}",
        expires_at=now + INVITATION_TTL,
    )
    return NewJob(kind=MAIL_INVITATION, payload={"contractId": contract.contract_id, "secret": secret})


def _recording(contract: Contract, event: SessionEnded, now: datetime) -> NewJob:
    return NewJob(
        kind=RECORD,
        payload={"contractId": contract.contract_id, "sessionId": event.session_id},
        run_at=now + RECORDING_SETTLES,
    )


def _letter(kind: str, contract: Contract) -> NewJob:
    return NewJob(kind=kind, payload={"contractId": contract.contract_id})
