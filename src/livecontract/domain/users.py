"""The people who use the system, and how they prove that they are who they are."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Party, Role, Value
from livecontract.domain.visibility import visible

SIGN_IN_LINK_TTL = timedelta(minutes=15)
INVITATION_TTL = timedelta(days=7)
COOKIE_TTL = timedelta(days=7)
TOKEN_TTL = timedelta(hours=8)
MAX_NAME_LENGTH = 120
MAX_EMAIL_LENGTH = 254

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# What begins an encoded word (RFC 2047) is read as one in a header, not as part of an address.
_EMAIL = re.compile(rf"(?!.*=\?)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


class User(Value, frozen=True):
    """A person with a role; the e-mail address is unique, compared without case.

    One who was removed at `removed_at` stays a party of their contracts, and has no way in.
    """

    user_id: str
    role: Role
    name: str
    email: str
    created_at: datetime
    removed_at: datetime | None = None

    @property
    def party(self) -> Party:
        """The user as a party of a contract."""
        return Party(user_id=self.user_id, name=self.name, email=self.email)


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    SIGN_IN = "signIn"
    INVITATION = "invitation"


class OneTimeLink(Value, frozen=True):
    """A link that signs a user in once; only the hash of its secret is kept."""

    secret_sha256: str
    user_id: str
    purpose: LinkPurpose
    next_path: str
    expires_at: datetime
    used_at: datetime | None = None


class CookieSession(Value, frozen=True):
    """A signed-in browser; revoked by `ended_at`. Only the hash of the cookie is kept."""

    secret_sha256: str
    user_id: str
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


def check_name(name: str) -> str:
    """The name with single blanks; refuses an empty, endless or unprintable one."""
    name = " ".join(name.split())
    if not visible(name) or len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise Refused(Refusal.VALUE_INVALID, member="name", rule="must_be_one_line")
    return name


def check_email(email: str) -> str:
    """The address without outer blanks; refuses what no mail could be sent to.

    Takes RFC 5321's dot-string at a host name, in ASCII; host names of other scripts have such a form
    too (`xn--…`), which is the one to give.
    """
    email = email.strip()
    if len(email) > MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(email):
        raise Refused(Refusal.VALUE_INVALID, member="email", rule="must_be_email")
    return email
