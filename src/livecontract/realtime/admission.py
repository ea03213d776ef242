"""Who is let into which session: the same credentials as over REST, and only the contract's two people."""

from livecontract.domain.permissions import Verb, require_permission
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session, SessionStatus
from livecontract.domain.values import Actor
from livecontract.live.port import NotOpen
from livecontract.queries.contracts import require_session
from livecontract.realtime.connection import SignIn
from livecontract.realtime.hub import Admission, Hub
from livecontract.realtime.upgrade import Upgrade
from livecontract.store.port import Reader
from livecontract.wire.actor import presented
from livecontract.wire.origin import origin_of
from livecontract.wire.ports import Ports


async def admit(ports: Ports, hub: Hub, upgrade: Upgrade, scheme: str) -> Admission:
    """Let a client in, or refuse: no credential, another site's page, not theirs, or over."""
    sign_in = await _sign_in(ports, upgrade, scheme)
    session_id = upgrade.session_id
    room = hub.find(session_id)
    if room is None:
        room = await hub.open(await ports.store.read(lambda r: _session(r, sign_in.actor, session_id)))
    if sign_in.actor.user_id not in room.people:
        raise Refused(Refusal.NOT_FOUND, sessionId=session_id)
    try:
        scene, _ = await hub.active_scene(room)
    except NotOpen:
        raise Refused(Refusal.SESSION_ENDED) from None
    require_permission(scene.contract, sign_in.actor, Verb.TAKE_PART)
    return Admission(sign_in=sign_in, room=room, scene=scene, since=upgrade.since)


async def _sign_in(ports: Ports, upgrade: Upgrade, scheme: str) -> SignIn:
    origin = origin_of(ports.reach, scheme, upgrade.raw_headers)
    credential = presented(upgrade.authorization, upgrade.headers.get("cookie"), origin.cookie_name)
    if credential is None:
        raise Refused(Refusal.NOT_SIGNED_IN)
    # A browser sends the cookie whichever page asks; a token only its owner can send.
    if credential.kind == "cookie" and not origin.accepts(upgrade.headers.get("origin")):
        raise Refused(Refusal.ORIGIN_REFUSED)
    actor = await ports.actor(credential)
    expires_at = ports.tokens.expires_at(credential.secret) if credential.kind == "bearer" else None
    return SignIn(actor=actor, credential=credential, expires_at=expires_at)


def _session(reader: Reader, actor: Actor, session_id: str) -> Session:
    session = require_session(reader, actor, session_id)
    if session.status is SessionStatus.ENDED:
        raise Refused(Refusal.SESSION_ENDED)
    return session
