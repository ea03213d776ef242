"""Closes a document with the seal: PAdES B-LTA in two revisions (ETSI EN 319 142-1).

The first holds what was stamped and the signature with its time stamp, the second the validation
material (DSS) and a document time stamp over everything before it.
"""

import hashlib
import io
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from asn1crypto import crl, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, PdfSignedData, SignatureObject
from pyhanko.sign.validation.dss import DocumentSecurityStore

from livecontract.pdf import cms
from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.revision import open_writer
from livecontract.pdf.tsa import LocalTimeStamper, TimeStampAuthority

FACTS_KEY: Final = "/XXLiveContract"
"""What the seal says about the contract; ISO 32000-1, Annex E keeps the prefix XX for private names."""

REASON: Final = "Seals the contract after everyone has signed it"

_DIGEST: Final = "sha256"
# ECDSA signatures differ by a few bytes in length; a reserved space that is too small would waste a seal.
_MARGIN_BYTES: Final = 96


class Sealer:
    """The seal's keys and certificates, loaded once."""

    def __init__(self, identity: SealIdentity) -> None:
        self.identity = identity
        self._signer = cms.Signer(identity.seal_key, identity.seal_certificate)
        self._stamper = LocalTimeStamper(TimeStampAuthority(identity.tsa_key, identity.tsa_certificate).reply)
        self._chain = (identity.seal_certificate, identity.root_certificate)
        self._certificates = [x509.Certificate.load(der) for der in (*self._chain, identity.tsa_certificate)]
        self._revoked = [crl.CertificateList.load(identity.crl)]
        self._signature_size = _reserved(self._signature(bytes(32)))
        self._stamp_size = _reserved(self._stamper.token(bytes(32)))

    def close(
        self,
        writer: IncrementalPdfFileWriter,
        stream: io.BytesIO,
        sealed_at: datetime,
        facts: Mapping[str, str | int],
        *,
        certifying: bool,
    ) -> None:
        """Signs what the writer holds, in place on its stream, and makes the signature last.

        `certifying` forbids every later change (DocMDP level 1); without it the signature stands
        beside earlier ones.
        """
        _announce_pades(writer)
        held = SignatureObject(
            bytes_reserved=self._signature_size,
            subfilter=SigSeedSubFilter.PADES,
            timestamp=sealed_at,
            reason=REASON,
        )
        held[FACTS_KEY] = _as_dictionary(facts)
        permissions = SigMDPSetup(
            md_algorithm=_DIGEST,
            certify=certifying,
            docmdp_perms=MDPPerm.NO_CHANGES if certifying else None,
        )
        contents = _embed(writer, held, permissions, "Seal", self._signature)
        self._make_it_last(stream, contents)

    def time_stamp(self, digest: bytes) -> bytes:
        """A time-stamp token (DER) over a SHA-256 digest; raises TimeStampRefused."""
        return self._stamper.token(digest)

    def _make_it_last(self, stream: io.BytesIO, contents: bytes) -> None:
        writer = open_writer(stream)
        DocumentSecurityStore.supply_dss_in_writer(
            writer, contents, certs=self._certificates, crls=self._revoked
        )
        held = DocumentTimestamp(bytes_reserved=self._stamp_size)
        _embed(writer, held, None, "Time stamp", self._stamper.token)

    def _signature(self, digest: bytes) -> bytes:
        """A detached CAdES signature over a document's digest, with a time stamp over itself."""
        attributes = self._signer.signed_attributes(cms.DATA, digest)
        signature = self._signer.sign(attributes)
        token = self._stamper.token(hashlib.sha256(signature).digest())
        signer_info = self._signer.signer_info(
            attributes, signature, [cms.attribute(cms.TIME_STAMP_TOKEN, token)]
        )
        return cms.signed_data(cms.DATA, None, self._chain, signer_info)


def _embed(
    writer: IncrementalPdfFileWriter,
    held: PdfSignedData,
    permissions: SigMDPSetup | None,
    title: str,
    sign: Callable[[bytes], bytes],
) -> bytes:
    """Writes the revision with room for a signature, signs its digest, and returns what fills the room."""
    name = f"{title} {secrets.token_hex(4)}"  # a document that is sealed twice needs different names
    steps = PdfCMSEmbedder(SigFieldSpec(name)).write_cms(name, writer)
    next(steps)
    steps.send(SigObjSetup(held, permissions))
    prepared, _ = steps.send(SigIOSetup(md_algorithm=_DIGEST, in_place=True))
    contents: bytes = steps.send(sign(prepared.document_digest))
    return contents


def _announce_pades(writer: IncrementalPdfFileWriter) -> None:
    writer.ensure_output_version((1, 7))
    if writer.output_version < (2, 0):
        writer.register_extension(ESIC_EXTENSION_1)


def _as_dictionary(facts: Mapping[str, str | int]) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {
            f"/{name}": generic.NumberObject(value)
            if isinstance(value, int)
            else generic.TextStringObject(value)
            for name, value in facts.items()
        }
    )


def _reserved(content: bytes) -> int:
    """How many hexadecimal digits to keep free for content of about this size."""
    return 2 * (len(content) + _MARGIN_BYTES)
