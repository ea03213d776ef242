"""People: adding them, and who one is."""

from livecontract.api.answers import Answer, as_json, keep, kept
from livecontract.api.bodies import NO_BODY, Nothing, json_body
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.commands.accounts import save_new_user
from livecontract.commands.once import once
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import User
from livecontract.domain.values import Role, Value
from livecontract.store.port import Transaction
from livecontract.wire.rates import Pace


class NewUser(Value, frozen=True):
    """A person to be added."""

    role: Role
    name: str
    email: str


class UserView(Value, frozen=True):
    """A person."""

    user_id: str
    role: Role
    name: str
    email: str


def user_view(user: User) -> UserView:
    """A person as they are shown."""
    return UserView(user_id=user.user_id, role=user.role, name=user.name, email=user.email)


async def add_user(rest: Rest, call: Call[NewUser]) -> Answer:
    """Add a person; only advisors may."""
    if call.actor.role is not Role.ADVISOR:
        raise Refused(Refusal.NOT_PERMITTED, verb="addUser", role=str(call.actor.role or ""))
    new = call.body

    def work(tx: Transaction) -> bytes:
        user = save_new_user(tx, rest.ports.door, role=new.role, name=new.name, email=new.email)
        return keep(201, user_view(user))

    return kept(await once(rest.ports.door, call.actor, call.key, work))


async def read_me(rest: Rest, call: Call[Nothing]) -> Answer:
    """Whoever asks."""
    user = await rest.ports.store.read(lambda reader: reader.user(call.actor.user_id))
    if user is None:
        raise Refused(Refusal.CREDENTIAL_INVALID)
    return as_json(200, user_view(user))


ROUTES = (
    Route(
        "POST",
        "/users",
        "Add a person; only advisors may.",
        add_user,
        json_body(NewUser),
        (Gives(201, "The person was added.", UserView),),
        (Refusal.NOT_PERMITTED, Refusal.EMAIL_TAKEN),
        pace=Pace.WRITE,
    ),
    Route(
        "GET",
        "/users/me",
        "Who the credential stands for.",
        read_me,
        NO_BODY,
        (Gives(200, "You.", UserView),),
    ),
)
