"""A small distributor in a real Odoo, its ledger, its inbox, and processes that may be killed."""

import csv
import io
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from pydantic import SecretStr

from connectors.odoo.json2 import Json2Port, OdooAddress
from ledger.book import Ledger
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings

CHANNEL = "faults"
PROFILE = """\
partner: faults
source_id: faults
channel: faults
format: csv
timezone: UTC
currency: USD
default_unit: Units
units: {EA: Units}
dates: {past_days: 0, future_days: 0}
transport: {inbox: in, archived: seen, outcomes: out, patterns: ["*.csv"], settle_seconds: 0}
mapping:
  date_formats: ["%Y-%m-%d"]
  columns:
    number: number
    ordered_at: date
    customer.code: customer
    line.sku: sku
    line.quantity: quantity
    line.unit: unit
    line.unit_price: price
"""
HEADER = ("number", "date", "customer", "sku", "quantity", "unit", "price")
FINGERPRINT = """
SELECT substr(o.client_order_ref, length(%(prefix)s) + 1), o.state, o.amount_untaxed::text, o.date_order::date::text, p.ref,
       (SELECT string_agg(pp.default_code || ' ' || l.product_uom_qty || ' ' || l.price_unit || ' ' || l.discount, ';' ORDER BY l.id)
        FROM sale_order_line l JOIN product_product pp ON pp.id = l.product_id WHERE l.order_id = o.id),
       (SELECT count(*) FROM ir_model_data d WHERE d.model = 'sale.order' AND d.res_id = o.id AND d.module = '__lading__'),
       (SELECT count(*) FROM stock_picking k WHERE k.sale_id = o.id),
       (SELECT count(*) FROM mail_message m JOIN ir_model_data d ON d.model = 'mail.message' AND d.res_id = m.id
        WHERE m.model = 'sale.order' AND m.res_id = o.id AND d.module = '__lading__')
FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
WHERE o.client_order_ref LIKE %(prefix)s || '%%' ORDER BY 1
"""


def master():
    """Enough of a distributor for orders that pass every rule."""
    products = [
        {"sku": f"F-{n}", "name": f"Fault {n}", "category": "faults", "gtin": "", "list_price": f"{n}0.00", "cost": "1",
         "unit": "Units", "packs": [], "active": True, "saleable": True, "storable": True, "weight": "1"}
        for n in range(1, 6)
    ]  # fmt: skip
    customers = [
        {"code": f"FC-{n}", "name": f"Customer {n}", "gln": "", "country": "US", "city": "Erie", "zip": "16501",
         "street": "1 State St", "email": "", "active": True, "pricelist": "Faults"}
        for n in range(1, 4)
    ]  # fmt: skip
    everything = {"applied_on": "all", "category": "", "sku": "", "min_quantity": "0", "starts": "", "ends": "",
                  "kind": "percentage", "fixed_price": "", "percent": "20"}  # fmt: skip
    return {
        "categories": [{"code": "faults", "name": "Faults", "parent": ""}],
        "products": products,
        "pricelists": [{"name": "Faults", "currency": "USD", "entries": [everything]}],
        "customers": customers,
    }


@dataclass
class Nursery:
    """The warm parent, in a process of its own."""

    process: subprocess.Popen = field(init=False)

    def __post_init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert json.loads(self.process.stdout.readline())["ready"]

    def ask(self, order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=60)  # all that was imported goes: seconds on a busy machine
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class World:
    """One Odoo database, one ledger, one home."""

    home: Path
    odoo_dsn: str
    settings: dict
    nursery: Nursery
    plant: str = ""
    """A bug that every child is given: ``tests.faults.plants``."""
    admin: Json2Port | None = field(default=None, repr=False)
    """A person at Odoo, who may do anything."""

    @property
    def house(self):
        return Resources(self.made_settings())

    def made_settings(self, **changes):
        return Settings(**{**self.settings, **changes})

    @property
    def ledger(self):
        return Ledger(self.settings["ledger_url"])

    def orders(self, prefix, count=4, lines=3):
        """Orders that pass every rule: customers on a list with 20 % off, prices as the list gives them."""
        rows = []
        for number in range(1, count + 1):
            day = (datetime.now(UTC) - timedelta(days=number)).date().isoformat()
            for line in range(1, lines + 1):
                sku = (number + line) % 5 + 1
                price = f"{sku * 10 * 0.8:.2f}"
                rows.append((f"{prefix}{number}", day, f"FC-{number % 3 + 1}", f"F-{sku}", str(line), "EA", price))
        return rows

    def drop(self, name, rows):
        """Put a file into the inbox as a careful sender does: written aside, then renamed."""
        text = io.StringIO()
        csv.writer(text).writerows([HEADER, *rows])
        inbox = self.home / "channels" / "in"
        inbox.mkdir(parents=True, exist_ok=True)
        aside = inbox / f".{name}.part"
        aside.write_text(text.getvalue())
        aside.rename(inbox / name)

    def run(self, **order):
        """One flow run in a child; its end as the system tells it."""
        trouble = self.home / "trouble.txt"
        trouble.unlink(missing_ok=True)
        changes = order.pop("changes", {})
        settings = {key: str(value) if isinstance(value, Path) else value for key, value in self.settings.items()}
        ended = self.nursery.ask(
            {
                "settings": {**settings, **changes},
                "channel": CHANNEL,
                "trouble": str(trouble),
                "plant": self.plant,
                **order,
            }
        )
        ended["trouble"] = trouble.read_text() if trouble.exists() else ""
        return ended

    def finish(self, runs=6):
        """Run until nothing waits: what died before is taken up; leases of the dead are let run out at once."""
        for _ in range(runs):
            self.let_leases_run_out()
            ended = self.run()
            if ended["status"] == 0 and not self.open_documents():
                return
        raise AssertionError(f"still open after {runs} runs: {self.open_documents()}\n{ended['trouble']}")

    def let_leases_run_out(self):
        """As if the time of the leases had passed, and that of what waits for a lost answer."""
        with psycopg.connect(self.ledger_dsn) as connection:
            connection.execute(
                "UPDATE claims SET lease_until = clock_timestamp() - interval '1 second' WHERE ended_at IS NULL"
            )
            connection.execute(
                "UPDATE threads SET available_at = clock_timestamp() WHERE available_at > clock_timestamp()"
            )
        with self.ledger.open() as book:
            book.claims.sweep()
            book.commit("tests.sweep")
        with psycopg.connect(self.ledger_dsn) as connection:
            connection.execute("UPDATE deliveries SET available_at = clock_timestamp() WHERE state = 'captured'")

    @property
    def ledger_dsn(self):
        return self.settings["ledger_url"].replace("postgresql+psycopg://", "postgresql://")

    def ledger_rows(self, sql, **values):
        with psycopg.connect(self.ledger_dsn) as connection:
            return connection.execute(sql, values).fetchall()

    def odoo_rows(self, sql, **values):
        with psycopg.connect(self.odoo_dsn) as connection:
            return connection.execute(sql, values).fetchall()

    def open_documents(self):
        states = ("captured", "read", "mapped", "checked", "ready", "drafted", "verified", "confirmed", "refused")
        waiting = self.ledger_rows("SELECT name, state FROM deliveries WHERE state = 'captured'")
        inbox = self.home / "channels" / "in"
        files = [path.name for path in inbox.iterdir() if path.is_file() and path.suffix == ".csv"]
        return (
            files
            + waiting
            + self.ledger_rows("SELECT number, state FROM documents WHERE state = ANY(%(states)s)", states=list(states))
        )

    def waiting(self):
        """Documents and deliveries that could be claimed now."""
        with self.ledger.open() as book:
            return book.claims.waiting().get(CHANNEL, 0)

    def fingerprint(self, prefix):
        """What Odoo holds of the orders whose number begins so, without the prefix: equal for equal orders."""
        return self.odoo_rows(FINGERPRINT, prefix=prefix)

    def assert_invariants(self):
        """I1 one effect, both ways; I2 conservation; nothing open; no intent left in the air."""
        twins = self.odoo_rows(
            "SELECT client_order_ref, count(*) FROM sale_order WHERE client_order_ref IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
        )
        assert twins == []
        done = self.ledger_rows("SELECT record_id FROM documents WHERE state = 'done' ORDER BY 1")
        alive = self.odoo_rows(
            "SELECT res_id FROM ir_model_data d JOIN sale_order o ON o.id = d.res_id"
            " WHERE d.module = '__lading__' AND d.model = 'sale.order' AND o.state = 'sale' ORDER BY 1"
        )
        assert done == alive
        with self.ledger.open() as book:
            assert book.reconcile().balanced
        assert self.ledger_rows("SELECT key, state FROM intents WHERE state IN ('recorded', 'unknown')") == []


def furnish(odoo):
    """Prepare the bots and load the little distributor; the bots' keys, which hold in every copy of the database."""
    from connectors.odoo.master_load import MasterLoad
    from connectors.odoo.prepare import Where, prepare

    admin = person_at(odoo)
    keys = prepare(admin, Where(odoo.url, odoo.database)).keys
    load = MasterLoad(admin)
    for kind, rows in master().items():
        assert not getattr(load, kind)(rows).refused
    return {role: plain(key) for role, key in keys.items()}


def person_at(odoo):
    return Json2Port(OdooAddress(odoo.url, odoo.database, odoo.admin_key), role="admin")


def make_world(home, odoo, ledger_url, nursery, keys):
    """A ledger, an inbox, and an Odoo that was furnished: ``tests.furnished``."""
    partners = home / "partners"
    partners.mkdir(parents=True)
    (partners / "faults.yaml").write_text(PROFILE)
    Ledger(ledger_url).migrate()
    settings = {
        "home": home,
        "ledger_url": ledger_url,
        "partners": partners,
        "channels": home / "channels",
        "odoo_url": odoo.url,
        "odoo_database": odoo.database,
        "odoo_keys": keys,
        "lease_seconds": 30,
        "odoo_limit_seconds": 20,
        "mirror_seconds": 3600,
    }
    return World(home, odoo.dsn, settings, nursery, admin=person_at(odoo))


def plain(key):
    return key.get_secret_value() if isinstance(key, SecretStr) else key


def eventually(what, seconds=30.0):
    """Wait until it is true."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come about in time")
