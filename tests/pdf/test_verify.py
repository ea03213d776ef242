"""The verifier: what it says about a sealed file, and that no change gets past it."""

import hashlib
import io
import random

import msgspec
import pytest
from pyhanko.pdf_utils import generic

from livecontract.pdf.authority import SealIdentity, make_identity
from livecontract.pdf.closing import Sealer
from livecontract.pdf.proof import signatures_in
from livecontract.pdf.request import Sealed
from livecontract.pdf.revision import open_writer
from livecontract.pdf.seal import seal
from livecontract.pdf.verdict import kinship
from livecontract.pdf.verify import Verdict, verify
from tests.pdf.documents import NOW, contract, facts, mark, request, signed_before

OTHER = make_identity("Another Bank", NOW)


@pytest.fixture(scope="module")
def document() -> bytes:
    return contract(5)


@pytest.fixture(scope="module")
def sealed(document: bytes, identity: SealIdentity) -> Sealed:
    return seal(request(document, marks=[mark(5, 60, 300)]), identity)


def is_refused(verdict: Verdict) -> bool:
    """Whether the verdict blames the file's integrity, in a sentence."""
    return not verdict.valid and not verdict.integrity.ok and verdict.integrity.sentence.endswith(".")


def test_sl6_a_sealed_file_holds_in_all_four_ways(sealed: Sealed, document: bytes) -> None:
    verdict = verify(sealed.pdf)

    assert verdict.valid
    assert verdict.integrity.sentence == "Nothing in the file has changed since it was sealed."
    assert "5 pages" in verdict.completeness.sentence
    assert "UTC" in verdict.time.sentence
    assert verdict.signer == "Live Contract seal, Meridian Bank"
    assert verdict.contract_id == facts(document).contract_id
    assert (verdict.audit_head, verdict.audit_length) == (facts(document).audit_head, 1)
    assert verdict.sealed_at is not None
    assert abs((verdict.sealed_at - NOW).total_seconds()) < 600


def test_sl6_it_says_plainly_that_the_operators_authority_is_on_no_public_list(sealed: Sealed) -> None:
    assert "on no public trust list" in verify(sealed.pdf).identity.sentence


def test_sl6_a_trusted_authority_is_called_trusted_and_another_one_is_refused(
    sealed: Sealed, identity: SealIdentity
) -> None:
    trusted = verify(sealed.pdf, trusted_roots=(OTHER.root_certificate, identity.root_certificate))
    foreign = verify(sealed.pdf, trusted_roots=(OTHER.root_certificate,))

    assert trusted.valid
    assert "the one of this platform" in trusted.identity.sentence
    assert trusted.authority == foreign.authority == hashlib.sha256(identity.root_certificate).hexdigest()
    assert not foreign.valid
    assert foreign.integrity.ok
    assert not foreign.identity.ok


def test_sl6_any_changed_byte_is_found(sealed: Sealed) -> None:
    places = random.Random(7).sample(range(len(sealed.pdf)), 120)

    for place in places:
        changed = bytearray(sealed.pdf)
        changed[place] ^= 1 << (place % 8)
        assert is_refused(verify(bytes(changed))), place


def test_sl6_even_a_byte_that_means_nothing_in_the_last_time_stamp_is_found(sealed: Sealed) -> None:
    stamp = signatures_in(sealed.pdf)[-1]

    for place in range(stamp.contents_from, stamp.contents_to, 41):
        for bit in (0, 5):
            changed = bytearray(sealed.pdf)
            changed[place] ^= 1 << bit
            assert is_refused(verify(bytes(changed))), (place, bit)


@pytest.mark.parametrize(
    ("share", "sentence"),
    [(0.999, "The end of the file is missing"), (0.2, "carries no seal"), (0, "no seal")],
)
def test_sl6_a_cut_file_is_found_and_said_to_be_cut(sealed: Sealed, share: float, sentence: str) -> None:
    verdict = verify(sealed.pdf[: int(len(sealed.pdf) * share)])

    assert is_refused(verdict)
    assert sentence in verdict.integrity.sentence


def test_sl6_a_file_without_its_closing_time_stamp_is_incomplete(sealed: Sealed) -> None:
    seal_end = signatures_in(sealed.pdf)[0].end

    verdict = verify(sealed.pdf[:seal_end])

    assert is_refused(verdict)
    assert "not closed by a seal and a time stamp" in verdict.integrity.sentence


def test_sl6_an_update_that_was_appended_is_found(sealed: Sealed) -> None:
    stream = io.BytesIO(sealed.pdf)
    writer = open_writer(stream)
    writer.root["/Lang"] = generic.TextStringObject("en")
    writer.mark_update(writer.root_ref)
    writer.write_in_place()

    verdict = verify(stream.getvalue())

    assert is_refused(verdict)
    assert "Something was added" in verdict.integrity.sentence


def test_sl6_an_update_that_strangers_closed_with_a_seal_of_their_own_is_found(
    sealed: Sealed, identity: SealIdentity
) -> None:
    stream = io.BytesIO(sealed.pdf)
    writer = open_writer(stream)
    writer.root["/Lang"] = generic.TextStringObject("en")
    Sealer(OTHER).close(writer, stream, NOW, {"Contract": "x"}, certifying=False)

    assert not verify(stream.getvalue()).valid
    assert not verify(stream.getvalue(), trusted_roots=(identity.root_certificate,)).valid


def test_sl6_a_seal_that_allows_changes_is_no_seal(identity: SealIdentity) -> None:
    stream = io.BytesIO(contract())
    Sealer(identity).close(open_writer(stream), stream, NOW, {"Treatment": "original"}, certifying=False)

    verdict = verify(stream.getvalue())

    assert is_refused(verdict)
    assert "does not forbid later changes" in verdict.integrity.sentence


def test_sl6_a_seal_that_names_another_document_is_incomplete(identity: SealIdentity) -> None:
    stream = io.BytesIO(document := contract())
    said: dict[str, str | int] = {
        "OriginalSize": len(document),
        "OriginalSha256": "0" * 64,
        "Pages": 1,
        "CertificatePages": 0,
    }
    Sealer(identity).close(open_writer(stream), stream, NOW, said, certifying=True)

    verdict = verify(stream.getvalue())

    assert verdict.integrity.ok
    assert not verdict.completeness.ok
    assert not verdict.valid


def test_sl6_time_stamps_of_another_authority_prove_no_time(identity: SealIdentity) -> None:
    mixed = msgspec.structs.replace(identity, tsa_key=OTHER.tsa_key, tsa_certificate=OTHER.tsa_certificate)
    stream = io.BytesIO(contract())
    Sealer(mixed).close(open_writer(stream), stream, NOW, {}, certifying=True)

    verdict = verify(stream.getvalue())

    assert verdict.integrity.ok
    assert not verdict.time.ok
    assert not verdict.valid


def test_sl6_both_files_of_a_document_signed_before_are_valid(identity: SealIdentity) -> None:
    both = seal(request(signed_before(OTHER), treatment="sign_only"), identity)

    assert verify(both.pdf, trusted_roots=(identity.root_certificate,)).valid
    assert both.certificate_pdf is not None
    certificate = verify(both.certificate_pdf)
    assert certificate.valid
    assert certificate.completeness.details["Document (SHA-256)"] == both.sha256


def test_sl8_a_document_and_its_certificate_find_each_other(sealed: Sealed, identity: SealIdentity) -> None:
    one, other = (seal(request(signed_before(OTHER), treatment="sign_only"), identity) for _ in range(2))
    files = {"a.pdf": one.pdf, "b.pdf": one.certificate_pdf, "c.pdf": other.pdf, "d.pdf": sealed.pdf}

    kin = kinship({name: verify(content or b"") for name, content in files.items()})

    assert kin == {
        "a.pdf": "Its certificate is b.pdf.",
        "b.pdf": "It certifies a.pdf.",
        "c.pdf": "Its certificate is not among these files.",
    }
    assert kinship({"b.pdf": verify(one.certificate_pdf or b"")}) == {
        "b.pdf": "The document is not among these files."
    }


@pytest.mark.parametrize(
    "junk", [b"", b"%PDF-1.7", b"/ByteRange [0 1 2 3]", b"/ByteRange [0 9 20 30] <00>" * 3]
)
def test_sl6_what_is_no_sealed_file_is_told_so(junk: bytes) -> None:
    assert is_refused(verify(junk))
