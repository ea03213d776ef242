"""Find old first answers by their age, to forget them."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_attempts_at", "attempts", ["at"])
