"""Live sessions: starting or joining the one of a contract, reading and ending it."""

import msgspec

from livecontract.api.answers import Answer, as_json, keep, kept
from livecontract.api.bodies import NO_BODY, Nothing
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.commands.perform import Ask, Outcome, perform
from livecontract.commands.requests import EndSession, StartSession
from livecontract.domain.events import SessionStarted
from livecontract.domain.refusals import Refusal
from livecontract.domain.session import Session
from livecontract.live.port import NotOpen
from livecontract.queries import contracts as queries
from livecontract.queries.contracts import require_session
from livecontract.queries.views import SessionView, session_view
from livecontract.wire.origin import Origin
from livecontract.wire.rates import Pace


class SessionAnswer(SessionView, frozen=True):
    """A live session, and where to connect to it."""

    web_socket_url: str


class PresentSession(SessionAnswer, frozen=True):
    """A live session with the users who are in it at the moment."""

    participants: tuple[str, ...]


async def present_in(rest: Rest, session_id: str) -> tuple[str, ...]:
    """The users who are in a session at the moment."""
    try:
        return tuple(sorted(await rest.present(session_id)))
    except NotOpen:  # nobody has entered it since this server started
        return ()


async def start_session(rest: Rest, call: Call[Nothing]) -> Answer:
    """Start a session, or join the active one."""

    def render(outcome: Outcome) -> bytes:
        is_new = any(isinstance(event, SessionStarted) for event in outcome.events)
        return keep(201 if is_new else 200, _required(outcome.session, call.origin))

    ask = Ask(call.actor, call.path["contractId"], StartSession(), key=call.key, version=call.version)
    return kept((await perform(rest.ports.door, ask, render)).answer)


async def read_active_session(rest: Rest, call: Call[Nothing]) -> Answer:
    """The active session of a contract, and who is in it."""
    found = await queries.active_session(rest.ports.store, call.actor, call.path["contractId"])
    return as_json(200, await _with_people(rest, found, call.origin))


async def read_session(rest: Rest, call: Call[Nothing]) -> Answer:
    """One session, active or ended, and who is in it."""
    found = await queries.session(rest.ports.store, call.actor, call.path["sessionId"])
    return as_json(200, await _with_people(rest, found, call.origin))


async def end_session(rest: Rest, call: Call[Nothing]) -> Answer:
    """End a session for both; ending it twice has no second effect."""
    session_id = call.path["sessionId"]
    found = await rest.ports.store.read(lambda reader: require_session(reader, call.actor, session_id))
    ask = Ask(call.actor, found.contract_id, EndSession(session_id=session_id), key=call.key)
    outcome = await perform(rest.ports.door, ask, lambda o: keep(200, _required(o.session, call.origin)))
    return kept(outcome.answer)


def _required(session: Session | None, origin: Origin) -> SessionAnswer:
    if session is None:
        raise LookupError("a command about a session left none behind")
    return _with_url(session_view(session), origin)


async def _with_people(rest: Rest, view: SessionView, origin: Origin) -> PresentSession:
    members = msgspec.structs.asdict(_with_url(view, origin))
    return PresentSession(**members, participants=await present_in(rest, view.session_id))


def _with_url(view: SessionView, origin: Origin) -> SessionAnswer:
    url = f"{origin.web_socket_url}/sessions/{view.session_id}"
    return SessionAnswer(**msgspec.structs.asdict(view), web_socket_url=url)


ROUTES = (
    Route(
        "POST",
        "/contracts/{contractId}/session",
        "Start a live session, or join the active one.",
        start_session,
        NO_BODY,
        (Gives(201, "A new session.", SessionAnswer), Gives(200, "The active session.", SessionAnswer)),
        (Refusal.NOT_FOUND, Refusal.CONTRACT_FINAL, Refusal.VERSION_MISMATCH),
        pace=Pace.WRITE,
    ),
    Route(
        "GET",
        "/contracts/{contractId}/session",
        "The active session of a contract, and who is in it.",
        read_active_session,
        NO_BODY,
        (Gives(200, "The active session.", PresentSession),),
        (Refusal.NOT_FOUND,),
    ),
    Route(
        "GET",
        "/sessions/{sessionId}",
        "One session, active or ended, and who is in it. An upgrade to WebSocket at this address enters it.",
        read_session,
        NO_BODY,
        (Gives(200, "The session.", PresentSession),),
        (Refusal.NOT_FOUND,),
    ),
    Route(
        "DELETE",
        "/sessions/{sessionId}",
        "End a session for both people; the contract stays as it is.",
        end_session,
        NO_BODY,
        (Gives(200, "The ended session.", SessionAnswer),),
        (Refusal.NOT_FOUND,),
        pace=Pace.WRITE,
    ),
)
