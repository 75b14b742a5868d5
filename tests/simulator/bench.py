"""The real ledger on a real PostgreSQL whose clock is the simulation's: one database a process, emptied for each seed."""

from contextlib import contextmanager

import psycopg
from sqlalchemy import event

from ledger.book import Ledger
from tests.odoo_fixture import ledger_database

SHADOWS = """
CREATE SEQUENCE sim_uuids;
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
$$ SELECT coalesce(nullif(current_setting('sim.now', true), '')::timestamptz, pg_catalog.clock_timestamp()) $$;
CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS
$$ SELECT coalesce(nullif(current_setting('sim.now', true), '')::timestamptz, pg_catalog.now()) $$;
CREATE FUNCTION public.gen_random_uuid() RETURNS uuid LANGUAGE sql AS
$$ SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(nextval('sim_uuids')), 12, '0'))::uuid $$;
"""
"""Found before PostgreSQL's own, by the search path: the migrations' defaults are bound to them too."""
TABLES = """
SELECT string_agg(format('%I', relname), ', ') FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'ledger_version'
"""


class Bench:
    """One ledger for all seeds of a process."""

    def __init__(self, url):
        self.url = url
        self.dsn = url.replace("postgresql+psycopg://", "postgresql://")
        with self.raw() as connection:
            connection.execute(SHADOWS)
            name = connection.info.dbname
            connection.execute(f'ALTER DATABASE "{name}" SET search_path = public, pg_catalog')
        self.ledger = Ledger(url, application="simulator", pool_size=20)
        self.ledger.migrate()
        self._simulation = None
        engine = self.ledger._engine
        engine.pool._pre_ping = False  # nobody restarts this PostgreSQL
        event.listen(engine, "begin", self._begins)
        event.listen(engine, "commit", self._ends)
        event.listen(engine, "rollback", self._ends)
        with self.raw() as connection:
            self._tables = connection.execute(TABLES).fetchone()[0]
        self._reader = psycopg.connect(self.dsn, autocommit=True)

    def raw(self):
        return psycopg.connect(self.dsn, autocommit=True)

    def begin(self, simulation):
        """Empty, for a seed."""
        self._simulation = simulation
        with self.raw() as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(f"TRUNCATE {self._tables} RESTART IDENTITY")
            connection.execute("SELECT setval('sim_uuids', 1, false)")

    def rows(self, sql, **values):
        return self._reader.execute(sql, values).fetchall()

    def _begins(self, connection):
        simulation = self._simulation
        process = simulation.scheduler.process
        if process is not None:
            process.transactions += 1
            connection.info["process"] = process
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('sim.now', %s, false)", (simulation.clock.now().isoformat(),))

    def _ends(self, connection):
        process = connection.info.pop("process", None)
        if process is not None:
            process.transactions -= 1

    def close(self):
        self._reader.close()
        self.ledger.close()


@contextmanager
def bench():
    """A ledger for seeds, as long as the block runs."""
    with ledger_database("simulator") as url:
        made = Bench(url)
        try:
            yield made
        finally:
            made.close()
