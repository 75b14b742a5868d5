"""What a delivery's transport said, how far sources were asked, edit stamps. ``pre``: safe beside the release before."""

from __future__ import annotations

from alembic import op

revision = "0006_pre"
down_revision = "0005_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and a column with a default; the release before does not look at them."""
    op.execute("ALTER TABLE deliveries ADD COLUMN headers JSON DEFAULT '{}' NOT NULL")
    op.execute("""
        CREATE TABLE cursors (
            source_id TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT DEFAULT '' NOT NULL,
            looked_at TIMESTAMP WITH TIME ZONE,
            CONSTRAINT cursors_pkey PRIMARY KEY (source_id, name)
        )
    """)
    op.execute("""
        CREATE TABLE moments (
            key TEXT COLLATE "C" NOT NULL,
            stamp TIMESTAMP WITH TIME ZONE NOT NULL,
            content_hash TEXT NOT NULL,
            document_id BIGINT NOT NULL,
            CONSTRAINT moments_pkey PRIMARY KEY (key, stamp)
        )
    """)


def downgrade() -> None:
    """Take them away again."""
    op.execute("DROP TABLE moments")
    op.execute("DROP TABLE cursors")
    op.execute("ALTER TABLE deliveries DROP COLUMN headers")
