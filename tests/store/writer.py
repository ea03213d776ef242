"""A process that writes until it is killed, and says after each commit what was acknowledged."""

import asyncio
import sys
from pathlib import Path

from livecontract.domain.audit import link
from livecontract.domain.events import TitleChanged
from livecontract.domain.history import apply
from livecontract.store.port import NewJob, Transaction
from livecontract.store.sqlite import SqliteStore
from tests.making import NOON, a_contract


async def main(path: Path, key: bytes) -> None:
    """Count a contract's title up: state, audit entry and job in one transaction each."""
    store = await SqliteStore.open(path, key=key)
    if await store.read(lambda reader: reader.contract("contract-1")) is None:
        await store.write(lambda tx: tx.save_contract(None, a_contract("0"), NOON))
    while True:
        print(await store.write(_count_up), flush=True)  # noqa: T201  its parent reads it


def _count_up(tx: Transaction) -> str:
    before = tx.lock_contract("contract-1")
    assert before is not None
    event = TitleChanged(title=str(int(before.title) + 1))
    tx.save_contract(before, apply(before, event), NOON)
    head = tx.audit_head("contract-1")
    tx.append_audit(link(head, contract_id="contract-1", at=NOON, actor="ada", events=[event]))
    tx.enqueue(NewJob(kind="announce", payload={"title": event.title}), NOON)
    return event.title


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])))
