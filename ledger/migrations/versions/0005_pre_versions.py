"""A change's version is part of its identity, and says which change comes first. ``pre``: safe beside the release before."""

from __future__ import annotations

from alembic import op

revision = "0005_pre"
down_revision = "0004_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column with a default; the release before does not look at it."""
    op.execute("ALTER TABLE documents ADD COLUMN version TEXT DEFAULT '' NOT NULL")


def downgrade() -> None:
    """Take the column away again."""
    op.execute("ALTER TABLE documents DROP COLUMN version")
