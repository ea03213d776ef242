"""Whether every audit chain is whole: by itself, and against the checkpoints that say where it once ended."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from livecontract.domain.audit import AuditEntry, first_fault
from livecontract.domain.checkpoint import Checkpoint, Leaf, checkpoint_fault
from livecontract.store.port import Reader, Store


class ChainsBroken(Exception):
    """A chain or a checkpoint is not what it should be; the message is a sentence about the first one."""


class Tally(NamedTuple):
    """How much was looked at, and the last checkpoint; `unbound` counts heads that moved since."""

    chains: int
    entries: int
    checkpoints: int
    unbound: int
    last: Checkpoint | None


async def examine_chains(store: Store, judge_token: Callable[[Checkpoint], None]) -> Tally:
    """Look at every checkpoint and every chain; raises `ChainsBroken` at the first fault.

    `judge_token` raises an exception with a sentence when a checkpoint's time stamp does not hold.
    """

    def work(reader: Reader) -> Tally:
        last, checkpoints = _walk_checkpoints(reader, judge_token)
        chains = reader.chains()
        walked = [_walk_chain(reader, contract_id, checkpoints) for contract_id in chains]
        entries, bound = (sum(counts) for counts in zip((0, 0), *walked, strict=True))
        return Tally(len(chains), entries, checkpoints, len(chains) - bound, last)

    return await store.read(work)


def _walk_checkpoints(
    reader: Reader, judge_token: Callable[[Checkpoint], None]
) -> tuple[Checkpoint | None, int]:
    last = None
    numbers = reader.checkpoint_numbers()
    for number in numbers:
        checkpoint = reader.checkpoint(number)
        if checkpoint is None:
            raise ChainsBroken(f"Checkpoint {number} is missing.")
        fault = checkpoint_fault(last, checkpoint, reader.checkpoint_leaves(number))
        if fault is not None:
            raise ChainsBroken(f"Checkpoint {number} {_CHECKPOINT_FAULTS[fault]}.")
        try:
            judge_token(checkpoint)
        except Exception as error:
            raise ChainsBroken(f"Checkpoint {number}: {error}") from error
        last = checkpoint
    return last, len(numbers)


def _walk_chain(reader: Reader, contract_id: str, checkpoints: int) -> tuple[int, bool]:
    """How many entries a chain has, and whether its last one is bound."""
    try:
        entries = reader.audit(contract_id)
    except msgspec.DecodeError as error:
        raise ChainsBroken(f"The audit chain of contract {contract_id} cannot be read.") from error
    fault = first_fault(entries)
    if fault is not None:
        raise ChainsBroken(
            f"Entry {fault.seq} of the audit chain of contract {contract_id} {_ENTRY_FAULTS[fault.reason]}."
        )
    if not entries:
        raise ChainsBroken(f"The audit chain of contract {contract_id} is gone.")
    bound = reader.bound_heads(contract_id)
    for number, leaf in bound:
        if not 0 < number <= checkpoints:
            raise ChainsBroken(f"Checkpoint {number} is missing.")
        _require_bound(entries, number, leaf)
    return len(entries), bool(bound) and bound[-1][1].seq == len(entries)


def _require_bound(entries: list[AuditEntry], number: int, leaf: Leaf) -> None:
    chain = f"the audit chain of contract {leaf.contract_id}"
    if leaf.seq > len(entries):
        raise ChainsBroken(
            f"Entry {len(entries) + 1} of {chain} is gone: by checkpoint {number} it had {leaf.seq} entries."
        )
    if entries[leaf.seq - 1].hash != leaf.hash:
        raise ChainsBroken(f"Entry {leaf.seq} of {chain} is not the one that checkpoint {number} names.")


_CHECKPOINT_FAULTS = {
    "missing_or_out_of_order": "does not have the number that should come next",
    "does_not_follow": "does not follow the one before it",
    "altered": "was altered",
    "leaves_altered": "does not bind the heads that are kept for it",
}
_ENTRY_FAULTS = {
    "missing_or_out_of_order": "is missing",
    "of_another_contract": "belongs to another contract",
    "does_not_follow": "does not follow the one before it",
    "altered": "was altered",
}
