"""Alembic's entry: works on the connection that ``ledger.schema`` hands over."""

from __future__ import annotations

from alembic import context

from ledger.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table="ledger_version",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
