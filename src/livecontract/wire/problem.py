"""Errors as `application/problem+json` (RFC 9457): a refusal with its facts, or a fault with a reference."""

from typing import Any

import msgspec

from livecontract.domain.refusals import Refused
from livecontract.wire.refusals import facts_of, row_of, sentence_of

MEDIA_TYPE = "application/problem+json"
FAULT_CODE = "internal_error"

# RFC 9457 gives these names a meaning of its own, so a fact of that name takes another one.
RENAMED = {"status": "contractStatus", "type": "frameType", "title": "contractTitle", "code": "cause"}


def problem_of(refused: Refused, instance: str | None = None) -> dict[str, Any]:
    """The problem that tells a refusal; `instance` is the path that was asked for."""
    row = row_of(refused.code)
    problem: dict[str, Any] = {
        "type": f"/docs#{refused.code.value}",
        "title": row.title,
        "status": row.status,
        "code": refused.code.value,
        "detail": sentence_of(refused),
        "retryable": row.is_retryable,
    }
    if instance is not None:
        problem["instance"] = instance
    return problem | {RENAMED.get(name, name): fact for name, fact in facts_of(refused).items()}


def problem_of_fault(reference: str, instance: str | None = None) -> dict[str, Any]:
    """The problem that tells of a mistake of ours; the log has the rest under `reference`."""
    problem = {
        "type": f"/docs#{FAULT_CODE}",
        "title": "Something failed on our side",
        "status": 500,
        "code": FAULT_CODE,
        "detail": f"This did not work, and it is our mistake. Try again. If it stays, tell us {reference}.",
        "retryable": True,
        "reference": reference,
    }
    return problem if instance is None else problem | {"instance": instance}


def encode(problem: dict[str, Any]) -> bytes:
    """The problem as JSON."""
    return msgspec.json.encode(problem)
