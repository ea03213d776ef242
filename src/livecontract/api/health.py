"""Whether the server lives, and whether it is ready to work."""

import asyncio
from functools import partial

import structlog

from livecontract.api.answers import Answer, as_json
from livecontract.api.bodies import NO_BODY, Nothing
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Check, Rest
from livecontract.domain.refusals import Refusal
from livecontract.domain.values import Value
from livecontract.wire.rates import Pace

CHECK_TIMEOUT_S = 5.0

log = structlog.get_logger()


class Health(Value, frozen=True):
    """`ok`, `failing` with the parts that do not work, or `draining` when the server is about to stop."""

    status: str
    parts: dict[str, str]


async def read_live(_rest: Rest, _call: Call[Nothing]) -> Answer:
    """The process answers."""
    return as_json(200, Health(status="ok", parts={}))


async def read_ready(rest: Rest, _call: Call[Nothing]) -> Answer:
    """Every part works, as of some seconds ago; the log says what is wrong with one that does not."""
    if rest.is_draining():
        return as_json(503, Health(status="draining", parts={}))
    states = await asyncio.gather(
        *(rest.states.get(name, partial(_state, name, check)) for name, check in rest.checks.items())
    )
    parts = dict(zip(rest.checks, states, strict=True))
    is_ready = all(state == "ok" for state in states)
    return as_json(200 if is_ready else 503, Health(status="ok" if is_ready else "failing", parts=parts))


async def _state(name: str, check: Check) -> str:
    try:
        await asyncio.wait_for(check(), CHECK_TIMEOUT_S)
    except Exception as error:  # noqa: BLE001 - whatever a part raises, it does not work
        log.warning("not ready", part=name, error=repr(error))
        return "failing"
    return "ok"


ROUTES = (
    Route(
        "GET",
        "/health/live",
        "The process answers.",
        read_live,
        NO_BODY,
        (Gives(200, "It does.", Health),),
        needs_sign_in=False,
    ),
    Route(
        "GET",
        "/health/ready",
        "Every part works, tried within the last five seconds, and the server is not about to stop.",
        read_ready,
        NO_BODY,
        (Gives(200, "All do.", Health), Gives(503, "Some do not, or the server is about to stop.", Health)),
        (Refusal.RATE_LIMITED,),
        needs_sign_in=False,
        pace=Pace.PROBE,
    ),
)
