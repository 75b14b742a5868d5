"""Which Odoo the contract tests run on: the stack's own, or an older one that ``older.py`` has started."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from connectors.odoo.connect import Protocol
from tests.odoo_fixture import OdooCopy, odoo_copy

OLDER = "LADING_CONTRACT_OLDER"
"""File that says where the older Odoo is: url, admin_key, template, dsn of its PostgreSQL."""
_numbers = itertools.count(1)

in_both_protocols = pytest.mark.parametrize(
    "world", ["rpc"] if OLDER in os.environ else ["json2", "rpc"], indirect=True
)
"""For a test that shows what both ways into Odoo must do alike."""


def copies() -> Callable[[str], AbstractContextManager[OdooCopy]]:
    """What makes a fresh database."""
    return _older_copy if OLDER in os.environ else odoo_copy


def protocol_of() -> Protocol:
    """Spoken where a test does not say."""
    return "rpc" if OLDER in os.environ else "json2"


@contextmanager
def _older_copy(name: str) -> Iterator[OdooCopy]:
    known = json.loads(Path(os.environ[OLDER]).read_text(encoding="utf-8"))
    database = f"{known['template']}_{name}_{os.getpid()}_{next(_numbers)}"
    dsn = known["dsn"]
    with psycopg.connect(f"{dsn}/postgres", autocommit=True) as connection:
        names = [sql.Identifier(one) for one in (database, known["owner"], known["template"])]
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (known["template"],)
        )
        connection.execute(sql.SQL("create database {} owner {} template {}").format(*names))
    try:
        yield OdooCopy(known["url"], database, f"{dsn}/{database}", SecretStr(known["admin_key"]))
    finally:
        with psycopg.connect(f"{dsn}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(database)))
