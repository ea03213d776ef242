"""What `PATCH /contracts/{contractId}` can ask: one change at a time, each with its own shape."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from livecontract.commands import requests as r
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value
from livecontract.wire.requests import SigningShape, read_json


class ChangeTitle(Value, frozen=True):
    """Another title."""

    title: str


class ChangeSigners(Value, frozen=True):
    """Other signers, by user id, while DRAFT."""

    signers: tuple[str, ...]


class SendForReview(Value, frozen=True, tag_field="status", tag="REVIEW"):
    """DRAFT becomes REVIEW."""


class TakeBack(Value, frozen=True, tag_field="status", tag="DRAFT"):
    """REVIEW becomes DRAFT again."""


class Sign(SigningShape, frozen=True, tag_field="status", tag="SIGNED"):
    """The caller signs what their screen showed."""


class Decline(Value, frozen=True, tag_field="status", tag="DECLINED"):
    """The customer says no."""

    reason: str


class Void(Value, frozen=True, tag_field="status", tag="VOIDED"):
    """The advisor calls the contract off."""

    reason: str


StatusChange: TypeAlias = SendForReview | TakeBack | Sign | Decline | Void
Change: TypeAlias = StatusChange | ChangeTitle | ChangeSigners

# The member that says which change is meant, and what the whole body then is.
_LEADS: dict[str, Any] = {"title": ChangeTitle, "signers": ChangeSigners, "status": StatusChange}


def read_change(body: bytes) -> r.Command:
    """The command that a body asks for; refuses a mixture of changes, and none."""
    present = read_json(body, dict[str, msgspec.Raw])
    leads = [name for name in _LEADS if name in present]
    if len(leads) != 1:
        unknown = next((name for name in present if name not in _KNOWN), None)
        if unknown is not None:
            raise Refused(Refusal.UNKNOWN_MEMBER, member=unknown)
        raise Refused(Refusal.VALUE_INVALID, member=", ".join(leads) or "status", rule="one_change_at_a_time")
    change: Change = read_json(body, _LEADS[leads[0]])
    return _COMMANDS[type(change)](change)


_COMMANDS: dict[type[Value], Callable[[Any], r.Command]] = {
    ChangeTitle: lambda change: r.ChangeTitle(title=change.title),
    ChangeSigners: lambda change: r.ChangeSigners(signers=change.signers),
    SendForReview: lambda _: r.SendForReview(),
    TakeBack: lambda _: r.TakeBack(),
    Sign: lambda change: r.SignContract(intent=change.intent),
    Decline: lambda change: r.DeclineContract(reason=change.reason),
    Void: lambda change: r.VoidContract(reason=change.reason),
}

SHAPES = tuple(_COMMANDS)

_KNOWN = frozenset(name for shape in SHAPES for name in ("status", *shape.__struct_encode_fields__))
