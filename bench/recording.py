"""What a batch of a recording costs while many sessions go on: python -m bench.recording [FLUSHES].

In each flush something has happened in every one of a thousand sessions. The index that finds the
batches of a session grows at as many places as there are sessions, so the last flushes say more
about a long day than the first.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.live.server import prepare
from livecontract.commands.perform import Door
from livecontract.commands.recordings import Cut, keep
from livecontract.domain.recording import Entry, RecordingHead
from livecontract.store.sqlite import SqliteStore
from livecontract.wire.actor import Tokens
from livecontract.wiring import new_id, new_secret, utc_now

SESSIONS = 1000
FLUSHES = 120
SHOWN = 10
TURN = (
    b'{"seq":%d,"type":"pageChange","documentId":"01910000-0000-7000-8000-000000000000","pageNumber":3,'
    b'"userId":"01910000-0000-7000-8000-000000000001","at":"2026-11-01T10:00:00.123456Z","cid":"c-1"}'
)


async def main(flushes: int) -> None:
    """Flush by flush; the first ten and the last ten, and what lies on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recorded.db"
        store = await SqliteStore.open(path, key=b"k" * 32)
        lines = await store.write(lambda tx: prepare(tx, SESSIONS, Tokens(b"t" * 32, utc_now)))
        door = Door(store=store, clock=utc_now, new_id=new_id, new_secret=new_secret)
        heads = dict.fromkeys([line.split()[0] for line in lines], RecordingHead())
        costs = [await flushed(door, heads) for _ in range(flushes)]
        await store.close()
        size = path.stat().st_size
    print(f"{SESSIONS} sessions, two events in each of {flushes} flushes; processor time for each batch")
    first, last = median(costs[:SHOWN]), median(costs[-SHOWN:])
    print(f"  the first {SHOWN}: {first:.0f} us, the last {SHOWN}: {last:.0f} us")
    print(f"  {size / SESSIONS / flushes:.0f} bytes on the disk for each batch")


async def flushed(door: Door, heads: dict[str, RecordingHead]) -> float:
    """Write two more events of every session; microseconds of processor time for each batch."""
    began = time.process_time()
    cuts = [
        Cut(session_id, "e", [Entry(n, TURN % n) for n in (head.last_seq + 1, head.last_seq + 2)], head)
        for session_id, head in heads.items()
    ]
    for start in range(0, SESSIONS, 200):
        part = cuts[start : start + 200]
        for cut, head in zip(part, await keep(door, part), strict=True):
            heads[cut.session_id] = head
    return (time.process_time() - began) / SESSIONS * 1e6


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else FLUSHES))
