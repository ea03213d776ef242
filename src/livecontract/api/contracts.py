"""Contracts: beginning, reading and changing them, up to the signature that completes them."""

import asyncio
from contextlib import nullcontext, suppress

from livecontract.api.answers import Answer, as_json, entity_tag, keep, kept
from livecontract.api.bodies import NO_BODY, Nothing, json_body, json_by
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.changes import SHAPES, read_change
from livecontract.api.listing import ContractPage, ListQuery, list_contracts
from livecontract.api.rest import Rest
from livecontract.commands.attempts import change_first
from livecontract.commands.contracts import CreateContract
from livecontract.commands.contracts import create_contract as begin
from livecontract.commands.perform import Ask, Outcome, perform
from livecontract.commands.requests import Command, InviteCustomer, SignContract
from livecontract.domain.refusals import Refusal
from livecontract.domain.values import Value
from livecontract.queries import contracts as queries
from livecontract.queries.views import ContractView, contract_view
from livecontract.wire.rates import Pace


class Invitation(Value, frozen=True):
    """Where the customer finds the contract; the way in went to them by mail, to nobody else."""

    join_url: str


async def create_contract(rest: Rest, call: Call[CreateContract]) -> Answer:
    """Begin a draft for a customer."""

    def render(outcome: Outcome) -> bytes:
        return _kept_contract(201, outcome, call.actor.user_id)

    outcome = await begin(rest.ports.door, call.actor, call.body, call.key, render)
    return kept(outcome.answer)


async def read_contract(rest: Rest, call: Call[Nothing]) -> Answer:
    """One contract, or the news that the caller has it in this version already."""
    view = await queries.contract(rest.ports.store, call.actor, call.path["contractId"])
    if call.holds(view.version):
        return Answer(304, headers=((b"etag", entity_tag(view.version)),))
    return as_json(200, view, version=view.version)


async def change_contract(rest: Rest, call: Call[Command]) -> Answer:
    """Change one thing; who signs last gets the answer when the seal is made, if that is soon."""
    contract_id = call.path["contractId"]
    is_signature = isinstance(call.body, SignContract)
    with rest.seals.awaiting(contract_id) if is_signature else nullcontext() as settled:
        ask = Ask(call.actor, contract_id, call.body, key=call.key, version=call.version)
        user_id = call.actor.user_id
        outcome = await perform(rest.ports.door, ask, lambda o: _kept_contract(200, o, user_id))
        if settled is None or not outcome.contract.is_complete:
            return kept(outcome.answer)
        if outcome.contract.is_sealing and outcome.contract.seal_problem is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(settled.wait(), rest.seal_wait_s)
    return await _settled(rest, call, contract_id)


async def invite_customer(rest: Rest, call: Call[Nothing]) -> Answer:
    """Mail the customer a fresh link into the contract."""
    contract_id = call.path["contractId"]
    view = Invitation(join_url=f"{call.origin.url}/app/contracts/{contract_id}")
    ask = Ask(call.actor, contract_id, InviteCustomer(), key=call.key, version=call.version)
    outcome = await perform(rest.ports.door, ask, lambda _: keep(200, view))
    return kept(outcome.answer)


async def _settled(rest: Rest, call: Call[Command], contract_id: str) -> Answer:
    """The answer to who signed last: the contract as the seal has left it, for a repeat as well."""
    view = await queries.contract(rest.ports.store, call.actor, contract_id)
    answer, key = keep(200, view, view.version), call.key
    if key is not None:
        await change_first(rest.ports.store, call.actor, key, answer)
    return kept(answer)


def _kept_contract(status: int, outcome: Outcome, viewer_id: str) -> bytes:
    view = contract_view(outcome.contract, viewer_id, outcome.session)
    return keep(status, view, view.version)


_CONTRACT = Gives(200, "The contract; `ETag` is its version.", ContractView)

ROUTES = (
    Route(
        "POST",
        "/contracts",
        "Begin a draft for a customer, who is named by id or by name and e-mail address.",
        create_contract,
        json_body(CreateContract),
        (Gives(201, "The draft.", ContractView),),
        (Refusal.NOT_PERMITTED, Refusal.NOT_FOUND),
        pace=Pace.WRITE,
    ),
    Route(
        "GET",
        "/contracts",
        "The caller's contracts, the last active first.",
        list_contracts,
        NO_BODY,
        (Gives(200, "A page of contracts.", ContractPage),),
        query=ListQuery,
    ),
    Route(
        "GET",
        "/contracts/{contractId}",
        "One contract.",
        read_contract,
        NO_BODY,
        (_CONTRACT, Gives(304, "Not changed since the version in `If-None-Match`.")),
        (Refusal.NOT_FOUND,),
    ),
    Route(
        "PATCH",
        "/contracts/{contractId}",
        "Change one thing: the title, the signers, or the status. `SIGNED` is the caller's own signature; "
        "after the last one the answer waits up to ten seconds for the seal, else it says `sealing`.",
        change_contract,
        json_by(read_change, *SHAPES),
        (_CONTRACT,),
        (
            Refusal.NOT_FOUND,
            Refusal.NOT_PERMITTED,
            Refusal.WRONG_STATUS,
            Refusal.MARK_WITHOUT_SIGNER,
            Refusal.CONTRACT_FINAL,
            Refusal.CONTRACT_FROZEN,
            Refusal.CHANGED_SINCE_VIEWED,
            Refusal.PAGES_NOT_SHOWN,
            Refusal.REQUIRED_FIELDS_EMPTY,
            Refusal.VERSION_MISMATCH,
        ),
        pace=Pace.WRITE,
    ),
    Route(
        "POST",
        "/contracts/{contractId}/invitation",
        "Mail the customer a fresh link into the contract.",
        invite_customer,
        NO_BODY,
        (Gives(200, "The link was mailed; this is where it leads.", Invitation),),
        (Refusal.NOT_FOUND, Refusal.NOT_PERMITTED, Refusal.CONTRACT_FINAL, Refusal.VERSION_MISMATCH),
        pace=Pace.WRITE,
    ),
)
