"""The real ledger on a real PostgreSQL whose clock is the simulation's: one database a process, emptied for each seed."""

from contextlib import contextmanager

import psycopg
from sqlalchemy import event

from ledger.book import Ledger
from tasks.runtime.profiles import load_profiles
from tasks.runtime.settings import Settings
from tests.odoo_fixture import ledger_database
from tests.simulator.consumer import LIMITS

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
SELECT string_agg(quote_ident(relname), ', ') FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'ledger_version'
AND (relname !~ '^mirror_' OR %(mirror)s)
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
        self._reader = self.raw()
        self._cleaner = self.raw()
        self._cleaner.execute("SET session_replication_role = replica")
        self.furnished = False
        """The mirror holds the master data, which is the same in each seed, and is read once a process."""
        self._profiles = None
        self.settings = Settings(
            ledger_url="postgresql+psycopg://unused/unused",
            odoo_database="simulated",
            lease_seconds=LIMITS.lease_seconds,
            mirror_seconds=1e9,
            settle_seconds=0.0,
        )
        """Of every seed, but for its folders: made once, for it takes longer than one could think."""

    def raw(self):
        return psycopg.connect(self.dsn, autocommit=True)

    def begin(self, simulation):
        """Empty, for a seed."""
        self._simulation = simulation
        tables = self._cleaner.execute(TABLES, {"mirror": not self.furnished}).fetchone()[0]
        self._cleaner.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        self._cleaner.execute("SELECT setval('sim_uuids', 1, false)")

    def profiles(self, folder):
        """The partners' profiles, which are the same in each seed."""
        if self._profiles is None:
            self._profiles = load_profiles(folder)
        return self._profiles

    def rows(self, sql, **values):
        return self._reader.execute(sql, values).fetchall()

    def _begins(self, connection):
        simulation = self._simulation
        process = simulation.scheduler.process
        if process is not None:
            process.transactions += 1
            connection.info["process"] = process
        # With the BEGIN that the driver would send by itself: else every fifth round trip would be for the clock.
        beginning = f"BEGIN; SET LOCAL sim.now = '{simulation.clock.now().isoformat()}'"
        connection.connection.dbapi_connection.pgconn.exec_(beginning.encode())

    def _ends(self, connection):
        process = connection.info.pop("process", None)
        if process is not None:
            process.transactions -= 1

    def close(self):
        self._reader.close()
        self._cleaner.close()
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
