"""${message}

Revision: ${up_revision}, after ${down_revision}.
"""

from __future__ import annotations

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Only add here (a ``pre`` migration); take away in a ``post`` migration."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Never: restore a backup instead."""
    ${downgrades if downgrades else "pass"}
