"""Checks the cryptography of a sealed file from its bytes alone, however broken the rest may be.

It uses neither the code that made the seal nor a PDF parser: a signature says itself which bytes
it covers, and the bytes between are the signature.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeAlias

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from msgspec import Struct

from livecontract.pdf.hashed import Hashed

# asn1crypto declares no types for what it has parsed.
Structure: TypeAlias = Any

_BYTE_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
# Of whoever signs before the seal does; each is parsed more than once.
MOST_SIGNATURES: Final = 100
# In hexadecimal digits: many times what certificates and revocation lists need.
_LONGEST_CONTENTS: Final = 1 << 21
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_UNREADABLE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, UnsupportedAlgorithm)


class Broken(Exception):
    """A signature does not hold; the message is a sentence that says what is wrong."""


class OtherBytes(Broken):
    """A time stamp holds perhaps, but it is one over something else."""


class Covered(Struct, frozen=True):
    """A signature in a file: the bytes before and after it that it covers, and its CMS object (DER)."""

    start: int
    end: int
    contents_from: int
    contents_to: int
    contents: bytes

    def digest(self, data: bytes, algorithm: str, beginning: Hashed | None = None) -> bytes:
        """The digest of the covered bytes; `beginning` is what `data` begins with, where that is hashed."""
        length = 0 if beginning is None else len(beginning.data)
        if (
            beginning is not None
            and (algorithm, self.start) == ("sha256", 0)
            and length <= self.contents_from
        ):
            hashed = beginning.extended(data, self.contents_from)
        else:
            hashed = hashlib.new(algorithm, memoryview(data)[self.start : self.contents_from])
        hashed.update(memoryview(data)[self.contents_to : self.end])
        return hashed.digest()


class Proof(Struct, frozen=True):
    """A signature that holds: whose certificate made it (DER), and the time in its time stamp."""

    certificate: bytes
    stamped_at: datetime | None
    is_time_stamp: bool


def signatures_in(data: bytes, *, after: int = 0) -> list[Covered]:
    """Every signature whose range describes a plausible piece of the file, in file order.

    Those that stand before byte `after` are left out. Raises Broken when there are more than
    MOST_SIGNATURES ranges.
    """
    found: list[Covered] = []
    for count, match in enumerate(_BYTE_RANGE.finditer(data, after), start=1):
        if count > MOST_SIGNATURES:
            raise Broken("The file carries more signatures than can be checked.")
        first, first_size, second, second_size = (int(number) for number in match.groups())
        start, contents_from, contents_to, end = first, first + first_size, second, second + second_size
        if not start < contents_from < contents_to <= end:
            continue
        if contents_to - contents_from > _LONGEST_CONTENTS:
            continue
        contents = _hexadecimal(data[contents_from:contents_to])
        if contents:
            found.append(Covered(start, end, contents_from, contents_to, contents))
    return found


def prove(covered: Covered, data: bytes, beginning: Hashed | None = None) -> Proof:
    """Checks one signature over the file; raises Broken with the first thing that is wrong.

    `beginning` saves hashing the bytes again that the file begins with, which the caller has seen to.
    """
    if covered.end > len(data):
        raise Broken("The end of the file is missing.")
    try:
        whole = cms.ContentInfo.load(covered.contents)
        signed = whole["content"]
        if signed["encap_content_info"]["content_type"].native == "tst_info":
            certificate, statement = _time_stamp(signed, lambda name: covered.digest(data, name, beginning))
            _require_plain(covered, data, whole, certificate)
            return Proof(certificate, statement["gen_time"].native, is_time_stamp=True)
        signer = signed["signer_infos"][0]
        algorithm = signer["digest_algorithm"]["algorithm"].native
        certificate = _signature(signed, covered.digest(data, algorithm, beginning))
        return Proof(certificate, _stamped_at(signer), is_time_stamp=False)
    except _UNREADABLE as reason:
        raise Broken("A signature in the file cannot be read.") from reason


def prove_token(token: bytes, digest: bytes) -> Proof:
    """Checks a time-stamp token (DER) over a SHA-256 digest; raises Broken. Each of its bytes counts."""
    try:
        whole = cms.ContentInfo.load(token)
        signed = whole["content"]
        imprint = signed["encap_content_info"]["content"].parsed["message_imprint"]
        if imprint["hashed_message"].native != digest:
            raise OtherBytes("The time stamp is one over something else.")
        certificate, statement = _time_stamp(signed, lambda name: digest if name == "sha256" else b"")
        if token != _outermost(whole) or not _is_plain(signed, certificate):
            raise Broken("The time stamp has been changed.")
        return Proof(certificate, statement["gen_time"].native, is_time_stamp=True)
    except _UNREADABLE as reason:
        raise Broken("The time stamp cannot be read.") from reason


def _require_plain(covered: Covered, data: bytes, whole: cms.ContentInfo, certificate: bytes) -> None:
    """Nothing covers the last time stamp itself, so it must be exactly what RFC 3161 asks for, and no more.

    Otherwise a byte could be changed there that means nothing, and the file would still pass.
    """
    written = data[covered.contents_from : covered.contents_to]
    is_plain = (
        written == b"<" + covered.contents.hex().upper().encode() + b">"
        and covered.contents.rstrip(b"\0") == _outermost(whole).rstrip(b"\0")
        and _is_plain(whole["content"], certificate)
    )
    if not is_plain:
        raise Broken("The last time stamp of the file has been changed.")


def _is_plain(signed: Structure, certificate: bytes) -> bool:
    """Whether a time stamp has one form only, so that every other form of it shows."""
    signer = signed["signer_infos"][0]
    identifier = _attributes(signer)["signing_certificate_v2"][0]
    parsed = x509.Certificate.load(certificate)
    sid = signer["sid"].chosen
    return bool(
        (signed["version"].native, signer["version"].native) == ("v3", "v1")
        and [algorithm["algorithm"].native for algorithm in signed["digest_algorithms"]] == ["sha256"]
        and len(signed["certificates"]) == len(signed["signer_infos"]) == 1
        and (sid["issuer"].dump(), sid["serial_number"].native)
        == (parsed.issuer.dump(), parsed.serial_number)
        and signer["signature_algorithm"]["algorithm"].native in {"sha256_ecdsa", "sha256_rsa"}
        and identifier["certs"][0]["cert_hash"].native == hashlib.sha256(certificate).digest()
        and not signer["unsigned_attrs"].native
        and not signed["crls"].native
    )


def _outermost(whole: cms.ContentInfo) -> bytes:
    """The object with its length as DER writes it; a token has between 256 and 65,535 bytes."""
    inner: bytes = whole["content_type"].dump() + whole["content"].dump()
    return b"\x30\x82" + len(inner).to_bytes(2, "big") + inner


def _stamped_at(signer: Structure) -> datetime | None:
    """The time of the time stamp over a signature; raises Broken when the stamp is for another one."""
    signature = signer["signature"].native
    for attribute in signer["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            stamp = attribute["values"][0]["content"]
            _, statement = _time_stamp(stamp, lambda name: hashlib.new(name, signature).digest())
            stamped_at: datetime = statement["gen_time"].native
            return stamped_at
    return None


def _time_stamp(signed: Structure, digest_of: Callable[[str], bytes]) -> tuple[bytes, tsp.TSTInfo]:
    content = signed["encap_content_info"]["content"]
    statement = content.parsed
    imprint = statement["message_imprint"]
    if imprint["hashed_message"].native != digest_of(imprint["hash_algorithm"]["algorithm"].native):
        raise Broken("A time stamp in the file belongs to other bytes: the file has been changed.")
    algorithm = signed["signer_infos"][0]["digest_algorithm"]["algorithm"].native
    return _signature(signed, hashlib.new(algorithm, bytes(content)).digest()), statement


def _signature(signed: Structure, digest: bytes) -> bytes:
    """Checks the only signer of SignedData (RFC 5652, 5.4) and returns the certificate."""
    signer = signed["signer_infos"][0]
    if _attributes(signer)["message_digest"][0].native != digest:
        raise Broken("The signed bytes are not the ones that were signed: the file has been changed.")
    certificate = _signers_certificate(signed, signer)
    _verify(certificate, signer)
    encoded: bytes = certificate.dump()
    return encoded


def _attributes(signer: Structure) -> dict[str, Any]:
    return {attribute["type"].native: attribute["values"] for attribute in signer["signed_attrs"]}


def _signers_certificate(signed: Structure, signer: Structure) -> x509.Certificate:
    wanted = signer["sid"].chosen["serial_number"].native
    for choice in signed["certificates"]:
        if choice.chosen.serial_number == wanted:
            return choice.chosen
    raise Broken("The certificate of a signature is missing.")


def _verify(certificate: x509.Certificate, signer: Structure) -> None:
    key = load_der_public_key(certificate.public_key.dump())
    algorithm = _HASHES[signer["digest_algorithm"]["algorithm"].native]
    content, signature = signer["signed_attrs"].untag().dump(), signer["signature"].native
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, padding.PKCS1v15(), algorithm)
        else:
            raise Broken("A signature was made with a kind of key that is not known here.")
    except InvalidSignature:
        raise Broken("A signature does not fit its certificate: it has been changed.") from None


def _hexadecimal(written: bytes) -> bytes:
    try:
        return bytes.fromhex(written.strip()[1:-1].decode("ascii"))
    except ValueError:
        return b""
