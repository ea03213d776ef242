"""What `livecontract check` tries: everything that a contract will need, before somebody needs it."""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from livecontract.demo.contract import sample_pdf
from livecontract.domain.checkpoint import Checkpoint
from livecontract.jobs.runner import Patience
from livecontract.pdf.request import SealFailed
from livecontract.pdf.tokens import stamped_at
from livecontract.pdf.workers import PdfWorkers
from livecontract.queries.chains import ChainsBroken, examine_chains
from livecontract.store.port import Job
from livecontract.verification import own_fingerprint
from livecontract.wiring import Ground

LEAST_ROOM_BYTES = 500_000_000
# No clock can be right that stands before this version was made.
MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of trying one part."""

    part: str
    is_ok: bool
    sentence: str


class Faulty(Exception):
    """A part does not work; the message is a sentence."""


async def examine(ground: Ground) -> list[Finding]:
    """The findings of all parts; none keeps another from being tried."""
    return [await _finding(part, ground) for part in _PARTS]


async def _finding(part: str, ground: Ground) -> Finding:
    try:
        return Finding(part, is_ok=True, sentence=await _PARTS[part](ground))
    except Exception as error:  # noqa: BLE001 - whatever a part raises, it does not work
        return Finding(part, is_ok=False, sentence=str(error) or type(error).__name__)


async def _settings(ground: Ground) -> str:
    return f"Data lies in {ground.settings.data_dir}; the server is reached at {ground.settings.reach.url}."


async def _clock(ground: Ground) -> str:
    now = ground.door.clock()
    if now < MADE_AT:
        raise Faulty(f"The clock says {now:%Y-%m-%d %H:%M} UTC, which is before this program was made.")
    return f"It is {now:%Y-%m-%d %H:%M:%S} UTC."


async def _room(ground: Ground) -> str:
    free = shutil.disk_usage(ground.settings.data_dir).free
    if free < LEAST_ROOM_BYTES:
        raise Faulty(f"Only {free // 1_000_000} MB are free in {ground.settings.data_dir}.")
    return f"{free // 1_000_000:,} MB are free."


async def _database(ground: Ground) -> str:
    waiting = await ground.store.read(lambda reader: reader.waiting_jobs())
    return f"The database opens, its guards are in place, and {waiting} jobs wait."


async def _jobs(ground: Ground) -> str:
    dead, failing = await ground.store.read(
        lambda reader: (reader.dead_jobs(), reader.failing_jobs(Patience().attempts))
    )
    if dead:
        raise Faulty(
            f"{len(dead)} jobs were given up: {_listed(dead)}. Once the cause is gone, try them again with "
            "`livecontract jobs retry`."
        )
    if failing:
        raise Faulty(f"{len(failing)} jobs fail again and again: {_listed(failing)}.")
    return "No job was given up."


def _listed(jobs: list[Job]) -> str:
    return "; ".join(f"{_named(job)}: {job.error}" for job in jobs[:5])


def _named(job: Job) -> str:
    contract_id = job.payload.get("contractId")
    return f"{job.kind} {job.job_id}" + (f" of contract {contract_id}" if contract_id else "")


async def _audit(ground: Ground) -> str:
    root = ground.identity().root_certificate

    def judge_token(checkpoint: Checkpoint) -> None:
        stamped_at(checkpoint.token, checkpoint.hash, root)

    try:
        tally = await examine_chains(ground.store, judge_token)
    except ChainsBroken as broken:
        raise Faulty(f"{broken} Something other than this program has altered the database.") from broken
    return (
        f"{tally.chains:,} chains with {tally.entries:,} entries hold, and so do {tally.checkpoints:,}"
        f" checkpoints over them; {tally.unbound:,} chains have moved since the last."
    )


async def _blobs(ground: Ground) -> str:
    await ground.blobs.check()
    return "A probe was written, read back and removed."


async def _certificates(ground: Ground) -> str:
    problems = ground.identity_problems()
    if problems:
        raise Faulty(" ".join(problems))
    return f"The seal's certificates are good. Their authority has the fingerprint {own_fingerprint(ground)}."


async def _trial_seal(ground: Ground) -> str:
    async with PdfWorkers(ground.identity(), size=1) as workers:
        try:
            await workers.trial_seal(sample_pdf(), "original")
        except SealFailed as failed:
            raise Faulty(failed.detail) from failed
    return "A sample contract was sealed, checked and thrown away."


_PARTS: dict[str, Callable[[Ground], Awaitable[str]]] = {
    "settings": _settings,
    "clock": _clock,
    "disk": _room,
    "database": _database,
    "jobs": _jobs,
    "audit": _audit,
    "blobs": _blobs,
    "keys": _certificates,
    "seal": _trial_seal,
}
