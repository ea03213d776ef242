"""From credentials to people: tokens with their time, and the order in which headers count."""

from base64 import urlsafe_b64encode as b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import User
from livecontract.domain.values import Actor, Role
from livecontract.wire import actor as actors
from livecontract.wire.actor import Credential, Tokens, presented
from tests.making import NOON

ADA = User(user_id="ada", role=Role.ADVISOR, name="Ada", email="ada@bank.example", created_at=NOON)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_ac4_a_token_stands_for_its_user_until_it_ends() -> None:
    clock = Clock()
    tokens = Tokens(b"k" * 32, clock)
    token = tokens.issue(ADA, timedelta(minutes=5))

    assert tokens.actor(token) == Actor(user_id="ada", role=Role.ADVISOR)
    assert tokens.expires_at(token) == (clock.now + timedelta(minutes=5)).timestamp()
    clock.now += timedelta(minutes=5)
    with pytest.raises(Refused) as refusal:
        tokens.actor(token)
    assert refusal.value.code is Refusal.CREDENTIAL_INVALID


def test_ac4_a_token_is_not_good_before_it_was_made() -> None:
    clock = Clock()
    tokens = Tokens(b"k" * 32, clock)
    token = tokens.issue(ADA)
    tokens.actor(token)

    clock.now -= timedelta(seconds=1)

    with pytest.raises(Refused):
        tokens.actor(token)


def test_ac4_tokens_name_the_one_algorithm() -> None:
    token = Tokens(b"k" * 32, Clock()).issue(ADA)

    assert jws.extract_compact(token.encode()).headers()["alg"] == "Ed25519"


@pytest.mark.parametrize("name", ["EdDSA", "Ed448", "HS256", "ed25519"])
def test_ac4_a_token_that_names_another_algorithm_is_refused_though_its_signature_holds(name: str) -> None:
    """Also under the old name of the family, which RFC 9864 deprecates."""
    seed = b"k" * 32
    signed = ".".join(
        b64encode(part).decode().rstrip("=")
        for part in (b'{"alg":"%b"}' % name.encode(), claims_of(Tokens(seed, Clock()).issue(ADA)))
    )
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(signed.encode())
    token = f"{signed}.{b64encode(signature).decode().rstrip('=')}"

    with pytest.raises(Refused):
        Tokens(seed, Clock()).actor(token)


def claims_of(token: str) -> bytes:
    return jws.extract_compact(token.encode()).payload


def test_only_so_many_tokens_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "REMEMBERED_TOKENS", 2)
    clock = Clock()
    tokens = Tokens(b"k" * 32, clock)
    issued = [tokens.issue(ADA, timedelta(minutes=minutes)) for minutes in (1, 2, 3)]

    assert {tokens.actor(token) for token in issued * 2} == {Actor(user_id="ada", role=Role.ADVISOR)}


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "x" * 5000, "é.é.é", "e30.e30."])
def test_ac4_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Refused):
        Tokens(b"k" * 32, Clock()).actor(token)


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none"}',
        b'{"alg":["Ed25519"]}',
        b'{"alg":"Ed25519","crit":5}',
        b'{"alg":"Ed25519","crit":[1]}',
        b'{"alg":"Ed25519","crit":[{}]}',
        b'{"alg":"Ed25519","kid":[]}',
        b"[]",
        b"[" * 2000,
        b"9" * 2000,
    ],
)
def test_ac4_whatever_a_header_holds_the_token_is_refused(header: bytes) -> None:
    token = ".".join(b64encode(part).decode().rstrip("=") for part in (header, b"{}", b"x" * 64))
    with pytest.raises(Refused):
        Tokens(b"k" * 32, Clock()).actor(token)


def test_a_token_goes_before_a_cookie() -> None:
    assert presented("bearer t", "a=1; name=secret", "name") == Credential("bearer", "t")
    assert presented(None, 'a=1; name="secret"', "name") == Credential("cookie", "secret")
    assert presented(None, "name=; other=x", "name") is None
    assert presented(None, None, "name") is None


@pytest.mark.parametrize("authorization", ["Basic YTpi", "Bearer", "Bearer ", ""])
def test_another_authorization_is_refused_even_beside_a_cookie(authorization: str) -> None:
    with pytest.raises(Refused):
        presented(authorization, "name=secret", "name")
