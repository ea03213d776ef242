"""A time-stamp authority of our own (RFC 3161), for installations that reach no outside one.

It proves the order of things by this server's clock, and says so: independent time needs an
outside authority.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from asn1crypto import core, tsp

from livecontract.pdf import cms

# An OID under 2.25 comes from a UUID and needs no registration (ITU-T X.667).
POLICY: Final = "2.25.26597649295774421271807860510411307310"
ACCURACY_S: Final = 1

_DIGEST_SIZES: Final = {"sha256": 32, "sha384": 48, "sha512": 64}
_TRUE: Final = b"\x01\x01\xff"
_GRANTED: Final = cms.sequence(cms.integer(0))
# PKIFailureInfo bits and the status "rejection" (RFC 3161, 2.4.2).
_BAD_ALGORITHM, _BAD_REQUEST, _BAD_FORMAT, _UNACCEPTED_POLICY = 0, 2, 5, 15
_REJECTION: Final = 2


class TimeStampAuthority:
    """Answers time-stamp requests; the key is loaded once."""

    def __init__(
        self, key: bytes, certificate: bytes, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._signer = cms.Signer(key, certificate)
        self._clock = clock

    def reply(self, request: bytes) -> bytes:
        """Answers a DER TimeStampReq with a DER TimeStampResp, granted or rejected (RFC 3161, 2.4)."""
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            imprint = asked["message_imprint"]
            algorithm, digest = (
                imprint["hash_algorithm"]["algorithm"].native,
                imprint["hashed_message"].native,
            )
            policy, version = asked["req_policy"].native, asked["version"].native
            nonce, wants_certificate = asked["nonce"].native, asked["cert_req"].native
        except (ValueError, TypeError):
            return _rejection(_BAD_FORMAT)
        if version != "v1" or asked["extensions"].native:
            return _rejection(_BAD_REQUEST)
        if _DIGEST_SIZES.get(algorithm) != len(digest):
            return _rejection(_BAD_ALGORITHM)
        if policy not in {None, POLICY}:
            return _rejection(_UNACCEPTED_POLICY)
        now = self._clock()
        statement = self._statement(imprint.dump(), nonce, now)
        return cms.sequence(_GRANTED, self._token(statement, now, with_certificate=wants_certificate))

    def _statement(self, imprint: bytes, nonce: int | None, now: datetime) -> bytes:
        """TSTInfo: what was stamped, when, how exactly, and by whom."""
        return cms.sequence(
            cms.integer(1),
            cms.object_identifier(POLICY),
            imprint,
            cms.integer(1 << 127 | secrets.randbits(127)),
            core.GeneralizedTime(now.replace(microsecond=0)).dump(),
            cms.sequence(cms.integer(ACCURACY_S)),
            b"" if nonce is None else cms.integer(nonce),
            cms.context(0, cms.context(4, self._signer.subject)),
        )

    def _token(self, statement: bytes, now: datetime, *, with_certificate: bool) -> bytes:
        signing_time = cms.attribute(cms.SIGNING_TIME, core.UTCTime(now.replace(microsecond=0)).dump())
        attributes = self._signer.signed_attributes(
            cms.TIME_STAMP_STATEMENT, hashlib.sha256(statement).digest(), signing_time
        )
        signer_info = self._signer.signer_info(attributes, self._signer.sign(attributes))
        certificates = (self._signer.certificate,) if with_certificate else ()
        return cms.signed_data(cms.TIME_STAMP_STATEMENT, statement, certificates, signer_info)


class TimeStampRefused(Exception):
    """The authority did not grant a time stamp, or answered another question."""


class LocalTimeStamper:
    """Gets time stamps from whatever answers requests, as a client of an outside authority would.

    The token is cut out of the reply's bytes, never rebuilt: asn1crypto encodes a structure that
    was built in memory anew at every level that holds it, and then one seal in a hundred takes
    seconds.
    """

    def __init__(self, reply: Callable[[bytes], bytes]) -> None:
        self._reply = reply

    def token(self, digest: bytes) -> bytes:
        """A DER time-stamp token over a SHA-256 digest; raises TimeStampRefused."""
        nonce = secrets.randbits(63)
        imprint = cms.sequence(cms.SHA256_ALGORITHM, cms.octets(digest))
        reply = self._reply(cms.sequence(cms.integer(1), imprint, cms.integer(nonce), _TRUE))
        return _granted_token(reply, digest, nonce)


def _granted_token(reply: bytes, digest: bytes, nonce: int) -> bytes:
    try:
        response = tsp.TimeStampResp.load(reply, strict=True)
        status = response["status"]["status"].native
        if status not in {"granted", "granted_with_mods"}:
            raise TimeStampRefused(f"The time-stamp authority answered: {status}.")
        token = response["time_stamp_token"]
        statement = token["content"]["encap_content_info"]["content"].parsed
        stamped, answered = statement["message_imprint"]["hashed_message"].native, statement["nonce"].native
    except (ValueError, TypeError, KeyError) as reason:
        raise TimeStampRefused("The time-stamp authority's answer cannot be read.") from reason
    if (stamped, answered) != (digest, nonce):
        raise TimeStampRefused("The time-stamp authority answered another question.")
    encoded: bytes = token.dump()
    return encoded


def _rejection(failure: int) -> bytes:
    bits = core.BitString(tuple(int(bit == failure) for bit in range(failure + 1)))
    return cms.sequence(cms.sequence(cms.integer(_REJECTION), bits.dump()))
