"""A real Odoo and a real PostgreSQL for tests: one pair a machine, a fresh database wherever one is wanted.

The template is built once (a minute) and kept under ``LADING_TEST_HOME`` (default ``.lading/test``). Any number of
test processes use the pair at once; the last one to leave stops it.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from infra.databases import drop_database, ensure_database
from infra.files import locked
from infra.odoo.serve import FRESH, OdooLimits
from infra.processes import Running, running_here
from infra.stack import Stack, StackConfig

PROJECT = Path(__file__).resolve().parent.parent
LIMIT_TIME_REAL = 20
"""Seconds after which this Odoo ends a call: tests wait that long for an answer that was lost."""
LONGEST_NAME = 63
_numbers = itertools.count(1)


@dataclass(frozen=True)
class OdooCopy:
    """A fresh database of the running Odoo; ``dsn`` is PostgreSQL's, as its superuser."""

    url: str
    database: str
    dsn: str = field(repr=False)
    admin_key: SecretStr


def test_stack() -> Stack:
    """The stack that tests share on this machine."""
    home = Path(os.environ.get("LADING_TEST_HOME") or PROJECT / ".lading" / "test")
    programs = PROJECT / ".lading" / "programs" if "LADING_TEST_HOME" not in os.environ else None
    limits = OdooLimits(limit_time_real=LIMIT_TIME_REAL)
    return Stack(StackConfig(home=home, project=PROJECT, programs=programs, odoo_limits=limits, durable=False))


test_stack.__test__ = False  # type: ignore[attr-defined]  # a helper, not a test


@contextmanager
def servers(*names: str) -> Iterator[Stack]:
    """PostgreSQL, or PostgreSQL and Odoo, running for as long as anybody is inside, in whatever process."""
    stack = test_stack()
    users = stack.config.home / "users"
    mine = users / f"{os.getpid()}-{next(_numbers)}.json"
    with locked(stack.config.home / "users.lock"):
        running_here().record(mine)
        if "odoo" in names:
            _borrow_template(stack)
        stack.up(names, progress=_say)
    try:
        yield stack
    finally:
        with locked(stack.config.home / "users.lock"):
            mine.unlink(missing_ok=True)
            if not _anybody(users):
                stack.down()


def _borrow_template(stack: Stack) -> None:
    """The template of the project's own home, where ``lading demo`` or ``up`` has made one: a minute saved."""
    home = stack.config.home.parent
    if not (home / "odoo" / "template.json").exists() or (stack.config.home / "odoo" / "template.json").exists():
        return
    theirs = Stack(StackConfig(home=home, project=PROJECT, programs=stack.config.programs))
    stack.up(("postgres",), progress=_say)
    started = theirs.up(("postgres",), progress=_say)
    try:
        if stack.parts.template().borrow(theirs.parts.template()):
            _say(f"template database taken over from {home}")
    finally:
        theirs.down(started)


def _say(said: str) -> None:
    print(f"[test servers] {said}")  # noqa: T201 - shown by pytest where a test fails


def _anybody(users: Path) -> bool:
    """Whether a living process is inside; records of dead ones go."""
    alive = False
    for file in users.glob("*.json"):
        known = Running.recorded(file)
        if known is not None and known.alive():
            alive = True
        else:
            file.unlink(missing_ok=True)
    return alive


@contextmanager
def odoo_copy(name: str) -> Iterator[OdooCopy]:
    """A database of its own, from the template, for as long as the block runs; a quarter of a second."""
    database = fresh_name(name)
    with servers("postgres", "odoo") as stack:
        server = stack.parts.server()
        template = stack.parts.template()
        template.make(_say)
        template.copy(database)
        try:
            yield odoo_at(stack, database)
        finally:
            drop_database(server, database)


@contextmanager
def ledger_database(name: str) -> Iterator[str]:
    """URL of a new, empty PostgreSQL database for a ledger."""
    database = fresh_name(f"ledger_{name}")
    with servers("postgres") as stack:
        server = stack.parts.server()
        drop_database(server, database)
        ensure_database(server, database, "postgres")
        try:
            yield server.url(database, driver="psycopg")
        finally:
            drop_database(server, database)


def odoo_at(stack: Stack, database: str) -> OdooCopy:
    """How to reach a database of the running Odoo that is there."""
    key = SecretStr(stack.parts.template().admin_key())
    return OdooCopy(stack.connections().odoo_url, database, stack.parts.server().url(database), key)


def fresh_name(name: str) -> str:
    """A database's name that nobody on this machine has, and that Odoo serves."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower())
    tail = f"_{os.getpid()}_{next(_numbers)}"
    return f"{FRESH}{plain}"[: LONGEST_NAME - len(tail)] + tail


@pytest.fixture(scope="session")
def odoo_stack() -> Iterator[Stack]:
    """PostgreSQL and Odoo, running for the whole session."""
    with servers("postgres", "odoo") as stack:
        yield stack


@pytest.fixture(scope="module")
def fresh_odoo(odoo_stack: Stack, request: pytest.FixtureRequest) -> Iterator[OdooCopy]:
    """A fresh database of Odoo for the module."""
    assert odoo_stack.connections().odoo_url
    with odoo_copy(request.module.__name__.rpartition(".")[2]) as copy:
        yield copy


@pytest.fixture
def fresh_ledger_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A new, empty PostgreSQL database for the test."""
    with ledger_database(request.node.name) as url:
        yield url
