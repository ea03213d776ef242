"""The signatures on a contract, as rows and back.

A signature is written once. That it is void is not kept with it: it follows from the contract
being called off.
"""

import msgspec
from msgspec.structs import replace
from sqlalchemy import bindparam, select

from livecontract.domain.contracts import Contract, Signature, Status
from livecontract.domain.marks import Mark
from livecontract.store.columns import from_micros
from livecontract.store.parts import Entry, Members, Part
from livecontract.store.statements import Row, Statement
from livecontract.store.tables import signatures

COLUMNS = (
    signatures.c.contract_id,
    signatures.c.signature_id,
    signatures.c.signed_by,
    signatures.c.name,
    signatures.c.signed_at,
    signatures.c.digest,
    signatures.c.mark,
    signatures.c.consent_version,
    signatures.c.consent_sha256,
)

OF_CONTRACT = Statement(
    select(*COLUMNS)
    .where(signatures.c.contract_id == bindparam("contract_id"))
    .order_by(signatures.c.position)
)
OF_CONTRACTS = (
    select(*COLUMNS)
    .where(signatures.c.contract_id.in_(bindparam("contract_ids", expanding=True)))
    .order_by(signatures.c.position)
)

_MARK: msgspec.json.Decoder[Mark] = msgspec.json.Decoder(Mark)
_CALLED_OFF = frozenset({Status.DECLINED, Status.VOIDED})


def from_row(row: Row, status: Status) -> Signature:
    """The signature of a row of `COLUMNS` on a contract of that status."""
    _, signature_id, signed_by, name, signed_at, digest, mark, consent_version, consent_sha256 = row
    return Signature(
        signature_id=signature_id,
        signed_by=signed_by,
        name=name,
        signed_at=from_micros(signed_at),
        digest=digest,
        mark=_MARK.decode(mark),
        consent_version=consent_version,
        consent_sha256=consent_sha256,
        is_void=status in _CALLED_OFF,
    )


def _entries(contract: Contract) -> dict[str, Entry]:
    return {
        signature.signature_id: (position, replace(signature, is_void=False))
        for position, signature in enumerate(contract.signatures)
    }


def _members(position: int, signature: Signature) -> Members:
    return {
        "position": position,
        "signed_by": signature.signed_by,
        "name": signature.name,
        "signed_at": signature.signed_at,
        "digest": signature.digest,
        "mark": signature.mark,
        "consent_version": signature.consent_version,
        "consent_sha256": signature.consent_sha256,
    }


PART = Part(
    table=signatures,
    key="signature_id",
    named="signatureId",
    source=lambda contract: contract.signatures,
    entries=_entries,
    members=_members,
)
