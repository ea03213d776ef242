"""Judges of a sealed file that did not make it: pyHanko's validator, now and in years, and pdfsig."""

import asyncio
import io
import subprocess
from datetime import timedelta
from pathlib import Path

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import (
    PdfSignatureStatus,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.ades import simulate_future_ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from livecontract.pdf.authority import SealIdentity
from tests.pdf.documents import NOW


def reader(pdf: bytes) -> PdfFileReader:
    """The file, opened by pyHanko."""
    return PdfFileReader(io.BytesIO(pdf), strict=False)


def signature_status(
    pdf: bytes, identity: SealIdentity, which: int = -1, *, skip_changes: bool = False
) -> PdfSignatureStatus:
    """What pyHanko says about a signature (the last by default), with every later change judged."""
    context = _context(identity)
    return asyncio.run(
        async_validate_pdf_signature(
            reader(pdf).embedded_regular_signatures[which],
            signer_validation_context=context,
            ts_validation_context=context,
            skip_diff=skip_changes,
        )
    )


def time_stamp_holds(pdf: bytes, identity: SealIdentity) -> bool:
    """Whether pyHanko accepts the last document time stamp."""
    stamp = reader(pdf).embedded_timestamp_signatures[-1]
    status = asyncio.run(async_validate_pdf_timestamp(stamp, validation_context=_context(identity)))
    return bool(status.valid and status.trusted and status.intact)


def holds_after(pdf: bytes, identity: SealIdentity, days: int) -> bool:
    """Whether the archive rules of ETSI EN 319 102-1 still pass the seal so many days from now."""
    trust = SimpleTrustManager.build([x509.Certificate.load(identity.root_certificate)])
    revocation = CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require"))
    rules = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            CertValidationPolicySpec(trust_manager=trust, revinfo_policy=revocation),
            RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        )
    )
    signature = reader(pdf).embedded_regular_signatures[-1]
    judged = simulate_future_ades_lta_validation(signature, rules, NOW + timedelta(days=days))
    return asyncio.run(judged).ades_subindic == AdESPassed.OK


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler's pdfsig prints about the file."""
    (folder / "sealed.pdf").write_bytes(pdf)
    shown = subprocess.run(["pdfsig", "sealed.pdf"], cwd=folder, capture_output=True, text=True, check=False)
    return shown.stdout


def _context(identity: SealIdentity) -> ValidationContext:
    return ValidationContext(
        trust_roots=[x509.Certificate.load(identity.root_certificate)],
        crls=[identity.crl],
        revocation_mode="require",
    )
