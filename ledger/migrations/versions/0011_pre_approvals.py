"""What is known of holds while they wait for approval. ``pre``: safe while the release before is still running."""

from __future__ import annotations

from alembic import op

revision = "0011_pre"
down_revision = "0010_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.execute("""
        CREATE TABLE approval_requests (
            exception_id BIGINT NOT NULL,
            first_by TEXT DEFAULT '' NOT NULL,
            first_reason TEXT DEFAULT '' NOT NULL,
            first_at TIMESTAMP WITH TIME ZONE,
            reminders INTEGER DEFAULT 0 NOT NULL,
            reminded_at TIMESTAMP WITH TIME ZONE,
            escalated_at TIMESTAMP WITH TIME ZONE,
            escalated_to TEXT DEFAULT '' NOT NULL,
            CONSTRAINT approval_requests_pkey PRIMARY KEY (exception_id),
            CONSTRAINT approval_requests_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES exceptions (id)
        )
    """)


def downgrade() -> None:
    """Take the table away again."""
    op.execute("DROP TABLE approval_requests")
