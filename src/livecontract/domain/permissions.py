"""Who may do what: one table and one function."""

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from livecontract.domain.contracts import Contract, Status
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor, Role


class Verb(StrEnum):
    """Everything that can be asked of a contract."""

    READ = "read"
    CHANGE_TITLE = "changeTitle"
    CHANGE_SIGNERS = "changeSigners"
    ADD_DOCUMENT = "addDocument"
    REMOVE_DOCUMENT = "removeDocument"
    PLACE_FIELDS = "placeFields"
    FILL_FIELD = "fillField"
    SUGGEST_VALUE = "suggestValue"
    SEND_FOR_REVIEW = "sendForReview"
    TAKE_BACK = "takeBack"
    INVITE = "invite"
    SHOW_PAGES = "showPages"
    SIGN = "sign"
    DECLINE = "decline"
    VOID = "void"
    START_SESSION = "startSession"
    END_SESSION = "endSession"
    TAKE_PART = "takePart"
    SEAL = "seal"
    RECORD = "record"


_ADVISOR = frozenset({Role.ADVISOR})
_CUSTOMER = frozenset({Role.CUSTOMER})
_BOTH = _ADVISOR | _CUSTOMER
_NOBODY: frozenset[Role] = frozenset()

_DRAFT = frozenset({Status.DRAFT})
_REVIEW = frozenset({Status.REVIEW})
_OPEN = _DRAFT | _REVIEW
_LIVE = _OPEN | {Status.SIGNED}
_ANY = frozenset(Status)

# Verb: (roles that may, statuses in which it makes sense, whether a signature ends it). The last
# two decide what a screen offers; the verbs themselves refuse with the exact reason.
TABLE: dict[Verb, tuple[frozenset[Role], frozenset[Status], bool]] = {
    Verb.READ: (_BOTH, _ANY, False),
    Verb.CHANGE_TITLE: (_ADVISOR, _OPEN, True),
    Verb.CHANGE_SIGNERS: (_ADVISOR, _DRAFT, True),
    Verb.ADD_DOCUMENT: (_BOTH, _OPEN, True),
    Verb.REMOVE_DOCUMENT: (_ADVISOR, _OPEN, True),
    Verb.PLACE_FIELDS: (_ADVISOR, _OPEN, True),
    Verb.FILL_FIELD: (_BOTH, _OPEN, True),
    Verb.SUGGEST_VALUE: (_BOTH, _OPEN, True),
    Verb.SEND_FOR_REVIEW: (_ADVISOR, _DRAFT, True),
    Verb.TAKE_BACK: (_ADVISOR, _REVIEW, True),
    Verb.INVITE: (_ADVISOR, _OPEN, False),
    Verb.SHOW_PAGES: (_BOTH, _OPEN, False),
    Verb.SIGN: (_BOTH, _REVIEW, False),
    Verb.DECLINE: (_CUSTOMER, _REVIEW, False),
    Verb.VOID: (_ADVISOR, _OPEN, False),
    Verb.START_SESSION: (_BOTH, _LIVE, False),
    Verb.END_SESSION: (_BOTH, _ANY, False),
    Verb.TAKE_PART: (_BOTH, _ANY, False),
    Verb.SEAL: (_NOBODY, _REVIEW, False),
    Verb.RECORD: (_NOBODY, _ANY, False),
}


def require_permission(contract: Contract, actor: Actor, verb: Verb) -> None:
    """Refuse `not_found` to strangers and `not_permitted` to the wrong role; jobs may all."""
    if actor.is_system:
        return
    role = contract.role_of(actor.user_id)
    if role is None:
        raise Refused(Refusal.NOT_FOUND, contractId=contract.contract_id)
    if role not in TABLE[verb][0]:
        raise Refused(Refusal.NOT_PERMITTED, verb=verb.value, role=role.value)


def may(contract: Contract, actor: Actor, verb: Verb) -> bool:
    """Whether the table lets that person do it."""
    try:
        require_permission(contract, actor, verb)
    except Refused:
        return False
    return True


def permissions_of(contract: Contract, user_id: str) -> tuple[str, ...]:
    """The verbs that a screen should offer that person now, in the order of the table."""
    role = contract.role_of(user_id)
    if role is None:
        return ()
    signs = user_id in contract.signers and contract.signature_of(user_id) is None
    state = _State(
        contract.status,
        signs,
        bool(contract.signatures),
        contract.is_complete,
        contract.seal_problem is not None,
    )
    return _offered(role, state)


class _State(NamedTuple):
    """What else decides about what a screen offers; `signs` is whether that person is still to sign."""

    status: Status
    signs: bool
    is_signed: bool
    is_complete: bool
    has_seal_problem: bool


# Everybody who comes in is told, and there are few different answers.
@cache
def _offered(role: Role, state: _State) -> tuple[str, ...]:
    return tuple(verb.value for verb in TABLE if _offers(role, state, verb))


def _offers(role: Role, state: _State, verb: Verb) -> bool:
    roles, statuses, ends_with_signature = TABLE[verb]
    if role not in roles or state.status not in statuses:
        return False
    if ends_with_signature and state.is_signed:
        return False
    if verb is Verb.SIGN:
        return state.signs
    if verb in {Verb.DECLINE, Verb.VOID} and state.is_complete:
        return verb is Verb.VOID and state.has_seal_problem
    return True
