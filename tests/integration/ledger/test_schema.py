"""One schema: the migrations make what the code says, and another version is refused (F12)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from domain.errors import Misconfigured
from ledger.book import Ledger
from ledger.tables import METADATA


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_the_migrations_make_exactly_the_tables_that_the_code_knows(ledger_url: str) -> None:
    engine = sqlalchemy.create_engine(ledger_url)
    with engine.connect() as connection:
        options = {"version_table": "ledger_version", "compare_type": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    engine.dispose()
    assert found == []


def test_a_database_without_tables_is_refused_with_the_next_step(empty_url: str) -> None:
    with pytest.raises(Misconfigured, match=r"holds no ledger tables.*Next: Run 'lading up'"):
        Ledger(empty_url).check_schema()


def test_eight_processes_that_start_together_migrate_once(empty_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: Ledger(empty_url).migrate(), range(8))) == {Ledger(empty_url).migrate()}
    Ledger(empty_url).check_schema()


def test_a_ledger_of_a_newer_version_is_refused_and_left_alone(ledger: Ledger) -> None:
    with ledger.open() as book:
        book._connection.exec_driver_sql("UPDATE ledger_version SET version_num = '9999_pre'")
        book.commit("test.newer")
    for attempt in (ledger.check_schema, ledger.migrate):
        with pytest.raises(Misconfigured, match=r"9999_pre.*a newer version made it"):
            attempt()


def test_a_ledger_of_an_older_version_is_refused_until_it_is_migrated(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger import schema

    config, scripts = schema._scripts()

    class Newer:
        def __getattr__(self, name: str) -> object:
            return getattr(scripts, name)

        def get_current_head(self) -> str:
            return "9999_pre"

    monkeypatch.setattr(schema, "_scripts", lambda: (config, Newer()))
    with pytest.raises(Misconfigured, match=r"older revision .*_pre.*needs 9999_pre.*lading up"):
        ledger.check_schema()
