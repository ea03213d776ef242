"""The way of one document: intake, trial seal, values and marks on its pages, seal, and the judges."""

import asyncio
import shutil
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from bench.corpus.judging import Case, Opinion, Place
from livecontract.domain.fields import Rect
from livecontract.pdf import geometry
from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.intake import Intake, IntakeRefused, take_in
from livecontract.pdf.rehearsal import sample_request
from livecontract.pdf.request import SealFailed, SealRequest, StampedMark
from livecontract.pdf.verifier import Verifier
from livecontract.pdf.workers import PdfWorkers

# Marks and values are put on so many pages, and as many are compared.
MOST_PAGES: Final = 12
# A judge that takes longer says nothing.
PATIENCE_S: Final = 60.0
_SAYS: Final = "Signature Validation:"
ENDS: Final = {"original": "sealed", "normalised": "normalised", "sign_only": "signed only"}


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a document: one of the ends, `refused` or `failed`, and why.

    `seconds` is the time until it was sealed or refused.
    """

    name: str
    end: str
    seconds: float
    code: str = ""
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """Who seals and who judges."""

    identity: SealIdentity
    workers: PdfWorkers
    verifier: Verifier

    async def fate(self, path: Path) -> Fate:
        """Take a document all the way; whatever goes wrong on it becomes its fate."""
        began = time.perf_counter()
        upload = await asyncio.to_thread(path.read_bytes)
        try:
            taken = await take_in(upload)
            await self.workers.trial_seal(taken.sealable, taken.treatment)
            request = _request(taken)
            sealed = (await self.workers.seal(request)).pdf
        except IntakeRefused as refused:
            return Fate(path.name, "refused", _since(began), refused.code, (refused.detail,))
        except SealFailed as failed:
            return Fate(path.name, "refused", _since(began), failed.code, (failed.detail,))
        except Exception as error:  # noqa: BLE001 - what must not happen is what is looked for
            return Fate(path.name, "failed", _since(began), type(error).__name__, (str(error),))
        seconds = _since(began)
        opinion = await self._judged(_case(upload, taken, request, sealed, self.identity))
        end = "failed" if opinion.faults else ENDS[taken.treatment]
        return Fate(path.name, end, seconds, taken.treatment, opinion.faults, opinion.remarks)

    async def _judged(self, case: Case) -> Opinion:
        verdict = await self.verifier.verify(case.sealed, trusted_roots=(case.root_certificate,))
        own = () if verdict.valid else (f"verify: {verdict.integrity.sentence}",)
        other = await _opinion(case)
        return Opinion((*own, *other.faults, *await _objections_of_pdfsig(case.sealed)), other.remarks)


def _request(taken: Intake) -> SealRequest:
    """A value and a mark on each of the first pages, if anything may be drawn on them."""
    now = datetime.now(UTC).replace(microsecond=0)
    made = sample_request(taken.sealable, taken.treatment, taken.pages, now)
    if taken.treatment == "sign_only":
        return msgspec.structs.replace(made, values=(), marks=())
    values = tuple(value for value in made.values if value.page_number <= MOST_PAGES)
    marks = tuple(_on_page(made.marks[0], value.page_number, taken) for value in values)
    return msgspec.structs.replace(made, values=values, marks=marks)


def _on_page(mark: StampedMark, page_number: int, taken: Intake) -> StampedMark:
    first, box = taken.pages[mark.page_number - 1], taken.pages[page_number - 1]
    rect = msgspec.structs.replace(
        mark.rect,
        x=mark.rect.x / first.width * box.width,
        y=mark.rect.y / first.height * box.height,
        width=mark.rect.width / first.width * box.width,
        height=mark.rect.height / first.height * box.height,
    )
    return msgspec.structs.replace(mark, page_number=page_number, rect=rect)


def _case(upload: bytes, taken: Intake, request: SealRequest, sealed: bytes, identity: SealIdentity) -> Case:
    drawn = [(each, False) for each in request.values] + [(each, True) for each in request.marks]
    return Case(
        upload=upload,
        sealed=sealed,
        root_certificate=identity.root_certificate,
        crl=identity.crl,
        boxes=taken.pages[:MOST_PAGES],
        places=tuple(Place(each.page_number, _plain(each.rect), is_mark) for each, is_mark in drawn),
        is_told=any(notice.code == "form_values_drawn" for notice in taken.notices),
        has_form=bool(taken.found_fields),
    )


def _plain(rect: Rect) -> geometry.Rect:
    return geometry.Rect(rect.x, rect.y, rect.width, rect.height)


async def _opinion(case: Case) -> Opinion:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.corpus.judging",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            answer, complaint = await process.communicate(msgspec.msgpack.encode(case))
    except TimeoutError:
        process.kill()
        await process.wait()
        return Opinion((), ("not judged within the time",))
    if process.returncode != 0:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        return Opinion((f"the judge ended: {last}",), ())
    return msgspec.msgpack.decode(answer, type=Opinion)


async def _objections_of_pdfsig(sealed: bytes) -> tuple[str, ...]:
    """What poppler has against the signatures; nothing where it is not installed."""
    if shutil.which("pdfsig") is None:
        return ()
    with TemporaryDirectory() as folder:
        (Path(folder) / "sealed.pdf").write_bytes(sealed)
        process = await asyncio.create_subprocess_exec(
            "pdfsig",
            "sealed.pdf",
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        shown = (await process.communicate())[0].decode(errors="replace")
    said = [line.partition(_SAYS)[2].strip() for line in shown.splitlines() if _SAYS in line]
    # It does not know time stamps; ours is the last signature that it does know.
    judged = [each for each in said if not each.startswith("Signature has not yet been verified")]
    return () if judged[-1:] == ["Signature is Valid."] else (f"pdfsig: {said}",)


def _since(began: float) -> float:
    return time.perf_counter() - began
