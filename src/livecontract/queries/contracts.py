"""Reading contracts: one, a user's list, its audit trail; strangers are told there is none."""

from collections.abc import Sequence
from datetime import datetime

from livecontract.domain.contracts import Contract, Status, acting_role
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session
from livecontract.domain.values import Actor, Value
from livecontract.queries.views import ContractView, SessionView, contract_view, session_view
from livecontract.store.port import Reader, Store


class Listed(Value, frozen=True):
    """A contract in a list, and when something last happened to it."""

    contract: ContractView
    active_at: datetime


class ContractList(Value, frozen=True):
    """One page of a user's contracts, with how many there are of each status."""

    items: tuple[Listed, ...]
    next_cursor: str | None
    counts: dict[str, int]


def require_contract(reader: Reader, actor: Actor, contract_id: str) -> Contract:
    """The contract, for one of its parties; refuses `not_found` to everybody else."""
    return _for_party(reader.contract(contract_id), actor, contractId=contract_id)


def require_document_contract(reader: Reader, actor: Actor, document_id: str) -> Contract:
    """The contract of a document, for one of its parties."""
    return _for_party(reader.contract_of_document(document_id), actor, documentId=document_id)


def require_field_contract(reader: Reader, actor: Actor, field_id: str) -> Contract:
    """The contract of a field, for one of its parties."""
    return _for_party(reader.contract_of_field(field_id), actor, fieldId=field_id)


def require_session(reader: Reader, actor: Actor, session_id: str) -> Session:
    """A session, for the two people it is for."""
    session = reader.session(session_id)
    if session is None or actor.user_id not in {session.advisor_id, session.customer_id}:
        raise Refused(Refusal.NOT_FOUND, sessionId=session_id)
    return session


async def contract(store: Store, actor: Actor, contract_id: str) -> ContractView:
    """One contract as the actor sees it."""

    def work(reader: Reader) -> ContractView:
        found = require_contract(reader, actor, contract_id)
        return contract_view(found, actor.user_id, reader.active_session(contract_id))

    return await store.read(work)


async def contracts(
    store: Store,
    actor: Actor,
    *,
    statuses: Sequence[Status],
    text: str,
    cursor: str | None,
    limit: int,
) -> ContractList:
    """One page of the actor's contracts, the last active first."""

    def work(reader: Reader) -> ContractList:
        page = reader.contracts(actor.user_id, statuses=statuses, text=text, cursor=cursor, limit=limit)
        counts = reader.count_by_status(actor.user_id)
        return ContractList(
            items=tuple(
                Listed(
                    contract=contract_view(item.contract, actor.user_id, item.session),
                    active_at=item.active_at,
                )
                for item in page.items
            ),
            next_cursor=page.next_cursor,
            counts={status.value: counts.get(status, 0) for status in Status},
        )

    return await store.read(work)


async def active_session(store: Store, actor: Actor, contract_id: str) -> SessionView:
    """The active session of a contract; refuses `not_found` when there is none."""

    def work(reader: Reader) -> SessionView:
        require_contract(reader, actor, contract_id)
        session = reader.active_session(contract_id)
        if session is None:
            raise Refused(Refusal.NOT_FOUND, contractId=contract_id)
        return session_view(session)

    return await store.read(work)


async def session(store: Store, actor: Actor, session_id: str) -> SessionView:
    """One session, active or ended."""
    return await store.read(lambda reader: session_view(require_session(reader, actor, session_id)))


def _for_party(found: Contract | None, actor: Actor, **named: object) -> Contract:
    if found is None:
        raise Refused(Refusal.NOT_FOUND, **named)
    acting_role(found, actor)
    return found
