"""Signing in without passwords: one-time links, a revocable cookie, and short-lived tokens."""

from datetime import UTC, datetime, timedelta

from livecontract.api.answers import Answer, Header, as_json, no_content
from livecontract.api.bodies import NO_BODY, Nothing, json_body
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.commands import accounts
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import COOKIE_TTL, check_email
from livecontract.domain.values import Value
from livecontract.wire.origin import Origin
from livecontract.wire.rates import Pace

EXCHANGED_TOKEN_TTL = timedelta(minutes=15)
HOME = "/app/"
MAX_PATH_LENGTH = 500


class LinkRequest(Value, frozen=True):
    """Who wants a link, and the page to go to with it."""

    email: str
    next: str = HOME


class SignIn(Value, frozen=True):
    """The secret of a one-time link."""

    token: str


class SignedInView(Value, frozen=True):
    """Who is signed in now, and the page to go to."""

    user_id: str
    next: str


class TokenView(Value, frozen=True):
    """A bearer token and when it ends."""

    token: str
    expires_at: datetime
    token_type: str = "Bearer"  # noqa: S105 - a word, not a secret


async def send_link(rest: Rest, call: Call[LinkRequest]) -> Answer:
    """Mail a sign-in link, if there is such a person; the answer does not tell whether there is."""
    email = check_email(call.body.email)
    rest.rates.count(Pace.LETTER, email.casefold())
    await accounts.mail_sign_in_link(rest.ports.door, email, own_path(call.body.next))
    return Answer(202)


async def sign_in(rest: Rest, call: Call[SignIn]) -> Answer:
    """Use a one-time link up and set the cookie."""
    present = call.credential.secret if call.credential and call.credential.kind == "cookie" else None
    signed_in = await accounts.sign_in(rest.ports.door, call.body.token, present)
    view = SignedInView(user_id=signed_in.user.user_id, next=signed_in.next_path)
    answer = as_json(200, view)
    if signed_in.cookie_secret is None:
        return answer
    cookie = _cookie(call.origin, signed_in.cookie_secret, int(COOKIE_TTL.total_seconds()))
    return Answer(answer.status, answer.body, answer.media_type, (cookie,))


async def sign_out(rest: Rest, call: Call[Nothing]) -> Answer:
    """End the browser session of the cookie, at once, with the live connections that it let in."""
    if call.credential is not None and call.credential.kind == "cookie":
        await accounts.sign_out(rest.ports.door, call.credential.secret)
        rest.revoke(call.credential)
    return no_content([_cookie(call.origin, "", 0)])


async def issue_token(rest: Rest, call: Call[Nothing]) -> Answer:
    """Exchange the cookie for a token; a token buys no further one."""
    if call.credential is None or call.credential.kind != "cookie":
        raise Refused(Refusal.CREDENTIAL_INVALID)
    user = await rest.ports.store.read(lambda reader: reader.user(call.actor.user_id))
    if user is None:
        raise Refused(Refusal.CREDENTIAL_INVALID)
    token = rest.ports.tokens.issue(user, EXCHANGED_TOKEN_TTL)
    expires_at = datetime.fromtimestamp(rest.ports.tokens.expires_at(token), UTC)
    return as_json(200, TokenView(token=token, expires_at=expires_at))


def own_path(path: str) -> str:
    """The path, if it leads to a page of the browser client; refuses every other address."""
    is_own = path.startswith(HOME) and "\\" not in path and ".." not in path and path.isprintable()
    if not is_own or len(path) > MAX_PATH_LENGTH:
        raise Refused(Refusal.VALUE_INVALID, member="next", rule="must_be_path")
    return path


def _cookie(origin: Origin, secret: str, max_age_s: int) -> Header:
    """The cookie that pages cannot read and other sites cannot send (RFC 6265bis)."""
    secure = "; Secure" if origin.is_secure else ""
    text = f"{origin.cookie_name}={secret}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}"
    return (b"set-cookie", text.encode("ascii"))


ROUTES = (
    Route(
        "POST",
        "/auth/sign-in-links",
        "Mail a one-time sign-in link. The answer is the same whether or not there is such a person.",
        send_link,
        json_body(LinkRequest),
        (Gives(202, "If there is such a person, a link is on its way."),),
        (Refusal.RATE_LIMITED,),
        needs_sign_in=False,
        pace=Pace.SIGN_IN,
    ),
    Route(
        "POST",
        "/auth/sign-in",
        "Sign a browser in with the secret of a one-time link; sets the session cookie.",
        sign_in,
        json_body(SignIn),
        (Gives(200, "Signed in.", SignedInView),),
        (Refusal.LINK_INVALID, Refusal.RATE_LIMITED),
        needs_sign_in=False,
        pace=Pace.SIGN_IN,
    ),
    Route(
        "POST",
        "/auth/sign-out",
        "End the browser session of the cookie.",
        sign_out,
        NO_BODY,
        (Gives(204, "Signed out."),),
        needs_sign_in=False,
        pace=Pace.SIGN_IN,
    ),
    Route(
        "POST",
        "/auth/token",
        "Exchange the session cookie for a bearer token that is good for 15 minutes.",
        issue_token,
        NO_BODY,
        (Gives(200, "A token.", TokenView),),
        (Refusal.CREDENTIAL_INVALID,),
        pace=Pace.SIGN_IN,
        takes_key=False,
    ),
)
