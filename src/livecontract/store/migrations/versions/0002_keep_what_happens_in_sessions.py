"""Keep what happens in sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Keep what happens in sessions."""
    op.create_table(
        "recordings",
        sa.Column("batch_id", NUMBER, nullable=False),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("first_seq", NUMBER),
        sa.Column("last_seq", NUMBER),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_recordings_session_id_number")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name=op.f("fk_recordings_sessions")),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_contract", "sessions", ["contract_id", "started_at"])
