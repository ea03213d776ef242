"""Lay the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Lay the first tables."""
    _lay_contracts()
    _lay_documents()
    _lay_fields()
    _lay_signatures()
    _lay_sessions()
    _lay_audit()
    _lay_people()
    _lay_attempts()
    _lay_outbox()


def _lay_contracts() -> None:
    op.create_table(
        "contracts",
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("advisor_id", sa.Text, nullable=False),
        sa.Column("advisor_name", sa.Text, nullable=False),
        sa.Column("advisor_email", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("customer_name", sa.Text, nullable=False),
        sa.Column("customer_email", sa.Text, nullable=False),
        sa.Column("signers", sa.Text, nullable=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("seal_problem", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("signed_at", NUMBER),
        sa.Column("sealed_at", NUMBER),
        sa.Column("active_at", NUMBER, nullable=False),
        sa.Column("sought", sa.Text, nullable=False),
        sa.CheckConstraint(
            "status in ('DRAFT', 'REVIEW', 'SIGNED', 'DECLINED', 'VOIDED')", name=op.f("ck_contracts_status")
        ),
        sa.CheckConstraint(
            "status <> 'SIGNED' or (signed_at is not null and sealed_at is not null)",
            name=op.f("ck_contracts_signed_means_sealed"),
        ),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_contracts")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contracts_advisor", "contracts", ["advisor_id", "active_at", "contract_id", "status"])
    op.create_index(
        "ix_contracts_customer", "contracts", ["customer_id", "active_at", "contract_id", "status"]
    )


def _lay_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size_bytes", NUMBER, nullable=False),
        sa.Column("page_count", NUMBER, nullable=False),
        sa.Column("pages", sa.Text, nullable=False),
        sa.Column("treatment", sa.Text, nullable=False),
        sa.Column("sealable_sha256", sa.Text, nullable=False),
        sa.Column("view_sha256", sa.Text, nullable=False),
        sa.Column("thumbnails_sha256", sa.Text, nullable=False),
        sa.Column("notices", sa.Text, nullable=False),
        sa.Column("sealed_sha256", sa.Text),
        sa.Column("sealed_size_bytes", NUMBER),
        sa.PrimaryKeyConstraint("contract_id", "document_id", name=op.f("pk_documents")),
        sa.UniqueConstraint("document_id", name=op.f("uq_documents_document_id")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.contract_id"], name=op.f("fk_documents_contracts")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _lay_fields() -> None:
    op.create_table(
        "fields",
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("field_id", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id", "document_id"],
            ["documents.contract_id", "documents.document_id"],
            name=op.f("fk_fields_documents"),
        ),
        sa.PrimaryKeyConstraint("contract_id", "field_id", name=op.f("pk_fields")),
        sa.UniqueConstraint("field_id", name=op.f("uq_fields_field_id")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _lay_signatures() -> None:
    op.create_table(
        "signatures",
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("signature_id", sa.Text, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("signed_by", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("signed_at", NUMBER, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("consent_version", sa.Text, nullable=False),
        sa.Column("consent_sha256", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("contract_id", "signature_id", name=op.f("pk_signatures")),
        sa.UniqueConstraint("signature_id", name=op.f("uq_signatures_signature_id")),
        sa.UniqueConstraint("contract_id", "signed_by", name=op.f("uq_signatures_contract_id_signed_by")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.contract_id"], name=op.f("fk_signatures_contracts")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _lay_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("advisor_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_at", NUMBER, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("ended_by", sa.Text),
        sa.Column("ended_at", NUMBER),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("status in ('ACTIVE', 'ENDED')", name=op.f("ck_sessions_status")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.contract_id"], name=op.f("fk_sessions_contracts")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sessions")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_sessions_active",
        "sessions",
        ["contract_id"],
        unique=True,
        sqlite_where=sa.text("status = 'ACTIVE'"),
        postgresql_where=sa.text("status = 'ACTIVE'"),
    )


def _lay_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.contract_id"], name=op.f("fk_audit_contracts")),
        sa.PrimaryKeyConstraint("contract_id", "seq", name=op.f("pk_audit")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _lay_people() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_key", name=op.f("uq_users_email_key")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )

    op.create_table(
        "one_time_links",
        sa.Column("secret_sha256", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("next_path", sa.Text, nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.Column("used_at", NUMBER),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_one_time_links_users")),
        sa.PrimaryKeyConstraint("secret_sha256", name=op.f("pk_one_time_links")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )

    op.create_table(
        "cookie_sessions",
        sa.Column("secret_sha256", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("started_at", NUMBER, nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.Column("ended_at", NUMBER),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_cookie_sessions_users")),
        sa.PrimaryKeyConstraint("secret_sha256", name=op.f("pk_cookie_sessions")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _lay_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("request_sha256", sa.Text, nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f("pk_attempts")),
        sqlite_strict=True,
    )


def _lay_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("job_id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("stream", sa.Text),
        sa.Column("enqueued_at", NUMBER, nullable=False),
        sa.Column("run_at", NUMBER, nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("lease", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("is_dead", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_outbox_stream", "outbox", ["stream", "job_id"])
