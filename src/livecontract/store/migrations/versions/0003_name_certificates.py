"""Name the certificates that are files of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the certificate's digest and size to each document; those of before have none."""
    op.add_column("documents", sa.Column("certificate_sha256", sa.Text))
    op.add_column("documents", sa.Column("certificate_size_bytes", NUMBER))
