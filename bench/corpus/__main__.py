"""`python -m bench.corpus FOLDER [REPORT.json]`: every PDF of a folder goes the way of an upload.

Prints how many came to which end, the codes of the refusals, and every file that went wrong with the
reason. Ends with 1 if any did, with 2 where there is nothing to take.
"""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.corpus.course import ENDS, Course, Fate
from livecontract.pdf.authority import make_identity
from livecontract.pdf.verifier import Verifier
from livecontract.pdf.workers import PdfWorkers

AT_ONCE: Final = os.cpu_count() or 1
SLOW_S: Final = 10.0
EVERY: Final = 100


def main() -> int:
    """Run over a folder and print the table."""
    paths = sorted(Path(sys.argv[1]).rglob("*.pdf")) if len(sys.argv) > 1 else []
    if not paths:
        print("Name a folder that holds PDF files.", file=sys.stderr)
        return 2
    fates = asyncio.run(_all_fates(paths))
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(json.dumps([asdict(fate) for fate in fates], indent=1))
    print("\n".join(_table(fates)))
    return 1 if any(fate.end == "failed" for fate in fates) else 0


async def _all_fates(paths: Sequence[Path]) -> list[Fate]:
    identity = make_identity("Bench", datetime.now(UTC))
    fates: list[Fate] = []
    async with PdfWorkers(identity, size=AT_ONCE) as workers:
        async for fate in _in_turn(Course(identity, workers, Verifier()), paths):
            fates.append(fate)
            if fate.end == "failed":
                print(_blamed(fate), file=sys.stderr)
            if len(fates) % EVERY == 0:
                print(f"{len(fates)} of {len(paths)}", file=sys.stderr)
    return sorted(fates, key=lambda fate: fate.name)


async def _in_turn(course: Course, paths: Sequence[Path]) -> AsyncIterator[Fate]:
    """As many at once as there are processors, as they end."""
    waiting = list(reversed(paths))
    running: set[asyncio.Task[Fate]] = set()
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            running.add(asyncio.create_task(course.fate(waiting.pop())))
        done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            yield task.result()


def _table(fates: Sequence[Fate]) -> list[str]:
    ends = Counter(fate.end for fate in fates)
    codes = Counter(fate.code for fate in fates if fate.end == "refused")
    good = sum(ends[end] for end in ENDS.values())
    slowest = max(fates, key=lambda fate: fate.seconds)
    return [
        f"files                {len(fates):6}",
        *(f"{end:20} {ends[end]:6}" for end in (*ENDS.values(), "refused", "failed")),
        f"sealed or signed     {good / len(fates):6.1%}",
        f"over {SLOW_S:.0f} s            {sum(fate.seconds > SLOW_S for fate in fates):6}",
        f"the longest          {slowest.seconds:6.1f} s: {slowest.name}",
        f"not all compared     {sum(bool(fate.remarks) for fate in fates):6}",
        "",
        *(f"refused {code:40} {count:6}" for code, count in codes.most_common()),
        "",
        *(_blamed(fate) for fate in fates if fate.end == "failed"),
    ]


def _blamed(fate: Fate) -> str:
    return f"FAILED {fate.name}: {fate.code}: {'; '.join(fate.reasons)}"


if __name__ == "__main__":
    sys.exit(main())
