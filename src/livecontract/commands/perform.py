"""The one write door: lock, idempotency, permit, decide, apply, save, audit, outbox; then commit."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from livecontract.commands.attempts import First, Key, first_of, keep_first
from livecontract.commands.decisions import DECISIONS, Occasion, undrawable
from livecontract.commands.followups import jobs_after
from livecontract.commands.requests import CloseRecording, Command, EndSession
from livecontract.domain import session as sessions
from livecontract.domain.audit import AuditEntry, Head, link
from livecontract.domain.contracts import Contract
from livecontract.domain.events import ContractCreated, Event, SessionEnded, SessionStarted
from livecontract.domain.history import apply, begin
from livecontract.domain.permissions import require_permission
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session
from livecontract.domain.values import Actor
from livecontract.store.port import Store, Transaction


@dataclass(frozen=True, slots=True)
class Door:
    """What performing needs: the store, the time, fresh ids and fresh secrets.

    `announce` is told of every change right after its commit, with the command's `cid`. It is a
    short cut for whoever waits: the job that does the same is in the database already.
    """

    store: Store
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    new_secret: Callable[[], str]
    announce: "Announce | None" = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A command with all that belongs to asking: who, of which contract, under which key.

    `key` makes a repeat harmless, `cid` is the live command's id for its echo, `version` the
    contract version that the asker last saw (`If-Match`).
    """

    actor: Actor
    contract_id: str
    command: Command
    key: Key | None = None
    cid: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the contract now, the entries that were added, and the answer to give.

    When `is_repeat`, nothing happened this time: `answer` and `seqs` are those of the first time.
    """

    contract: Contract
    session: Session | None
    entries: tuple[AuditEntry, ...]
    seqs: tuple[int, int]
    answer: bytes
    is_repeat: bool = False

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of the added entries."""
        return tuple(entry.event for entry in self.entries)


Announce = Callable[[Outcome, str | None], Awaitable[None]]
Render = Callable[[Outcome], bytes]
FirstEvent = Callable[[Transaction, datetime], ContractCreated]


def no_answer(_outcome: Outcome) -> bytes:
    """For whoever needs no body to be repeated."""
    return b""


async def perform(door: Door, ask: Ask, render: Render = no_answer) -> Outcome:
    """Do what is asked, or raise `Refused` and change nothing.

    When this returns, the change is committed. `render` makes the answer's body inside the
    transaction, so that a repeat under the same key gets the very same bytes.
    """
    missing = undrawable(ask.command)
    outcome = await door.store.write(lambda tx: _perform(tx, door, ask, missing, render))
    if door.announce is not None and outcome.entries:
        await door.announce(outcome, ask.cid)
    return outcome


async def create(
    door: Door, actor: Actor, begin_with: FirstEvent, key: Key | None, render: Render
) -> Outcome:
    """Begin a contract with the event that `begin_with` makes inside the transaction.

    A repeat under the same key begins no second contract.
    """
    return await door.store.write(lambda tx: _create(tx, door, actor, begin_with, key, render))


def _perform(tx: Transaction, door: Door, ask: Ask, missing: str, render: Render) -> Outcome:
    contract = tx.lock_contract(ask.contract_id)
    repeat = _repeated(tx, ask.actor, ask.key)
    if repeat is not None:
        return repeat
    if contract is None:
        raise Refused(Refusal.NOT_FOUND, contractId=ask.contract_id)
    decision = DECISIONS[type(ask.command)]
    require_permission(contract, ask.actor, decision.verb)
    _require_version(contract, ask.version)
    now = door.clock()
    occasion = _occasion(tx, door, ask, missing, now)
    events = decision.decide(contract, ask.command, occasion)
    after = _change(tx, contract, events, now)
    session = _save_session(tx, after, events, occasion)
    head = tx.audit_head(ask.contract_id)
    entries = link(head, contract_id=ask.contract_id, at=now, actor=ask.actor.user_id, events=events)
    tx.append_audit(entries)
    for job in jobs_after(contract, after, entries, ask.cid, now):
        tx.enqueue(job, now)
    seqs = (head.seq + 1, head.seq + len(entries))
    outcome = Outcome(after, session, tuple(entries), seqs, b"")
    return _answered(tx, outcome, ask.actor, ask.key, now, render)


def _change(tx: Transaction, before: Contract, events: Sequence[Event], now: datetime) -> Contract:
    after = before
    for event in events:
        after = apply(after, event)
    if events:
        tx.save_contract(before, after, now)
    return after


def _create(
    tx: Transaction, door: Door, actor: Actor, begin_with: FirstEvent, key: Key | None, render: Render
) -> Outcome:
    repeat = _repeated(tx, actor, key)
    if repeat is not None:
        return repeat
    now = door.clock()
    event = begin_with(tx, now)
    contract = begin(event)
    tx.save_contract(None, contract, now)
    entries = link(Head(), contract_id=contract.contract_id, at=now, actor=actor.user_id, events=[event])
    tx.append_audit(entries)
    outcome = Outcome(contract, None, tuple(entries), (1, 1), b"")
    return _answered(tx, outcome, actor, key, now, render)


def _answered(
    tx: Transaction, outcome: Outcome, actor: Actor, key: Key | None, now: datetime, render: Render
) -> Outcome:
    answer = render(outcome)
    first = First(answer=answer, contract_id=outcome.contract.contract_id, seqs=outcome.seqs)
    keep_first(tx, actor, key, first, now)
    return replace(outcome, answer=answer)


def _repeated(tx: Transaction, actor: Actor, key: Key | None) -> Outcome | None:
    first = first_of(tx, actor, key)
    if first is None:
        return None
    contract = tx.contract(first.contract_id)
    if contract is None:
        raise LookupError("a first answer is about a contract that is not there")
    session = tx.active_session(contract.contract_id)
    return Outcome(contract, session, (), first.seqs, first.answer, is_repeat=True)


def _occasion(tx: Transaction, door: Door, ask: Ask, missing: str, now: datetime) -> Occasion:
    command = ask.command
    named = tx.session(command.session_id) if isinstance(command, EndSession | CloseRecording) else None
    return Occasion(
        actor=ask.actor,
        now=now,
        new_id=door.new_id,
        active_session=tx.active_session(ask.contract_id),
        named_session=named,
        recording=tx.recording(command.session_id) if isinstance(command, CloseRecording) else (),
        undrawable=missing,
    )


def _save_session(
    tx: Transaction, contract: Contract, events: Sequence[Event], occasion: Occasion
) -> Session | None:
    session = occasion.named_session or occasion.active_session
    for event in events:
        if isinstance(event, SessionStarted):
            session = sessions.opened(contract, event)
            tx.save_session(session)
        elif isinstance(event, SessionEnded) and session is not None:
            session = sessions.closed(session, event)
            tx.save_session(session)
    return session


def _require_version(contract: Contract, version: int | None) -> None:
    if version is not None and version != contract.version:
        raise Refused(Refusal.VERSION_MISMATCH, version=contract.version)
