"""The certificates of the seal: a two-tier authority of our own, made once per installation.

The root signs the seal and the time-stamp certificate directly, and its revocation list
outlives both. With an intermediate authority, or with a shorter list, the archive rules of
ETSI EN 319 102-1 find no proof of existence for the list's issuer once the certificates have
expired, and a valid file would turn invalid years later.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

Key = ec.EllipticCurvePrivateKey

ROOT_LIFETIME: Final = timedelta(days=365 * 20)
LEAF_LIFETIME: Final = timedelta(days=365 * 2)
LIST_MARGIN: Final = timedelta(days=30)
CLOCK_MARGIN: Final = timedelta(minutes=10)

DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
ADOBE_SIGNING: Final = ObjectIdentifier("1.2.840.113583.1.1.5")


class SealIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """Keys (PKCS#8 DER), certificates and revocation list (DER) that a seal is made with.

    `root_key` is there for a local authority only, so that the two leaf certificates can be
    renewed under the root that readers already trust. The sealing processes never get it: see
    `without_root_key`.
    """

    seal_key: bytes
    seal_certificate: bytes
    tsa_key: bytes
    tsa_certificate: bytes
    root_certificate: bytes
    crl: bytes
    kind: Literal["local", "operator"] = "local"
    root_key: bytes = b""

    def __repr__(self) -> str:
        """Keys never reach a log or a traceback."""
        return f"SealIdentity(kind={self.kind!r})"


def make_identity(organisation: str, now: datetime) -> SealIdentity:
    """Makes a new root and, signed by it, the certificates for the seal and for time stamps."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    name = _name(organisation, "Live Contract root")
    root = (
        _certificate(name, name, root_key, root_key, now, now + ROOT_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage("key_cert_sign", "crl_sign"), critical=True)
        .sign(root_key, SHA256())
    )
    return _issue(organisation, now, root, root_key)


def renew_identity(identity: SealIdentity, now: datetime) -> SealIdentity:
    """Makes new seal and time-stamp certificates, with new keys, under the same local root.

    Raises ValueError when the identity does not hold its root's key.
    """
    if not identity.root_key:
        raise ValueError("The root key is not here, so only its keeper can renew these certificates.")
    root = x509.load_der_x509_certificate(identity.root_certificate)
    root_key = load_der_private_key(identity.root_key, None)
    if not isinstance(root_key, ec.EllipticCurvePrivateKey):
        raise TypeError("The root key is not an elliptic curve key.")
    organisation = root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
    return _issue(str(organisation), now, root, root_key)


def without_root_key(identity: SealIdentity) -> SealIdentity:
    """The identity as the sealing processes get it."""
    return msgspec.structs.replace(identity, root_key=b"")


def identity_problems(identity: SealIdentity, now: datetime) -> tuple[str, ...]:
    """Sentences that say why this identity cannot seal at this moment; empty when it can."""
    try:
        return tuple(_problems(identity, now))
    except (ValueError, TypeError) as reason:
        return (f"The seal's keys or certificates cannot be read: {reason}",)


def _problems(identity: SealIdentity, now: datetime) -> Iterator[str]:
    root = x509.load_der_x509_certificate(identity.root_certificate)
    seal = x509.load_der_x509_certificate(identity.seal_certificate)
    tsa = x509.load_der_x509_certificate(identity.tsa_certificate)
    revoked = x509.load_der_x509_crl(identity.crl)
    for title, certificate in (("root", root), ("seal", seal), ("time-stamp", tsa)):
        yield from _validity_problems(title, certificate, now)
    for title, certificate, key in (
        ("seal", seal, identity.seal_key),
        ("time-stamp", tsa, identity.tsa_key),
    ):
        if not _belongs(key, certificate):
            yield f"The {title} key does not belong to the {title} certificate."
        if not _signed_by(certificate, root):
            yield f"The {title} certificate was not issued by the root certificate."
        if revoked.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
            yield f"The {title} certificate has been revoked."
        if revoked.next_update_utc is None or revoked.next_update_utc <= certificate.not_valid_after_utc:
            yield f"The revocation list ends before the {title} certificate, and with it the proof."
    if not _may_sign_documents(seal):
        yield "The seal certificate lacks the key usage contentCommitment."
    if not may_stamp_time(tsa):
        yield "The time-stamp certificate lacks the critical extended key usage timeStamping, alone."
    if not _list_signed_by(revoked, root):
        yield "The revocation list was not issued by the root certificate."


def _validity_problems(title: str, certificate: x509.Certificate, now: datetime) -> Iterator[str]:
    if now < certificate.not_valid_before_utc:
        yield f"The {title} certificate is valid from {_minute(certificate.not_valid_before_utc)} only."
    if now >= certificate.not_valid_after_utc:
        yield f"The {title} certificate expired on {_minute(certificate.not_valid_after_utc)}."


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _belongs(key: bytes, certificate: x509.Certificate) -> bool:
    public = load_der_private_key(key, None).public_key()
    return public.public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    ) == certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _signed_by(certificate: x509.Certificate, root: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _list_signed_by(revoked: x509.CertificateRevocationList, root: x509.Certificate) -> bool:
    key = root.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        return False
    return revoked.issuer == root.subject and revoked.is_signature_valid(key)


def _may_sign_documents(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.content_commitment


def may_stamp_time(certificate: x509.Certificate) -> bool:
    """Whether a certificate is for time stamps and nothing else (RFC 3161, 2.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def _issue(organisation: str, now: datetime, root: x509.Certificate, root_key: Key) -> SealIdentity:
    seal_key, tsa_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ends = min(now + LEAF_LIFETIME, root.not_valid_after_utc - LIST_MARGIN)
    seal = _sign_leaf(
        _certificate(_name(organisation, "Live Contract seal"), root.subject, seal_key, root_key, now, ends),
        _key_usage("digital_signature", "content_commitment"),
        # Poppler and NSS refuse a certificate without emailProtection; the others say what it is for.
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING, ADOBE_SIGNING]),
        root_key,
        purpose_is_critical=False,
    )
    tsa = _sign_leaf(
        _certificate(
            _name(organisation, "Live Contract time stamps"), root.subject, tsa_key, root_key, now, ends
        ),
        _key_usage("digital_signature"),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]),
        root_key,
        purpose_is_critical=True,  # RFC 3161, 2.3
    )
    return SealIdentity(
        seal_key=_key_bytes(seal_key),
        seal_certificate=seal.public_bytes(Encoding.DER),
        tsa_key=_key_bytes(tsa_key),
        tsa_certificate=tsa.public_bytes(Encoding.DER),
        root_certificate=root.public_bytes(Encoding.DER),
        crl=_empty_list(root, root_key, now, ends + LIST_MARGIN),
        root_key=_key_bytes(root_key),
    )


def _sign_leaf(
    certificate: x509.CertificateBuilder,
    usage: x509.KeyUsage,
    purpose: x509.ExtendedKeyUsage,
    root_key: Key,
    *,
    purpose_is_critical: bool,
) -> x509.Certificate:
    return (
        certificate.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(purpose, critical=purpose_is_critical)
        .add_extension(_list_location(root_key), critical=False)
        .sign(root_key, SHA256())
    )


def _empty_list(root: x509.Certificate, root_key: Key, now: datetime, ends: datetime) -> bytes:
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(now - CLOCK_MARGIN)
        .next_update(ends)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(authority, critical=False)
        .sign(root_key, SHA256())
        .public_bytes(Encoding.DER)
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    issuer_key: Key,
    now: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    subject_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_MARGIN)
        .not_valid_after(ends)
        .add_extension(subject_id, critical=False)
        .add_extension(issuer_id, critical=False)
    )


def _list_location(root_key: Key) -> x509.CRLDistributionPoints:
    """Names the revocation list, which travels inside every sealed file: no address to fetch from."""
    spki = root_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    name = f"urn:livecontract:revocations:{hashlib.sha256(spki).hexdigest()[:32]}"
    location = [x509.UniformResourceIdentifier(name)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(location, None, None, None)])


def _name(organisation: str, purpose: str) -> x509.Name:
    """A distinguished name; RFC 5280 allows 64 characters for each part."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{purpose}, {organisation}"[:64]),
        ]
    )


def _key_usage(*granted: str) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: name in granted for name in names})


def _key_bytes(key: Key) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
