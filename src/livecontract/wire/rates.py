"""How often somebody may call: one bucket per person or address and kind of call."""

from collections.abc import Callable, Mapping
from enum import Enum

from livecontract.domain.refusals import Refusal, Refused
from livecontract.wire.limits import Rate

MAX_REMEMBERED = 20_000


class Pace(Enum):
    """Which limit a call counts against."""

    READ = "read"
    WRITE = "write"
    UPLOAD = "upload"
    SIGN_IN = "sign-in"
    LETTER = "letter"
    VERIFY = "verify"
    PROBE = "probe"
    HANDSHAKE = "handshake"


# Generous: they stop loops and floods, not people.
RATES: dict[Pace, Rate] = {
    Pace.READ: Rate(per_s=10_000, burst=40_000),
    Pace.WRITE: Rate(per_s=100, burst=1000),
    Pace.UPLOAD: Rate(per_s=1, burst=60),
    Pace.SIGN_IN: Rate(per_s=1, burst=60),
    # To one address, whoever asks. A link lasts longer than it takes until the next may go out.
    Pace.LETTER: Rate(per_s=1 / 720, burst=5),
    Pace.VERIFY: Rate(per_s=1, burst=30),
    # Every part is tried for it, and anybody may ask.
    Pace.PROBE: Rate(per_s=2, burst=20),
}


def too_often(wait_s: float) -> Refused:
    """What somebody is told who has to wait for so long: whole seconds, never too few."""
    return Refused(Refusal.RATE_LIMITED, retryAfterS=int(wait_s) + 1)


class Rates:
    """Counts calls as a virtual queue that empties steadily (GCRA); only who is in debt is remembered."""

    def __init__(self, rates: Mapping[Pace, Rate], monotonic: Callable[[], float]) -> None:
        """`monotonic` gives seconds that never go back."""
        self._rates = rates
        self._monotonic = monotonic
        self._free_at: dict[tuple[Pace, str], float] = {}

    def count(self, pace: Pace, who: str) -> None:
        """One more call of `who`; refuses `rate_limited` with the seconds to wait."""
        rate = self._rates[pace]
        now = self._monotonic()
        key = (pace, who)
        begins = max(self._free_at.get(key, now), now)
        wait = begins - now - rate.slack_s
        if wait > 0:
            raise too_often(wait)
        self._free_at[key] = begins + rate.interval_s
        if len(self._free_at) > MAX_REMEMBERED:
            self._forget(now)

    def _forget(self, now: float) -> None:
        self._free_at = {key: free for key, free in self._free_at.items() if free > now}
