"""From a credential to whoever asks: signed tokens for programs, revocable cookies for browsers."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

from livecontract.commands.accounts import secret_hash
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import TOKEN_TTL, User
from livecontract.domain.values import Actor, Role
from livecontract.store.port import Reader, Store

ISSUER = "livecontract"
AUDIENCE = "livecontract-api"
# The one algorithm: Ed25519 by its full name (RFC 9864).
ALGORITHM = "Ed25519"
MAX_TOKEN_LENGTH = 4096
REMEMBERED_TOKENS = 4096
# What the key of the tokens is derived for.
KEY_PURPOSE = "tokens"


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request shows: a bearer token, or the secret of a cookie."""

    kind: Literal["bearer", "cookie"]
    secret: str


@dataclass(frozen=True, slots=True)
class _Known:
    actor: Actor
    not_before: float
    expires: float


class Tokens:
    """Issues and reads bearer tokens (JWT, RFC 7519) under one key.

    A token that was read once is remembered by its hash until it expires, because checking a
    signature costs more than everything else in a request.
    """

    def __init__(self, seed: bytes, clock: Callable[[], datetime]) -> None:
        """`seed` is the 32-byte private key."""
        self._key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(seed))
        self._registry = JWSRegistry(algorithms=[ALGORITHM])
        self._clock = clock
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._removed: frozenset[str] = frozenset()

    def refuse(self, removed: frozenset[str]) -> None:
        """From now on refuse the tokens of these users, and of no others."""
        self._removed = removed

    def issue(self, user: User, ttl: timedelta = TOKEN_TTL) -> str:
        """A token for that user, good from now on for `ttl`."""
        now = int(self._clock().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": user.user_id,
            "role": user.role.value,
            "iat": now,
            "nbf": now,
            "exp": now + int(ttl.total_seconds()),
        }
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, registry=self._registry)

    def actor(self, token: str) -> Actor:
        """Whom a token stands for; refuses `credential_invalid`."""
        return self._good(token).actor

    def expires_at(self, token: str) -> float:
        """When a good token ends, in seconds since 1970; refuses `credential_invalid`."""
        return self._good(token).expires

    def _good(self, token: str) -> _Known:
        fingerprint = hashlib.sha256(token.encode()).digest()
        known = self._known.get(fingerprint)
        if known is None:
            known = self._read(token)
            self._known[fingerprint] = known
            if len(self._known) > REMEMBERED_TOKENS:
                self._known.popitem(last=False)
        is_in_time = known.not_before <= self._clock().timestamp() < known.expires
        if not is_in_time or known.actor.user_id in self._removed:
            raise Refused(Refusal.CREDENTIAL_INVALID)
        return known

    def _read(self, token: str) -> _Known:
        if len(token) > MAX_TOKEN_LENGTH:
            raise Refused(Refusal.CREDENTIAL_INVALID)
        try:
            claims = jwt.decode(token, self._key, registry=self._registry).claims
            _claims_at(int(self._clock().timestamp())).validate(claims)
            actor = Actor(user_id=str(claims["sub"]), role=Role(claims["role"]))
            return _Known(actor, float(claims["nbf"]), float(claims["exp"]))
        # The library raises TypeError for header members of a type that it does not expect.
        except (JoseError, ValueError, OverflowError, TypeError) as error:
            raise Refused(Refusal.CREDENTIAL_INVALID) from error


def presented(authorization: str | None, cookies: str | None, cookie_name: str) -> Credential | None:
    """The credential in the headers `Authorization` and `Cookie`; the former goes first.

    Refuses `credential_invalid` for an `Authorization` that is no bearer token.
    """
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Refused(Refusal.CREDENTIAL_INVALID)
        return Credential("bearer", token.strip())
    secret = _cookie(cookies or "", cookie_name)
    return Credential("cookie", secret) if secret else None


async def actor_of(
    credential: Credential | None, tokens: Tokens, store: Store, clock: Callable[[], datetime]
) -> Actor:
    """Whoever the credential stands for; refuses `not_signed_in` or `credential_invalid`."""
    if credential is None:
        raise Refused(Refusal.NOT_SIGNED_IN)
    if credential.kind == "bearer":
        return tokens.actor(credential.secret)
    now = clock()
    return await store.read(lambda reader: actor_of_cookie(reader, credential.secret, now))


def actor_of_cookie(reader: Reader, secret: str, now: datetime) -> Actor:
    """Whoever a cookie stands for; refuses `not_signed_in` when it is unknown, ended or expired."""
    session = reader.cookie_session(secret_hash(secret))
    if session is None or session.ended_at is not None or session.expires_at <= now:
        raise Refused(Refusal.NOT_SIGNED_IN)
    user = reader.user(session.user_id)
    if user is None or user.removed_at is not None:
        raise Refused(Refusal.NOT_SIGNED_IN)
    return Actor(user_id=user.user_id, role=user.role)


def _claims_at(now: int) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=now,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        sub={"essential": True},
        role={"essential": True},
        exp={"essential": True},
        nbf={"essential": True},
    )


def _cookie(cookies: str, name: str) -> str | None:
    for pair in cookies.split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return value.strip('"')
    return None
