"""What both edges are given: the write door, the blobs, the tokens, and how clients reach us."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from livecontract.blobs.port import Blobs
from livecontract.commands.perform import Door
from livecontract.domain.values import Actor
from livecontract.settings import Reach
from livecontract.store.port import Store
from livecontract.wire.actor import Credential, Tokens, actor_of


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports that REST and WebSocket share; made once, by the wiring."""

    door: Door
    blobs: Blobs
    tokens: Tokens
    reach: Reach

    @property
    def store(self) -> Store:
        """The database."""
        return self.door.store

    @property
    def clock(self) -> Callable[[], datetime]:
        """The time, in UTC."""
        return self.door.clock

    async def actor(self, credential: Credential | None) -> Actor:
        """Whoever a credential stands for; refuses `not_signed_in` or `credential_invalid`."""
        return await actor_of(credential, self.tokens, self.store, self.clock)
