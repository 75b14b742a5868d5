"""The ledger's first tables. ``pre``: safe while the release before is still running."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001_pre"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; literal SQL, so that later changes of the code cannot change what this did."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().connection.cursor().execute(statements)


def downgrade() -> None:
    """Take everything away again: there is nothing before the first migration."""
    op.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
