"""A recording is bound together by its hashes, leaves nothing out unsaid, and takes everything once."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from livecontract.domain.canonical import canonical
from livecontract.domain.recording import (
    LONGEST_BATCH,
    Batch,
    Entry,
    Gap,
    RecordingHead,
    batch_hash,
    batches,
    gaps,
    head_after,
    recording_fault,
)
from tests.making import NOON


def head_of(found: list[Batch]) -> RecordingHead:
    """Where a recording that is not empty ends."""
    last_seq = max((b.last_seq or 0 for b in found if b.epoch == found[-1].epoch), default=0)
    return RecordingHead(
        number=found[-1].number, hash=found[-1].hash, epoch=found[-1].epoch, last_seq=last_seq
    )


def recorded(*parts: tuple[str, Sequence[int | None]]) -> list[Batch]:
    """A recording written in parts, each of one epoch with events of these numbers, or notes."""
    found: list[Batch] = []
    for epoch, numbers in parts:
        head = head_of(found) if found else RecordingHead()
        entries = [Entry(number, b'{"seq":%d}' % (number or 0)) for number in numbers]
        found += batches(head, session_id="s", epoch=epoch, at=NOON, entries=entries)
    return found


def test_rc1_a_whole_recording_has_no_fault_and_no_gap() -> None:
    found = recorded(("e", [1, 2, None, 3]), ("e", [None]), ("e", [4]))

    assert recording_fault(found, (found[-1].number, found[-1].hash)) is None
    assert gaps(found) == []


def test_rc1_a_batch_holds_no_more_than_a_hundred_entries() -> None:
    found = recorded(("e", [None] * (2 * LONGEST_BATCH + 1)))

    assert [batch.number for batch in found] == [1, 2, 3]


@given(st.text(), st.none() | st.integers(1, 2**50))
def test_rc2_what_is_hashed_of_a_batch_is_its_canonical_json(text: str, seq: int | None) -> None:
    (batch,) = batches(
        RecordingHead(), session_id=text, epoch=text, at=NOON, entries=[Entry(seq, text.encode())]
    )

    content = {
        "sessionId": text,
        "number": 1,
        "epoch": text,
        "firstSeq": seq,
        "lastSeq": seq,
        "at": batch.at,
        "eventsSha256": hashlib.sha256(f"[{text}]".encode()).hexdigest(),
        "prev": "",
    }
    assert batch.hash == batch_hash(batch) == hashlib.sha256(canonical(content)).hexdigest()


@given(st.lists(st.tuples(st.sampled_from("ef"), st.lists(st.none() | st.integers(1, 9), max_size=3))))
def test_rc1_where_a_recording_ends_is_known_without_reading_it(
    parts: list[tuple[str, list[int | None]]],
) -> None:
    head, found = RecordingHead(), list[Batch]()
    for epoch, numbers in parts:
        entries = [Entry(n, b"{}") for n in (*[None] * numbers.count(None), *sorted(filter(None, numbers)))]
        new = batches(head, session_id="s", epoch=epoch, at=NOON, entries=entries)
        head, found = head_after(head, new), [*found, *new]

    assert recording_fault(found, (head.number, head.hash)) is None
    assert head.epoch == (found[-1].epoch if found else "")
    before = [b for b in found if b.epoch != head.epoch]
    present = found[found.index(before[-1]) + 1 :] if before else found
    assert head.last_seq == max((b.last_seq or 0 for b in present), default=0)


@given(st.integers(0, 3), st.sampled_from(["events", "at", "epoch", "last_seq", "prev", "hash"]))
def test_rc2_a_changed_batch_is_named(place: int, member: str) -> None:
    found = recorded(*[("e", [n]) for n in range(1, 5)])
    other = 9 if member == "last_seq" else "[]"

    altered = [*found[:place], replace(found[place], **{member: other}), *found[place + 1 :]]
    fault = recording_fault(altered)

    assert fault is not None
    assert fault.number in {place + 1, place + 2}


def test_rc2_a_dropped_moved_foreign_or_cut_off_batch_is_named() -> None:
    found = recorded(*[("e", [n]) for n in range(1, 5)])
    head = (found[-1].number, found[-1].hash)
    foreign = replace(found[1], session_id="another", hash="")
    foreign = replace(foreign, hash=batch_hash(foreign))
    broken = {
        "missing_or_out_of_order": ([found[0], found[2]], 2),
        "of_another_session": ([found[0], foreign], 2),
        "truncated_or_extended": (found[:3], 4),
    }

    for reason, (batches_left, number) in broken.items():
        fault = recording_fault(batches_left, head)
        assert fault is not None
        assert (fault.reason, fault.number) == (reason, number)


def test_rc3_missing_numbers_and_a_new_beginning_are_said() -> None:
    found = recorded(("e", [1, 2]), ("e", [5]), ("f", [2]))

    assert gaps(found) == [
        Gap(number=2, reason="missing", from_=3, to=4),
        Gap(number=3, reason="restarted"),
        Gap(number=3, reason="missing", from_=1, to=1),
    ]


@given(st.lists(st.integers(0, 12), max_size=6))
def test_rc4_writing_again_what_was_written_has_no_effect(overlaps: list[int]) -> None:
    found: list[Batch] = []
    reached = 0
    for overlap in overlaps:
        head = head_of(found) if found else RecordingHead()
        entries = [Entry(n, b"{}") for n in range(max(1, reached - overlap), reached + 4)]
        found += batches(head, session_id="s", epoch="e", at=NOON + timedelta(seconds=1), entries=entries)
        reached += 3

    assert gaps(found) == []
    assert recording_fault(found) is None
    assert sum((b.last_seq or 0) - (b.first_seq or 0) + 1 for b in found) == reached
