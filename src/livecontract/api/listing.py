"""The list of contracts: which page of it, and each contract with who is in its session."""

import asyncio
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from livecontract.api.answers import Answer, as_json
from livecontract.api.bodies import Nothing
from livecontract.api.calls import Call
from livecontract.api.rest import Rest
from livecontract.api.sessions import present_in
from livecontract.domain.contracts import Status
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value
from livecontract.queries import contracts as queries
from livecontract.queries.views import ContractView, SessionView


class ListQuery(Value, frozen=True):
    """Which contracts: `status` one or several with commas, `q` words of a title or name."""

    status: str = ""
    q: Annotated[str, Meta(max_length=200)] = ""
    cursor: Annotated[str, Meta(max_length=500)] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 25

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses asked for; none means all."""
        try:
            return tuple(Status(name.strip()) for name in self.status.split(",") if name.strip())
        except ValueError as error:
            raise Refused(Refusal.VALUE_INVALID, member="status", rule="not_an_option") from error


class ListedSession(SessionView, frozen=True):
    """A live session with the users who are in it at the moment."""

    participants: tuple[str, ...]


class ListedContract(ContractView, frozen=True):
    """A contract in the list, and when something last happened to it."""

    session: ListedSession | None
    active_at: datetime


class ContractPage(Value, frozen=True):
    """One page of the caller's contracts, the last active first, and how many there are by status."""

    items: tuple[ListedContract, ...]
    next_cursor: str | None
    counts: dict[str, int]


async def list_contracts(rest: Rest, call: Call[Nothing]) -> Answer:
    """One page of the caller's contracts."""
    wanted = call.query(ListQuery)
    page = await queries.contracts(
        rest.ports.store,
        call.actor,
        statuses=wanted.statuses,
        text=wanted.q,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    items = await asyncio.gather(*(_listed(rest, item) for item in page.items))
    return as_json(200, ContractPage(items=tuple(items), next_cursor=page.next_cursor, counts=page.counts))


async def _listed(rest: Rest, item: queries.Listed) -> ListedContract:
    members = msgspec.structs.asdict(item.contract)
    session = item.contract.session
    if session is not None:
        present = await present_in(rest, session.session_id)
        members["session"] = ListedSession(**msgspec.structs.asdict(session), participants=present)
    return ListedContract(**members, active_at=item.active_at)
