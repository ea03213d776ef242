"""Beginning a contract: the advisor names the customer, who becomes a user if they are none yet."""

from datetime import datetime

from livecontract.commands.attempts import Key
from livecontract.commands.perform import Door, Outcome, Render, create
from livecontract.domain import lifecycle
from livecontract.domain.consent import DEFAULT_CONSENT
from livecontract.domain.events import ContractCreated
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import User, check_email, check_name
from livecontract.domain.values import Actor, Role, Value
from livecontract.store.port import Transaction


class NewCustomer(Value, frozen=True):
    """A customer by name and address; an existing customer of that address is taken."""

    name: str
    email: str


class CreateContract(Value, frozen=True):
    """A new draft for a customer, who is named by id or by name and address, not both."""

    title: str
    customer_id: str | None = None
    customer: NewCustomer | None = None


async def create_contract(
    door: Door, actor: Actor, request: CreateContract, key: Key | None, render: Render
) -> Outcome:
    """Create a draft; only an advisor may, and nothing is left behind when it is refused."""

    def begin_with(tx: Transaction, now: datetime) -> ContractCreated:
        advisor = tx.user(actor.user_id)
        if advisor is None or advisor.role is not Role.ADVISOR:
            raise Refused(Refusal.NOT_PERMITTED, verb="create", role=str(actor.role or ""))
        customer = _customer(tx, door, request, now)
        (event,) = lifecycle.create(
            contract_id=door.new_id(),
            title=request.title,
            advisor=advisor.party,
            customer=customer.party,
            consent=DEFAULT_CONSENT,
            now=now,
        )
        return event

    return await create(door, actor, begin_with, key, render)


def _customer(tx: Transaction, door: Door, request: CreateContract, now: datetime) -> User:
    if (request.customer_id is None) == (request.customer is None):
        raise Refused(Refusal.VALUE_INVALID, member="customer", rule="id_or_name_and_email")
    if request.customer is None:
        known = tx.user(request.customer_id or "")
        if known is None:
            raise Refused(Refusal.NOT_FOUND, customerId=request.customer_id)
        return _as_customer(known)
    email = check_email(request.customer.email)
    known = tx.user_by_email(email)
    if known is not None:
        return _as_customer(known)
    user = User(
        user_id=door.new_id(),
        role=Role.CUSTOMER,
        name=check_name(request.customer.name),
        email=email,
        created_at=now,
    )
    tx.save_user(user)
    return user


def _as_customer(user: User) -> User:
    if user.role is not Role.CUSTOMER:
        raise Refused(Refusal.VALUE_INVALID, member="customer", rule="must_be_customer")
    return user
