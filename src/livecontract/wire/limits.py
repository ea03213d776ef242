"""How much one connection may send and leave unread."""

from collections.abc import Mapping

from livecontract.domain.values import Value

PROTOCOL = "livecontract.v1"

MAX_FRAME_BYTES = 64 * 1024
# A frame up to this size is read and refused by name; a larger one ends the connection unread.
MAX_READ_BYTES = 4 * MAX_FRAME_BYTES
MAX_ID_LENGTH = 64
MAX_CHAT_LENGTH = 4000
MAX_NOTE_LENGTH = 2000
MAX_TYPING_LENGTH = 2000
MAX_INK_POINTS = 2000
MAX_AREAS = 200
MAX_ANNOTATIONS = 500
# Whoever comes in gets all drawings at once.
MAX_DRAWN_BYTES = 2_000_000

# Many intervals in a row do not add up exactly; without this the last of a burst may be one too many.
_ROUNDING_S = 1e-6


class Rate(Value, frozen=True):
    """A token bucket: `per_s` frames a second in the long run, `burst` at once."""

    per_s: float
    burst: int

    @property
    def interval_s(self) -> float:
        """Seconds until one more token is there."""
        return 1 / self.per_s

    @property
    def slack_s(self) -> float:
        """How far ahead of the long-run pace a sender may be, in seconds."""
        return (self.burst - 1) / self.per_s + _ROUNDING_S


class Limits(Value, frozen=True):
    """What one connection gets; `rates` has every pace.

    `faults` is for refused frames of any kind, `excess` for those that came too often: whoever
    empties one is disconnected. `handshakes` is what one address may ask for, whoever is behind it.
    Beyond `backlog_bytes` of unread output a connection is closed as too slow.
    """

    rates: Mapping[str, Rate]
    faults: Rate
    excess: Rate
    # A whole office comes back at once when its line does.
    handshakes: Rate = Rate(per_s=20, burst=1000)
    backlog_bytes: int = 256 * 1024
    connections_per_person: int = 5
    ping_interval_s: float = 20


DEFAULT_LIMITS = Limits(
    rates={
        "turn": Rate(per_s=5, burst=20),
        "load": Rate(per_s=2, burst=10),
        "write": Rate(per_s=20, burst=40),
        "sign": Rate(per_s=0.5, burst=3),
        "chat": Rate(per_s=2, burst=10),
        "annotate": Rate(per_s=5, burst=20),
        "lead": Rate(per_s=2, burst=10),
        "pointer": Rate(per_s=30, burst=60),
        "scroll": Rate(per_s=30, burst=60),
        "typing": Rate(per_s=20, burst=60),
        "shown": Rate(per_s=200, burst=2000),
        "control": Rate(per_s=1, burst=20),
    },
    faults=Rate(per_s=1, burst=30),
    excess=Rate(per_s=20, burst=400),
)
