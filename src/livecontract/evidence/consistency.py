"""Whether what is in an evidence package fits together: chain, signatures, recordings, checkpoint.

Each check raises `Flaw` at the first thing that is wrong, and names it. None believes a summary where
it can compute: the contract is what its events lead to, and digests are made anew.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, TypeAlias

import msgspec

from livecontract.domain import events as e
from livecontract.domain import signing
from livecontract.domain.audit import AuditEntry, Head, first_fault
from livecontract.domain.canonical import canonical
from livecontract.domain.checkpoint import GENESIS, Checkpoint, checkpoint_hash, is_included
from livecontract.domain.contracts import Contract
from livecontract.domain.history import apply, begin
from livecontract.domain.recording import Batch, recording_fault
from livecontract.domain.refusals import Refused
from livecontract.domain.session import Session, closed, opened
from livecontract.domain.values import Value
from livecontract.evidence.manifest import CheckpointFile

Part: TypeAlias = Literal["integrity", "identity", "time", "completeness"]


class Flaw(Exception):
    """Something in a package is wrong; the sentence names it, `part` is the question that it answers."""

    def __init__(self, sentence: str, part: Part = "integrity") -> None:
        super().__init__(sentence)
        self.part = part


class AuditFile(Value, frozen=True):
    """`audit.json`, in RFC 8785 form: a whole chain."""

    contract_id: str
    entries: tuple[AuditEntry, ...]


class Recording(msgspec.Struct, frozen=True, rename="camel"):
    """What matters here of `recordings/….json`; the rest of it says the same in other words."""

    session: Session
    title: str
    batches: tuple[Batch, ...]
    closing: e.SessionRecorded | None


class Story(msgspec.Struct, frozen=True):
    """What a chain tells: the contract, its sessions, the records of these, and who signed."""

    contract: Contract
    sessions: tuple[Session, ...]
    closings: dict[str, e.SessionRecorded]
    entries: tuple[AuditEntry, ...]


def as_canonical(value: object) -> bytes:
    """The RFC 8785 form of any value of ours."""
    return canonical(msgspec.to_builtins(value))


def told(file: AuditFile, head: Head) -> Story:
    """The story of a whole chain that ends in `head`."""
    _require_chain(file, head)
    contract: Contract | None = None
    sessions: dict[str, Session] = {}
    closings: dict[str, e.SessionRecorded] = {}
    for entry, event in _events(file.entries):
        try:
            if contract is None:
                contract = begin(_creation(event))
            else:
                _require_signed_what_was_there(contract, entry, event)
                contract = apply(contract, event)
            _follow_sessions(contract, event, sessions, closings)
        except (Refused, LookupError, TypeError, ValueError) as reason:
            raise Flaw(
                f"Entry {entry.seq} of the record tells of something that could not happen."
            ) from reason
    if contract is None or contract.contract_id != file.contract_id:
        raise Flaw("The record is not that of the contract it names.")
    return Story(contract, tuple(sessions.values()), closings, file.entries)


def require_recording(story: Story, number: int, recording: Recording) -> None:
    """The recording of the session at that place (from 0) is the one that the chain knows."""
    name = f"The recording of session {number + 1}"
    session = story.sessions[number]
    if recording.session != session or recording.title != story.contract.title:
        raise Flaw(f"{name} is not of the session that the record tells of.")
    closing = story.closings.get(session.session_id)
    if recording.closing != closing:
        raise Flaw(f"{name} does not say of its end what the record says.")
    head = None if closing is None else (closing.batches, closing.hash)
    fault = recording_fault(recording.batches, head)
    if fault is not None:
        raise Flaw(f"{name}: part {fault.number} {_FAULTS[fault.reason]}.")
    if any(batch.session_id != session.session_id for batch in recording.batches):
        raise Flaw(f"{name} is that of another session.")


def require_sealed_end(story: Story, name: str, audit_head: str | None, audit_length: int | None) -> None:
    """The end of the record that is printed in a sealed file is where the chain was at that length."""
    length = audit_length or 0
    if not 0 < length <= len(story.entries):
        raise Flaw(f"The record ends before entry {length}, which the seal of {name} names.", "completeness")
    if story.entries[length - 1].hash != audit_head:
        raise Flaw(f"Entry {length} of the record is not the one that the seal of {name} names.")


def require_bound(story: Story, file: CheckpointFile) -> Checkpoint:
    """The checkpoint, whose root shows that the chain went as far as its leaf says."""
    checkpoint = Checkpoint(**{name: getattr(file.checkpoint, name) for name in _BARE})
    leaf = file.inclusion.leaf
    if checkpoint_hash(checkpoint) != checkpoint.hash or (checkpoint.number == 1) != (
        checkpoint.prev == GENESIS
    ):
        raise Flaw("The checkpoint was altered.")
    try:
        is_under_root = is_included(file.inclusion, checkpoint)
    except ValueError:
        is_under_root = False
    if not is_under_root:
        raise Flaw("The checkpoint does not bind the end of a record that it is said to bind.")
    if leaf.contract_id != story.contract.contract_id:
        raise Flaw("The checkpoint binds the record of another contract.")
    if leaf.seq > len(story.entries):
        raise Flaw(f"The record ends before entry {leaf.seq}, which the checkpoint binds.", "completeness")
    if leaf.seq < 1 or story.entries[leaf.seq - 1].hash != leaf.hash:
        raise Flaw(f"Entry {leaf.seq} of the record is not the one that the checkpoint binds.")
    return checkpoint


def _require_chain(file: AuditFile, head: Head) -> None:
    fault = first_fault(file.entries)
    if fault is not None:
        raise Flaw(f"Entry {fault.seq} of the record {_FAULTS[fault.reason]}.")
    last = file.entries[-1] if file.entries else None
    found = Head() if last is None else Head(seq=last.seq, hash=last.hash)
    if found.seq < head.seq:
        raise Flaw(f"The record ends before entry {head.seq}, which the manifest names.", "completeness")
    if found != head:
        raise Flaw("The record does not end as the manifest says.")


def _events(entries: Sequence[AuditEntry]) -> Iterator[tuple[AuditEntry, Any]]:
    for entry in entries:
        try:
            yield entry, entry.event
        except (msgspec.ValidationError, TypeError) as reason:
            raise Flaw(f"Entry {entry.seq} of the record tells of something that is not known.") from reason


def _creation(event: Any) -> e.ContractCreated:  # noqa: ANN401 - any event
    if not isinstance(event, e.ContractCreated):
        raise TypeError("A contract begins by being created.")
    return event


def _require_signed_what_was_there(contract: Contract, entry: AuditEntry, event: Any) -> None:  # noqa: ANN401 - any event
    """A signature is over the digest of what the record says was on the screen, and so is a consent."""
    if isinstance(event, e.ContractSigned) and event.digest != signing.digest(contract):
        raise Flaw(f"The signature in entry {entry.seq} is not over the documents and values of the record.")
    if isinstance(event, e.ConsentGiven):
        given, consent = (event.version, event.language, event.sha256), contract.consent
        if given != (consent.version, consent.language, consent.sha256):
            raise Flaw(f"The consent in entry {entry.seq} is to another text than the contract's.")


def _follow_sessions(
    contract: Contract,
    event: Any,  # noqa: ANN401 - any event
    sessions: dict[str, Session],
    closings: dict[str, e.SessionRecorded],
) -> None:
    if isinstance(event, e.SessionStarted):
        sessions[event.session_id] = opened(contract, event)
    elif isinstance(event, e.SessionEnded):
        sessions[event.session_id] = closed(sessions[event.session_id], event)
    elif isinstance(event, e.SessionRecorded):
        closings[sessions[event.session_id].session_id] = event


_BARE: Final = ("number", "at", "size", "root", "prev", "hash")
_FAULTS: Final = {
    "missing_or_out_of_order": "is missing, or not in its place",
    "of_another_contract": "belongs to another contract",
    "of_another_session": "belongs to another session",
    "does_not_follow": "does not follow the one before it",
    "altered": "was altered",
    "truncated_or_extended": "is not where the record says that it ends",
}
