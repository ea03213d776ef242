"""Putting the evidence of a contract together: everything that proves it, read at one moment."""

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from livecontract.blobs.port import Blobs
from livecontract.domain.audit import AuditEntry, Head
from livecontract.domain.checkpoint import Checkpoint, Leaf, include
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import Session
from livecontract.domain.values import Actor
from livecontract.evidence import manifest as m
from livecontract.evidence.archive import Held, directory, length, local_header
from livecontract.evidence.consistency import AuditFile, as_canonical
from livecontract.evidence.page import index_page
from livecontract.queries.contracts import require_contract
from livecontract.queries.recordings import RecordingFile, recording_of
from livecontract.store.port import Reader, Store

Content = bytes | str
"""The bytes of a file of the package, or the digest of the blob that it is."""


@dataclass(frozen=True, slots=True)
class Notary:
    """Who vouches: `bind` makes a checkpoint over what moved, `stamp` a time stamp over a SHA-256 digest.

    `root`, `seal` and `time_stamps` are the certificates (DER) that stand behind it.
    """

    bind: Callable[[], Awaitable[int]]
    stamp: Callable[[bytes], Awaitable[bytes]]
    root: bytes
    seal: bytes
    time_stamps: bytes


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is ready to be given out: its size in bytes, and its files in their order."""

    size: int
    files: dict[str, tuple[Content, int]]


async def package(
    store: Store, blobs: Blobs, actor: Actor, contract_id: str, *, notary: Notary, now: datetime
) -> Package:
    """The evidence of a contract that is no draft any more; refuses `not_found` and `wrong_status`.

    A checkpoint is made first if the contract's chain has moved since the last, so that the package
    shows where it ends. Raises `SealFailed` when nobody can make a time stamp at the moment.
    """
    await store.read(lambda reader: _require_sent(reader, actor, contract_id))
    await notary.bind()
    found = await store.read(lambda reader: _found(reader, actor, contract_id))
    contents = await asyncio.to_thread(_contents, found, notary, now)
    expected = m.expected_files(found.contract, len(found.sessions))
    files = await _described(contents, expected, blobs)
    manifest = m.Manifest(
        format=m.FORMAT,
        contract_id=contract_id,
        title=found.contract.title,
        status=found.contract.status.value,
        made_at=msgspec.to_builtins(now),
        head=Head(seq=found.entries[-1].seq, hash=found.entries[-1].hash),
        files=tuple(files),
    )
    written = as_canonical(manifest)
    contents[m.MANIFEST] = written
    contents[m.MANIFEST_STAMP] = await notary.stamp(hashlib.sha256(written).digest())
    sizes = {file.path: file.size for file in files}
    sizes |= {path: len(contents[path]) for path in (m.MANIFEST, m.MANIFEST_STAMP)}
    ordered = {path: sizes[path] for path in m.in_order([file.path for file in files])}
    return Package(length(ordered), {path: (contents[path], size) for path, size in ordered.items()})


async def pieces(found: Package, blobs: Blobs) -> AsyncIterator[bytes]:
    """The package's bytes, piece by piece; of the blobs, never more than a piece is held.

    A file's checksum stands before it, so every blob is read twice: one that is damaged is not given
    out, the package ends before it, and nothing is ever laid down in the clear.
    """
    held: list[Held] = []
    for path, (content, size) in found.files.items():
        crc = 0
        async for piece in _read(content, size, blobs):
            crc = zlib.crc32(piece, crc)
        held.append(Held(path, size, crc))
        yield local_header(held[-1])
        async for piece in _read(content, size, blobs):
            yield piece
    yield directory(held)


@dataclass(frozen=True, slots=True)
class _Found:
    contract: Contract
    entries: list[AuditEntry]
    sessions: list[Session]
    recordings: list[RecordingFile]
    checkpoint: Checkpoint
    leaves: list[Leaf]


def _require_sent(reader: Reader, actor: Actor, contract_id: str) -> None:
    contract = require_contract(reader, actor, contract_id)
    if contract.status is Status.DRAFT:
        allowed = [status.value for status in Status if status is not Status.DRAFT]
        raise Refused(Refusal.WRONG_STATUS, status=contract.status.value, allowed=allowed)


def _found(reader: Reader, actor: Actor, contract_id: str) -> _Found:
    number = reader.checkpoint_of(contract_id)
    checkpoint = None if number is None else reader.checkpoint(number)
    if checkpoint is None:
        raise LookupError("the chain of this contract was just bound, and is not")
    sessions = reader.sessions(contract_id)
    contract = require_contract(reader, actor, contract_id)
    entries = reader.audit(contract_id)
    history = [entry.event for entry in entries]
    return _Found(
        contract=contract,
        entries=entries,
        sessions=sessions,
        recordings=[recording_of(reader, session, contract, history) for session in sessions],
        checkpoint=checkpoint,
        leaves=reader.checkpoint_leaves(checkpoint.number),
    )


def _contents(found: _Found, notary: Notary, now: datetime) -> dict[str, Content]:
    """What is in every file, but for the manifest and its time stamp."""
    contract, checkpoint = found.contract, found.checkpoint
    fingerprint = hashlib.sha256(notary.root).hexdigest()
    place = next(n for n, leaf in enumerate(found.leaves) if leaf.contract_id == contract.contract_id)
    bare = m.BareCheckpoint(
        **{name: getattr(checkpoint, name) for name in m.BareCheckpoint.__struct_fields__}
    )
    contents: dict[str, Content] = {
        m.INDEX: index_page(contract, found.sessions, len(found.entries), now, fingerprint),
        m.AUDIT: as_canonical(AuditFile(contract_id=contract.contract_id, entries=tuple(found.entries))),
        m.CONSENT: contract.consent.text.encode(),
        m.CHECKPOINT: as_canonical(m.CheckpointFile(checkpoint=bare, inclusion=include(found.leaves, place))),
        m.CHECKPOINT_STAMP: checkpoint.token,
        m.ROOT: _pem(notary.root),
        m.SEAL: _pem(notary.seal),
        m.TIME_STAMPS: _pem(notary.time_stamps),
    }
    for number, recording in enumerate(found.recordings):
        contents[m.recording_path(number)] = msgspec.json.encode(recording)
    named = {file.path: file.sha256 for file in m.expected_files(contract, 0) if file.sha256 is not None}
    return {**named, **contents}


async def _described(contents: dict[str, Content], expected: list[m.Expected], blobs: Blobs) -> list[m.File]:
    return [await _file(file, contents[file.path], blobs) for file in expected]


async def _file(file: m.Expected, content: Content, blobs: Blobs) -> m.File:
    if isinstance(content, str):
        sha256, size = content, await blobs.size(content)
    else:
        sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    return m.File(path=file.path, role=file.role, sha256=sha256, size=size)


async def _read(content: Content, size: int, blobs: Blobs) -> AsyncIterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    async for piece in blobs.stream(content, 0, size):
        yield piece


def _pem(certificate: bytes) -> bytes:
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
