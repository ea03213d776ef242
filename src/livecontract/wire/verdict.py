"""What is said about a sealed file: one verdict in four parts, over REST and on the command line."""

from datetime import datetime

from livecontract.domain.values import Value
from livecontract.pdf import verdict as judged


class VerdictPart(Value, frozen=True):
    """One question about the file: whether it holds, in a sentence, and the technical details."""

    ok: bool
    summary: str
    details: tuple[str, ...] = ()


class Verdict(Value, frozen=True):
    """Whether a file is a valid sealed contract: unchanged, by whom, when, and with everything in it."""

    valid: bool
    intact: VerdictPart
    who: VerdictPart
    when: VerdictPart
    complete: VerdictPart
    sha256: str
    sealed_at: datetime | None
    contract_id: str | None
    title: str | None
    audit_head: str | None


def verdict_view(verdict: judged.Verdict) -> Verdict:
    """The verdict in the words of the interface."""
    return Verdict(
        valid=verdict.valid,
        intact=_part(verdict.integrity),
        who=_part(verdict.identity),
        when=_part(verdict.time),
        complete=_part(verdict.completeness),
        sha256=verdict.sha256,
        sealed_at=verdict.sealed_at,
        contract_id=verdict.contract_id,
        title=verdict.title,
        audit_head=verdict.audit_head,
    )


def _part(finding: judged.Finding) -> VerdictPart:
    details = tuple(f"{name}: {value}" for name, value in finding.details.items())
    return VerdictPart(ok=finding.ok, summary=finding.sentence, details=details)
