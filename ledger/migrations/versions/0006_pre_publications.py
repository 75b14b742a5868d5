"""What leaves for partners, and the control numbers of both directions. ``pre``: safe while the release before is still running."""

from __future__ import annotations

revision = "0006_pre"
down_revision = "0005_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
