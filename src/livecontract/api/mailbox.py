"""The letters that stay on this machine, for whoever sits at it and tries the product out."""

import re
from datetime import datetime

from livecontract.api.answers import Answer, as_json
from livecontract.api.bodies import NO_BODY, Nothing
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value
from livecontract.mail.port import KeptLetter
from livecontract.settings import is_loopback_host
from livecontract.wire.origin import is_forwarded


class MailView(Value, frozen=True):
    """A letter, with the addresses that stand in it."""

    mail_id: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    links: tuple[str, ...]


class MailList(Value, frozen=True):
    """All letters, the latest first."""

    items: tuple[MailView, ...]


async def read_mailbox(rest: Rest, call: Call[Nothing]) -> Answer:
    """The letters; elsewhere than on this machine there is no such thing."""
    is_here = is_loopback_host(call.peer) and not is_forwarded(call.headers.items())
    if rest.mailbox is None or not rest.ports.reach.is_private or not is_here:
        raise Refused(Refusal.NOT_FOUND)
    return as_json(200, MailList(items=tuple(_view(kept) for kept in await rest.mailbox.letters())))


def _view(kept: KeptLetter) -> MailView:
    letter = kept.letter
    return MailView(
        mail_id=letter.letter_id,
        to=f"{letter.to_name} <{letter.to_email}>",
        subject=letter.subject,
        sent_at=kept.sent_at,
        text=letter.text,
        links=tuple(re.findall(r"https?://[^\s<>]+", letter.text)),
    )


ROUTES = (
    Route(
        "GET",
        "/mailbox",
        "The letters that were not mailed but kept; only on the machine itself, while it is tried out.",
        read_mailbox,
        NO_BODY,
        (Gives(200, "The letters.", MailList),),
        (Refusal.NOT_FOUND,),
        needs_sign_in=False,
    ),
)
