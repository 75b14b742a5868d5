"""Kinds of column that the ledger's tables share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, DateTime, Identity, MetaData, Text, text
from sqlalchemy.types import UserDefinedType

METADATA = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


class TransactionNumber(UserDefinedType[str]):
    """PostgreSQL's ``xid8``: the 64-bit number of a transaction, which never comes back."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name of the type in DDL."""
        return "xid8"


def identity() -> Column[Any]:
    """A growing number as primary key."""
    return Column("id", BigInteger, Identity(always=False), primary_key=True)


def words(name: str, *, default: str | None = None) -> Column[Any]:
    """A text that is always there."""
    return Column(name, Text, nullable=False, server_default=None if default is None else text(f"'{default}'"))


def moment(name: str, *, nullable: bool = True, now: bool = False) -> Column[Any]:
    """A moment with zone; ``now``: the database's clock unless given."""
    return Column(
        name, DateTime(timezone=True), nullable=nullable and not now, server_default=text("now()") if now else None
    )


def stored_json(name: str, *, default: str | None = None) -> Column[Any]:
    """JSON kept as written: it is stored, never searched."""
    return Column(
        name, JSON, nullable=default is None, server_default=None if default is None else text(f"'{default}'")
    )
