"""The seal: what it covers, what it forbids, how long it lasts, and who agrees."""

import hashlib
import io
import shutil
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm

from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.closing import FACTS_KEY
from livecontract.pdf.request import Sealed, SealFailed
from livecontract.pdf.seal import rehearse, seal
from tests.pdf import validators
from tests.pdf.documents import NOW, contract, facts, mark, request, saved, signed_before, value


@pytest.fixture(scope="module")
def document() -> bytes:
    return contract(3)


@pytest.fixture(scope="module")
def sealed(document: bytes, identity: SealIdentity) -> Sealed:
    made = request(document, values=[value(1, 60, 300, "2750.00")], marks=[mark(3, 60, 600)])
    return seal(made, identity)


def test_sl1_the_document_is_the_first_revision_byte_for_byte(document: bytes, sealed: Sealed) -> None:
    assert sealed.pdf.startswith(document)
    assert sealed.sha256 == hashlib.sha256(sealed.pdf).hexdigest()


def test_sl2_the_seal_certifies_and_allows_no_change(sealed: Sealed, identity: SealIdentity) -> None:
    status = validators.signature_status(sealed.pdf, identity)

    assert status.bottom_line
    assert status.docmdp_ok
    assert status.modification_level == ModificationLevel.LTA_UPDATES
    assert validators.reader(sealed.pdf).embedded_regular_signatures[0].docmdp_level == MDPPerm.NO_CHANGES


def test_sl2_signature_and_whole_file_carry_time_stamps(sealed: Sealed, identity: SealIdentity) -> None:
    status = validators.signature_status(sealed.pdf, identity)

    stamp = status.timestamp_validity
    assert stamp is not None
    assert (stamp.valid, stamp.trusted) == (True, True)
    assert validators.time_stamp_holds(sealed.pdf, identity)
    assert sealed.level == "B-LTA"


@pytest.mark.parametrize("days", [3, 60, 400, 800, 8 * 365])
def test_sl5_the_seal_still_holds_after(sealed: Sealed, identity: SealIdentity, days: int) -> None:
    assert validators.holds_after(sealed.pdf, identity, days)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not on this machine")
def test_pdfsig_finds_the_signature_valid(sealed: Sealed, tmp_path: Path) -> None:
    assert "Signature Validation: Signature is Valid." in validators.pdfsig(sealed.pdf, tmp_path)


def test_the_seal_itself_says_what_it_seals(document: bytes, sealed: Sealed) -> None:
    said = validators.reader(sealed.pdf).embedded_regular_signatures[0].sig_object[FACTS_KEY]

    assert said["/Contract"] == facts(document).contract_id
    assert said["/OriginalSize"] == len(document)
    assert said["/OriginalSha256"] == hashlib.sha256(document).hexdigest()
    assert said["/AuditHead"] == facts(document).audit_head
    assert (said["/Pages"], said["/CertificatePages"]) == (3, sealed.pages_added)


def test_the_description_of_the_document_is_left_alone(identity: SealIdentity) -> None:
    pdf = pikepdf.open(io.BytesIO(contract()))
    pdf.docinfo["/Title"] = "Loan"
    pdf.Root.Metadata = pdf.make_stream(b"<not really xmp", Type=pikepdf.Name.Metadata)

    sealed = pikepdf.open(io.BytesIO(seal(request(saved(pdf)), identity).pdf))

    assert dict(sealed.docinfo) == {"/Title": "Loan"}
    assert sealed.Root.Metadata.read_bytes() == b"<not really xmp"


def test_every_step_is_timed(sealed: Sealed) -> None:
    assert list(sealed.timings_ms) == ["survey", "typeset", "stamp", "close", "selfcheck"]


def test_an_identity_whose_time_is_over_seals_nothing(document: bytes, identity: SealIdentity) -> None:
    later = request(document, sealed_at=NOW + timedelta(days=900))

    with pytest.raises(SealFailed) as failed:
        seal(later, identity)

    assert failed.value.code == "seal_identity_invalid"


@pytest.mark.parametrize("junk", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_document_is_refused_with_a_code(identity: SealIdentity, junk: bytes) -> None:
    with pytest.raises(SealFailed) as failed:
        rehearse(junk, "original", identity, NOW)

    assert failed.value.code == "document_not_sealable"


def test_a_rehearsal_leaves_nothing_behind(document: bytes, identity: SealIdentity) -> None:
    rehearse(document, "original", identity, NOW)


def test_a_document_that_others_have_signed_keeps_their_signature_valid(identity: SealIdentity) -> None:
    signed = signed_before(identity)

    both = seal(request(signed, treatment="sign_only"), identity)

    assert both.pdf.startswith(signed)
    assert both.pages_added == 0
    for which in (0, 1):
        status = validators.signature_status(both.pdf, identity, which)
        assert status.bottom_line
        assert status.docmdp_ok is not False


def test_its_certificate_is_a_sealed_file_of_its_own(identity: SealIdentity) -> None:
    both = seal(request(signed_before(identity), treatment="sign_only"), identity)

    assert both.certificate_pdf is not None
    assert validators.signature_status(both.certificate_pdf, identity).bottom_line
    said = validators.reader(both.certificate_pdf).embedded_regular_signatures[0].sig_object[FACTS_KEY]
    assert said["/Certifies"] == both.sha256
    with pikepdf.open(io.BytesIO(both.certificate_pdf)) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_a_signature_that_forbids_further_ones_is_respected(identity: SealIdentity) -> None:
    closed = signed_before(identity, certifying=True)

    with pytest.raises(SealFailed) as failed:
        seal(request(closed, treatment="sign_only"), identity)

    assert failed.value.code == "signature_forbids_changes"
