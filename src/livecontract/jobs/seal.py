"""Sealing a contract that everybody has signed; run again as often as needed, effective once."""

import asyncio
import errno
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import structlog

from livecontract.blobs.port import BlobDamaged, BlobMissing, Blobs
from livecontract.commands.perform import Ask, Door, perform
from livecontract.commands.requests import FinishSeal, ReportSealFailure
from livecontract.domain.audit import AuditEntry
from livecontract.domain.contracts import Contract, SealProblem
from livecontract.domain.documents import CertificateFile, Document
from livecontract.domain.events import SealedDocument
from livecontract.domain.values import SYSTEM
from livecontract.jobs.certificate import Recordings, certificate_facts
from livecontract.jobs.stamping import stamped_marks, stamped_values
from livecontract.pdf.request import CertificateFacts, Sealed, SealFailed, SealRequest
from livecontract.store.port import Job, Reader, StoreUnavailable

log = structlog.get_logger()


class SealPress(Protocol):
    """Makes one sealed file in a worker process."""

    async def seal(self, request: SealRequest) -> Sealed:
        """The sealed, checked file; raises `SealFailed`."""


@dataclass(frozen=True, slots=True)
class SealJob:
    """The handler of seal jobs; `on_settled` is told which contract was sealed, or could not be."""

    door: Door
    blobs: Blobs
    press: SealPress
    time_source: str
    on_settled: Callable[[str], None]

    async def __call__(self, job: Job) -> None:
        """Seal every document of the contract, then write SIGNED; raises to be tried again."""
        contract_id = str(job.payload["contractId"])
        signed = await self.door.store.read(lambda reader: _signed(reader, contract_id))
        if signed is None:
            return
        try:
            sealed = await self._seal_all(signed)
            await self._ask(contract_id, FinishSeal(documents=tuple(sealed)))
        except StoreUnavailable:
            # Nothing can be reported now either.
            raise
        except Exception as error:
            await self._report(contract_id, error)
            raise
        self.on_settled(contract_id)

    async def _seal_all(self, signed: "_Signed") -> list[SealedDocument]:
        """Every document's seal, or the first failure; by then nothing of the others goes on."""
        contract = signed.contract
        facts = certificate_facts(contract, signed.entries, signed.recordings, self.time_source)
        try:
            async with asyncio.TaskGroup() as group:
                seals = [
                    group.create_task(self._seal(contract, document, facts))
                    for document in contract.documents
                ]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return [seal.result() for seal in seals]

    async def _seal(self, contract: Contract, document: Document, facts: CertificateFacts) -> SealedDocument:
        request = SealRequest(
            document=await self.blobs.get(document.sealable_sha256),
            treatment=document.treatment,
            values=stamped_values(document),
            marks=stamped_marks(contract, document),
            certificate=facts,
            sealed_at=self.door.clock(),
        )
        sealed = await self.press.seal(request)
        log.info("sealed", contract_id=contract.contract_id, document_id=document.document_id)
        return SealedDocument(
            document_id=document.document_id,
            sha256=await self.blobs.put(sealed.pdf),
            size_bytes=len(sealed.pdf),
            certificate=await self._certificate(sealed.certificate_pdf),
        )

    async def _certificate(self, content: bytes | None) -> CertificateFile | None:
        if content is None:
            return None
        return CertificateFile(sha256=await self.blobs.put(content), size_bytes=len(content))

    async def _report(self, contract_id: str, error: Exception) -> None:
        problem = seal_problem(error)
        log.error("seal failed", contract_id=contract_id, code=problem.code, error=repr(error))
        await self._ask(contract_id, ReportSealFailure(code=problem.code, detail=problem.detail))
        self.on_settled(contract_id)

    async def _ask(self, contract_id: str, command: FinishSeal | ReportSealFailure) -> None:
        await perform(self.door, Ask(actor=SYSTEM, contract_id=contract_id, command=command))


def seal_problem(error: Exception) -> SealProblem:
    """What the parties are told of a failure, whichever it is: a stable code and a sentence."""
    if isinstance(error, SealFailed):
        return SealProblem(code=error.code, detail=error.detail)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _NO_ROOM
    return next((problem for kind, problem in _PROBLEMS.items() if isinstance(error, kind)), _UNKNOWN)


_PROBLEMS: dict[type[Exception], SealProblem] = {
    BlobMissing: SealProblem(code="document_missing", detail="A document is missing from the storage."),
    BlobDamaged: SealProblem(code="document_damaged", detail="A document is damaged in the storage."),
    OSError: SealProblem(code="storage_failed", detail="The storage does not work at the moment."),
}
_NO_ROOM = SealProblem(code="storage_full", detail="The storage has no room left for the sealed file.")
_UNKNOWN = SealProblem(code="seal_failed", detail="The document could not be sealed.")


class _Signed(NamedTuple):
    contract: Contract
    entries: list[AuditEntry]
    recordings: Recordings


def _signed(reader: Reader, contract_id: str) -> _Signed | None:
    """A contract that waits for its seal with all that its certificate tells of."""
    contract = reader.contract(contract_id)
    if contract is None or not contract.is_sealing:
        return None
    sessions = reader.sessions(contract_id)
    recordings = {session.session_id: reader.recording(session.session_id) for session in sessions}
    return _Signed(contract, reader.audit(contract_id), recordings)
