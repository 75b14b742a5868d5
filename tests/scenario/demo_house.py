"""A real Odoo and ledger with the demo's distributor in them, worked without a Prefect server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.odoo.json2 import Json2Port, OdooAddress
from connectors.odoo.master_load import MasterLoad
from connectors.odoo.prepare import Where, prepare
from entrypoints.cli_house import migrate, using
from flows.order_to_cash import order_to_cash
from infra.distributor import Distributor, distributor
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.odoo_fixture import LIMIT_TIME_REAL, OdooCopy, ledger_database, odoo_copy

PROJECT = Path(__file__).parents[2]
SHARE = 4
"""One in so many of the demo's orders: the whole of it is what the first command of the README is for."""
ROUNDS = 20
PAUSE_SECONDS = 3
CHANNELS = ("granby", "hanseat", "fieldbook", "meridian")


@dataclass(frozen=True)
class DemoHouse:
    """What a scenario works with."""

    house: Resources
    odoo: OdooCopy
    made: Distributor

    def environment(self) -> dict[str, str]:
        """The same for a command in a process of its own."""
        known = self.house.settings
        keys = {f"LADING_ODOO_KEYS__{role.upper()}": key.get_secret_value() for role, key in known.odoo_keys.items()}
        return {
            "LADING_HOME": str(known.home),
            "LADING_PARTNERS": str(known.partners),
            "LADING_LEDGER_URL": known.ledger_url.get_secret_value() if known.ledger_url else "",
            "LADING_ODOO_URL": self.odoo.url,
            "LADING_ODOO_DATABASE": self.odoo.database,
            "LADING_SETTLE_SECONDS": "0",
            **keys,
        }

    def work(self) -> None:
        """What the consumer would do: channel by channel, until nothing is in flight."""
        for _ in range(ROUNDS):
            for channel in CHANNELS:
                asyncio.run(order_to_cash.fn(channel=channel))
            with self.house.ledger.open() as book:
                total = book.reconcile().total
            if not total.buckets["in_flight"].documents and not total.deliveries.get("captured"):
                return
            time.sleep(PAUSE_SECONDS)


@contextmanager
def demo_house(name: str, home: Path) -> Iterator[DemoHouse]:
    """Fresh databases; the distributor's master data is loaded, its files are not dropped yet."""
    with odoo_copy(name) as odoo, ledger_database(name) as ledger_url:
        admin = Json2Port(OdooAddress(odoo.url, odoo.database, odoo.admin_key), role="admin")
        keys = prepare(admin, Where(odoo.url, odoo.database)).keys
        made = distributor(19, datetime.now(UTC).date(), share=SHARE)
        loader = MasterLoad(admin)
        for kind, rows in made.master.items():
            report = getattr(loader, kind)(rows)
            assert not report.refused, (kind, report.refused[:3])
        known = Settings(
            home=home,
            partners=PROJECT / "partners",
            ledger_url=ledger_url,  # type: ignore[arg-type]  # pydantic makes a secret of it
            odoo_url=odoo.url,
            odoo_database=odoo.database,
            odoo_keys=dict(keys),
            settle_seconds=0,
            batch_documents=60,
            odoo_limit_seconds=LIMIT_TIME_REAL,
        )
        migrate(known)
        with using(known) as house:
            yield DemoHouse(house, odoo, made)
