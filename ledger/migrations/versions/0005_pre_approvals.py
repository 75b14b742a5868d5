"""Who must approve what, up to which amount, and by when. ``pre``: safe while the release before is still running."""

from __future__ import annotations

revision = "0005_pre"
down_revision = "0004_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
