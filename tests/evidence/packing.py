"""A whole evidence package of a signed contract, made as the server makes it, and the same taken apart."""

import hashlib
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from livecontract.blobs.files import FileBlobs
from livecontract.commands.recordings import Cut, keep
from livecontract.commands.requests import (
    AddDocument,
    ChangeSigners,
    CloseRecording,
    EndSession,
    PlaceFields,
    RemoveDocument,
    SendForReview,
    StartSession,
)
from livecontract.domain.contracts import Contract
from livecontract.domain.documents import Document
from livecontract.domain.recording import Entry
from livecontract.domain.values import SYSTEM, Actor
from livecontract.evidence import manifest as m
from livecontract.evidence.archive import Held, directory, local_header, opened
from livecontract.evidence.consistency import as_canonical
from livecontract.jobs.checkpoints import Checkpoints
from livecontract.jobs.seal import SealJob
from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.request import Sealed, SealRequest
from livecontract.pdf.seal import seal, time_stamp
from livecontract.queries.evidence import Notary, package, pieces
from livecontract.store.port import Job
from tests.commands.conftest import Office, opened_office
from tests.making import NOON, a_document, a_field, fresh_id
from tests.pdf.documents import NOW, contract, signed_before

Files = dict[str, bytes]


@dataclass
class Archive:
    """An office whose contracts are really sealed, and whose evidence can be taken away."""

    office: Office
    blobs: FileBlobs
    identity: SealIdentity
    checkpoints: Checkpoints

    async def seal(self, request: SealRequest) -> Sealed:
        return seal(request, self.identity)

    async def stamp(self, digest: bytes) -> bytes:
        return time_stamp(digest, self.identity)

    async def added(self, begun: Contract, content: bytes, **changes: str) -> Document:
        digest = await self.blobs.put(content)
        made = msgspec.structs.replace(
            a_document(fresh_id("document"), 1),
            sha256=digest,
            size_bytes=len(content),
            sealable_sha256=digest,
            **changes,
        )
        await self.office.do(self.office.ada, begun, AddDocument(document=made))
        return made

    async def in_review(self, title: str = "Loan agreement", signers: Sequence[Actor] = ()) -> Contract:
        """A contract with two documents, one signed by somebody before, and a field; a third is gone."""
        begun = await self.office.begin(title)
        if signers:
            ids = tuple(actor.user_id for actor in signers)
            await self.office.do(self.office.ada, begun, ChangeSigners(signers=ids))
        gone = await self.added(begun, contract(2))
        await self.office.do(self.office.ada, begun, RemoveDocument(document_id=gone.document_id))
        plain = await self.added(begun, contract())
        await self.added(begun, signed_before(self.identity), treatment="sign_only", name="Theirs.pdf")
        place = PlaceFields(document_id=plain.document_id, fields=(a_field(required=False),))
        await self.office.do(self.office.ada, begun, place)
        return (await self.office.do(self.office.ada, begun, SendForReview())).contract

    async def met(self, found: Contract) -> None:
        """A session of the two, recorded and ended."""
        office = self.office
        session = (await office.do(office.carla, found, StartSession())).session
        assert session is not None
        told = [
            {"seq": 1, "type": "participantJoined", "userId": office.carla.user_id, "at": NOON.isoformat()},
            {"seq": 2, "type": "pageChange", "pageNumber": 1, "userId": "x", "at": NOON.isoformat()},
            {"seq": 3, "type": "sessionEnded", "userId": "x", "at": NOON.isoformat()},
        ]
        for number, entry in enumerate(told, 1):
            await keep(
                office.door, [Cut(session.session_id, "e", [Entry(number, msgspec.json.encode(entry))])]
            )
        await office.do(office.ada, found, EndSession(session_id=session.session_id))
        await office.do(SYSTEM, found, CloseRecording(session_id=session.session_id))

    async def signed(self, title: str = "Loan agreement") -> Contract:
        """The same after two meetings, signed and sealed."""
        office = self.office
        found = await self.in_review(title)
        await self.met(found)
        await self.met(found)
        done = await office.sign(found, office.carla)
        job = Job(
            job_id=1,
            kind="seal",
            payload={"contractId": done.contract.contract_id},
            stream=None,
            attempts=1,
            lease="x",
            enqueued_at=NOW,
        )
        await SealJob(office.door, self.blobs, self, "the test's clock", lambda _: None)(job)
        return await office.contract(found.contract_id)

    async def taken(self, found: Contract, actor: Actor | None = None) -> bytes:
        """The evidence package of a contract."""
        notary = Notary(
            bind=self.checkpoints.bind,
            stamp=self.stamp,
            root=self.identity.root_certificate,
            seal=self.identity.seal_certificate,
            time_stamps=self.identity.tsa_certificate,
        )
        made = await package(
            self.office.store,
            self.blobs,
            actor or self.office.carla,
            found.contract_id,
            notary=notary,
            now=self.office.clock(),
        )
        content = b"".join([piece async for piece in pieces(made, self.blobs)])
        assert len(content) == made.size
        return content


@asynccontextmanager
async def archive_in(folder: Path, identity: SealIdentity) -> AsyncIterator[Archive]:
    """An archive whose database and blobs lie in that folder."""
    async with opened_office(folder) as office:
        office.clock.now = NOW
        blobs = FileBlobs(folder / "blobs", key=b"b" * 32, url_key=b"u" * 32, clock=office.clock)
        made = Archive(office, blobs, identity, Checkpoints(office.store, _no_stamp, office.clock))
        yield replace(made, checkpoints=Checkpoints(office.store, made.stamp, office.clock))


async def _no_stamp(_digest: bytes) -> bytes:
    raise NotImplementedError


def taken_apart(content: bytes) -> Files:
    """The files of a package."""
    return opened(content)


def put_together(files: Files) -> bytes:
    """A package with the right frame around these files."""
    held = [Held(path, len(content), zlib.crc32(content)) for path, content in files.items()]
    inner = b"".join(local_header(one) + files[one.path] for one in held)
    return inner + directory(held)


def with_manifest(files: Files) -> Files:
    """The files with a manifest that fits them; its time stamp is still the old one."""
    manifest = msgspec.json.decode(files[m.MANIFEST], type=m.Manifest)
    roles = {file.path: file.role for file in manifest.files}
    listed = tuple(
        m.File(
            path=path,
            role=roles.get(path, "upload"),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )
        for path, content in files.items()
        if path not in {m.MANIFEST, m.MANIFEST_STAMP}
    )
    return {**files, m.MANIFEST: as_canonical(msgspec.structs.replace(manifest, files=listed))}
