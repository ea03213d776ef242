"""First answers: kept under the writer's key beside the change, and found again by a repeat."""

import hashlib
from datetime import datetime

import msgspec

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Actor, Value
from livecontract.store.port import Attempt, Reader, Store, Transaction


class Key(Value, frozen=True):
    """What makes a repeat harmless: the writer's own text, and the digest of what was asked under it."""

    text: str
    request: str


class First(Value, frozen=True, array_like=True):
    """What came of a request the first time: its answer, and which entries of which contract, if any."""

    answer: bytes
    contract_id: str = ""
    seqs: tuple[int, int] = (0, 0)


def key_of(text: str, *request: object) -> Key:
    """The key for a request, which is whatever JSON can hold."""
    content = msgspec.json.encode(request, order="deterministic")
    return Key(text=text, request=hashlib.sha256(content).hexdigest())


def first_of(reader: Reader, actor: Actor, key: Key | None) -> First | None:
    """What came of the request before, if it was made.

    Refuses `idempotency_key_reused` when the key belongs to another request of this actor.
    """
    attempt = None if key is None else reader.attempt(actor.user_id, key.text)
    if key is None or attempt is None:
        return None
    if attempt.request_sha256 != key.request:
        raise Refused(Refusal.IDEMPOTENCY_KEY_REUSED)
    return msgspec.msgpack.decode(attempt.answer, type=First)


def keep_first(tx: Transaction, actor: Actor, key: Key | None, first: First, now: datetime) -> None:
    """Keep what came of the request."""
    if key is None:
        return
    tx.keep_attempt(
        Attempt(
            actor_id=actor.user_id,
            key=key.text,
            request_sha256=key.request,
            answer=msgspec.msgpack.encode(first),
            at=now,
        )
    )


async def change_first(store: Store, actor: Actor, key: Key, answer: bytes) -> None:
    """Keep another answer, for whoever gave the first one only after more had happened."""

    def work(tx: Transaction) -> None:
        first = first_of(tx, actor, key)
        if first is not None:
            changed = msgspec.structs.replace(first, answer=answer)
            tx.change_attempt(actor.user_id, key.text, msgspec.msgpack.encode(changed))

    await store.write(work)
