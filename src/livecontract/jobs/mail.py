"""Letters that follow a commit: who gets one, what it says, and the link in it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from livecontract.commands.accounts import new_link
from livecontract.commands.followups import MAIL_INVITATION, MAIL_SIGN_IN, MAIL_SIGNED, MAIL_VOIDED
from livecontract.commands.perform import Door
from livecontract.domain.contracts import Contract
from livecontract.domain.users import LinkPurpose
from livecontract.domain.values import Party
from livecontract.mail.port import Letter, Mail
from livecontract.store.port import Job, Reader, Transaction

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class MailJob:
    """Does the jobs of every kind in `KINDS`, a letter each; `public_url` is the origin that links lead to.

    The link in a letter is made when the letter is: its secret lies nowhere, however long the letter waits.
    """

    door: Door
    mail: Mail
    public_url: str

    async def __call__(self, job: Job) -> None:
        """Send the letter of a job; raises `OSError` to be tried again."""
        letter = await self.door.store.write(lambda tx: self._letter(tx, job))
        if letter is not None:
            await self.mail.send(letter)
            log.info("letter sent", kind=job.kind, job_id=job.job_id)

    def _letter(self, tx: Transaction, job: Job) -> Letter | None:
        """The letter that a job calls for; none when what it was about is gone."""
        note = KINDS[job.kind](_Desk(tx, self.door, self.public_url), job)
        if note is None:
            return None
        return Letter(
            letter_id=_letter_id(job),
            to_name=note.to.name,
            to_email=note.to.email,
            subject=note.subject,
            text=f"Dear {note.to.name},\n\n{note.text}\n",
        )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What it takes to write a letter."""

    tx: Transaction
    door: Door
    public_url: str

    def link(self, page: str, user_id: str, purpose: LinkPurpose, next_path: str) -> str:
        """A fresh one-time link to that page."""
        return f"{self.public_url}/app/{page}/{new_link(self.tx, self.door, user_id, purpose, next_path)}"


@dataclass(frozen=True, slots=True)
class _Note:
    to: Party
    subject: str
    text: str


_Write: TypeAlias = Callable[[_Desk, Job], _Note | None]


def _invitation(desk: _Desk, job: Job) -> _Note | None:
    contract = _contract(desk.tx, job)
    if contract is None or contract.status.is_final:
        return None
    advisor, customer = contract.advisor.name, contract.customer
    path = f"/app/contracts/{contract.contract_id}"
    link = desk.link("join", customer.user_id, LinkPurpose.INVITATION, path)
    return _Note(
        to=customer,
        subject=f"{advisor} invites you to read “{contract.title}”",
        text=(
            f"{advisor} has a contract ready for you: “{contract.title}”. You can read it now, or go through "
            f"it together with {advisor} and sign.\n\n"
            f"Open the contract: {link}\n\n"
            "The link is for you alone: it works once, for seven days. Please do not pass it on. If you do "
            "not know what this is about, you need not do anything."
        ),
    )


def _signed(desk: _Desk, job: Job) -> _Note | None:
    contract = _contract(desk.tx, job)
    person = None if contract is None else contract.party(str(job.payload["userId"]))
    if contract is None or person is None:
        return None
    return _Note(
        to=person,
        subject=f"Signed: “{contract.title}”",
        text=(
            f"“{contract.title}” is signed and sealed. Neither of you can change it now.\n\n"
            f"Read it and keep the file: {_address(contract, desk.public_url)}\n\n"
            "The file proves by itself who signed and that nothing has changed since."
        ),
    )


def _voided(desk: _Desk, job: Job) -> _Note | None:
    contract = _contract(desk.tx, job)
    if contract is None:
        return None
    return _Note(
        to=contract.customer,
        subject=f"Called off: “{contract.title}”",
        text=(
            f"{contract.advisor.name} has called off “{contract.title}”. Reason: {contract.reason}\n\n"
            "Nothing in it binds you, and signatures given so far do not count. You can still read it: "
            f"{_address(contract, desk.public_url)}"
        ),
    )


def _sign_in(desk: _Desk, job: Job) -> _Note | None:
    user = desk.tx.user(str(job.payload["userId"]))
    if user is None:
        return None
    link = desk.link("sign-in", user.user_id, LinkPurpose.SIGN_IN, str(job.payload["nextPath"]))
    return _Note(
        to=user.party,
        subject="Your link to sign in",
        text=(
            f"Sign in to Live Contract: {link}\n\n"
            "The link works once, for 15 minutes. If you did not ask for it, you need not do anything: "
            "nobody gets in without it."
        ),
    )


KINDS: Mapping[str, _Write] = {
    MAIL_INVITATION: _invitation,
    MAIL_SIGNED: _signed,
    MAIL_VOIDED: _voided,
    MAIL_SIGN_IN: _sign_in,
}


def _contract(reader: Reader, job: Job) -> Contract | None:
    return reader.contract(str(job.payload["contractId"]))


def _address(contract: Contract, public_url: str) -> str:
    return f"{public_url}/app/contracts/{contract.contract_id}"


def _letter_id(job: Job) -> str:
    """The same on every try of the job."""
    content = f"{job.kind} {job.job_id} {job.enqueued_at.isoformat()}"
    return hashlib.sha256(content.encode()).hexdigest()[:32]
