"""Whose turn it is to plan: one plan of a profile is made or posted at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from ledger.statements import statement


@contextmanager
def turn(connection: Connection, profile: str) -> Iterator[bool]:
    """Whether it is ours until the block ends; PostgreSQL takes it back from a process that died.

    The connection stands outside any transaction meanwhile: an open one would keep the audit from being sealed.
    """
    free = connection.execution_options(isolation_level="AUTOCOMMIT")
    values = {"profile": profile}
    ours = bool(free.execute(statement("planning_try_run"), values).scalar_one())
    try:
        yield ours
    finally:
        if ours and not free.closed and not free.invalidated:
            free.execute(statement("planning_end_run"), values)
