"""A real encrypted database, and the vocabulary of commands on it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from livecontract.commands.accounts import add_user
from livecontract.commands.attempts import key_of
from livecontract.commands.contracts import CreateContract, create_contract
from livecontract.commands.perform import Ask, Door, Outcome, no_answer, perform
from livecontract.commands.requests import (
    AddDocument,
    ChangeSigners,
    Command,
    PlaceFields,
    SendForReview,
    ShowPages,
    SignContract,
)
from livecontract.domain.contracts import Contract
from livecontract.domain.fields import Field
from livecontract.domain.history import replay
from livecontract.domain.users import User
from livecontract.domain.values import Actor, Role
from livecontract.store.port import Store
from livecontract.store.sqlite import SqliteStore
from tests.databases import new_store
from tests.making import NOON, a_document, an_intent, fresh_id


@dataclass
class Clock:
    """A clock that moves when a test says so."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def tick(self, step: timedelta) -> None:
        self.now += step


@dataclass
class Office:
    """Ada's office: a door to write through, two users, and the replay law after every command."""

    door: Door
    clock: Clock
    ada: Actor
    carla: Actor
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return self.door.store

    async def begin(self, title: str = "Loan agreement", key: str | None = None) -> Contract:
        request = CreateContract(title=title, customer_id=self.carla.user_id)
        known_by = None if key is None else key_of(key, request)
        outcome = await create_contract(self.door, self.ada, request, known_by, no_answer)
        return outcome.contract

    async def do(
        self, actor: Actor, contract: Contract, command: Command, *, key: str | None = None, **ask: Any
    ) -> Outcome:
        known_by = None if key is None else key_of(key, contract.contract_id, command)
        outcome = await perform(self.door, Ask(actor, contract.contract_id, command, key=known_by, **ask))
        await self.check_replay(contract.contract_id)
        self.outcomes.append(outcome)
        return outcome

    async def check_replay(self, contract_id: str) -> None:
        """The events of the audit trail lead to exactly what is stored."""
        entries = await self.store.read(lambda reader: reader.audit(contract_id))
        assert replay(entry.event for entry in entries) == await self.contract(contract_id)

    async def contract(self, contract_id: str) -> Contract:
        found = await self.store.read(lambda reader: reader.contract(contract_id))
        assert found is not None
        return found

    async def in_review(self, *fields: Field, signers: Sequence[Actor] = ()) -> Contract:
        contract = await self.begin()
        document = a_document(fresh_id("document"))
        await self.do(self.ada, contract, AddDocument(document=document))
        await self.do(self.ada, contract, PlaceFields(document_id=document.document_id, fields=fields))
        if signers:
            ids = tuple(actor.user_id for actor in signers)
            await self.do(self.ada, contract, ChangeSigners(signers=ids))
        return (await self.do(self.ada, contract, SendForReview())).contract

    async def seen(self, contract: Contract, *actors: Actor) -> Contract:
        for actor in actors:
            for document in contract.documents:
                pages = tuple(range(1, document.page_count + 1))
                command = ShowPages(document_id=document.document_id, page_numbers=pages)
                contract = (await self.do(actor, contract, command)).contract
        return contract

    async def sign(self, contract: Contract, actor: Actor, key: str | None = None) -> Outcome:
        contract = await self.seen(await self.contract(contract.contract_id), actor)
        intent = an_intent(contract, actor)
        return await self.do(actor, contract, SignContract(intent=intent), key=key)


def as_actor(user: User) -> Actor:
    return Actor(user_id=user.user_id, role=user.role)


@asynccontextmanager
async def opened_office(folder: Path) -> AsyncIterator[Office]:
    """An office whose database lies in that folder."""
    store = await new_store(folder / "live.db", SqliteStore)
    clock = Clock()
    ids: Callable[[], str] = fresh_id
    door = Door(store=store, clock=clock, new_id=ids, new_secret=lambda: fresh_id("secret"))
    ada = await add_user(door, role=Role.ADVISOR, name="Ada Lindqvist", email="ada@bank.example")
    carla = await add_user(door, role=Role.CUSTOMER, name="Carla Moreno", email="carla@post.example")
    yield Office(door, clock, as_actor(ada), as_actor(carla))
    await store.close()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened_office(tmp_path) as opened:
        yield opened
