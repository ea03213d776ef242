"""Keeping what happened in sessions. It changes no contract, so nothing is locked, decided or answered."""

from collections.abc import Sequence
from typing import NamedTuple

from livecontract.commands.perform import Door
from livecontract.domain.recording import Entry, batches
from livecontract.store.port import Transaction


class Cut(NamedTuple):
    """Some entries of one session and epoch, in order."""

    session_id: str
    epoch: str
    entries: Sequence[Entry]


async def keep(door: Door, cuts: Sequence[Cut]) -> None:
    """Append to several recordings in one transaction; what they hold already is left out.

    Raises `StoreUnavailable`, and then nothing was kept.
    """
    await door.store.write(lambda tx: _append_all(tx, door, cuts))


def _append_all(tx: Transaction, door: Door, cuts: Sequence[Cut]) -> None:
    now = door.clock()
    for cut in cuts:
        head = tx.recording_head(cut.session_id)
        tx.append_recording(
            batches(head, session_id=cut.session_id, epoch=cut.epoch, at=now, entries=cut.entries)
        )
