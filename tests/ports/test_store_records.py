"""Every database keeps the audit chain and the sessions of a contract, and lets neither go wrong."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy.exc import IntegrityError

from livecontract.domain.audit import AuditEntry, Head, first_fault, link
from livecontract.domain.events import ContractSigned, Event, SentForReview, TitleChanged
from livecontract.domain.marks import DrawnMark, StrokePoint
from livecontract.domain.recording import Batch, Entry, RecordingHead, batches, head_after, recording_fault
from livecontract.domain.session import Session, SessionStatus
from livecontract.store.port import Store
from tests.making import NOON, a_contract

SIGNED = ContractSigned(
    signature_id="s",
    signed_by="carla",
    name="Carla Ünal",
    signed_at=NOON,
    digest="0" * 64,
    mark=DrawnMark(strokes=((StrokePoint(x=1.0, y=2.5), StrokePoint(x=3, y=4)),)),
)
SESSION = Session(
    session_id="session-1",
    contract_id="contract-1",
    advisor_id="ada",
    customer_id="carla",
    started_by="ada",
    started_at=NOON,
)
ENDED = replace(SESSION, status=SessionStatus.ENDED, ended_by="carla", ended_at=NOON, reason="ended")


@pytest.fixture
async def recorded(store: Store) -> Store:
    """A store with a contract."""
    await store.write(lambda tx: tx.save_contract(None, a_contract(), NOON))
    return store


def entries_of(*events: Event, head: Head = Head()) -> Sequence[AuditEntry]:  # noqa: B008  it is frozen
    return link(head, contract_id="contract-1", at=NOON, actor="ada", events=events)


async def test_au1_a_chain_comes_back_as_it_was_hashed(recorded: Store) -> None:
    entries = entries_of(TitleChanged(title="Übertrag"), SentForReview(), SIGNED)
    await recorded.write(lambda tx: tx.append_audit(entries))

    found, head = await recorded.read(
        lambda reader: (reader.audit("contract-1"), reader.audit_head("contract-1"))
    )

    assert msgspec.json.encode(found) == msgspec.json.encode(entries)
    assert found[2].event == SIGNED
    assert first_fault(found, head) is None


async def test_a_chain_is_read_in_parts(recorded: Store) -> None:
    await recorded.write(lambda tx: tx.append_audit(entries_of(*[SentForReview()] * 5)))

    found = await recorded.read(lambda reader: reader.audit("contract-1", after=1, limit=2))

    assert [entry.seq for entry in found] == [2, 3]


async def test_a_contract_without_entries_has_an_empty_chain(recorded: Store) -> None:
    found = await recorded.read(lambda reader: (reader.audit("contract-1"), reader.audit_head("contract-1")))

    assert found == ([], Head())


@pytest.mark.parametrize(
    "head", [Head(seq=0, hash=""), Head(seq=2, hash=""), Head(seq=1, hash="f" * 64), Head(seq=7, hash="")]
)
async def test_au1_an_entry_that_does_not_follow_is_refused(recorded: Store, head: Head) -> None:
    await recorded.write(lambda tx: tx.append_audit(entries_of(SentForReview())))

    with pytest.raises(IntegrityError):
        await recorded.write(lambda tx: tx.append_audit(entries_of(SentForReview(), head=head)))

    assert len(await recorded.read(lambda reader: reader.audit("contract-1"))) == 1


async def test_a_session_is_active_until_it_ends(recorded: Store) -> None:
    await recorded.write(lambda tx: tx.save_session(SESSION))
    active = await recorded.read(
        lambda reader: (reader.active_session("contract-1"), reader.active_sessions())
    )

    await recorded.write(lambda tx: tx.save_session(ENDED))

    ended = await recorded.read(
        lambda reader: (
            reader.session("session-1"),
            reader.active_session("contract-1"),
            reader.active_sessions(),
        )
    )
    assert active == (SESSION, [SESSION])
    assert ended == (ENDED, None, [])


async def test_se1_the_database_takes_no_second_active_session(recorded: Store) -> None:
    await recorded.write(lambda tx: tx.save_session(SESSION))

    with pytest.raises(IntegrityError):
        await recorded.write(lambda tx: tx.save_session(replace(SESSION, session_id="session-2")))

    await recorded.write(lambda tx: tx.save_session(ENDED))
    await recorded.write(lambda tx: tx.save_session(replace(SESSION, session_id="session-2")))


def batches_of(*entries: Entry, head: RecordingHead = RecordingHead(), epoch: str = "e1") -> list[Batch]:  # noqa: B008  it is frozen
    return batches(head, session_id="session-1", epoch=epoch, at=NOON, entries=entries)


async def test_rc1_a_recording_comes_back_as_it_was_hashed(recorded: Store) -> None:
    await recorded.write(lambda tx: tx.save_session(SESSION))
    first = batches_of(Entry(1, '{"seq":1,"text":"Ünal"}'.encode()), Entry(None, b'{"note":true}'))
    head = RecordingHead(number=1, hash=first[0].hash, epoch="e1", last_seq=1)
    second = batches_of(Entry(None, b"{}"), head=head)
    await recorded.write(lambda tx: tx.append_recording([*first, *second]))

    found, end = await recorded.read(
        lambda reader: (reader.recording("session-1"), reader.recording_head("session-1"))
    )

    assert found == [*first, *second]
    assert end == RecordingHead(number=2, hash=second[0].hash, epoch="e1", last_seq=1)
    assert recording_fault(found, (end.number, end.hash)) is None


async def test_rc1_many_batches_are_appended_in_order(recorded: Store) -> None:
    await recorded.write(lambda tx: tx.save_session(SESSION))
    many = batches_of(*(Entry(2 * n, b"{}") for n in range(1, 73)))
    await recorded.write(lambda tx: tx.append_recording(many))

    found, end = await recorded.read(
        lambda reader: (reader.recording("session-1"), reader.recording_head("session-1"))
    )

    assert found == many
    assert end == head_after(RecordingHead(), many)


async def test_a_recording_is_read_in_parts(recorded: Store) -> None:
    await recorded.write(lambda tx: tx.save_session(SESSION))
    many = batches_of(*(Entry(2 * n, b"{}") for n in range(1, 6)))
    await recorded.write(lambda tx: tx.append_recording(many))

    part = await recorded.read(lambda reader: reader.recording("session-1", after=2, limit=2))

    assert [batch.number for batch in part] == [3, 4]


async def test_the_sessions_of_a_contract_come_in_order(recorded: Store) -> None:
    later = replace(SESSION, session_id="session-0", started_at=NOON + timedelta(hours=1))
    await recorded.write(lambda tx: tx.save_session(ENDED))
    await recorded.write(lambda tx: tx.save_session(later))

    found = await recorded.read(lambda reader: reader.sessions("contract-1"))

    assert found == [ENDED, later]
