"""What a seal costs: processor and wall time for 1, 20 and 200 pages, self-check included.

`python -m bench.seal [ROUNDS]` makes its documents itself. Each round seals other content, so the
typesetter cannot answer from memory; the median of the rounds is printed.
"""

import asyncio
import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pikepdf

from livecontract.pdf.authority import make_identity
from livecontract.pdf.geometry import page_boxes
from livecontract.pdf.rehearsal import sample_request
from livecontract.pdf.request import SealRequest
from livecontract.pdf.seal import rehearse, seal, warm_up
from livecontract.pdf.verify import verify
from livecontract.pdf.workers import PdfWorkers

NOW = datetime.now(UTC)
IDENTITY = make_identity("Bench", NOW)
VALUES, POOL_SEALS = 10, 40
SCAN_PIXELS = (160, 180)


def document(pages: int, *, with_scans: bool = False) -> bytes:
    """A contract of full text pages; with scans, each page also has 86 kB of picture."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=(595, 842)).obj
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        content = text(number)
        if with_scans:
            page.Resources.XObject = pikepdf.Dictionary(Scan=scan(pdf))
            content += " q 200 0 0 225 300 60 cm /Scan Do Q"
        page.Contents = pdf.make_stream(content.encode())
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def text(number: int) -> str:
    """Page content: 48 lines."""
    lines = (
        f"1 0 0 1 72 {770 - 14 * line} Tm (Page {number}, line {line}: the borrower repays as agreed.) Tj"
        for line in range(48)
    )
    return f"BT /F1 10 Tf {' '.join(lines)} ET"


def scan(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """A picture that does not compress."""
    width, height = SCAN_PIXELS
    return pdf.make_stream(
        os.urandom(width * height * 3),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
    )


def request(pdf: bytes, number: int) -> SealRequest:
    """Ten values on the first pages and a signature on the last, with content of its own."""
    made = sample_request(pdf, "original", page_boxes(pdf), NOW)
    certificate = msgspec.structs.replace(made.certificate, title=f"Contract {number}")
    values = tuple(
        msgspec.structs.replace(value, text=f"value {number}") for value in made.values[:3] * VALUES
    )
    return msgspec.structs.replace(
        made, values=values[:VALUES], marks=made.marks[-1:], certificate=certificate
    )


def measure(title: str, pdf: bytes, rounds: int) -> None:
    """Print one line of the table."""
    cpu, wall, steps = [], [], []
    for number in range(rounds + 2):
        asked = request(pdf, number)
        began, used = time.perf_counter(), time.process_time()
        sealed = seal(asked, IDENTITY)
        cpu.append((time.process_time() - used) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
        steps.append(sealed.timings_ms)
    cpu_ms, wall_ms = statistics.median(cpu[2:]), statistics.median(wall[2:])
    parts = ", ".join(f"{step} {statistics.median(s[step] for s in steps[2:]):.0f}" for step in steps[0])
    added_kb = (len(sealed.pdf) - len(pdf)) / 1000
    print(f"{title:<20}{len(pdf) / 1e6:>8.2f}{cpu_ms:>9.1f}{wall_ms:>9.1f}{added_kb:>9.0f}   {parts}")


def measure_once(title: str, work: Callable[[], object]) -> None:
    """Print how long one call takes."""
    began, used = time.perf_counter(), time.process_time()
    work()
    print(
        f"{title:<28}{(time.process_time() - used) * 1000:>9.1f}{(time.perf_counter() - began) * 1000:>9.1f}"
    )


async def measure_pool(pdf: bytes) -> None:
    """Print how long the first worker takes to start, and how many seals two workers make in a second."""
    began = time.perf_counter()
    async with PdfWorkers(IDENTITY, size=2) as workers:
        await workers.ready()
        print(f"first worker ready after {(time.perf_counter() - began) * 1000:.0f} ms")
        await asyncio.gather(*(workers.seal(request(pdf, number)) for number in range(4)))
        began = time.perf_counter()
        await asyncio.gather(*(workers.seal(request(pdf, number)) for number in range(POOL_SEALS)))
        print(f"two workers, 20 pages: {POOL_SEALS / (time.perf_counter() - began):.1f} seals a second")


def main(rounds: int) -> None:
    warm_up(IDENTITY, NOW)
    documents = {
        "1 page": document(1),
        "20 pages": document(20),
        "200 pages": document(200),
        "200 pages, scans": document(200, with_scans=True),
    }
    print("seal with self-check        MB   CPU ms  wall ms  added kB   steps, ms wall")
    for title, pdf in documents.items():
        measure(title, pdf, rounds)
    print("\n                               CPU ms  wall ms")
    twenty = documents["20 pages"]
    sealed = seal(request(twenty, 0), IDENTITY).pdf
    measure_once("trial seal, 20 pages", lambda: rehearse(twenty, "original", IDENTITY, NOW))
    measure_once("trial seal, 200 pages", lambda: rehearse(documents["200 pages"], "original", IDENTITY, NOW))
    measure_once("verify, 20 pages", lambda: verify(sealed))
    print()
    asyncio.run(measure_pool(twenty))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
