"""The two kinds of value that the rules are written in: plain values and people."""

from enum import StrEnum

from msgspec import Struct


class Value(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """An immutable value with camelCase JSON; unknown members are refused on decoding."""


class Role(StrEnum):
    """What a user is in every contract of theirs."""

    ADVISOR = "ADVISOR"
    CUSTOMER = "CUSTOMER"

    @property
    def other(self) -> "Role":
        """The role across the table."""
        return Role.CUSTOMER if self is Role.ADVISOR else Role.ADVISOR


class Party(Value, frozen=True):
    """One of the two people of a contract, under the name that the contract was made out to."""

    user_id: str
    name: str
    email: str


class Actor(Value, frozen=True):
    """Whoever asks for something: a user, or the system itself when a job acts."""

    user_id: str
    role: Role | None = None

    @property
    def is_system(self) -> bool:
        """Whether the platform itself acts, as it does when it seals."""
        return self.user_id == SYSTEM_ID


SYSTEM_ID = "system"
SYSTEM = Actor(user_id=SYSTEM_ID)
