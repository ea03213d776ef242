"""Say since when a user has no way in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and the index by which those few are found every two seconds."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("users", sa.Column("removed_at", number))
    is_removed = sa.text("removed_at IS NOT NULL")
    op.create_index(
        "ix_users_removed",
        "users",
        ["removed_at", "user_id"],
        sqlite_where=is_removed,
        postgresql_where=is_removed,
    )
