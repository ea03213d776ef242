"""Writes that are about no contract, harmless to repeat: the first answer is kept under the key."""

from collections.abc import Callable

from livecontract.commands.attempts import First, Key, first_of, keep_first
from livecontract.commands.perform import Door
from livecontract.domain.values import Actor
from livecontract.store.port import Transaction


async def once(door: Door, actor: Actor, key: Key | None, work: Callable[[Transaction], bytes]) -> bytes:
    """Run `work` in one transaction and return its answer; a repeat under `key` gets the first one.

    Refuses `idempotency_key_reused` when the key belongs to another request of this actor.
    """

    def attempt(tx: Transaction) -> bytes:
        first = first_of(tx, actor, key)
        if first is None:
            first = First(answer=work(tx))
            keep_first(tx, actor, key, first, door.clock())
        return first.answer

    return await door.store.write(attempt)
