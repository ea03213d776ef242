"""The only place that names a back-end: one function for each deployment puts all parts together."""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
from litestar.types import ASGIApp
from uuid_utils import uuid7

from livecontract.api.app import rest_app
from livecontract.api.rest import Check, Rest
from livecontract.blobs.files import FileBlobs
from livecontract.commands.documents import Desk
from livecontract.commands.followups import ANNOUNCE, CHECKPOINT, RECORD, SEAL
from livecontract.commands.perform import Door
from livecontract.jobs.checkpoints import Checkpoints
from livecontract.jobs.mail import KINDS, MailJob
from livecontract.jobs.record import RecordJob
from livecontract.jobs.relay import Relay
from livecontract.jobs.runner import Deed, Runner
from livecontract.jobs.seal import SealJob
from livecontract.jobs.sweep import Sweep
from livecontract.keys.local import LocalKeys
from livecontract.keys.port import Keys
from livecontract.live.memory import MemoryLive
from livecontract.mail.folder import FolderMail
from livecontract.mail.port import Mail, Mailbox
from livecontract.occupancy import held, make_folder
from livecontract.pdf.authority import SealIdentity, identity_problems, make_identity
from livecontract.pdf.intake import Intake, take_in
from livecontract.pdf.verifier import Verifier
from livecontract.pdf.workers import PdfWorkers
from livecontract.queries.evidence import Notary
from livecontract.realtime.cadence import on_the_loop
from livecontract.realtime.edge import Edge
from livecontract.settings import Reach, Settings
from livecontract.store.sqlite import SqliteStore
from livecontract.wire.actor import KEY_PURPOSE, Tokens
from livecontract.wire.ports import Ports
from livecontract.wire.rates import RATES, Rates
from livecontract.wire.seals import Seals

DATABASE_NAME = "live.db"
SEAL_IDENTITY = "seal-identity"
TIME_SOURCE = "the clock of this server"
CLIENT_DIR = Path(__file__).with_name("client") / "app"


@dataclass(frozen=True, slots=True)
class Ground:
    """What every command needs, running server or not: keys, database, blobs, the write door."""

    settings: Settings
    keys: Keys
    store: SqliteStore
    blobs: FileBlobs
    door: Door

    @property
    def tokens(self) -> Tokens:
        """Who issues and reads bearer tokens."""
        return Tokens(self.keys.subkey(KEY_PURPOSE), self.door.clock)

    def identity(self) -> SealIdentity:
        """The keys and certificates of the seal, made at first use and kept since."""
        kept = self.keys.secret(SEAL_IDENTITY)
        if kept is None:
            made = make_identity(self.settings.seal_organisation, self.door.clock())
            # Another process may have been quicker; then its identity is the one.
            with suppress(FileExistsError):
                self.keys.keep_secret(SEAL_IDENTITY, msgspec.msgpack.encode(made))
            kept = self.keys.secret(SEAL_IDENTITY)
        return msgspec.msgpack.decode(kept or b"", type=SealIdentity)

    def identity_problems(self) -> tuple[str, ...]:
        """What is wrong with the seal's certificates now."""
        return identity_problems(self.identity(), self.door.clock())


@dataclass(frozen=True, slots=True)
class Running:
    """A deployment at work: the REST application and the live edge, to be served on one port."""

    ground: Ground
    app: ASGIApp
    edge: Edge
    workers: PdfWorkers


def is_in_use(settings: Settings) -> bool:
    """Whether the data folder holds a deployment already; asking makes none."""
    return (settings.data_dir / DATABASE_NAME).exists()


@asynccontextmanager
async def grounded(settings: Settings) -> AsyncIterator[Ground]:
    """Keys, database and blobs of the embedded deployment.

    Raises `SettingsWrong`, `KeyMissing`, `KeyWrong`, `KeyExposed`, `StoreUnusable`,
    `StoreUnavailable`; each says in a sentence what to do. Nothing that was lost is made anew.
    """
    folder = settings.data_dir
    make_folder(folder)
    database, blob_folder = folder / DATABASE_NAME, folder / "blobs"
    keys = LocalKeys.open(
        folder / "keys", master_key_file=settings.master_key_file, traces=[database, blob_folder]
    )
    store = await SqliteStore.open(database, key=keys.subkey("database"), traces=[blob_folder])
    try:
        blobs = FileBlobs(
            blob_folder, key=keys.subkey("blobs"), url_key=keys.subkey("blob-urls"), clock=utc_now
        )
        door = Door(store=store, clock=utc_now, new_id=new_id, new_secret=new_secret)
        yield Ground(settings, keys, store, blobs, door)
    finally:
        await store.close()


@asynccontextmanager
async def embedded(settings: Settings, reach: Reach | None = None) -> AsyncIterator[Running]:
    """Everything in one process, which has the data folder to itself.

    `reach` tells the real port where the settings leave it open. Raises `FolderHeld`, and whatever
    `grounded` raises.
    """
    reach = reach or settings.reach
    with held(settings.data_dir, reach.url):
        async with _at_work_in(settings, reach) as running:
            yield running


@asynccontextmanager
async def _at_work_in(settings: Settings, reach: Reach) -> AsyncIterator[Running]:
    async with (
        grounded(settings) as silent,
        PdfWorkers(silent.identity(), size=_worker_count()) as workers,
    ):
        live = MemoryLive(new_id)
        relay = Relay(silent.store, silent.blobs, live)
        ground = replace(silent, door=replace(silent.door, announce=relay.announce))
        ports = Ports(door=ground.door, blobs=ground.blobs, tokens=ground.tokens, reach=reach)
        edge = Edge(ports, live, kept=settings.recording, attended=workers.expect, after=on_the_loop)
        seals = Seals()
        checkpoints = Checkpoints(ground.store, workers.time_stamp, utc_now)
        runner = _runner(ground, workers, relay, seals, checkpoints, reach)
        checks = {**_checks(ground, workers), "jobs": runner.check}
        app = rest_app(_rest(ground, edge, workers, live, seals, checkpoints, checks))
        with _at_work(edge):
            work = asyncio.create_task(runner.run(), name="jobs")
            rounds = (Sweep(ground.store, utc_now).run(), checkpoints.run())
            recurring = [asyncio.create_task(round_) for round_ in rounds]
            try:
                yield Running(ground, app, edge, workers)
            finally:
                for task in recurring:
                    task.cancel()
                runner.stop()
                await work


def desk_of(ground: Ground, workers: PdfWorkers) -> Desk:
    """Where uploads are taken in."""
    return Desk(take_in=_take_in, workers=workers, blobs=ground.blobs)


def notary_of(identity: SealIdentity, checkpoints: Checkpoints, workers: PdfWorkers) -> Notary:
    """Who vouches for evidence packages."""
    return Notary(
        bind=checkpoints.bind,
        stamp=workers.time_stamp,
        root=identity.root_certificate,
        seal=identity.seal_certificate,
        time_stamps=identity.tsa_certificate,
    )


def mail_of(ground: Ground) -> Mail:
    """Who takes letters: a mail server, or a folder where there is none."""
    settings = ground.settings
    if settings.smtp_url is not None:
        from livecontract.mail.smtp import SmtpMail, smtp_server  # noqa: PLC0415 - most do without

        return SmtpMail(smtp_server(settings.smtp_url), settings.mail_from)
    return FolderMail(settings.data_dir / "mail", settings.mail_from, ground.keys.subkey("mail"))


def mailbox_of(ground: Ground) -> Mailbox | None:
    """The letters that stay here, where they do."""
    mail = mail_of(ground)
    return mail if isinstance(mail, FolderMail) else None


# The time, in UTC. Asked for at every event, so it is no function of Python's own.
utc_now = partial(datetime.now, UTC)


def new_id() -> str:
    """A fresh id: UUIDv7 (RFC 9562), so that ids sort by when they were made."""
    return str(uuid7())


def new_secret() -> str:
    """256 random bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def _runner(
    ground: Ground, workers: PdfWorkers, relay: Relay, seals: Seals, checkpoints: Checkpoints, reach: Reach
) -> Runner:
    letters = MailJob(ground.door, mail_of(ground), reach.url)
    deeds: dict[str, Deed] = {
        ANNOUNCE: relay,
        CHECKPOINT: checkpoints,
        RECORD: RecordJob(ground.door),
        SEAL: SealJob(ground.door, ground.blobs, workers, TIME_SOURCE, seals.tell),
        **dict.fromkeys(KINDS, letters),
    }
    # Two people have signed and wait: a seal is never given up.
    return Runner(ground.store, deeds, clock=utc_now, is_only=True, lasting=frozenset({SEAL}))


def _rest(
    ground: Ground,
    edge: Edge,
    workers: PdfWorkers,
    live: MemoryLive,
    seals: Seals,
    checkpoints: Checkpoints,
    checks: Mapping[str, Check],
) -> Rest:
    identity = ground.identity()
    return Rest(
        ports=edge.ports,
        desk=desk_of(ground, workers),
        seals=seals,
        rates=Rates(RATES, time.monotonic),
        verify=partial(Verifier().verify, trusted_roots=(identity.root_certificate,)),
        present=live.present,
        revoke=edge.hub.revoke,
        checks=checks,
        client_dir=CLIENT_DIR,
        notary=notary_of(identity, checkpoints, workers),
        served=ground.blobs,
        mailbox=mailbox_of(ground),
        is_draining=lambda: edge.is_draining,
    )


def _checks(ground: Ground, workers: PdfWorkers) -> dict[str, Check]:
    async def database() -> None:
        await ground.store.read(lambda reader: reader.waiting_jobs())

    async def certificates() -> None:
        problems = ground.identity_problems()
        if problems:
            raise ValueError(" ".join(problems))

    return {
        "database": database,
        "blobs": ground.blobs.check,
        "certificates": certificates,
        "sealing": workers.check,
    }


async def _take_in(content: bytes, password: str | None) -> Intake:
    return await take_in(content, password=password)


@contextmanager
def _at_work(edge: Edge) -> Iterator[None]:
    edge.start()
    try:
        yield
    finally:
        edge.stop()


def _worker_count() -> int:
    return max(1, min(4, os.cpu_count() or 1))
