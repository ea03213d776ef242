"""The store's port on one connection of any database: what a reader sees, what a writer does."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from livecontract.domain.audit import AuditEntry, Head
from livecontract.domain.checkpoint import Checkpoint, Leaf
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.recording import Batch, RecordingHead
from livecontract.domain.session import Session
from livecontract.domain.users import CookieSession, OneTimeLink, User
from livecontract.store import (
    attempts,
    audit,
    checkpoints,
    contracts,
    documents,
    fields,
    lists,
    outbox,
    recordings,
    sessions,
    sign_in,
    users,
)
from livecontract.store.cursors import as_cursor, from_cursor
from livecontract.store.port import Attempt, Job, NewJob, Page
from livecontract.store.statements import Statement


class ConnectionReader:
    """A reader for as long as a transaction of its connection is open."""

    def __init__(self, connection: Connection, cursor_key: bytes) -> None:
        """Read through `connection`; cursors of lists are authenticated under `cursor_key`."""
        self._connection = connection
        self._cursor_key = cursor_key

    def contract(self, contract_id: str) -> Contract | None:
        return contracts.read(self._connection, contract_id)

    def contracts(
        self, user_id: str, *, statuses: Sequence[Status], text: str, cursor: str | None, limit: int
    ) -> Page:
        items, end = lists.page(
            self._connection,
            user_id,
            statuses=statuses,
            text=text,
            after=None if cursor is None else from_cursor(cursor, self._cursor_key),
            limit=limit,
        )
        return Page(items=tuple(items), next_cursor=end and as_cursor(end, self._cursor_key))

    def count_by_status(self, user_id: str) -> dict[Status, int]:
        return lists.count_by_status(self._connection, user_id)

    def contract_of_document(self, document_id: str) -> Contract | None:
        return self._contract_of(documents.CONTRACT_OF, {"document_id": document_id})

    def contract_of_field(self, field_id: str) -> Contract | None:
        return self._contract_of(fields.CONTRACT_OF, {"field_id": field_id})

    def session(self, session_id: str) -> Session | None:
        return sessions.find(self._connection, session_id)

    def active_session(self, contract_id: str) -> Session | None:
        return sessions.active_of(self._connection, contract_id)

    def active_sessions(self) -> list[Session]:
        return sessions.all_active(self._connection)

    def audit(self, contract_id: str, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        return audit.entries(self._connection, contract_id, after, limit)

    def audit_head(self, contract_id: str) -> Head:
        return audit.head(self._connection, contract_id)

    def chains(self) -> list[str]:
        return checkpoints.chains(self._connection)

    def moved_heads(self, limit: int) -> list[Leaf]:
        return checkpoints.moved(self._connection, limit)

    def last_checkpoint(self) -> Checkpoint | None:
        return checkpoints.last(self._connection)

    def checkpoint(self, number: int) -> Checkpoint | None:
        return checkpoints.find(self._connection, number)

    def checkpoint_numbers(self) -> list[int]:
        return checkpoints.numbers(self._connection)

    def checkpoint_leaves(self, number: int) -> list[Leaf]:
        return checkpoints.leaves(self._connection, number)

    def checkpoint_of(self, contract_id: str) -> int | None:
        return checkpoints.last_of(self._connection, contract_id)

    def bound_heads(self, contract_id: str) -> list[tuple[int, Leaf]]:
        return checkpoints.leaves_of(self._connection, contract_id)

    def sessions(self, contract_id: str) -> list[Session]:
        return sessions.of_contract(self._connection, contract_id)

    def recording(self, session_id: str, after: int = 0, limit: int | None = None) -> list[Batch]:
        return recordings.batches(self._connection, session_id, after, limit)

    def recording_head(self, session_id: str) -> RecordingHead:
        return recordings.head(self._connection, session_id)

    def user(self, user_id: str) -> User | None:
        return users.find(self._connection, user_id)

    def user_by_email(self, email: str) -> User | None:
        return users.find_by_email(self._connection, email)

    def removed_users(self) -> frozenset[str]:
        return users.removed(self._connection)

    def cookie_session(self, secret_sha256: str) -> CookieSession | None:
        return sign_in.find_cookie(self._connection, secret_sha256)

    def link(self, secret_sha256: str) -> OneTimeLink | None:
        return sign_in.find_link(self._connection, secret_sha256)

    def attempt(self, actor_id: str, key: str) -> Attempt | None:
        return attempts.find(self._connection, actor_id, key)

    def dead_jobs(self) -> list[Job]:
        return outbox.dead(self._connection)

    def failing_jobs(self, attempts: int) -> list[Job]:
        """The jobs that have failed that often or more and are tried again."""
        return outbox.failing(self._connection, attempts)

    def waiting_jobs(self) -> int:
        return outbox.waiting(self._connection)

    def next_job_at(self, kinds: Sequence[str]) -> datetime | None:
        return outbox.next_at(self._connection, kinds)

    def _contract_of(self, statement: Statement, key: dict[str, str]) -> Contract | None:
        row = statement.row(self._connection, key)
        return None if row is None else self.contract(row[0])


class ConnectionTransaction(ConnectionReader):
    """A write transaction for as long as that of its connection is open."""

    has_enqueued = False

    def lock_contract(self, contract_id: str) -> Contract | None:
        return contracts.read(self._connection, contract_id, lock=True)

    def save_contract(self, before: Contract | None, after: Contract, at: datetime) -> None:
        contracts.save(self._connection, before, after, at)

    def save_session(self, session: Session) -> None:
        sessions.save(self._connection, session)

    def append_audit(self, entries: Sequence[AuditEntry]) -> None:
        audit.append(self._connection, entries)
        if entries:
            checkpoints.note(self._connection, entries[-1].contract_id, entries[-1].seq)

    def append_recording(self, batches: Sequence[Batch]) -> None:
        recordings.append(self._connection, batches)

    def append_checkpoint(self, checkpoint: Checkpoint, leaves: Sequence[Leaf]) -> None:
        checkpoints.append(self._connection, checkpoint, leaves)

    def keep_attempt(self, attempt: Attempt) -> None:
        attempts.keep(self._connection, attempt)

    def change_attempt(self, actor_id: str, key: str, answer: bytes) -> None:
        attempts.change(self._connection, actor_id, key, answer)

    def forget(self, before: datetime, limit: int) -> int:
        kinds = (attempts.forget, sign_in.forget_links, sign_in.forget_cookies)
        return sum(forget(self._connection, before, limit) for forget in kinds)

    def enqueue(self, job: NewJob, now: datetime) -> None:
        outbox.enqueue(self._connection, job, now)
        self.has_enqueued = True

    def claim_jobs(self, kinds: Sequence[str], *, now: datetime, until: datetime, limit: int) -> list[Job]:
        return outbox.claim(self._connection, kinds, now=now, until=until, limit=limit)

    def extend_job(self, job: Job, *, until: datetime) -> bool:
        return outbox.extend(self._connection, job, until)

    def finish_job(self, job: Job) -> bool:
        return outbox.finish(self._connection, job)

    def retry_job(self, job: Job, *, run_at: datetime, error: str) -> bool:
        return outbox.retry(self._connection, job, run_at, error)

    def give_back_job(self, job: Job, now: datetime) -> bool:
        return outbox.give_back(self._connection, job, now)

    def bury_job(self, job: Job, *, error: str) -> bool:
        return outbox.bury(self._connection, job, error)

    def release_jobs(self, now: datetime) -> int:
        return outbox.release_all(self._connection, now)

    def revive_jobs(self, now: datetime) -> int:
        revived = outbox.revive(self._connection, now)
        self.has_enqueued = self.has_enqueued or revived > 0
        return revived

    def save_user(self, user: User) -> None:
        users.add(self._connection, user)

    def add_link(self, link: OneTimeLink) -> None:
        sign_in.add_link(self._connection, link)

    def use_link(self, secret_sha256: str, now: datetime) -> OneTimeLink | None:
        return sign_in.use_link(self._connection, secret_sha256, now)

    def remove_user(self, user_id: str, at: datetime | None) -> None:
        users.remove(self._connection, user_id, at)

    def save_cookie_session(self, session: CookieSession) -> None:
        sign_in.save_cookie(self._connection, session)
