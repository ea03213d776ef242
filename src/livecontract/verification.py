"""What `livecontract verify` says about files: one verdict in words, and which of three ends it comes to."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from livecontract.pdf.verdict import Verdict, kinship
from livecontract.pdf.verifier import Verifier
from livecontract.settings import Settings
from livecontract.wiring import Ground, grounded, is_in_use

FINGERPRINT_DIGITS = 64


class End(IntEnum):
    """What a check comes to; the number is the exit code of the command."""

    VALID = 0
    NOT_VALID = 1
    UNKNOWN_AUTHORITY = 3


WORDS = {
    End.VALID: "VALID",
    End.NOT_VALID: "NOT VALID",
    End.UNKNOWN_AUTHORITY: "UNCHANGED, BUT SEALED BY AN AUTHORITY THAT IS NOT KNOWN HERE",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The end that the check of one file comes to, and the lines that say why."""

    end: End
    lines: tuple[str, ...]


async def judge_files(
    contents: Mapping[str, bytes], settings: Settings, authorities: frozenset[str]
) -> dict[str, Judgement]:
    """Judge sealed files and evidence packages, by their names; what belongs together is said to.

    Known are the `authorities` (fingerprints, see `fingerprint_of`), and the one of the data folder
    where that is in use. A seal of any other authority can be whole, but nobody here can say whose it is.
    """
    if not is_in_use(settings):
        return await _judged_by(contents, authorities)
    async with grounded(settings) as ground:
        return await _judged_by(contents, authorities | {own_fingerprint(ground)})


def own_fingerprint(ground: Ground) -> str:
    """The fingerprint of the authority that stands behind a platform's seals, for others to know it by."""
    return hashlib.sha256(ground.identity().root_certificate).hexdigest()


def fingerprint_of(text: str) -> str | None:
    """A certificate's SHA-256 as 64 hexadecimal digits, however it is spaced; None when it is none."""
    digits = "".join(text.lower().replace(":", " ").split())
    is_one = len(digits) == FINGERPRINT_DIGITS and set(digits) <= set("0123456789abcdef")
    return digits if is_one else None


def end_of_all(judgements: Iterable[Judgement]) -> End:
    """The end of a check of several files: the worst of theirs."""
    ends = {judgement.end for judgement in judgements}
    return next((end for end in (End.NOT_VALID, End.UNKNOWN_AUTHORITY) if end in ends), End.VALID)


async def _judged_by(contents: Mapping[str, bytes], known: frozenset[str]) -> dict[str, Judgement]:
    verifier = Verifier()
    verdicts = {name: await verifier.verify(content) for name, content in contents.items()}
    kin = kinship(verdicts)
    return {name: _judged(verdict, known, kin.get(name)) for name, verdict in verdicts.items()}


def _judged(verdict: Verdict, known: frozenset[str], kin: str | None) -> Judgement:
    end = _end(verdict, known)
    lines = [
        _line(_answer(verdict.integrity.ok), "integrity", verdict.integrity.sentence),
        _line(*_identity(end, verdict)),
        _line(_answer(verdict.time.ok), "time", verdict.time.sentence),
        _line(_answer(verdict.completeness.ok), "completeness", verdict.completeness.sentence),
    ]
    return Judgement(end, (*lines, *([f"       {kin}"] if kin else ())))


def _end(verdict: Verdict, known: frozenset[str]) -> End:
    if not verdict.valid:
        return End.NOT_VALID
    return End.VALID if verdict.authority in known else End.UNKNOWN_AUTHORITY


def _identity(end: End, verdict: Verdict) -> tuple[str, str, str]:
    if end is End.NOT_VALID:
        return _answer(verdict.identity.ok), "identity", verdict.identity.sentence
    made = "Handed out under" if verdict.is_package else "Sealed by"
    if end is End.VALID:
        return "yes", "identity", f"{made} “{verdict.signer}”, whose authority is known here."
    account = (
        f"{made} “{verdict.signer}”, by its own account. If its operator gave you the fingerprint"
        f" {verdict.authority} as that of its authority, say so with --authority."
    )
    return "?", "identity", account


def _answer(holds: bool) -> str:  # noqa: FBT001 - the question is the name
    return "yes" if holds else "no"


def _line(answer: str, part: str, sentence: str) -> str:
    return f"  {answer:3}  {part}: {sentence}"
