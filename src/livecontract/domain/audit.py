"""The audit chain: every event of a contract, each entry bound to the one before by its hash."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from livecontract.domain.canonical import canonical
from livecontract.domain.events import Event, as_record, event_name, from_record
from livecontract.domain.values import Value

GENESIS = ""


class AuditEntry(Value, frozen=True):
    """One link; `hash` is SHA-256 (hex) over the RFC 8785 form of all the other members.

    `at` is the RFC 3339 time in UTC, exactly as it was hashed; `prev` is the hash of the entry
    before, empty for the first.
    """

    contract_id: str
    seq: int
    at: str
    actor: str
    type: str
    data: dict[str, object]
    prev: str
    hash: str

    @property
    def event(self) -> Event:
        """The event that this entry records."""
        return from_record(self.type, self.data)


class ChainFault(Value, frozen=True):
    """The first entry of a chain that is not what it should be, and why."""

    seq: int
    reason: str


class Head(Value, frozen=True):
    """Where a chain ends: its length and the hash of its last entry."""

    seq: int = 0
    hash: str = GENESIS


def link(
    head: Head, *, contract_id: str, at: datetime, actor: str, events: Sequence[Event]
) -> list[AuditEntry]:
    """The entries that append `events` to the chain that ends in `head`."""
    entries: list[AuditEntry] = []
    stamp: str = msgspec.to_builtins(at)
    seq, prev = head.seq, head.hash
    for event in events:
        seq += 1
        entry = AuditEntry(
            contract_id=contract_id,
            seq=seq,
            at=stamp,
            actor=actor,
            type=event_name(event),
            data=as_record(event),
            prev=prev,
            hash="",
        )
        prev = entry_hash(entry)
        entries.append(msgspec.structs.replace(entry, hash=prev))
    return entries


def entry_hash(entry: AuditEntry) -> str:
    """The hash that the entry ought to carry."""
    content: dict[str, Any] = {
        "prev": entry.prev,
        "seq": entry.seq,
        "contractId": entry.contract_id,
        "at": entry.at,
        "actor": entry.actor,
        "type": entry.type,
        "data": entry.data,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def first_fault(entries: Iterable[AuditEntry], head: Head | None = None) -> ChainFault | None:
    """The first fault of a whole chain, or `None`; `head`, where known, shows truncation."""
    present = Head()
    contract_id = None
    for entry in entries:
        contract_id = contract_id or entry.contract_id
        if entry.seq != present.seq + 1:
            return ChainFault(seq=present.seq + 1, reason="missing_or_out_of_order")
        if entry.contract_id != contract_id:
            return ChainFault(seq=entry.seq, reason="of_another_contract")
        if entry.prev != present.hash:
            return ChainFault(seq=entry.seq, reason="does_not_follow")
        if entry_hash(entry) != entry.hash:
            return ChainFault(seq=entry.seq, reason="altered")
        present = Head(seq=entry.seq, hash=entry.hash)
    if head is not None and head != present:
        return ChainFault(seq=present.seq + 1, reason="truncated_or_extended")
    return None
