"""The contract with all that belongs to it, as rows and back."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from livecontract.domain.consent import ConsentText
from livecontract.domain.contracts import Contract, SealProblem, ShownPages, Status
from livecontract.domain.values import Party
from livecontract.store import documents, fields, signatures
from livecontract.store.columns import as_column, as_micros, from_micros, from_micros_or_none
from livecontract.store.parts import Members, changes, difference, insert_into
from livecontract.store.statements import Row, Statement
from livecontract.store.tables import contracts

PARTS = (documents.PART, fields.PART, signatures.PART)

COLUMNS = (
    contracts.c.contract_id,
    contracts.c.title,
    contracts.c.status,
    contracts.c.version,
    contracts.c.advisor_id,
    contracts.c.advisor_name,
    contracts.c.advisor_email,
    contracts.c.customer_id,
    contracts.c.customer_name,
    contracts.c.customer_email,
    contracts.c.signers,
    contracts.c.consent,
    contracts.c.shown,
    contracts.c.seal_problem,
    contracts.c.reason,
    contracts.c.created_at,
    contracts.c.signed_at,
    contracts.c.sealed_at,
)

_ONE = select(*COLUMNS).where(contracts.c.contract_id == bindparam("contract_id"))
_READ_ALL = select(*COLUMNS).where(contracts.c.contract_id.in_(bindparam("contract_ids", expanding=True)))
_READ = Statement(_ONE)
_LOCK = Statement(_ONE.with_for_update())

_STATUSES = {status.value: status for status in Status}
_SIGNERS = msgspec.json.Decoder(tuple[str, ...])
_CONSENT = msgspec.json.Decoder(ConsentText)
_SHOWN = msgspec.json.Decoder(tuple[ShownPages, ...])
_SEAL_PROBLEM = msgspec.json.Decoder(SealProblem)


def read(connection: Connection, contract_id: str, *, lock: bool = False) -> Contract | None:
    """The contract of that id, locked until the end of the transaction if so asked."""
    at = {"contract_id": contract_id}
    row = (_LOCK if lock else _READ).row(connection, at)
    if row is None:
        return None
    document_rows = documents.OF_CONTRACT.rows(connection, at)
    field_rows = fields.OF_CONTRACT.rows(connection, at) if document_rows else []
    signature_rows = signatures.OF_CONTRACT.rows(connection, at)
    return _from_rows(row, document_rows, field_rows, signature_rows)


def read_all(connection: Connection, contract_ids: Sequence[str]) -> dict[str, Contract]:
    """The contracts of those ids, in as many statements as one of them takes."""
    among = {"contract_ids": list(contract_ids)}
    rows = connection.execute(_READ_ALL, among).all()
    document_rows = _by_contract(connection.execute(documents.OF_CONTRACTS, among))
    field_rows = _by_contract(connection.execute(fields.OF_CONTRACTS, among))
    signature_rows = _by_contract(connection.execute(signatures.OF_CONTRACTS, among))
    return {
        row[0]: _from_rows(
            row, document_rows.get(row[0], []), field_rows.get(row[0], []), signature_rows.get(row[0], [])
        )
        for row in rows
    }


def save(connection: Connection, before: Contract | None, after: Contract, at: datetime) -> None:
    """Write what differs; a contract that is no different has still been active `at` that time.

    Rows go before the contract that they belong to is final, for nothing can be written after.
    """
    differences = [difference(part, before, after) for part in PARTS]
    if before is None:
        _insert(connection, after, at)
    for gone in reversed(differences):
        gone.remove(connection)
    for changed in differences:
        changed.write(connection)
    if before is not None:
        _update(connection, before, after, at)


def sought_form(text: str) -> str:
    """The form in which texts are compared when contracts are searched."""
    return unicodedata.normalize("NFKC", text).casefold()


def _insert(connection: Connection, contract: Contract, at: datetime) -> None:
    values = {"contract_id": contract.contract_id, "active_at": at, **_members(contract)}
    insert_into(contracts).run(connection, {name: as_column(value) for name, value in values.items()})


def _update(connection: Connection, before: Contract, after: Contract, at: datetime) -> None:
    changed = changes(_members(before), _members(after))
    if before.status.is_final and not changed:
        return
    values = {name: as_column(value) for name, value in changed.items()}
    values |= {"active_at": as_micros(at), "at_contract": after.contract_id}
    _updating(tuple(changed)).run(connection, values)


@cache
def _updating(names: tuple[str, ...]) -> Statement:
    return Statement(
        update(contracts)
        .where(contracts.c.contract_id == bindparam("at_contract"))
        .values({name: bindparam(name) for name in (*names, "active_at")})
    )


def _members(contract: Contract) -> Members:
    names = (contract.title, contract.advisor.name, contract.customer.name)
    return {
        "title": contract.title,
        "status": contract.status,
        "version": contract.version,
        "advisor_id": contract.advisor.user_id,
        "advisor_name": contract.advisor.name,
        "advisor_email": contract.advisor.email,
        "customer_id": contract.customer.user_id,
        "customer_name": contract.customer.name,
        "customer_email": contract.customer.email,
        "signers": contract.signers,
        "consent": contract.consent,
        "shown": contract.shown,
        "seal_problem": contract.seal_problem,
        "reason": contract.reason,
        "created_at": contract.created_at,
        "signed_at": contract.signed_at,
        "sealed_at": contract.sealed_at,
        "sought": sought_form("\n".join(names)),
    }


def _by_contract(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row[0], []).append(row)
    return grouped


def _from_rows(
    row: Row, document_rows: list[Row], field_rows: list[Row], signature_rows: list[Row]
) -> Contract:
    (
        contract_id, title, status_name, version,
        advisor_id, advisor_name, advisor_email, customer_id, customer_name, customer_email,
        signers, consent, shown, seal_problem, reason, created_at, signed_at, sealed_at,
    ) = row  # fmt: skip
    status = _STATUSES[status_name]
    placed = fields.by_document(field_rows)
    return Contract(
        contract_id=contract_id,
        title=title,
        advisor=Party(user_id=advisor_id, name=advisor_name, email=advisor_email),
        customer=Party(user_id=customer_id, name=customer_name, email=customer_email),
        signers=_SIGNERS.decode(signers),
        consent=_consent(consent),
        created_at=from_micros(created_at),
        status=status,
        version=version,
        documents=tuple([documents.from_row(r, tuple(placed.get(r[1], ()))) for r in document_rows]),
        shown=() if shown == "[]" else _SHOWN.decode(shown),
        signatures=tuple([signatures.from_row(r, status) for r in signature_rows]),
        seal_problem=None if seal_problem is None else _SEAL_PROBLEM.decode(seal_problem),
        signed_at=from_micros_or_none(signed_at),
        sealed_at=from_micros_or_none(sealed_at),
        reason=reason,
    )


# Nearly all contracts of a server have the same one.
@lru_cache(64)
def _consent(text: str) -> ConsentText:
    return _CONSENT.decode(text)
