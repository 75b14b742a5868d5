"""What a document obliges us or a partner to send, and by when. ``pre``: safe while the release before is still running."""

from __future__ import annotations

revision = "0008_pre"
down_revision = "0007_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
