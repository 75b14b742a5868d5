"""Databases and roles of the embedded PostgreSQL: made, copied, dropped. No table of anybody is touched here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg import sql

CONNECT_SECONDS = 3


@dataclass(frozen=True)
class Server:
    """How to reach the cluster as its administrator; the password never shows."""

    port: int
    password: str = field(repr=False)
    host: str = "127.0.0.1"

    def url(self, database: str, *, user: str = "postgres", password: str = "", driver: str = "") -> str:
        """A connection URL; without a user, the administrator's. Secret: it holds the password."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{user}:{password or self.password}@{self.host}:{self.port}/{database}"


def reachable(server: Server) -> bool:
    """Whether it answers a login."""
    try:
        with psycopg.connect(server.url("postgres"), connect_timeout=CONNECT_SECONDS):
            return True
    except psycopg.Error:
        return False


def exists(server: Server, database: str) -> bool:
    """Whether there is a database of that name."""
    with psycopg.connect(server.url("postgres"), connect_timeout=CONNECT_SECONDS) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone()
    return found is not None


def ensure_role(server: Server, role: str, password: str) -> None:
    """A role that may log in and make databases, with this password."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        verb: LiteralString = "ALTER" if known else "CREATE"
        statement = sql.SQL(verb + " ROLE {} LOGIN CREATEDB PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def ensure_database(server: Server, database: str, owner: str, *, template: str = "template1") -> bool:
    """Make a database, a copy of ``template``; False when it was there. Of Odoo's: a quarter of a second."""
    if exists(server, database):
        return False
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY WAL_LOG")
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        _disconnect(connection, template)
        connection.execute(statement.format(sql.Identifier(database), sql.Identifier(owner), sql.Identifier(template)))
    return True


def drop_database(server: Server, database: str) -> None:
    """Drop a database and end who is in it; none of that name is fine."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def rename_database(server: Server, old: str, new: str) -> None:
    """Rename: how a template that took minutes to build becomes visible only when it is whole."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        _disconnect(connection, old)
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def _disconnect(connection: psycopg.Connection, database: str) -> None:
    """A database that somebody is in can be neither copied nor renamed."""
    if database != "template1":
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))
