"""Judges the certificates behind a seal with pyHanko's validator, at the time that is stamped on it.

Judged by today's clock, a seal would lose its worth on the day its certificates end. The list of
revoked certificates that travels in the file outlives them, so the question is always whether
they were good when the file was closed.
"""

from datetime import datetime

from asn1crypto import x509
from msgspec import Struct
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import CRLValidationError, PathError, ValidationError

from livecontract.pdf.revision import UNREADABLE

_UNSOUND = (*UNREADABLE, CRLValidationError, PathError, ValidationError)


class Trust(Struct, frozen=True):
    """Whether the certificates hold under the root that came with the seal (DER; None without one)."""

    seal_is_sound: bool
    time_is_sound: bool
    root: bytes | None
    stamping_certificate: bytes


async def judge(
    signature: EmbeddedPdfSignature, stamp: EmbeddedPdfSignature, certificate: bytes, moment: datetime
) -> Trust:
    """Validates both signatures' certificates at that moment, with nothing but what is in the file.

    Both must lead to one root: else anyone could add a change and close it with a time stamp of
    their own.
    """
    stamping: bytes = stamp.signer_cert.dump()
    root = _root_of(signature, certificate)
    if root is None:
        return Trust(seal_is_sound=False, time_is_sound=False, root=None, stamping_certificate=stamping)
    try:
        context = _context(signature, root, moment)
        sealed = await async_validate_pdf_signature(
            signature,
            signer_validation_context=context,
            ts_validation_context=context,
            skip_diff=True,
        )
        stamped = await async_validate_pdf_timestamp(stamp, validation_context=context, skip_diff=True)
    except _UNSOUND:
        return Trust(seal_is_sound=False, time_is_sound=False, root=root, stamping_certificate=stamping)
    stamp_of_seal = sealed.timestamp_validity
    return Trust(
        seal_is_sound=bool(sealed.intact and sealed.valid and sealed.trusted),
        time_is_sound=bool(
            stamp_of_seal is not None
            and (stamp_of_seal.valid and stamp_of_seal.trusted)
            and (stamped.valid and stamped.trusted)
        ),
        root=root,
        stamping_certificate=stamping,
    )


def _root_of(signature: EmbeddedPdfSignature, certificate: bytes) -> bytes | None:
    issuer = x509.Certificate.load(certificate).issuer.dump()
    for held in signature.other_embedded_certs:
        if held.subject.dump() == held.issuer.dump() == issuer:
            encoded: bytes = held.dump()
            return encoded
    return None


def _context(signature: EmbeddedPdfSignature, root: bytes, moment: datetime) -> ValidationContext:
    held = DocumentSecurityStore.read_dss(signature.reader)
    return held.as_validation_context(
        {
            "trust_roots": [x509.Certificate.load(root)],
            "moment": moment,
            "revocation_mode": "require",
            "allow_fetching": False,
        }
    )
