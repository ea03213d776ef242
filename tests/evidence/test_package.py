"""An evidence package has everything in it, opens anywhere, and is judged from itself alone."""

import hashlib
import html.parser
import io
import json
import zipfile
from pathlib import Path

import msgspec
import pytest

from livecontract.blobs.port import BlobDamaged
from livecontract.commands.requests import DeclineContract, StartSession, VoidContract
from livecontract.domain.refusals import Refused
from livecontract.evidence import manifest as m
from livecontract.evidence.archive import Held, local_header
from livecontract.evidence.examination import verify_package
from livecontract.evidence.judgement import answer
from livecontract.pdf.authority import make_identity
from livecontract.pdf.verdict import Question, Verdict
from livecontract.pdf.verifier import Verifier
from tests.evidence.conftest import Evidence, wrong
from tests.evidence.packing import Files, archive_in, put_together, taken_apart
from tests.pdf.documents import NOW


def test_ev3_any_program_opens_a_package_and_finds_everything_in_it(evidence: Evidence) -> None:
    with zipfile.ZipFile(io.BytesIO(evidence.package)) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        manifest = json.loads(opened.read("manifest.json"))
        for file in manifest["files"]:
            content = opened.read(file["path"])
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])

    assert names[:3] == ["index.html", "manifest.json", "manifest.tst"]
    assert manifest["format"] == "livecontract-evidence-1"
    assert [(file["path"], file["role"]) for file in manifest["files"]] == [
        ("index.html", "index"),
        ("audit.json", "audit"),
        ("consent.txt", "consent"),
        ("documents/01-uploaded.pdf", "upload"),
        ("documents/01-signed.pdf", "sealed"),
        ("documents/02-uploaded.pdf", "upload"),
        ("documents/02-signed.pdf", "sealed"),
        ("documents/02-certificate.pdf", "certificate"),
        ("recordings/001.json", "recording"),
        ("recordings/002.json", "recording"),
        ("checkpoint/checkpoint.json", "checkpoint"),
        ("checkpoint/checkpoint.tst", "timeStamp"),
        ("certificates/root.pem", "authority"),
        ("certificates/seal.pem", "authority"),
        ("certificates/time-stamps.pem", "authority"),
    ]


def test_ev3_the_first_page_names_everything_and_loads_nothing(evidence: Evidence) -> None:
    files = taken_apart(evidence.package)
    page = files[m.INDEX].decode()
    links: list[str] = []

    class Links(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            links.extend(value or "" for name, value in attrs if name in {"href", "src"})
            assert tag not in {"script", "img", "link", "iframe"}

    Links().feed(page)

    assert set(links) == {path for path in files if path.startswith(("documents/", "recordings/"))}
    for words in ("Ada Lindqvist", "carla@post.example", "Loan agreement", "Signed and sealed", "Theirs.pdf"):
        assert words in page
    assert hashlib.sha256(evidence.identity.root_certificate).hexdigest() in page


@pytest.mark.parametrize("name", ["package", "other", "in_review"])
def test_ev4_a_package_as_it_was_handed_out_is_valid(evidence: Evidence, name: str) -> None:
    verdict = evidence.judged(getattr(evidence, name))

    assert verdict.valid
    assert verdict.is_package
    assert verdict.authority == hashlib.sha256(evidence.identity.root_certificate).hexdigest()
    assert verdict.audit_length is not None
    assert f"all {verdict.audit_length} entries" in verdict.integrity.sentence


def test_ev4_a_package_of_an_authority_that_is_not_known_is_told_apart(evidence: Evidence) -> None:
    foreign = make_identity("Another bank", NOW).root_certificate
    payload = msgspec.msgpack.encode(Question(evidence.package, (foreign,)))

    judged = msgspec.msgpack.decode(answer(payload), type=Verdict)

    assert not judged.valid
    assert (judged.integrity.ok, judged.time.ok, judged.completeness.ok) == (True, True, True)
    assert "not the authority of this platform" in judged.identity.sentence


async def test_ev5_a_package_is_judged_by_a_child_process(evidence: Evidence) -> None:
    assert (await Verifier().verify(evidence.package)).valid
    assert wrong(await Verifier().verify(evidence.package[:-1])).startswith("The list of files")


@pytest.mark.parametrize("end", [DeclineContract(reason="No."), None, VoidContract(reason="No.")])
async def test_ev3_ev4_a_contract_that_was_not_signed_has_evidence_too(
    tmp_path: Path, end: DeclineContract | VoidContract | None
) -> None:
    """With a document that was taken away again, a session that goes on, and a signature that became void."""
    identity = make_identity("Test bank", NOW)
    async with archive_in(tmp_path, identity) as archive:
        office = archive.office
        found = await archive.in_review(signers=(office.carla, office.ada))
        await archive.met(found)
        await office.do(office.carla, found, StartSession())
        await office.sign(found, office.carla)
        if end is not None:
            actor = office.carla if isinstance(end, DeclineContract) else office.ada
            await office.do(actor, found, end)
        package = await archive.taken(found)

    verdict = verify_package(package, trusted_roots=(identity.root_certificate,))

    assert verdict.valid, wrong(verdict)
    assert verdict.completeness.details["Status"] == {
        "DeclineContract": "DECLINED",
        "VoidContract": "VOIDED",
    }.get(type(end).__name__, "REVIEW")
    assert len([path for path in taken_apart(package) if path.startswith("recordings/")]) == 2


async def test_ev3_a_draft_has_no_evidence(tmp_path: Path) -> None:
    async with archive_in(tmp_path, make_identity("Test bank", NOW)) as archive:
        draft = await archive.office.begin()
        with pytest.raises(Refused) as refused:
            await archive.taken(draft)
    assert refused.value.code == "wrong_status"


async def test_ev3_a_damaged_file_is_no_evidence(tmp_path: Path) -> None:
    async with archive_in(tmp_path, make_identity("Test bank", NOW)) as archive:
        found = await archive.in_review()
        (stored,) = (tmp_path / "blobs").rglob(found.documents[0].sha256)
        stored.chmod(0o600)
        stored.write_bytes(stored.read_bytes()[:-1] + b"x")

        with pytest.raises(BlobDamaged):
            await archive.taken(found)


def zipped(files: Files, compression: int = zipfile.ZIP_STORED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return written.getvalue()


def renamed(evidence: Evidence, path: str, other: str) -> bytes:
    """A package in which a file has another name of the same length, everywhere."""
    assert len(path) == len(other)
    return evidence.package.replace(path.encode(), other.encode())


def test_ev5_hostile_zip_files_are_told_what_they_are(evidence: Evidence) -> None:
    files = taken_apart(evidence.package)
    once = put_together({m.INDEX: files[m.INDEX]})
    encrypted = bytearray(once)
    encrypted[6] |= 1
    first = len(once) - len(once[once.index(b"PK\x01\x02") :])

    said = {
        "another program": zipped(files),
        "bomb": zipped({"index.html": b"0" * 50_000_000}, zipfile.ZIP_DEFLATED),
        "traversal": renamed(evidence, "index.html", "../../x.sh"),
        "absolute": renamed(evidence, "index.html", "/etc/x.txt"),
        "encrypted": bytes(encrypted),
        "doubled": once[:first] + once,
        "empty": zipped({}),
        "cut": evidence.package[:5000],
        "many": b"".join(local_header(Held(f"a{n}.b", 0, 0)) for n in range(2001)),
    }

    anew = "The package was packed anew or its frame was changed: it is not the file that was handed out."
    sentences = {name: wrong(evidence.judged(content)) for name, content in said.items()}
    assert sentences.pop("many") == "The package holds more files than any that was handed out."
    assert sentences == {
        "another program": anew,
        "bomb": anew,
        "traversal": "The package holds a file under a name that no file of a package has.",
        "absolute": "The package holds a file under a name that no file of a package has.",
        "encrypted": "The package holds something encrypted, and nothing in a package is.",
        "doubled": "The package holds the file index.html twice.",
        "empty": "The file manifest.json is missing.",
        "cut": "The end of the package is missing.",
    }
