"""Naming a status asks for the command that leads there."""

import pytest

from livecontract.commands.requests import (
    Command,
    DeclineContract,
    SendForReview,
    TakeBack,
    VoidContract,
)
from livecontract.domain.contracts import Status
from livecontract.domain.refusals import Refusal, Refused
from livecontract.wire.transitions import command_for


@pytest.mark.parametrize(
    ("status", "reason", "command"),
    [
        (Status.REVIEW, None, SendForReview()),
        (Status.DRAFT, None, TakeBack()),
        (Status.DECLINED, "too dear", DeclineContract(reason="too dear")),
        (Status.DECLINED, None, DeclineContract(reason="")),
        (Status.VOIDED, "a mistake", VoidContract(reason="a mistake")),
    ],
)
def test_each_status_has_its_command(status: Status, reason: str | None, command: Command) -> None:
    assert command_for(status, reason) == command


@pytest.mark.parametrize(
    ("status", "reason", "code", "member"),
    [
        (Status.SIGNED, None, Refusal.VALUE_INVALID, "signature"),
        (Status.REVIEW, "because", Refusal.UNKNOWN_MEMBER, "reason"),
    ],
)
def test_a_status_is_refused_with_what_is_wrong_about_it(
    status: Status, reason: str | None, code: Refusal, member: str
) -> None:
    with pytest.raises(Refused) as raised:
        command_for(status, reason)

    assert (raised.value.code, raised.value.facts["member"]) == (code, member)
