"""Judges time-stamp tokens that stand alone: what they stamp, when, and who stands behind them."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from livecontract.pdf.authority import may_stamp_time
from livecontract.pdf.proof import Broken, prove_token


def stamped_at(token: bytes, sha256: str, root: bytes) -> datetime:
    """The time in a token (DER) over that digest (hex), under that root (DER); raises Broken.

    The certificate is judged at the time of the token, since it ends long before what it proves.
    """
    proof = prove_token(token, bytes.fromhex(sha256))
    if proof.stamped_at is None:
        raise Broken("The time stamp has no time.")
    try:
        certificate = x509.load_der_x509_certificate(proof.certificate)
        certificate.verify_directly_issued_by(x509.load_der_x509_certificate(root))
        is_sound = may_stamp_time(certificate)
    except (ValueError, TypeError, InvalidSignature) as reason:
        raise Broken("The time stamp was made by somebody else than the authority.") from reason
    if not is_sound:
        raise Broken("The time stamp was made with a certificate that is for something else.")
    if not certificate.not_valid_before_utc <= proof.stamped_at <= certificate.not_valid_after_utc:
        raise Broken("The time stamp was made with a certificate that was not valid then.")
    return proof.stamped_at
