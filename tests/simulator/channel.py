"""What the partner sends: files of orders, some wrong, some twice; and the truth about them."""

import csv
import io
import os
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from tests.simulator.clock import EPOCH
from tests.simulator.master import CUSTOMERS, DOOMED, PRODUCTS, price

CHANNEL, BULK = "simulated", "simulated-bulk"
PROFILE = """\
partner: {channel}
source_id: {channel}
channel: {channel}
format: csv
timezone: UTC
currency: USD
default_unit: Units
units: {{EA: Units}}
dates: {{past_days: 0, future_days: 0}}
transport: {{inbox: in-{channel}, archived: seen-{channel}, outcomes: out, patterns: ["*.csv"], settle_seconds: 0}}
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
KINDS = ("good",) * 8 + ("unknown", "dear", "doomed", "again", "other")


@dataclass(frozen=True)
class Sent:
    """An order as the partner sent it."""

    number: str
    kind: str
    """good; unknown: a product that nobody knows; dear: a price that is not ours; doomed: Odoo itself refuses it."""
    customer: int
    day: str
    lines: tuple[tuple[int, int, Decimal], ...]
    """(product, quantity, price)"""

    def rows(self):
        for product, quantity, asked in self.lines:
            sku = "F-999" if self.kind == "unknown" else f"F-{product}"
            yield (self.number, self.day, f"FC-{self.customer}", sku, str(quantity), "EA", f"{asked:.2f}")


def order(chance, number, kind):
    """An order at our prices; what is wrong with it is its kind."""
    products = [DOOMED] if kind == "doomed" else chance.sample(range(1, PRODUCTS), chance.randint(1, 3))
    asked = [price(one) * Decimal("0.8") + (Decimal(3) if kind == "dear" else 0) for one in products]
    lines = tuple((one, chance.randint(1, 9), money) for one, money in zip(products, asked, strict=True))
    day = (EPOCH - timedelta(days=chance.randint(0, 40))).date().isoformat()
    return Sent(number, kind, chance.randint(1, CUSTOMERS), day, lines)


def files(chance):
    """Two to four files of one to four orders; an order may come again, or with other content under its number."""
    sent, made = [], []
    for file in range(chance.randint(2, 4)):
        inside = []
        for place in range(chance.randint(1, 4)):
            kind = chance.choice(KINDS)
            number = f"{file}{place}"
            known = [one for one in sent if one.kind == "good"]
            if kind in {"again", "other"} and known:
                first = chance.choice(known)
                same = first if kind == "again" else order(chance, first.number, "good")
                if same.number not in {one.number for one in inside}:
                    inside.append(same)
                continue
            inside.append(order(chance, f"SIM-{number}", "good" if kind in {"again", "other"} else kind))
        if inside:
            sent += inside
            made.append(inside)
    return made


def systemic(chance):
    """A file that is wrong as a whole: nobody sells for nothing."""
    orders = [order(chance, f"BULK-{number}", "good") for number in range(20)]
    free = [tuple((product, quantity, Decimal(0)) for product, quantity, _ in one.lines) for one in orders]
    return [Sent(one.number, "free", one.customer, one.day, lines) for one, lines in zip(orders, free, strict=True)]


def content(orders):
    """A file, as rows."""
    return (HEADER, *(row for one in orders for row in one.rows()))


def drop(folder, name, orders, clock):
    """As a careful sender does: written aside, then renamed, with the time of the simulation."""
    text = io.StringIO()
    csv.writer(text).writerows(content(orders))
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{name}.part"
    aside.write_text(text.getvalue())
    moment = clock.now().timestamp()
    os.utime(aside, (moment, moment))
    aside.rename(folder / name)
