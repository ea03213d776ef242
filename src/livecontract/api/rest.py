"""What the REST edge is given by the wiring."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from livecontract.api.cache import Cache
from livecontract.blobs.port import ServedBlobs
from livecontract.commands.documents import Desk
from livecontract.mail.port import Mailbox
from livecontract.pdf.verdict import Verdict
from livecontract.queries.evidence import Notary
from livecontract.wire.actor import Credential
from livecontract.wire.ports import Ports
from livecontract.wire.rates import Rates
from livecontract.wire.seals import Seals

Check: TypeAlias = Callable[[], Awaitable[None]]
# Long enough for the pages that somebody scrolls past, and for everybody who asks whether all is well.
CACHE_S = 5.0


@dataclass(frozen=True, slots=True)
class Rest:
    """The ports, and what only this edge needs.

    `verify` judges a sealed file, `present` tells who is in a session, `revoke` ends the
    live connections that a credential let in, `checks` are the parts that
    must work before the server counts as ready (each raises when it does not), `client_dir` holds
    the built browser client, `notary` vouches for evidence. `served` are the blobs whose temporary
    URLs lead to this server, `mailbox` is there when letters stay on this machine. `is_draining` tells
    whether the server is about to stop. `states` are how the checks last went, `pictures` the small
    pictures of whole documents by their digest.
    """

    ports: Ports
    desk: Desk
    seals: Seals
    rates: Rates
    verify: Callable[[bytes], Awaitable[Verdict]]
    present: Callable[[str], Awaitable[frozenset[str]]]
    revoke: Callable[[Credential], None]
    checks: Mapping[str, Check]
    client_dir: Path
    notary: Notary
    served: ServedBlobs | None = None
    mailbox: Mailbox | None = None
    is_draining: Callable[[], bool] = lambda: False
    seal_wait_s: float = 10.0
    states: Cache[str, str] = field(default_factory=partial(Cache, 20, CACHE_S, time.monotonic))
    pictures: Cache[str, tuple[bytes, ...]] = field(
        default_factory=partial(Cache, 4, CACHE_S, time.monotonic)
    )
