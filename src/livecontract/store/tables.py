"""The tables: one definition for every database, and the only place where a column is declared.

Times are whole microseconds since 1970 (UTC), flags are 0 or 1, and members that are never
searched stand as JSON text. `immutability.py` says which rows can never change again.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from livecontract.domain.contracts import Status
from livecontract.domain.session import SessionStatus

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite names all whole numbers INTEGER, and its strict tables take no other word for them.
Number = BigInteger().with_variant(Integer(), "sqlite")

# Rows under their primary key, without a hidden second one through which they could be replaced.
_KEYED: Final[dict[str, Any]] = {"sqlite_strict": True, "sqlite_with_rowid": False}
_STRICT: Final[dict[str, Any]] = {"sqlite_strict": True}


def _one_of(column: str, values: type[Status | SessionStatus]) -> CheckConstraint:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


contracts = Table(
    "contracts",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Number, nullable=False),
    Column("advisor_id", Text, nullable=False),
    Column("advisor_name", Text, nullable=False),
    Column("advisor_email", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("customer_email", Text, nullable=False),
    Column("signers", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("seal_problem", Text),
    Column("reason", Text),
    Column("created_at", Number, nullable=False),
    Column("signed_at", Number),
    Column("sealed_at", Number),
    Column("active_at", Number, nullable=False),
    Column("sought", Text, nullable=False),
    _one_of("status", Status),
    CheckConstraint(
        "status <> 'SIGNED' or (signed_at is not null and sealed_at is not null)",
        name="signed_means_sealed",
    ),
    Index("ix_contracts_advisor", "advisor_id", "active_at", "contract_id", "status"),
    Index("ix_contracts_customer", "customer_id", "active_at", "contract_id", "status"),
    **_KEYED,
)

documents = Table(
    "documents",
    metadata,
    Column("contract_id", Text, ForeignKey("contracts.contract_id"), primary_key=True),
    Column("document_id", Text, primary_key=True),
    Column("position", Number, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size_bytes", Number, nullable=False),
    Column("page_count", Number, nullable=False),
    Column("pages", Text, nullable=False),
    Column("treatment", Text, nullable=False),
    Column("sealable_sha256", Text, nullable=False),
    Column("view_sha256", Text, nullable=False),
    Column("thumbnails_sha256", Text, nullable=False),
    Column("notices", Text, nullable=False),
    Column("sealed_sha256", Text),
    Column("sealed_size_bytes", Number),
    Column("certificate_sha256", Text),
    Column("certificate_size_bytes", Number),
    UniqueConstraint("document_id"),
    **_KEYED,
)

fields = Table(
    "fields",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("field_id", Text, primary_key=True),
    Column("document_id", Text, nullable=False),
    Column("position", Number, nullable=False),
    Column("content", Text, nullable=False),
    ForeignKeyConstraint(["contract_id", "document_id"], ["documents.contract_id", "documents.document_id"]),
    UniqueConstraint("field_id"),
    **_KEYED,
)

signatures = Table(
    "signatures",
    metadata,
    Column("contract_id", Text, ForeignKey("contracts.contract_id"), primary_key=True),
    Column("signature_id", Text, primary_key=True),
    Column("position", Number, nullable=False),
    Column("signed_by", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("signed_at", Number, nullable=False),
    Column("digest", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("consent_version", Text, nullable=False),
    Column("consent_sha256", Text, nullable=False),
    UniqueConstraint("signature_id"),
    UniqueConstraint("contract_id", "signed_by"),
    **_KEYED,
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Text, primary_key=True),
    Column("contract_id", Text, ForeignKey("contracts.contract_id"), nullable=False),
    Column("advisor_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started_at", Number, nullable=False),
    Column("status", Text, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", Number),
    Column("reason", Text),
    _one_of("status", SessionStatus),
    Index(
        "ix_sessions_active",
        "contract_id",
        unique=True,
        sqlite_where=text("status = 'ACTIVE'"),
        postgresql_where=text("status = 'ACTIVE'"),
    ),
    Index("ix_sessions_contract", "contract_id", "started_at"),
    **_KEYED,
)

audit = Table(
    "audit",
    metadata,
    Column("contract_id", Text, ForeignKey("contracts.contract_id"), primary_key=True),
    Column("seq", Number, primary_key=True),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    **_KEYED,
)

# Rows one after the other as they come, so that a second's worth of all sessions fills few pages.
recordings = Table(
    "recordings",
    metadata,
    Column("batch_id", Number, primary_key=True, autoincrement=True),
    Column("session_id", Text, ForeignKey("sessions.session_id"), nullable=False),
    Column("number", Number, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("first_seq", Number),
    Column("last_seq", Number),
    Column("at", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("session_id", "number"),
    sqlite_autoincrement=True,
    **_STRICT,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", Number, primary_key=True),
    Column("at", Text, nullable=False),
    Column("size", Number, nullable=False),
    Column("root", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("token", LargeBinary, nullable=False),
    **_KEYED,
)

# The heads of chains that a checkpoint binds; they are written before it, and none after it.
checkpoint_leaves = Table(
    "checkpoint_leaves",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("seq", Number, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("number", Number, nullable=False),
    Column("position", Number, nullable=False),
    UniqueConstraint("number", "position"),
    **_KEYED,
)

# The chains that have moved since they were bound, so that nobody has to look at all the others.
moved_chains = Table(
    "moved_chains",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("seq", Number, nullable=False),
    **_KEYED,
)

users = Table(
    "users",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False),
    Column("created_at", Number, nullable=False),
    Column("removed_at", Number),
    UniqueConstraint("email_key"),
    Index(
        "ix_users_removed",
        "removed_at",
        "user_id",
        sqlite_where=text("removed_at IS NOT NULL"),
        postgresql_where=text("removed_at IS NOT NULL"),
    ),
    **_KEYED,
)

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("secret_sha256", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("next_path", Text, nullable=False),
    Column("expires_at", Number, nullable=False),
    Column("used_at", Number),
    **_KEYED,
)

cookie_sessions = Table(
    "cookie_sessions",
    metadata,
    Column("secret_sha256", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
    Column("started_at", Number, nullable=False),
    Column("expires_at", Number, nullable=False),
    Column("ended_at", Number),
    **_KEYED,
)

attempts = Table(
    "attempts",
    metadata,
    Column("actor_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_sha256", Text, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", Number, nullable=False),
    Index("ix_attempts_at", "at"),
    **_STRICT,
)

outbox = Table(
    "outbox",
    metadata,
    Column("job_id", Number, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("stream", Text),
    Column("enqueued_at", Number, nullable=False),
    Column("run_at", Number, nullable=False),
    Column("attempts", Number, nullable=False),
    Column("lease", Text),
    Column("error", Text),
    Column("is_dead", Number, nullable=False),
    Index("ix_outbox_stream", "stream", "job_id"),
    sqlite_autoincrement=True,
    **_STRICT,
)
