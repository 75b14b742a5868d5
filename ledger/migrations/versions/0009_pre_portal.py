"""Keys of the portal, and its orders found by customer. ``pre``: safe while the release before is still running."""

from __future__ import annotations

from alembic import op

revision = "0009_pre"
down_revision = "0008_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table and an index that only holds what comes through the portal."""
    op.execute("""
        CREATE TABLE portal_keys (
            id TEXT NOT NULL,
            channel TEXT NOT NULL,
            customers TEXT[] NOT NULL,
            label TEXT DEFAULT '' NOT NULL,
            secret_hash BYTEA NOT NULL,
            made_by TEXT NOT NULL,
            made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
            expires_at TIMESTAMP WITH TIME ZONE,
            revoked_at TIMESTAMP WITH TIME ZONE,
            revoked_by TEXT DEFAULT '' NOT NULL,
            revoked_reason TEXT DEFAULT '' NOT NULL,
            CONSTRAINT portal_keys_pkey PRIMARY KEY (id),
            CONSTRAINT portal_keys_secret_hash_key UNIQUE (secret_hash)
        )
    """)
    op.execute("CREATE INDEX portal_keys_channel_idx ON portal_keys (channel)")
    op.execute("COMMENT ON COLUMN portal_keys.customers IS 'Our customer numbers that the key stands for.'")
    op.execute("COMMENT ON COLUMN portal_keys.secret_hash IS 'SHA-256; the key itself is nowhere.'")
    op.execute("CREATE INDEX deliveries_portal_idx ON deliveries (source_id, partner, id) WHERE media = 'portal'")


def downgrade() -> None:
    """Take them away again."""
    op.execute("DROP INDEX deliveries_portal_idx")
    op.execute("DROP TABLE portal_keys")
