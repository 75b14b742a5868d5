"""A fresh, migrated ledger for each test, copied from a template in the tests' PostgreSQL."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.databases import Server, drop_database, ensure_database
from ledger.book import Ledger
from tests.integration.ledger.orders import Clerk
from tests.odoo_fixture import servers

_numbers = itertools.count(1)


def _name(kind: str) -> str:
    return f"{kind}_{os.getpid()}_{next(_numbers)}"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL that the tests of this machine share."""
    with servers("postgres") as stack:
        yield stack.parts.server()


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[str]:
    """Name of a database with the ledger's tables, to be copied."""
    name = _name("ledger_template")
    ensure_database(server, name, "postgres")
    ledger = Ledger(server.url(name, driver="psycopg"))
    ledger.migrate()
    ledger.close()
    yield name
    drop_database(server, name)


@pytest.fixture
def empty_url(server: Server) -> Iterator[str]:
    """A database without any table."""
    name = _name("ledger_empty")
    ensure_database(server, name, "postgres")
    yield server.url(name, driver="psycopg")
    drop_database(server, name)


@pytest.fixture
def ledger_url(server: Server, template: str) -> Iterator[str]:
    """A database with the ledger's tables, all empty."""
    name = _name("ledger_test")
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield server.url(name, driver="psycopg")
    drop_database(server, name)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """A ledger of its own."""
    made = Ledger(ledger_url, pool_size=20)
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
