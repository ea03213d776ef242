"""Who is let into which session: the same credentials as over REST, and only the contract's two people."""

from dataclasses import dataclass

from livecontract.domain.contracts import Contract
from livecontract.domain.permissions import Verb, require_permission
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session, SessionStatus
from livecontract.domain.values import Actor
from livecontract.live.port import Position
from livecontract.realtime.connection import SignIn
from livecontract.realtime.upgrade import Upgrade
from livecontract.store.port import Reader
from livecontract.wire.actor import presented
from livecontract.wire.origin import origin_of
from livecontract.wire.ports import Ports


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody who may come in, and the event up to which they have everything."""

    sign_in: SignIn
    session: Session
    contract: Contract
    since: Position | None


async def admit(ports: Ports, upgrade: Upgrade, scheme: str) -> Admission:
    """Let a client in, or refuse: no credential, another site's page, not theirs, or over."""
    sign_in = await _sign_in(ports, upgrade, scheme)
    session_id = upgrade.session_id
    session, contract = await ports.store.read(lambda reader: _find(reader, sign_in.actor, session_id))
    return Admission(sign_in=sign_in, session=session, contract=contract, since=upgrade.since)


async def _sign_in(ports: Ports, upgrade: Upgrade, scheme: str) -> SignIn:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in upgrade.headers.items()]
    origin = origin_of(ports.reach, scheme, headers)
    credential = presented(upgrade.authorization, upgrade.headers.get("cookie"), origin.cookie_name)
    if credential is None:
        raise Refused(Refusal.NOT_SIGNED_IN)
    # A browser sends the cookie whichever page asks; a token only its owner can send.
    if credential.kind == "cookie" and not origin.accepts(upgrade.headers.get("origin")):
        raise Refused(Refusal.ORIGIN_REFUSED)
    actor = await ports.actor(credential)
    expires_at = ports.tokens.expires_at(credential.secret) if credential.kind == "bearer" else None
    return SignIn(actor=actor, credential=credential, expires_at=expires_at)


def _find(reader: Reader, actor: Actor, session_id: str) -> tuple[Session, Contract]:
    session = reader.session(session_id)
    contract = None if session is None else reader.contract(session.contract_id)
    if session is None or contract is None or contract.role_of(actor.user_id) is None:
        raise Refused(Refusal.NOT_FOUND, sessionId=session_id)
    require_permission(contract, actor, Verb.TAKE_PART)
    if session.status is SessionStatus.ENDED:
        raise Refused(Refusal.SESSION_ENDED)
    return session, contract
