"""The audit trail of a contract, page by page, and whether its chain holds."""

from typing import Annotated

from msgspec import Meta

from livecontract.api.answers import Answer, as_json
from livecontract.api.bodies import NO_BODY, Nothing
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.domain.audit import AuditEntry, ChainFault, Head, first_fault
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value
from livecontract.queries.contracts import require_contract
from livecontract.store.port import Reader


class AuditQuery(Value, frozen=True):
    """Which part of the trail."""

    cursor: Annotated[str, Meta(max_length=20)] = "0"
    limit: Annotated[int, Meta(ge=1, le=500)] = 100

    @property
    def after(self) -> int:
        """The number of the last entry of the page before."""
        if not self.cursor.isascii() or not self.cursor.isdecimal() or len(self.cursor) > 15:
            raise Refused(Refusal.VALUE_INVALID, member="cursor", rule="not_made_here")
        return int(self.cursor)


class AuditPage(Value, frozen=True):
    """Part of the trail; `verified` says whether the whole chain holds, up to its present `head`."""

    items: tuple[AuditEntry, ...]
    next_cursor: str | None
    verified: bool
    fault: ChainFault | None
    head: Head


async def read_audit(rest: Rest, call: Call[Nothing]) -> Answer:
    """A page of the audit trail."""
    wanted = call.query(AuditQuery)
    contract_id = call.path["contractId"]

    def work(reader: Reader) -> AuditPage:
        require_contract(reader, call.actor, contract_id)
        return audit_page(reader.audit(contract_id), reader.audit_head(contract_id), wanted)

    return as_json(200, await rest.ports.store.read(work))


def audit_page(entries: list[AuditEntry], head: Head, wanted: AuditQuery) -> AuditPage:
    """The wanted part of a whole chain, with the verdict on all of it."""
    start = wanted.after
    items = tuple(entries[start : start + wanted.limit])
    is_last = start + wanted.limit >= len(entries)
    fault = first_fault(entries, head)
    return AuditPage(
        items=items,
        next_cursor=None if is_last else str(start + len(items)),
        verified=fault is None,
        fault=fault,
        head=head,
    )


ROUTES = (
    Route(
        "GET",
        "/contracts/{contractId}/audit",
        "What happened to the contract, entry by entry, and whether the chain of entries holds.",
        read_audit,
        NO_BODY,
        (Gives(200, "A page of the audit trail.", AuditPage),),
        (Refusal.NOT_FOUND,),
        query=AuditQuery,
    ),
)
