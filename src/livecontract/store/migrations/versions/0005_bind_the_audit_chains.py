"""Bind the audit chains by checkpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add checkpoints and their leaves; every chain there is waits to be bound."""
    op.create_table(
        "checkpoints",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("root", sa.Text, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoints")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoint_leaves",
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("contract_id", "seq", name=op.f("pk_checkpoint_leaves")),
        sa.UniqueConstraint("number", "position", name=op.f("uq_checkpoint_leaves_number_position")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "moved_chains",
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_moved_chains")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute("insert into moved_chains select contract_id, max(seq) from audit group by contract_id")
