"""The composition root: the only place that makes the ledger, the archive, Odoo and the profiles."""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from connectors.odoo.address import OdooAddress
from connectors.odoo.bots import BOTS
from connectors.odoo.connect import connect
from connectors.odoo.figures import OdooFigures
from connectors.odoo.new_addresses import OdooAddresses
from connectors.odoo.port import OdooPort
from connectors.odoo.references import OdooReferences
from connectors.odoo.sales import OdooSales
from connectors.odoo.shipments import OdooShipments
from connectors.odoo.stock import OdooStock
from connectors.ports import TaxEngine
from connectors.tax.avatax import AvaTax
from connectors.transports.port import Inbox
from domain.errors import Misconfigured
from domain.profile import PartnerProfile
from domain.work import Batch, BatchLimits
from ledger.archive import AnyArchive
from ledger.book import Ledger
from tasks.runtime.logs import write_logs
from tasks.runtime.looked import Looked
from tasks.runtime.profiles import load_profiles, stamp_of
from tasks.runtime.settings import Settings, settings
from tasks.runtime.transports import open_archive, open_inbox, open_shop

if TYPE_CHECKING:
    from connectors.odoo.purchasing.orders import OdooPurchasing
    from connectors.shopify.client import ShopClient


@dataclass
class Resources:
    """What the stages work with; made once a process, or by a test for itself."""

    settings: Settings
    mirror_read_at: dict[str, float] = field(default_factory=dict)
    """Monotonic time of the last mirror refresh, by Odoo."""
    mirror_looked: dict[str, Looked] = field(default_factory=dict)
    """When Odoo was asked for codes that the mirror lacks, by Odoo."""
    volume_seen_at: dict[str, float] = field(default_factory=dict)
    """Monotonic time when a channel's days were last compared, and were well."""
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the process was told to end: runs claim nothing more and end after their batch."""
    crowded: threading.Event = field(default_factory=threading.Event)
    """Set while a channel with work finds no room for a run: the others end after their batch."""
    _inboxes: dict[str, Inbox] = field(default_factory=dict)
    _shops: dict[str, ShopClient] = field(default_factory=dict)
    _profiles_stamp: tuple[object, ...] = ()
    _making: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @cached_property
    def ledger(self) -> Ledger:
        """The durable memory; refuses a schema of another version."""
        if self.settings.ledger_url is None:
            message = "No ledger is configured."
            raise Misconfigured(
                message, field="LADING_LEDGER_URL", next_step="Run 'lading up', or set LADING_LEDGER_URL."
            )
        ledger = Ledger(self.settings.ledger_url.get_secret_value())
        ledger.check_schema()
        return ledger

    @cached_property
    def archive(self) -> AnyArchive:
        """Raw bytes by their hash.

        Raises:
            Misconfigured: LADING_ARCHIVE names a bucket, and the extra for S3 is not installed.
        """
        return open_archive(self.settings)

    @cached_property
    def profiles(self) -> dict[str, PartnerProfile]:
        """Profiles by channel."""
        return load_profiles(self.settings.partners)

    def learn(self) -> bool:
        """Take up profiles that were written since; True: they are others now. Cheap enough to ask every second.

        Raises:
            Misconfigured: one has a mistake; told once for each change. All go on as they were before it.
        """
        before, stamp = self.profiles, stamp_of(self.settings.partners)
        if stamp == self._profiles_stamp:
            return False
        self._profiles_stamp = stamp
        found = load_profiles(self.settings.partners)
        if found == before:
            return False
        with self._making:
            self.profiles = found
            for channel in [one for one in self._inboxes if found.get(one) != before.get(one)]:
                del self._inboxes[channel]
            self._shops.clear()
        return True

    def profile(self, channel: str) -> PartnerProfile:
        """The profile of a channel.

        Raises:
            Misconfigured: no profile has that channel.
        """
        found = self.profiles.get(channel)
        if found is None:
            known = ", ".join(sorted(self.profiles)) or "none"
            message = f"No partner profile has the channel '{channel}' (known: {known})."
            raise Misconfigured(message, field="channel", value=channel, next_step="Run 'lading partners list'.")
        return found

    @cached_property
    def odoo_target(self) -> str:
        """How the ledger names this Odoo: its database."""
        return f"odoo:{self.settings.odoo_database}"

    def odoo(self, *domains: str) -> OdooPort:
        """A connection with the first key there is for ``domains``, else the general one.

        Raises:
            Misconfigured: no Odoo, or no key.
        """
        keys = self.settings.odoo_keys
        key = next((keys[domain] for domain in domains if domain in keys), self.settings.odoo_api_key)
        if self.settings.odoo_url is None or key is None or self.settings.odoo_database is None:
            message = "No Odoo is configured."
            step = "Run 'lading up', or set LADING_ODOO_URL, LADING_ODOO_DATABASE and LADING_ODOO_API_KEY."
            raise Misconfigured(message, field="LADING_ODOO_URL", next_step=step)
        role = next((domain for domain in domains if domain in keys), domains[0])
        return connect(
            OdooAddress(self.settings.odoo_url, self.settings.odoo_database, key, self._login(role)),
            protocol=self.settings.odoo_protocol,
            role=role,
            calls_in_flight=self.settings.odoo_calls_in_flight,
            connect_seconds=self.settings.odoo_connect_seconds,
            read_seconds=self.settings.odoo_read_seconds,
        )

    def _login(self, role: str) -> str:
        """Of the bot whose key it is: a key of its own domain is a bot's that 'lading odoo prepare' made."""
        made = role in self.settings.odoo_keys and role in BOTS
        return BOTS[role].login if made else self.settings.odoo_user or ""

    @cached_property
    def sales(self) -> OdooSales:
        """What the sales bot does in Odoo; reads back as another user where there is one."""
        return OdooSales(self.odoo("sales"), reader=self.odoo("reader", "sales"))

    @cached_property
    def figures(self) -> OdooFigures:
        """What customers owe and what is free, for the checks."""
        return OdooFigures(self.odoo("reader", "sales"))

    @cached_property
    def addresses(self) -> OdooAddresses:
        """Makes delivery addresses that a person let be made.

        Raises:
            Misconfigured: there is no key for it.
        """
        return OdooAddresses(self._own_bot("addresses"))

    @cached_property
    def purchasing(self) -> OdooPurchasing:
        """What the planning bot does in Odoo; reads back as another user. Misconfigured: it has no key."""
        from connectors.odoo.purchasing.orders import OdooPurchasing

        return OdooPurchasing(self._own_bot("planning"), reader=self.odoo("reader", "planning"))

    def _own_bot(self, role: str) -> OdooPort:
        """A connection of a bot that came later than others, so that there may be no key yet."""
        if role not in self.settings.odoo_keys and self.settings.odoo_api_key is None:
            step = f"Run 'lading odoo prepare' again: it makes the bot '{role}'."
            raise Misconfigured(f"Odoo's bot '{role}' has no key here.", field=f"odoo_keys.{role}", next_step=step)
        return self.odoo(role)

    def tax_engine(self, company_code: str) -> TaxEngine:
        """The tax engine, asked for one of our companies.

        Raises:
            Misconfigured: none is configured.
        """
        known = self.settings
        if known.tax_url is None or known.tax_key is None:
            step = "Set LADING_TAX_URL, LADING_TAX_ACCOUNT and LADING_TAX_KEY."
            raise Misconfigured("No tax engine is configured.", field="LADING_TAX_URL", next_step=step)
        return AvaTax(
            known.tax_url, known.tax_account, known.tax_key, company_code=company_code, seconds=known.tax_seconds
        )

    @cached_property
    def references(self) -> OdooReferences:
        """Master data of Odoo, for the mirror."""
        return OdooReferences(self.odoo("reader", "sales"))

    @cached_property
    def stock(self) -> OdooStock:
        """Stock of Odoo, for the mirror; remembers what it told."""
        return OdooStock(self.odoo("reader", "sales"))

    @cached_property
    def shipments(self) -> OdooShipments:
        """What Odoo has shipped; remembers what it told."""
        return OdooShipments(self.odoo("reader", "sales"))

    @cached_property
    def owner(self) -> str:
        """Who claims: host and process."""
        return f"{socket.gethostname()}:{os.getpid()}"

    def limits(self) -> BatchLimits:
        """The settings' limits of a run."""
        known = self.settings
        return BatchLimits(
            documents=known.batch_documents,
            lines=known.batch_lines,
            wait_seconds=known.batch_wait_seconds,
            batches=known.run_batches,
            minutes=known.run_minutes,
            lease_seconds=known.lease_seconds,
        )

    def inbox(self, channel: str) -> Inbox | None:
        """Where a channel's files come in and its outcomes go out; None: nowhere. One a process: it keeps what it saw.

        Raises:
            Misconfigured: a secret that the profile names is not set.
        """
        with self._making:
            if channel not in self._inboxes:
                self._inboxes[channel] = open_inbox(self.settings, self.profile(channel))
            return self._inboxes[channel]

    def shop(self, channel: str) -> ShopClient:
        """A channel's web shop. One a process: it keeps what is left of the shop's patience.

        Raises:
            Misconfigured: the profile names none, or its token is not set.
        """
        with self._making:
            if channel not in self._shops:
                self._shops[channel] = open_shop(self.settings, self.profile(channel))
            return self._shops[channel]

    def claim(self, channel: str, limits: BatchLimits, owner: str) -> Batch | None:
        """The next batch of a channel, or None."""
        with self.ledger.open() as book:
            batch = book.claims.claim(channel, owner, limits)
            book.commit("tasks.claim")
        return batch

    def claim_of_plan(self, plan: int, channel: str, limits: BatchLimits, owner: str) -> Batch | None:
        """The next batch of a backfill plan, or None."""
        with self.ledger.open() as book:
            batch = book.claims.claim_of_plan(plan, channel, owner, limits)
            book.commit("tasks.claim_of_plan")
        return batch

    def renew(self, batch: Batch) -> bool:
        """Show a sign of life; False: the claim is lost."""
        with self.ledger.open() as book:
            alive = book.claims.renew(batch)
            book.commit("tasks.renew")
        return alive

    def give_back(self, batch: Batch) -> None:
        """End the claim; what is not done is free for the next run."""
        with self.ledger.open() as book:
            book.claims.release(batch)
            book.commit("tasks.release")


_lock = threading.Lock()
_current: list[Resources] = []


def resources() -> Resources:
    """The process's resources, made at the first call."""
    with _lock:
        if not _current:
            _current.append(Resources(settings()))
            write_logs(_current[0].settings.log_format)
        return _current[0]


def use(house: Resources | None) -> None:
    """Set the process's resources: for the entrypoints (embedded stack) and for tests; None forgets them."""
    with _lock:
        _current[:] = [] if house is None else [house]
    if house is not None:
        write_logs(house.settings.log_format)
