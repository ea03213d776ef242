"""Letters that follow a commit: to whom, with which link, the same on every try."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from livecontract.commands import accounts
from livecontract.commands.contracts import CreateContract, create_contract
from livecontract.commands.perform import Ask, Door, no_answer, perform
from livecontract.commands.requests import AddDocument, Command, SendForReview, VoidContract
from livecontract.domain.contracts import Contract
from livecontract.domain.users import User
from livecontract.domain.values import Actor, Role
from livecontract.jobs.mail import KINDS, MailJob
from livecontract.mail.folder import FolderMail
from livecontract.mail.port import Letter
from livecontract.store.port import Job
from livecontract.store.sqlite import SqliteStore
from tests.databases import new_store
from tests.making import NOON, a_document, fresh_id

URL = "https://sign.example"


@dataclass
class Office:
    """A door, two people, and the letters that are due."""

    door: Door
    mail: FolderMail
    ada: User
    carla: User

    async def begin(self) -> Contract:
        request = CreateContract(title="Loan agreement", customer_id=self.carla.user_id)
        contract = (await create_contract(self.door, self.actor, request, None, no_answer)).contract
        return await self.do(contract, AddDocument(document=a_document(fresh_id("document"))))

    async def do(self, contract: Contract, command: Command) -> Contract:
        return (await perform(self.door, Ask(self.actor, contract.contract_id, command))).contract

    async def due(self) -> list[Job]:
        return await self.door.store.write(
            lambda tx: tx.claim_jobs(tuple(KINDS), now=NOON, until=NOON, limit=10)
        )

    async def post(self, *jobs: Job) -> list[Letter]:
        for job in jobs:
            await MailJob(self.door, self.mail, URL)(job)
        return [kept.letter for kept in await self.mail.letters()]

    @property
    def actor(self) -> Actor:
        return Actor(user_id=self.ada.user_id, role=Role.ADVISOR)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    store = await new_store(tmp_path / "live.db", SqliteStore)
    secrets = count(1)
    door = Door(store, lambda: NOON, fresh_id, lambda: f"secret-{next(secrets)}")
    ada = await accounts.add_user(door, role=Role.ADVISOR, name="Ada Lindqvist", email="ada@bank.example")
    carla = await accounts.add_user(door, role=Role.CUSTOMER, name="Carla Moreno", email="carla@post.example")
    yield Office(door, FolderMail(tmp_path / "mail", "post@bank.example", b"m" * 32), ada, carla)
    await store.close()


async def test_the_invitation_brings_the_customer_a_link_that_works(office: Office) -> None:
    contract = await office.do(await office.begin(), SendForReview())

    (letter,) = await office.post(*await office.due())

    assert (letter.to_email, letter.to_name) == ("carla@post.example", "Carla Moreno")
    assert letter.subject == "Ada Lindqvist invites you to read “Loan agreement”"
    (secret,) = re.findall(rf"{URL}/app/join/(\S+)", letter.text)
    signed_in = await accounts.sign_in(office.door, secret, None)
    assert (signed_in.user.user_id, signed_in.next_path) == (
        office.carla.user_id,
        f"/app/contracts/{contract.contract_id}",
    )


async def test_ac3_the_sign_in_letter_brings_a_link_that_works(office: Office) -> None:
    await accounts.mail_sign_in_link(office.door, "CARLA@post.example", "/app/contracts/7")

    (letter,) = await office.post(*await office.due())

    (secret,) = re.findall(rf"{URL}/app/sign-in/(\S+)", letter.text)
    signed_in = await accounts.sign_in(office.door, secret, None)
    assert (signed_in.user.user_id, signed_in.next_path) == (office.carla.user_id, "/app/contracts/7")


async def test_nobody_unknown_gets_a_letter(office: Office) -> None:
    await accounts.mail_sign_in_link(office.door, "nobody@nowhere.example")

    assert await office.post(*await office.due()) == []


async def test_the_customer_hears_that_the_contract_was_called_off_and_why(office: Office) -> None:
    await office.do(await office.begin(), VoidContract(reason="Another rate."))

    (letter,) = await office.post(*await office.due())

    assert letter.to_email == "carla@post.example"
    assert "Reason: Another rate." in letter.text


async def test_an_invitation_to_what_was_called_off_meanwhile_is_not_sent(office: Office) -> None:
    contract = await office.do(await office.begin(), SendForReview())
    (invitation,) = await office.due()
    await office.do(contract, VoidContract(reason="A mistake."))

    assert await office.post(invitation) == []


async def test_both_people_hear_of_the_seal_in_a_letter_each(office: Office) -> None:
    contract = await office.begin()
    told = [
        a_job(number, "mailSigned", contract, user) for number, user in enumerate((office.ada, office.carla))
    ]

    (to_ada,) = await office.post(told[0])
    letters = await office.post(told[1])

    assert to_ada.to_email == "ada@bank.example"
    assert {letter.to_email for letter in letters} == {"ada@bank.example", "carla@post.example"}
    assert all(f"{URL}/app/contracts/{contract.contract_id}" in letter.text for letter in letters)


async def test_a_repeat_is_the_same_letter_with_a_link_that_works(office: Office) -> None:
    await office.do(await office.begin(), SendForReview())
    (invitation,) = await office.due()

    (first,) = await office.post(invitation)
    (again,) = await office.post(invitation)

    assert again.letter_id == first.letter_id
    for letter in (first, again):
        (secret,) = re.findall(rf"{URL}/app/join/(\S+)", letter.text)
        await accounts.sign_in(office.door, secret, None)


async def test_ac3_no_secret_waits_with_a_letter(office: Office) -> None:
    await office.do(await office.begin(), SendForReview())
    await accounts.mail_sign_in_link(office.door, "carla@post.example")

    jobs = await office.due()

    assert [(job.kind, sorted(job.payload)) for job in jobs] == [
        ("mailInvitation", ["contractId", "userId"]),
        ("mailSignIn", ["nextPath", "userId"]),
    ]


def a_job(job_id: int, kind: str, contract: Contract, user: User) -> Job:
    return Job(
        job_id=job_id,
        kind=kind,
        payload={"contractId": contract.contract_id, "userId": user.user_id},
        stream=None,
        attempts=1,
        lease="x",
        enqueued_at=NOON,
    )


async def test_what_a_letter_was_about_may_be_gone(office: Office) -> None:
    jobs = [
        Job(
            job_id=number,
            kind=kind,
            payload={"contractId": "gone", "userId": "gone", "nextPath": "/app/"},
            stream=None,
            attempts=1,
            lease="x",
            enqueued_at=NOON,
        )
        for number, kind in enumerate(KINDS)
    ]

    assert await office.post(*jobs) == []
