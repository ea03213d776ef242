"""Whatever somebody does to an evidence package is found, and the first thing that is wrong is named."""

import hashlib
import random

import msgspec
import pytest

from livecontract.domain.audit import Head
from livecontract.evidence import manifest as m
from livecontract.evidence.consistency import AuditFile, as_canonical
from livecontract.pdf.seal import time_stamp
from tests.evidence.conftest import Evidence, wrong
from tests.evidence.packing import Files, put_together, taken_apart, with_manifest
from tests.evidence.tampering import KINDS, Tamperer, rechained

# They judge many packages.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", KINDS)
def test_ev4_every_kind_of_tampering_is_found_and_named(evidence: Evidence, kind: str) -> None:
    tamperer = Tamperer(evidence.package, evidence.other, seed=len(kind))

    for tampering in (tamperer.next(kind) for _ in range(8)):
        verdict = evidence.judged(tampering.content)
        assert not verdict.valid, tampering
        assert wrong(verdict).endswith(".")


def test_ev4_any_changed_byte_is_found_wherever_it_is(evidence: Evidence) -> None:
    """Frame, list and every file: the checksum, the comparison of the frame or the time stamp shows it."""
    chance = random.Random(7)
    places = chance.sample(range(2, len(evidence.package)), 400)
    places += range(len(evidence.package) - 200, len(evidence.package))

    for place in places:
        changed = bytearray(evidence.package)
        changed[place] ^= 1 << chance.randrange(8)
        assert not evidence.judged(bytes(changed)).valid, place


def vouched(evidence: Evidence, files: Files) -> bytes:
    """A package whose manifest fits and is time-stamped anew, as if the platform itself had been deceived."""
    files = with_manifest(files)
    digest = hashlib.sha256(files[m.MANIFEST]).digest()
    return put_together({**files, m.MANIFEST_STAMP: time_stamp(digest, evidence.identity)})


def chain_of(files: Files) -> AuditFile:
    return msgspec.json.decode(files[m.AUDIT], type=AuditFile)


def with_chain(files: Files, chain: AuditFile) -> Files:
    last = chain.entries[-1]
    manifest = msgspec.json.decode(files[m.MANIFEST], type=m.Manifest)
    named = msgspec.structs.replace(manifest, head=Head(seq=last.seq, hash=last.hash))
    return {**files, m.AUDIT: as_canonical(chain), m.MANIFEST: as_canonical(named)}


def forged(files: Files, kind: str, **members: object) -> Files:
    """The first entry of that kind says something else, and all hashes from there on are made anew."""
    chain = chain_of(files)
    entries = list(chain.entries)
    place = next(n for n, entry in enumerate(entries) if entry.type == kind)
    entries[place] = msgspec.structs.replace(entries[place], data={**entries[place].data, **members})
    return with_chain(files, msgspec.structs.replace(chain, entries=tuple(rechained(entries))))


def shortened(files: Files, count: int) -> Files:
    chain = chain_of(files)
    return with_chain(files, msgspec.structs.replace(chain, entries=chain.entries[:-count]))


@pytest.mark.parametrize(
    ("kind", "members", "sentence"),
    [
        ("contractSigned", {"digest": "0" * 64}, "is not over the documents and values of the record."),
        ("consentGiven", {"sha256": "0" * 64}, "is to another text than the contract's."),
        ("contractSigned", {"name": "Eve"}, "is not the one that the seal of documents/01-signed.pdf names."),
        ("sessionRecorded", {"hash": "0" * 64}, "does not say of its end what the record says."),
        ("sessionStarted", {"startedBy": "eve"}, "is not of the session that the record tells of."),
        ("contractSealed", {"sealedAt": "2020-01-01T00:00:00Z"}, "is not the one that the checkpoint binds."),
        ("contractCreated", {"title": "Other"}, "is not over the documents and values of the record."),
    ],
)
def test_ev4_a_forged_entry_is_named_even_if_the_manifest_was_vouched_for(
    evidence: Evidence, kind: str, members: dict[str, object], sentence: str
) -> None:
    content = vouched(evidence, forged(taken_apart(evidence.package), kind, **members))

    assert sentence in wrong(evidence.judged(content))


def test_ev4_an_end_of_the_record_that_was_cut_off_is_named(evidence: Evidence) -> None:
    """What is left fits together, and the manifest was vouched for: only the checkpoint shows it."""
    files = taken_apart(evidence.reopened)
    count = len(chain_of(files).entries)

    judged = evidence.judged(vouched(evidence, shortened(files, 1)))

    assert wrong(judged) == f"The record ends before entry {count}, which the checkpoint binds."


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("documents/01-signed.pdf", "is not the one that the record tells of."),
        ("documents/02-uploaded.pdf", "is not the one that the record tells of."),
        ("recordings/001.json", "is not of the session that the record tells of."),
        ("checkpoint/checkpoint.json", "The checkpoint binds the record of another contract."),
        ("checkpoint/checkpoint.tst", "The checkpoint is not the one that was time-stamped."),
        ("manifest.json", "is not the one that the manifest names."),
        ("manifest.tst", "The manifest is not the one that was time-stamped."),
    ],
)
def test_ev4_a_file_of_another_contract_is_named(evidence: Evidence, path: str, sentence: str) -> None:
    files = taken_apart(evidence.package)
    files[path] = taken_apart(evidence.other)[path]
    content = put_together(files) if path.startswith("manifest") else vouched(evidence, files)

    assert sentence in wrong(evidence.judged(content))


def test_ev4_words_on_the_first_page_cannot_be_changed(evidence: Evidence) -> None:
    """No other file says what stands there, so the time stamp over the manifest has to show it."""
    files = taken_apart(evidence.package)
    changed = with_manifest({**files, m.INDEX: files[m.INDEX].replace(b"Carla", b"Clara")})

    assert (
        wrong(evidence.judged(put_together(changed))) == "The manifest is not the one that was time-stamped."
    )
