"""Puts together CMS SignedData (RFC 5652) for the seal and for time stamps, byte by byte.

asn1crypto can do this, but it encodes a structure built in memory anew at every level that holds
it: 20 ms for one time stamp, against less than one here. Readers still use asn1crypto.
"""

import hashlib
from collections.abc import Iterable
from typing import Final, TypeAlias

from asn1crypto import core, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Signer:
    """A key and its certificate, ready to sign SignedData with SHA-256."""

    def __init__(self, key: bytes, certificate: bytes) -> None:
        """Raises ValueError for a key that is neither elliptic curve nor RSA, or for a bad certificate."""
        self._key = _load_key(key)
        self.certificate = certificate
        parsed = x509.Certificate.load(certificate)
        self.subject: bytes = parsed.subject.dump()
        self._issuer_and_serial = sequence(parsed.issuer.dump(), integer(parsed.serial_number))
        self._identifier = attribute(SIGNING_CERTIFICATE_V2, _certificate_identifier(certificate, parsed))
        self._algorithm = _ECDSA if isinstance(self._key, ec.EllipticCurvePrivateKey) else _RSA

    def sign(self, content: bytes) -> bytes:
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(content, ec.ECDSA(hashes.SHA256()))
        return self._key.sign(content, padding.PKCS1v15(), hashes.SHA256())

    def signed_attributes(self, content_type: bytes, digest: bytes, *more: bytes) -> bytes:
        """The attributes under the signature, as the DER SET that is signed (RFC 5652, 5.4)."""
        return set_of(
            attribute(CONTENT_TYPE, content_type),
            attribute(MESSAGE_DIGEST, octets(digest)),
            self._identifier,
            *more,
        )

    def signer_info(self, attributes: bytes, signature: bytes, unsigned: Iterable[bytes] = ()) -> bytes:
        more = set_of(*unsigned)
        return sequence(
            integer(1),
            self._issuer_and_serial,
            SHA256_ALGORITHM,
            _tagged(0xA0, attributes),
            self._algorithm,
            octets(signature),
            _tagged(0xA1, more) if len(more) > 2 else b"",
        )


def signed_data(
    content_type: bytes, content: bytes | None, certificates: Iterable[bytes], signer_info: bytes
) -> bytes:
    """A DER ContentInfo; without `content` the signature is detached."""
    held = set_of(*certificates)
    return sequence(
        SIGNED_DATA,
        _element(
            0xA0,
            sequence(
                integer(1 if content_type == DATA else 3),
                set_of(SHA256_ALGORITHM),
                sequence(content_type, b"" if content is None else _element(0xA0, octets(content))),
                _tagged(0xA0, held) if len(held) > 2 else b"",
                set_of(signer_info),
            ),
        ),
    )


def attribute(kind: bytes, value: bytes) -> bytes:
    return sequence(kind, set_of(value))


def sequence(*parts: bytes) -> bytes:
    return _element(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    """DER puts the elements of a SET OF in ascending order (X.690, 11.6)."""
    return _element(0x31, *sorted(parts))


def octets(content: bytes) -> bytes:
    return _element(0x04, content)


def integer(value: int) -> bytes:
    return _element(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def context(number: int, content: bytes) -> bytes:
    """An explicitly tagged element."""
    return _element(0xA0 | number, content)


def object_identifier(dotted: str) -> bytes:
    encoded: bytes = core.ObjectIdentifier(dotted).dump()
    return encoded


def _element(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _tagged(tag: int, element: bytes) -> bytes:
    """Implicit tagging replaces the element's own tag."""
    return bytes((tag,)) + element[1:]


def _load_key(key: bytes) -> PrivateKey:
    loaded = load_der_private_key(key, None)
    if isinstance(loaded, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        return loaded
    raise ValueError("A seal key is an elliptic curve key or an RSA key.")


def _certificate_identifier(certificate: bytes, parsed: x509.Certificate) -> bytes:
    """SigningCertificateV2 (RFC 5035); the digest is SHA-256, which is the default and so left out."""
    issuer = sequence(sequence(context(4, parsed.issuer.dump())), integer(parsed.serial_number))
    return sequence(sequence(sequence(octets(hashlib.sha256(certificate).digest()), issuer)))


DATA: Final = object_identifier("1.2.840.113549.1.7.1")
SIGNED_DATA: Final = object_identifier("1.2.840.113549.1.7.2")
TIME_STAMP_STATEMENT: Final = object_identifier("1.2.840.113549.1.9.16.1.4")
CONTENT_TYPE: Final = object_identifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST: Final = object_identifier("1.2.840.113549.1.9.4")
SIGNING_TIME: Final = object_identifier("1.2.840.113549.1.9.5")
TIME_STAMP_TOKEN: Final = object_identifier("1.2.840.113549.1.9.16.2.14")
SIGNING_CERTIFICATE_V2: Final = object_identifier("1.2.840.113549.1.9.16.2.47")
SHA256_ALGORITHM: Final = sequence(object_identifier("2.16.840.1.101.3.4.2.1"))
_ECDSA: Final = sequence(object_identifier("1.2.840.10045.4.3.2"))
_RSA: Final = sequence(object_identifier("1.2.840.113549.1.1.11"), b"\x05\x00")
