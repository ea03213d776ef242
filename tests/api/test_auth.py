"""Signing in and out over REST, and every credential that opens nothing."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from livecontract.commands.accounts import make_link
from livecontract.domain.users import LinkPurpose, User
from livecontract.domain.values import Role
from livecontract.wire.actor import Tokens
from tests.api.conftest import Pair, expect, refused
from tests.api.house import TOKEN_SEED, now

OWN_PAGE = {"X-Requested-With": "livecontract"}


def link_for(pair: Pair, user: User, next_path: str = "/app/") -> str:
    return pair.house.run(make_link(pair.house.rest.ports.door, user.user_id, LinkPurpose.SIGN_IN, next_path))


def browser(pair: Pair) -> httpx.Client:
    """A client that behaves as our own page in a browser does."""
    return pair.house.client(Origin=pair.house.url, **OWN_PAGE)


@pytest.fixture
def carla(pair: Pair) -> httpx.Client:
    """Carla's browser, signed in."""
    client = browser(pair)
    expect(client.post("/auth/sign-in", json={"token": link_for(pair, pair.customer)}), 200)
    return client


def test_ac3_a_link_signs_a_browser_in_and_says_where_to_go(pair: Pair) -> None:
    client = browser(pair)

    answer = client.post("/auth/sign-in", json={"token": link_for(pair, pair.customer, "/app/contracts/7")})

    assert expect(answer, 200) == {"userId": pair.customer.user_id, "next": "/app/contracts/7"}
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert expect(client.get("/users/me"), 200)["name"] == "Carla Moreno"


def test_ac3_a_link_works_once(pair: Pair) -> None:
    token = link_for(pair, pair.customer)
    first, other = browser(pair), browser(pair)
    expect(first.post("/auth/sign-in", json={"token": token}), 200)

    refused(other.post("/auth/sign-in", json={"token": token}), 401, "link_invalid")
    again = first.post("/auth/sign-in", json={"token": token})

    assert expect(again, 200)["userId"] == pair.customer.user_id
    assert "set-cookie" not in again.headers


def test_ac7_nobody_can_fill_the_mailbox_of_somebody_else(pair: Pair) -> None:
    body = {"email": pair.customer.email.upper()}
    others = {"email": pair.advisor.email}

    answers = [pair.anybody.post("/auth/sign-in-links", json=body) for _ in range(6)]

    assert [answer.status_code for answer in answers[:5]] == [202] * 5
    refused(answers[5], 429, "rate_limited")
    assert pair.anybody.post("/auth/sign-in-links", json=others).status_code == 202


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 10_000, "' OR 1=1"])
def test_ac3_an_unknown_link_opens_nothing(pair: Pair, token: str) -> None:
    refused(browser(pair).post("/auth/sign-in", json={"token": token}), 401, "link_invalid")


def test_ac5_a_signed_out_cookie_is_refused_at_once(pair: Pair, carla: httpx.Client) -> None:
    cookies = dict(carla.cookies)

    answer = carla.post("/auth/sign-out")

    assert (answer.status_code, answer.content) == (204, b"")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    stolen = browser(pair)
    stolen.cookies.update(cookies)
    refused(stolen.get("/users/me"), 401, "not_signed_in")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "{own}"},
        OWN_PAGE,
        {"Origin": "https://evil.example", **OWN_PAGE},
        {"Origin": "null", **OWN_PAGE},
        {"Origin": "{own}", "X-Requested-With": "XMLHttpRequest"},
    ],
)
def test_ac6_a_write_with_the_cookie_comes_from_our_own_page(
    pair: Pair, carla: httpx.Client, headers: dict[str, str]
) -> None:
    headers = {name: value.replace("{own}", pair.house.url) for name, value in headers.items()}
    with httpx.Client(base_url=pair.house.url, cookies=dict(carla.cookies), headers=headers) as client:
        refused(client.post("/auth/token"), 403, "origin_refused")
        assert client.get("/users/me").status_code == 200


def test_ac6_another_site_signs_nobody_in(pair: Pair) -> None:
    client = pair.house.client(Origin="https://evil.example", **OWN_PAGE)

    refused(
        client.post("/auth/sign-in", json={"token": link_for(pair, pair.customer)}), 403, "origin_refused"
    )


def test_the_cookie_buys_a_short_token_and_a_token_buys_none(pair: Pair, carla: httpx.Client) -> None:
    issued = expect(carla.post("/auth/token"), 200)

    ends = datetime.fromisoformat(issued["expiresAt"])
    assert issued["tokenType"] == "Bearer"
    assert ends - datetime.now(UTC) <= timedelta(minutes=15)
    client = pair.house.client(Authorization=f"Bearer {issued['token']}")
    assert expect(client.get("/users/me"), 200)["userId"] == pair.customer.user_id
    refused(client.post("/auth/token"), 401, "credential_invalid")


def test_asking_for_a_link_tells_nobody_who_is_known(pair: Pair) -> None:
    client = browser(pair)

    answers = [
        client.post("/auth/sign-in-links", json={"email": email})
        for email in (pair.customer.email, "nobody@nowhere.example")
    ]

    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"")] * 2
    refused(client.post("/auth/sign-in-links", json={"email": "no address"}), 422, "value_invalid")


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/app/../api", "/app/\\evil", "/app/" + "x" * 600]
)
def test_a_link_leads_to_a_page_of_ours_only(pair: Pair, path: str) -> None:
    body = {"email": pair.customer.email, "next": path}

    assert (
        refused(browser(pair).post("/auth/sign-in-links", json=body), 422, "value_invalid")["member"]
        == "next"
    )


def claims(user: User, **changes: Any) -> dict[str, Any]:
    at = int(now().timestamp())
    sound = {
        "iss": "livecontract",
        "aud": "livecontract-api",
        "sub": user.user_id,
        "role": "ADVISOR",
        "iat": at,
        "nbf": at,
        "exp": at + 60,
    }
    return {name: value for name, value in (sound | changes).items() if value is not None}


def test_ac4_a_sound_token_is_accepted_and_every_other_one_refused(pair: Pair) -> None:
    """Shows the same claims pass with the right key, so that each refusal below has its own reason."""
    tokens = pair.house.rest.ports.tokens
    at = int(now().timestamp())
    sound = claims(pair.advisor)
    forged = {
        "another audience": signed(claims(pair.advisor, aud="another-api")),
        "no audience": signed(claims(pair.advisor, aud=None)),
        "another issuer": signed(claims(pair.advisor, iss="someone")),
        "expired": signed(claims(pair.advisor, exp=at - 1)),
        "without an end": signed(claims(pair.advisor, exp=None)),
        "not valid yet": signed(claims(pair.advisor, nbf=at + 60)),
        "an unknown role": signed(claims(pair.advisor, role="ROOT")),
        "another key": signed(sound, seed=b"x" * 32),
        "alg none": unsigned({"alg": "none"}, sound),
        "alg None": unsigned({"alg": "None"}, sound),
        "alg HS256 under the public key": keyed_hash(sound),
        "a changed role": tampered(tokens.issue(pair.customer), {"role": "ADVISOR"}),
        "no token": "nonsense",
    }

    assert pair.house.client(Authorization=f"Bearer {signed(sound)}").get("/users/me").status_code == 200
    for what, token in forged.items():
        answer = pair.house.client(Authorization=f"Bearer {token}").get("/users/me")
        assert (what, answer.status_code, answer.json()["code"]) == (what, 401, "credential_invalid")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def signed(content: dict[str, Any], seed: bytes = TOKEN_SEED) -> str:
    tokens = Tokens(seed, now)
    return jwt.encode({"alg": "Ed25519"}, content, tokens._key, registry=tokens._registry)  # noqa: SLF001 - a forger's key


def unsigned(header: dict[str, str], content: dict[str, Any]) -> str:
    return f"{encoded(header)}.{encoded(content)}."


def keyed_hash(content: dict[str, Any]) -> str:
    public = Tokens(TOKEN_SEED, now)._key.as_dict(private=False)["x"]  # noqa: SLF001 - what a forger could know
    return jwt.encode({"alg": "HS256"}, content, OctKey.import_key(str(public)))


def tampered(token: str, changes: dict[str, Any]) -> str:
    head, content, signature = token.split(".")
    plain = json.loads(base64.urlsafe_b64decode(content + "=="))
    return f"{head}.{encoded(plain | changes)}.{signature}"


def encoded(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize("value", ["Basic YTpi", "Bearer", "token"])
def test_an_authorization_that_is_no_bearer_token_is_refused(pair: Pair, value: str) -> None:
    refused(pair.house.client(Authorization=value).get("/users/me"), 401, "credential_invalid")


def test_without_a_credential_nobody_gets_in(pair: Pair) -> None:
    client = pair.house.client()
    for path in ("/contracts", "/users/me", "/documents/x", "/sessions/x", "/contracts/x/audit"):
        refused(client.get(path), 401, "not_signed_in")


def test_an_advisor_adds_people_once_per_key(pair: Pair) -> None:
    body = {"role": "CUSTOMER", "name": "Nils Berg", "email": f"n-{pair.advisor.user_id}@post.example"}
    key = {"Idempotency-Key": "one"}

    first, repeat = (pair.ada.post("/users", json=body, headers=key) for _ in range(2))

    assert expect(first, 201)["role"] == Role.CUSTOMER
    assert repeat.content == first.content
    refused(pair.ada.post("/users", json=body), 409, "email_taken")
    refused(pair.ada.post("/users", json=body | {"name": "B"}, headers=key), 409, "idempotency_key_reused")
    refused(pair.ada.post("/users", json=body | {"userId": "me"}), 422, "unknown_member")
    refused(pair.carla.post("/users", json=body), 403, "not_permitted")
