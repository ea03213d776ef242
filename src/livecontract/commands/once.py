"""Writes that are about no contract, harmless to repeat: the first answer is kept under the key."""

import hashlib
from collections.abc import Callable

import msgspec

from livecontract.commands.perform import Door
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor, Value
from livecontract.store.port import Attempt, Transaction


async def once(
    door: Door, actor: Actor, key: str | None, request: Value, work: Callable[[Transaction], bytes]
) -> bytes:
    """Run `work` in one transaction and return its answer; a repeat under `key` gets the first one.

    Refuses `idempotency_key_reused` when the key belongs to another request of this actor.
    """
    return await door.store.write(lambda tx: _once(tx, door, actor, key, request, work))


def _once(
    tx: Transaction,
    door: Door,
    actor: Actor,
    key: str | None,
    request: Value,
    work: Callable[[Transaction], bytes],
) -> bytes:
    if key is None:
        return work(tx)
    content = msgspec.json.encode((type(request).__name__, request), order="deterministic")
    fingerprint = hashlib.sha256(content).hexdigest()
    attempt = tx.attempt(actor.user_id, key)
    if attempt is not None:
        if attempt.request_sha256 != fingerprint:
            raise Refused(Refusal.IDEMPOTENCY_KEY_REUSED)
        return attempt.answer
    answer = work(tx)
    tx.keep_attempt(
        Attempt(
            actor_id=actor.user_id,
            key=key,
            request_sha256=fingerprint,
            answer=answer,
            at=door.clock(),
        )
    )
    return answer
