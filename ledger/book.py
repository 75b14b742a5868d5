"""The unit of work: ``with ledger.open() as book: ...; book.commit("seam.name")``, else nothing happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from domain import seams
from ledger import engine, schema, sealing, verifying
from ledger.approval_requests import ApprovalRequests
from ledger.audit import AuditTrail
from ledger.backfills import Backfills
from ledger.circuits import Circuits
from ledger.claims import Claims
from ledger.commitments import Commitments
from ledger.cursors import Cursors
from ledger.deliveries import Deliveries
from ledger.documents import Documents
from ledger.exceptions import Exceptions
from ledger.intents import Intents
from ledger.interchanges import Interchanges
from ledger.listening import listen
from ledger.mirror import Mirror
from ledger.obligations import Obligations
from ledger.parcels import Parcels
from ledger.plan_exchanges import PlanExchanges
from ledger.plan_lines import PlanLines
from ledger.plan_orders import PlanOrders
from ledger.plan_overrides import PlanOverrides
from ledger.plans import Plans
from ledger.populations import (
    AlikeOrder,
    ElsewhereRow,
    PopulationRow,
    RecentRow,
    alike,
    days,
    elsewhere,
    population,
    recent,
)
from ledger.portal import Portal
from ledger.promises import Promises
from ledger.publications import Publications
from ledger.published import PublishedNumbers
from ledger.reconciling import Reconciliation, reconcile
from ledger.reservations import Reservations
from ledger.runs import Runs, Summary, summary
from ledger.tracing import Thread, trace

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from ledger.verifying import AuditReport


class Book:
    """One transaction on the ledger; its parts are what can be done in it."""

    def __init__(self, connection: Connection) -> None:
        """Take over the connection; ``Ledger.open`` gives it back."""
        self._connection = connection
        self.deliveries = Deliveries(connection)
        self.documents = Documents(connection)
        self.claims = Claims(connection)
        self.intents = Intents(connection)
        self.exceptions = Exceptions(connection)
        self.requests = ApprovalRequests(connection)
        self.mirror = Mirror(connection)
        self.circuits = Circuits(connection)
        self.cursors = Cursors(connection)
        self.runs = Runs(connection)
        self.backfills = Backfills(connection)
        self.publications = Publications(connection)
        self.interchanges = Interchanges(connection)
        self.audit = AuditTrail(connection)
        self.reservations = Reservations(connection)
        self.commitments = Commitments(connection)
        self.published = PublishedNumbers(connection)
        self.promises = Promises(connection)
        self.obligations = Obligations(connection)
        self.portal = Portal(connection)
        self.parcels = Parcels(connection)
        self.plans = Plans(connection)
        self.plan_lines = PlanLines(connection)
        self.plan_orders = PlanOrders(connection)
        self.plan_exchanges = PlanExchanges(connection)
        self.overrides = PlanOverrides(connection)

    def commit(self, seam: str) -> None:
        """Make it so. ``seam`` is a literal, unique name; afterwards the book begins a new transaction.

        Raises:
            OutcomeUnknown: the answer was lost; every step is idempotent or fenced, so read again and repeat it.
        """
        seams.at_commit(f"{seam}.before")
        try:
            self._connection.commit()
        except engine.Trouble as error:
            engine.raise_translated(error, committing=True)
        seams.at_commit(f"{seam}.after")

    def alike(self, hashes: Sequence[str], since: datetime) -> dict[str, list[AlikeOrder]]:
        """Orders captured since then with one of these hashes of customer, lines and quantities."""
        return alike(self._connection, hashes, since)

    def recent(self, partner: str, customers: Sequence[bytes], since: datetime, most: int) -> list[RecentRow]:
        """The last orders of some customers of a partner, each as it stands in a payload up to its first brace."""
        return recent(self._connection, partner, customers, since, most)

    def elsewhere(self, channel: str, askers: Mapping[str, int], since: datetime, most: int) -> list[ElsewhereRow]:
        """The last orders by other channels of the customers of these orders, by external id."""
        return elsewhere(self._connection, channel, askers, since, most)

    def days(self, channel: str) -> dict[int, int]:
        """The channel's documents by how many whole days ago they came."""
        return days(self._connection, channel)

    def population(self, channel: str, newest: int) -> list[PopulationRow]:
        """The channel's last documents, newest first."""
        return population(self._connection, channel, newest)

    def trace(self, text: str) -> list[Thread]:
        """Every thread that the reference fits: number, Odoo name, file name, external id, SHA-256 or id."""
        return trace(self._connection, text)

    def reconcile(self) -> Reconciliation:
        """The conservation proof of this instant."""
        return reconcile(self._connection)

    def summary(self, batch_ids: Sequence[str]) -> Summary:
        """What became of the documents that these batches moved."""
        return summary(self._connection, batch_ids)


class Ledger:
    """The ledger at one database URL; connects at first use."""

    def __init__(self, url: str, *, application: str = "lading", pool_size: int = 5) -> None:
        """Remember where; Misconfigured when it is no PostgreSQL URL."""
        self._url = engine.parse(url)
        self._application = application
        self._pool_size = pool_size

    def __repr__(self) -> str:
        """Where, without the password."""
        return f"Ledger({self._url.render_as_string(hide_password=True)})"

    @cached_property
    def _engine(self) -> Engine:
        return engine.make_engine(self._url.render_as_string(hide_password=False), self._application, self._pool_size)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except engine.Trouble as error:
            engine.raise_translated(error)

    @contextmanager
    def open(self) -> Iterator[Book]:
        """A book; leaving it without commit rolls back."""
        with self._connected() as connection:
            yield Book(connection)

    def migrate(self) -> str:
        """Bring the database to this version; returns the revision. A newer database is refused."""
        with self._connected() as connection:
            revision = schema.migrate(connection)
            seams.at_commit("ledger.migrate.before")
            connection.commit()
            seams.at_commit("ledger.migrate.after")
            sealing.adopt_restored(connection)
            return revision

    def check_schema(self) -> None:
        """Raise Misconfigured, with the next step, unless the database has exactly this version."""
        with self._connected() as connection:
            schema.check(connection)

    def listen(self, timeout: float) -> Iterator[str | None]:
        """Channels with new work as they are told; None after each ``timeout`` seconds of silence."""
        return listen(self._url, timeout)

    def seal(self, anchor: Path | None = None) -> int:
        """Seal what is finished in the audit; returns the rows sealed (0: none, or another sealer is at it)."""
        with self._connected() as connection:
            return sealing.seal(connection, anchor)

    def verify_audit(self, anchor: Path | None = None) -> AuditReport:
        """Recompute every seal from the rows and say what was changed, is missing, added or reordered."""
        with self._connected() as connection:
            return verifying.verify(connection, anchor)

    def close(self) -> None:
        """Give all connections back; the next use connects anew."""
        self._drop(close=True)

    def forget(self) -> None:
        """In a forked child: leave the parent's connections alone and connect anew at the next use."""
        self._drop(close=False)

    def _drop(self, *, close: bool) -> None:
        cached = self.__dict__.pop("_engine", None)
        if cached is not None:
            cached.dispose(close=close)
