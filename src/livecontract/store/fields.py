"""The fields of a contract's documents, as rows and back.

A field is kept whole, as JSON: nothing in it is ever searched, and one column is read and decoded
faster than twelve.
"""

from operator import itemgetter

import msgspec
from sqlalchemy import bindparam, select

from livecontract.domain.contracts import Contract
from livecontract.domain.fields import Field
from livecontract.store.parts import Entry, Members, Part
from livecontract.store.statements import Row, Statement
from livecontract.store.tables import fields

COLUMNS = (fields.c.contract_id, fields.c.document_id, fields.c.position, fields.c.content)
OF_CONTRACT = Statement(select(*COLUMNS).where(fields.c.contract_id == bindparam("contract_id")))
OF_CONTRACTS = select(*COLUMNS).where(fields.c.contract_id.in_(bindparam("contract_ids", expanding=True)))
CONTRACT_OF = Statement(select(fields.c.contract_id).where(fields.c.field_id == bindparam("field_id")))

_FIELD = msgspec.json.Decoder(Field)


def by_document(rows: list[Row]) -> dict[str, list[Field]]:
    """The fields of rows of `COLUMNS`, in their order, by document."""
    placed: dict[str, list[Field]] = {}
    for _, document_id, _, content in sorted(rows, key=itemgetter(2)):
        placed.setdefault(document_id, []).append(_FIELD.decode(content))
    return placed


def _entries(contract: Contract) -> dict[str, Entry]:
    return {
        field.field_id: (position, document.document_id, field)
        for document in contract.documents
        for position, field in enumerate(document.fields)
    }


def _members(position: int, document_id: str, field: Field) -> Members:
    return {"document_id": document_id, "position": position, "content": field}


PART = Part(
    table=fields,
    key="field_id",
    named="fieldId",
    source=lambda contract: contract.documents,
    entries=_entries,
    members=_members,
)
