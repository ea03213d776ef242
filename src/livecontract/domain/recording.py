"""The recording of a session: what happened in it, in batches that are bound to one another by hashes.

An entry is the JSON text of an event as it was told, with its `seq`; or of a note about something
that is not told as an event, such as where a person looked, without one.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from livecontract.domain.events import Event, SessionRecorded
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session, SessionStatus
from livecontract.domain.values import Value

GENESIS = ""
LONGEST_BATCH = 100


class Keep(StrEnum):
    """What a recording may hold beside page turns, presence and everything that is in the contract."""

    CHAT = "chat"
    DRAWINGS = "drawings"
    PLACES = "places"
    POINTER = "pointer"


# Where a pointer was is the closest that one gets to watching a person, so nobody has it unasked.
KEPT_BY_DEFAULT = frozenset({Keep.CHAT, Keep.DRAWINGS, Keep.PLACES})


class Entry(NamedTuple):
    """What a recording holds of one moment; `seq` is absent from notes."""

    seq: int | None
    text: bytes


class Batch(Value, frozen=True):
    """One link of a recording; `hash` is SHA-256 (hex) over the RFC 8785 form of all members but itself.

    In that form `events` stands as the SHA-256 of its text, under the name `eventsSha256`. `events`
    is the text of a JSON array, `first_seq` and `last_seq` are the numbers of its first and last
    event (absent when there are only notes), `at` is when it was written (RFC 3339, UTC).
    """

    session_id: str
    number: int
    epoch: str
    first_seq: int | None
    last_seq: int | None
    at: str
    events: str
    prev: str
    hash: str


class RecordingHead(Value, frozen=True):
    """Where a recording ends: its last batch, and the last event in it or before."""

    number: int = 0
    hash: str = GENESIS
    epoch: str = ""
    last_seq: int = 0


class Gap(Value, frozen=True):
    """Events that a recording lacks before batch `number`.

    `reason` is `missing` (the numbers `from` to `to` of that epoch) or `restarted`: the numbering
    began anew, so that up to a second before that moment may be lost, and nobody can say how much.
    """

    number: int
    reason: str
    from_: int | None = msgspec.field(name="from", default=None)
    to: int | None = None


class RecordingFault(Value, frozen=True):
    """The first batch of a recording that is not what it should be, and why."""

    number: int
    reason: str


def batches(
    head: RecordingHead, *, session_id: str, epoch: str, at: datetime, entries: Sequence[Entry]
) -> list[Batch]:
    """The batches that append `entries` to a recording that ends in `head`.

    Events that it holds already are left out, so that appending twice does no harm.
    """
    known = head.last_seq if head.epoch == epoch else 0
    new = [entry for entry in entries if entry.seq is None or entry.seq > known]
    linked: list[Batch] = []
    number, prev, written_at = head.number, head.hash, msgspec.to_builtins(at)
    for run in _runs(new):
        number += 1
        batch = _batch(session_id, number, epoch, written_at, run, prev)
        linked.append(batch)
        prev = batch.hash
    return linked


def head_after(head: RecordingHead, appended: Sequence[Batch]) -> RecordingHead:
    """Where a recording ends that ended in `head` before these batches were appended."""
    if not appended:
        return head
    last = appended[-1]
    known = head.last_seq if head.epoch == last.epoch else 0
    numbers = [batch.last_seq for batch in appended if batch.last_seq is not None]
    return RecordingHead(
        number=last.number, hash=last.hash, epoch=last.epoch, last_seq=numbers[-1] if numbers else known
    )


def batch_hash(batch: Batch) -> str:
    """The hash that the batch ought to carry."""
    return _hash(
        session_id=batch.session_id,
        number=batch.number,
        epoch=batch.epoch,
        first_seq=batch.first_seq,
        last_seq=batch.last_seq,
        at=batch.at,
        events=batch.events.encode(),
        prev=batch.prev,
    )


def recording_fault(found: Iterable[Batch], head: tuple[int, str] | None = None) -> RecordingFault | None:
    """The first fault of a whole recording, or `None`.

    `head`, the number and hash of the last batch where they are known, shows truncation.
    """
    number, prev, session_id = 0, GENESIS, None
    for batch in found:
        session_id = session_id or batch.session_id
        if batch.number != number + 1:
            return RecordingFault(number=number + 1, reason="missing_or_out_of_order")
        if batch.session_id != session_id:
            return RecordingFault(number=batch.number, reason="of_another_session")
        if batch.prev != prev:
            return RecordingFault(number=batch.number, reason="does_not_follow")
        if batch_hash(batch) != batch.hash:
            return RecordingFault(number=batch.number, reason="altered")
        number, prev = batch.number, batch.hash
    if head is not None and head != (number, prev):
        return RecordingFault(number=number + 1, reason="truncated_or_extended")
    return None


def gaps(found: Iterable[Batch]) -> list[Gap]:
    """What a recording lacks, as far as its numbers tell."""
    missing: list[Gap] = []
    epoch, last = None, 0
    for batch in found:
        if epoch is not None and batch.epoch != epoch:
            missing.append(Gap(number=batch.number, reason="restarted"))
            last = 0
        epoch = batch.epoch
        if batch.first_seq is None or batch.last_seq is None:
            continue
        if batch.first_seq != last + 1:
            missing.append(Gap(number=batch.number, reason="missing", from_=last + 1, to=batch.first_seq - 1))
        last = batch.last_seq
    return missing


def event_count(found: Iterable[Batch]) -> int:
    """How many events a recording holds; notes do not count."""
    return sum(b.last_seq - b.first_seq + 1 for b in found if b.first_seq and b.last_seq)


def close(session: Session, found: Sequence[Batch]) -> list[Event]:
    """What the audit chain is told of the recording of an ended session; nothing where there is none.

    A recording is whole when it has no gap and its last event is the end of the session.
    """
    if session.status is not SessionStatus.ENDED:
        raise Refused(Refusal.WRONG_STATUS, status=session.status.value, allowed=[SessionStatus.ENDED.value])
    if not found:
        return []
    last = found[-1]
    return [
        SessionRecorded(
            session_id=session.session_id,
            batches=last.number,
            events=event_count(found),
            hash=last.hash,
            is_whole=not gaps(found) and _tells_the_end(found),
        )
    ]


def _tells_the_end(found: Sequence[Batch]) -> bool:
    last = next((batch for batch in reversed(found) if batch.last_seq is not None), None)
    entries = [] if last is None else msgspec.json.decode(last.events, type=list[_Told])
    return any(entry.type == "sessionEnded" for entry in entries)


class _Told(msgspec.Struct):
    type: str


def _runs(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries in runs that fit a batch and whose numbers have no gap, so that a gap always shows."""
    runs: list[list[Entry]] = []
    run: list[Entry] = []
    last = None
    for entry in entries:
        seq = entry.seq
        is_gap = seq is not None and last is not None and seq != last + 1
        if not runs or is_gap or len(run) == LONGEST_BATCH:
            run = []
            runs.append(run)
        run.append(entry)
        last = last if seq is None else seq
    return runs


def _batch(session_id: str, number: int, epoch: str, at: str, entries: Sequence[Entry], prev: str) -> Batch:
    numbers = [entry.seq for entry in entries if entry.seq is not None]
    first_seq, last_seq = (numbers[0], numbers[-1]) if numbers else (None, None)
    events = b"[%b]" % b",".join([entry.text for entry in entries])
    return Batch(
        session_id=session_id,
        number=number,
        epoch=epoch,
        first_seq=first_seq,
        last_seq=last_seq,
        at=at,
        events=events.decode(),
        prev=prev,
        hash=_hash(
            session_id=session_id,
            number=number,
            epoch=epoch,
            first_seq=first_seq,
            last_seq=last_seq,
            at=at,
            events=events,
            prev=prev,
        ),
    )


class _Link(msgspec.Struct, rename="camel"):
    """What is hashed of a batch, in the order of RFC 8785, so that it is written as it is to be hashed."""

    at: str
    epoch: str
    events_sha256: str
    first_seq: int | None
    last_seq: int | None
    number: int
    prev: str
    session_id: str


def _hash(
    *,
    session_id: str,
    number: int,
    epoch: str,
    first_seq: int | None,
    last_seq: int | None,
    at: str,
    events: bytes,
    prev: str,
) -> str:
    link = _Link(
        at=at,
        epoch=epoch,
        events_sha256=hashlib.sha256(events).hexdigest(),
        first_seq=first_seq,
        last_seq=last_seq,
        number=number,
        prev=prev,
        session_id=session_id,
    )
    return hashlib.sha256(_encode(link)).hexdigest()


_encode = msgspec.json.Encoder().encode
