"""What commands, queries and jobs may ask of the database."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from livecontract.domain.audit import AuditEntry, Head
from livecontract.domain.checkpoint import Checkpoint, Leaf
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.recording import Batch, RecordingHead
from livecontract.domain.session import Session
from livecontract.domain.users import CookieSession, OneTimeLink, User
from livecontract.domain.values import Value

T = TypeVar("T")


class Attempt(Value, frozen=True):
    """The first answer to a write, kept under the writer's idempotency key."""

    actor_id: str
    key: str
    request_sha256: str
    answer: bytes
    at: datetime


class NewJob(Value, frozen=True):
    """Work that must follow a commit. Jobs of one `stream` run one at a time, in order."""

    kind: str
    payload: dict[str, object]
    stream: str | None = None
    run_at: datetime | None = None


class Job(Value, frozen=True):
    """A job that was claimed; only the holder of `lease` may finish it. `attempts` counts from 1."""

    job_id: int
    kind: str
    payload: dict[str, object]
    stream: str | None
    attempts: int
    lease: str
    enqueued_at: datetime
    error: str | None = None


class ContractSummary(Value, frozen=True):
    """A contract in a list: itself, its live session, and when something last happened to it."""

    contract: Contract
    session: Session | None
    active_at: datetime


class Page(Value, frozen=True):
    """One page of a list; `next_cursor` is opaque and absent on the last page."""

    items: tuple[ContractSummary, ...]
    next_cursor: str | None


class Reader(Protocol):
    """A consistent view of the database; every call sees the same moment."""

    def contract(self, contract_id: str) -> Contract | None:
        """The contract with its documents, fields, signatures and shown pages."""

    def contracts(
        self, user_id: str, *, statuses: Sequence[Status], text: str, cursor: str | None, limit: int
    ) -> Page:
        """A user's contracts, the last active first; `text` is sought in titles and names.

        Refuses `value_invalid` for a cursor that was not made here.
        """

    def count_by_status(self, user_id: str) -> dict[Status, int]:
        """How many contracts of each status a user has."""

    def contract_of_document(self, document_id: str) -> Contract | None:
        """The contract that a document belongs to."""

    def contract_of_field(self, field_id: str) -> Contract | None:
        """The contract that a field belongs to."""

    def session(self, session_id: str) -> Session | None:
        """A session, active or ended."""

    def active_session(self, contract_id: str) -> Session | None:
        """The active session of a contract."""

    def active_sessions(self) -> list[Session]:
        """Every active session, for the sweep that ends idle ones."""

    def audit(self, contract_id: str, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        """The entries of a contract's chain from `after` + 1 on."""

    def audit_head(self, contract_id: str) -> Head:
        """Where a contract's chain ends."""

    def chains(self) -> list[str]:
        """The contracts of which there is, or by any other trace has been, an audit chain."""

    def moved_heads(self, limit: int) -> list[Leaf]:
        """Up to `limit` heads of chains that no checkpoint binds as they are now, by contract."""

    def last_checkpoint(self) -> Checkpoint | None:
        """The latest checkpoint."""

    def checkpoint(self, number: int) -> Checkpoint | None:
        """The checkpoint of that number."""

    def checkpoint_numbers(self) -> list[int]:
        """The numbers of all checkpoints, rising."""

    def checkpoint_leaves(self, number: int) -> list[Leaf]:
        """The heads that a checkpoint binds, in their order."""

    def checkpoint_of(self, contract_id: str) -> int | None:
        """The number of the latest checkpoint that binds a contract's chain."""

    def bound_heads(self, contract_id: str) -> list[tuple[int, Leaf]]:
        """Every head of a contract's chain that was bound, with its checkpoint's number, rising."""

    def recording(self, session_id: str, after: int = 0, limit: int | None = None) -> list[Batch]:
        """The batches of a session's recording from `after` + 1 on."""

    def recording_head(self, session_id: str) -> RecordingHead:
        """Where a session's recording ends."""

    def sessions(self, contract_id: str) -> list[Session]:
        """Every session of a contract, the first one first."""

    def user(self, user_id: str) -> User | None:
        """The user of that id."""

    def user_by_email(self, email: str) -> User | None:
        """The user with that address, compared without case."""

    def removed_users(self) -> frozenset[str]:
        """The ids of the users who have no way in."""

    def cookie_session(self, secret_sha256: str) -> CookieSession | None:
        """The browser session whose cookie has that hash, whether or not it is still good."""

    def link(self, secret_sha256: str) -> OneTimeLink | None:
        """The one-time link whose secret has that hash, whether or not it is still good."""

    def attempt(self, actor_id: str, key: str) -> Attempt | None:
        """The first answer given under an idempotency key."""

    def dead_jobs(self) -> list[Job]:
        """The jobs that were given up, with their last error."""

    def failing_jobs(self, attempts: int) -> list[Job]:
        """The jobs that have failed that often or more and are tried again, with their last error."""

    def waiting_jobs(self) -> int:
        """How many jobs are waiting or running."""

    def next_job_at(self, kinds: Sequence[str]) -> datetime | None:
        """When the next job becomes due or the next lease ends, of jobs that wait for no other."""


class Transaction(Reader, Protocol):
    """A write transaction. Between `lock_contract` and commit no one else changes this contract.

    Nothing slow happens inside: no network, no PDF, no await.
    """

    def lock_contract(self, contract_id: str) -> Contract | None:
        """The contract, locked until the end of the transaction."""

    def save_contract(self, before: Contract | None, after: Contract, at: datetime) -> None:
        """Write the difference between two states; `before` is `None` for a new contract."""

    def save_session(self, session: Session) -> None:
        """Write a session, new or ended."""

    def append_audit(self, entries: Sequence[AuditEntry]) -> None:
        """Append to a chain; the database itself refuses an entry that does not follow."""

    def append_recording(self, batches: Sequence[Batch]) -> None:
        """Append to recordings; the database itself refuses a batch that does not follow."""

    def append_checkpoint(self, checkpoint: Checkpoint, leaves: Sequence[Leaf]) -> None:
        """Append a checkpoint over these heads; the database itself refuses one that does not follow."""

    def keep_attempt(self, attempt: Attempt) -> None:
        """Keep the first answer under its key."""

    def change_attempt(self, actor_id: str, key: str, answer: bytes) -> None:
        """Keep another answer in the place of the one under that key."""

    def forget(self, before: datetime, limit: int) -> int:
        """Forget first answers from before that time, and links and browser sessions that ended before it.

        At most `limit` of each; returns how many altogether.
        """

    def enqueue(self, job: NewJob, now: datetime) -> None:
        """Add work that is done only if this transaction commits."""

    def claim_jobs(self, kinds: Sequence[str], *, now: datetime, until: datetime, limit: int) -> list[Job]:
        """Take due jobs under a lease that lasts until `until`; expired leases are taken over."""

    def finish_job(self, job: Job) -> bool:
        """Remove a done job; false when its lease has gone to another."""

    def extend_job(self, job: Job, *, until: datetime) -> bool:
        """Hold a claimed job for longer; false when its lease has gone to another."""

    def retry_job(self, job: Job, *, run_at: datetime, error: str) -> bool:
        """Give a failed job back, to run again at `run_at`."""

    def give_back_job(self, job: Job, now: datetime) -> bool:
        """Give a job back untried: the claim does not count as an attempt."""

    def bury_job(self, job: Job, *, error: str) -> bool:
        """Give a job up: it stays as a dead letter."""

    def release_jobs(self, now: datetime) -> int:
        """End every lease; for the start of the only runner, when another's leases mean nothing."""

    def revive_jobs(self, now: datetime) -> int:
        """Make every dead letter due again; returns how many."""

    def save_user(self, user: User) -> None:
        """Add a user; refuses `email_taken`."""

    def remove_user(self, user_id: str, at: datetime | None) -> None:
        """Say since when a user has no way in, or (`None`) that they have one again."""

    def add_link(self, link: OneTimeLink) -> None:
        """Keep a one-time link."""

    def use_link(self, secret_sha256: str, now: datetime) -> OneTimeLink | None:
        """Use up a link: `None` when unknown, expired or used before."""

    def save_cookie_session(self, session: CookieSession) -> None:
        """Write a browser session, new or ended."""


class Store(Protocol):
    """The database. What `write` has returned from is durable; before that, nothing of it is."""

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one write transaction: committed when it returns, undone when it raises."""

    async def read(self, work: Callable[[Reader], T]) -> T:
        """Run `work` against a consistent view."""

    def on_jobs(self, wake: Callable[[], None]) -> None:
        """Call `wake` (on the event loop) after each commit that enqueued a job."""

    async def close(self) -> None:
        """Finish what is running and let go of the database."""


class StoreUnusable(Exception):
    """The database must not be used as it is; the sentence says why and what to do.

    It is missing though other traces of it are there, does not open with this key, was made by a
    newer version, or has lost its guards. A new one is never made in its place.
    """


class StoreUnavailable(Exception):
    """The database cannot be reached or written at the moment; nothing was changed."""
