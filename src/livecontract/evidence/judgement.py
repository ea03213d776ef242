"""Judges whatever is handed in to be checked, a sealed file or an evidence package; for the child process."""

import msgspec

from livecontract.evidence.archive import is_package
from livecontract.evidence.examination import verify_package
from livecontract.pdf.verdict import Question
from livecontract.pdf.verify import verify


def answer(payload: bytes) -> bytes:
    """Answers a Question with a Verdict, both as MessagePack."""
    question = msgspec.msgpack.decode(payload, type=Question)
    judge = verify_package if is_package(question.data) else verify
    return msgspec.msgpack.encode(judge(question.data, trusted_roots=question.trusted_roots))


def warm_up() -> None:
    """Everything has been imported with this module; that was all there is to load."""
