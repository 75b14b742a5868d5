"""From which day orders count against a planner's quantity. ``pre``: safe while the release before still runs."""

from __future__ import annotations

from alembic import op

revision = "0017_pre"
down_revision = "0016_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column; null: from the day on which the edit was made."""
    op.execute("ALTER TABLE plan_overrides ADD COLUMN since DATE")


def downgrade() -> None:
    """Take it away again."""
    op.execute("ALTER TABLE plan_overrides DROP COLUMN since")
