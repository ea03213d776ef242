"""Keeping what happened in sessions. It changes no contract, so nothing is locked, decided or answered."""

from collections.abc import Sequence
from typing import NamedTuple

from livecontract.commands.perform import Door
from livecontract.domain.recording import Batch, Entry, RecordingHead, batches, head_after
from livecontract.store.port import Transaction


class Cut(NamedTuple):
    """Some entries of one session and epoch, in order, and where its recording ends, if that is known."""

    session_id: str
    epoch: str
    entries: Sequence[Entry]
    head: RecordingHead | None = None


async def keep(door: Door, cuts: Sequence[Cut]) -> list[RecordingHead]:
    """Append to several recordings in one transaction; what they hold already is left out.

    Returns for each cut where its recording ends then. Raises `StoreUnavailable`, and then nothing was kept.
    """
    return await door.store.write(lambda tx: _append_all(tx, door, cuts))


def _append_all(tx: Transaction, door: Door, cuts: Sequence[Cut]) -> list[RecordingHead]:
    now = door.clock()
    appended: list[Batch] = []
    heads: dict[str, RecordingHead] = {}
    for cut in cuts:
        head = heads.get(cut.session_id) or cut.head or tx.recording_head(cut.session_id)
        new = batches(head, session_id=cut.session_id, epoch=cut.epoch, at=now, entries=cut.entries)
        appended += new
        heads[cut.session_id] = head_after(head, new)
    tx.append_recording(appended)
    return [heads[cut.session_id] for cut in cuts]
