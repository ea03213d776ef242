"""Binding the recording of an ended session into the audit chain, once its last batch is written."""

from dataclasses import dataclass

from livecontract.commands.attempts import key_of
from livecontract.commands.perform import Ask, Door, perform
from livecontract.commands.requests import CloseRecording
from livecontract.domain.values import SYSTEM
from livecontract.store.port import Job


@dataclass(frozen=True, slots=True)
class RecordJob:
    """The handler of record jobs; a second time has no effect."""

    door: Door

    async def __call__(self, job: Job) -> None:
        """Close the recording of the session that the job names."""
        session_id = str(job.payload["sessionId"])
        await perform(
            self.door,
            Ask(
                actor=SYSTEM,
                contract_id=str(job.payload["contractId"]),
                command=CloseRecording(session_id=session_id),
                key=key_of(f"recording:{session_id}"),
            ),
        )
