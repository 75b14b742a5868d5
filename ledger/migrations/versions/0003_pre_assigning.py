"""Who works on an exception, and why it was resolved. ``pre``: safe while the release before is still running."""

from __future__ import annotations

from alembic import op

revision = "0003_pre"
down_revision = "0002_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns with defaults; the release before does not look at them."""
    op.execute("""
        ALTER TABLE exceptions
            ADD COLUMN assignee TEXT DEFAULT '' NOT NULL,
            ADD COLUMN assigned_by TEXT DEFAULT '' NOT NULL,
            ADD COLUMN assigned_at TIMESTAMP WITH TIME ZONE,
            ADD COLUMN resolved_reason TEXT DEFAULT '' NOT NULL
    """)


def downgrade() -> None:
    """Take the columns away again."""
    op.execute("""
        ALTER TABLE exceptions
            DROP COLUMN assignee, DROP COLUMN assigned_by, DROP COLUMN assigned_at, DROP COLUMN resolved_reason
    """)
