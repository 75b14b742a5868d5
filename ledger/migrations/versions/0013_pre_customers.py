"""Orders are found by our customer, over all channels. ``pre``: safe while the release before is still running."""

from __future__ import annotations

from alembic import op

revision = "0013_pre"
down_revision = "0012_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column, empty for what was mapped before, and its index."""
    op.execute("ALTER TABLE resolutions ADD COLUMN customer_id BIGINT")
    op.execute(
        "CREATE INDEX resolutions_customer_idx ON resolutions (customer_id, document_id) WHERE customer_id IS NOT NULL"
    )


def downgrade() -> None:
    """Take them away again."""
    op.execute("ALTER TABLE resolutions DROP COLUMN customer_id")
