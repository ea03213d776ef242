"""Letters that follow a commit: who gets one, what it says, and the link in it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from livecontract.commands.followups import MAIL_INVITATION, MAIL_SIGN_IN, MAIL_SIGNED, MAIL_VOIDED
from livecontract.domain.contracts import Contract
from livecontract.domain.values import Party
from livecontract.mail.port import Letter, Mail
from livecontract.store.port import Job, Reader, Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class MailJob:
    """Does the jobs of every kind in `KINDS`; `public_url` is the origin that links lead to."""

    store: Store
    mail: Mail
    public_url: str

    async def __call__(self, job: Job) -> None:
        """Send the letters of a job; raises `OSError` to be tried again."""
        letters = await self.store.read(lambda reader: self.letters(reader, job))
        for letter in letters:
            await self.mail.send(letter)
            log.info("letter sent", kind=job.kind, job_id=job.job_id)

    def letters(self, reader: Reader, job: Job) -> list[Letter]:
        """The letters that a job calls for; none when what it was about is gone."""
        return [
            Letter(
                letter_id=_letter_id(job, note.to),
                to_name=note.to.name,
                to_email=note.to.email,
                subject=note.subject,
                text=f"Dear {note.to.name},\n\n{note.text}\n",
            )
            for note in KINDS[job.kind](reader, job, self.public_url)
        ]


@dataclass(frozen=True, slots=True)
class _Note:
    to: Party
    subject: str
    text: str


_Write: TypeAlias = Callable[[Reader, Job, str], Iterable[_Note]]


def _invitation(reader: Reader, job: Job, public_url: str) -> Iterable[_Note]:
    contract = _contract(reader, job)
    if contract is None or contract.status.is_final:
        return
    advisor = contract.advisor.name
    yield _Note(
        to=contract.customer,
        subject=f"{advisor} invites you to read “{contract.title}”",
        text=(
            f"{advisor} has a contract ready for you: “{contract.title}”. You can read it now, or go through "
            f"it together with {advisor} and sign.\n\n"
            f"Open the contract: {public_url}/app/join/{job.payload['secret']}\n\n"
            "The link is for you alone: it works once, for seven days. Please do not pass it on. If you do "
            "not know what this is about, you need not do anything."
        ),
    )


def _signed(reader: Reader, job: Job, public_url: str) -> Iterable[_Note]:
    contract = _contract(reader, job)
    if contract is None:
        return
    for person in contract.parties:
        yield _Note(
            to=person,
            subject=f"Signed: “{contract.title}”",
            text=(
                f"“{contract.title}” is signed and sealed. Neither of you can change it now.\n\n"
                f"Read it and keep the file: {_address(contract, public_url)}\n\n"
                "The file proves by itself who signed and that nothing has changed since."
            ),
        )


def _voided(reader: Reader, job: Job, public_url: str) -> Iterable[_Note]:
    contract = _contract(reader, job)
    if contract is None:
        return
    yield _Note(
        to=contract.customer,
        subject=f"Called off: “{contract.title}”",
        text=(
            f"{contract.advisor.name} has called off “{contract.title}”. Reason: {contract.reason}\n\n"
            "Nothing in it binds you, and signatures given so far do not count. You can still read it: "
            f"{_address(contract, public_url)}"
        ),
    )


def _sign_in(reader: Reader, job: Job, public_url: str) -> Iterable[_Note]:
    user = reader.user(str(job.payload["userId"]))
    if user is None:
        return
    yield _Note(
        to=user.party,
        subject="Your link to sign in",
        text=(
            f"Sign in to Live Contract: {public_url}/app/sign-in/{job.payload['secret']}\n\n"
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


def _letter_id(job: Job, to: Party) -> str:
    """The same on every try of the job, and another one for everybody else."""
    content = f"{job.kind} {job.job_id} {job.enqueued_at.isoformat()} {to.user_id}"
    return hashlib.sha256(content.encode()).hexdigest()[:32]
