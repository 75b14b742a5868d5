"""A customer's last orders are found by partner and time. ``pre``: safe while the release before is still running."""

from __future__ import annotations

from alembic import op

revision = "0010_pre"
down_revision = "0009_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an index."""
    op.execute("CREATE INDEX documents_recent_idx ON documents (partner, captured_at)")


def downgrade() -> None:
    """Take it away again."""
    op.execute("DROP INDEX documents_recent_idx")
