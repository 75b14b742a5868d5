"""Keys of the portal's customers, and what the receiver remembers. ``pre``: safe while the release before is still running."""

from __future__ import annotations

revision = "0009_pre"
down_revision = "0008_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
