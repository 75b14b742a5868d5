"""The connection to PostgreSQL, and its troubles named by what happens next."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import NoReturn

import psycopg
import sqlalchemy
from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from domain.errors import LadingError, Misconfigured, OutcomeUnknown, StopTheRun, TryAgain

_SESSION = (
    "-c timezone=UTC -c synchronous_commit=on -c idle_in_transaction_session_timeout=30000 "
    "-c lock_timeout=20000 -c jit=off"
)
_FULL = {"53100", "25006"}
_WRONG = {"28P01", "28000", "3D000", "42501", "42P01", "42703"}
_WRONG_WORDS = ("authentication failed", "does not exist", "no password supplied", "could not translate host name")
"""A refused connection carries no SQLSTATE."""
_PASSING = ("08", "57", "53", "40", "55", "25")
"""Classes of SQLSTATE that go away by themselves: connection, shutdown, resources, conflicts, locks."""


def parse(url: str) -> URL:
    """The URL, or Misconfigured without showing its password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Misconfigured(
            "LADING_LEDGER_URL is no database URL.",
            next_step="Give it as postgresql+psycopg://user:password@host:5432/database.",
        ) from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "postgresql+psycopg":
        raise Misconfigured(
            "The ledger needs PostgreSQL.",
            value=parsed.drivername,
            next_step="Give LADING_LEDGER_URL as postgresql+psycopg://user:password@host:5432/database.",
        )
    return parsed


def make_engine(url: str, application: str, pool_size: int) -> Engine:
    """An engine that connects at first use; at most ``pool_size`` + 5 connections a process."""
    return sqlalchemy.create_engine(
        parse(url),
        pool_size=pool_size,
        max_overflow=5,
        pool_timeout=20,
        pool_pre_ping=True,
        json_deserializer=_loads,
        hide_parameters=True,
        connect_args={
            "application_name": application,
            "connect_timeout": 5,
            "options": _SESSION,
            "keepalives_idle": 15,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )


def _loads(raw: str | bytes) -> object:
    return json.loads(raw, parse_float=Decimal)


Trouble = (SQLAlchemyError, psycopg.Error)
"""What a statement may raise: COPY is the driver's own, beside SQLAlchemy."""


def translated(error: SQLAlchemyError | psycopg.Error, *, committing: bool = False) -> LadingError:
    """The kind of error by what happens next; its words hold no SQL, no parameters and no password."""
    if isinstance(error, PoolEmpty):
        return TryAgain("All connections of this process to the ledger are in use.")
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return StopTheRun(f"The ledger failed: {type(error).__name__}.")
    state = cause.sqlstate or ""
    said = _first_line(cause)
    if state in _FULL:
        return StopTheRun(
            f"PostgreSQL cannot write the ledger: {said}",
            next_step="Free disk space (or make the database writable again), then run the same command again.",
        )
    if state in _WRONG or (not state and any(words in said for words in _WRONG_WORDS)):
        return Misconfigured(
            f"PostgreSQL refused the ledger's request: {said}",
            next_step="Check user, password and database in LADING_LEDGER_URL; 'lading up' makes missing tables.",
        )
    passing = state[:2] in _PASSING if state else isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
    if passing:
        lost = OutcomeUnknown("The answer to a commit in the ledger was lost.")
        return lost if committing else TryAgain(f"PostgreSQL did not take the ledger's request: {said}")
    return StopTheRun(f"PostgreSQL refused a statement of the ledger ({state}): {said}")


def _first_line(error: psycopg.Error) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def raise_translated(error: SQLAlchemyError | psycopg.Error, *, committing: bool = False) -> NoReturn:
    """Raise what ``translated`` says, without the original's words (they may hold values)."""
    raise translated(error, committing=committing) from None
