"""The schema's version: migrate it, or refuse to work with another one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from domain.errors import Misconfigured

MIGRATION_LOCK = 7_305_001
"""Advisory lock: two processes that start together migrate once."""


def _scripts() -> tuple[Config, ScriptDirectory]:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config, ScriptDirectory.from_config(config)


def newest() -> str:
    """Revision that this code is written for."""
    return _scripts()[1].get_current_head() or ""


def current(connection: Connection) -> str | None:
    """Revision of the database; None: there are no ledger tables."""
    context = MigrationContext.configure(connection, opts={"version_table": "ledger_version"})
    return context.get_current_revision()


def migrate(connection: Connection) -> str:
    """Bring the database to this code's revision; the caller commits. Refuses a newer database."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    config, scripts = _scripts()
    found = current(connection)
    if found is not None:
        _refuse_newer(found, scripts)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return newest()


def check(connection: Connection) -> None:
    """Raise Misconfigured unless the database has exactly this code's revision."""
    scripts = _scripts()[1]
    found, wanted = current(connection), scripts.get_current_head()
    if found == wanted:
        return
    if found is None:
        raise Misconfigured(
            f"The ledger's database holds no ledger tables; this version needs revision {wanted}.",
            next_step="Run 'lading up', which makes them, or name the right database in LADING_LEDGER_URL.",
        )
    _refuse_newer(found, scripts)
    raise Misconfigured(
        f"The ledger has the older revision {found}; this version needs {wanted}.",
        next_step="Run 'lading down', which stops what runs with the older version, then 'lading up', which migrates.",
    )


def _refuse_newer(found: str, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if found not in known:
        raise Misconfigured(
            f"The ledger has revision {found}, which this version of Lading does not know: a newer version made it.",
            next_step="Install the version of Lading that the others on this ledger run, then start again.",
        )
