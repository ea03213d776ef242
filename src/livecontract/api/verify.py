"""Checking a sealed file, for everybody who holds one."""

from livecontract.api.answers import Answer, as_json
from livecontract.api.calls import Call, Gives, Incoming, Route, Takes
from livecontract.api.forms import Form, FormShape, read_form
from livecontract.api.rest import Rest
from livecontract.api.slots import AtOnce
from livecontract.domain.refusals import Refusal
from livecontract.wire.rates import Pace
from livecontract.wire.verdict import Verdict, verdict_view

# An upload of 25 MB with its certificate pages and everything that keeps the seal valid.
MAX_SEALED_BYTES = 40_000_000
# Each is in memory until its verdict is there, and anybody may send one.
AT_ONCE = AtOnce(total=4, each=2)
FORM = FormShape(MAX_SEALED_BYTES, Refusal.TOO_LARGE)


async def _read(request: Incoming) -> Form:
    return await read_form(request, FORM)


async def verify_file(rest: Rest, call: Call[Form]) -> Answer:
    """The verdict on a file; nothing of it is kept."""
    return as_json(200, verdict_view(await rest.verify(call.body.take_content())))


ROUTES = (
    Route(
        "POST",
        "/verify",
        "Check a sealed file: unchanged, by whom, when, and complete. The file is not kept.",
        verify_file,
        Takes(_read, "multipart/form-data", FORM.parts),
        (Gives(200, "The verdict.", Verdict),),
        (Refusal.TOO_LARGE, Refusal.RATE_LIMITED, Refusal.UNAVAILABLE),
        needs_sign_in=False,
        pace=Pace.VERIFY,
        at_once=AT_ONCE,
    ),
)
