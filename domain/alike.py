"""Likeness: two orders of one customer that ask for the same things, whatever their numbers say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.keys import normalise

_known = lru_cache(maxsize=65_536)(normalise)
"""Products and units come again and again: a file of 500,000 lines has some thousands."""


def alike_hash(order: SalesOrder) -> str:
    """SHA-256 in hexadecimal of customer, items, quantities and units; number, dates, prices do not count."""
    customer = order.customer.code or order.customer.gln or order.customer.name
    return alike_hash_of(
        order.key.partner, customer, ((product_text(line), line.quantity, line.unit) for line in order.lines)
    )


def product_text(line: SalesOrderLine) -> str:
    """The code that names the line's product: SKU, else the partner's code, else GTIN, else its description."""
    return line.sku or line.partner_sku or line.gtin or line.description


def alike_hash_of(partner: str, customer: str, lines: Iterable[tuple[str, Decimal, str]]) -> str:
    """The same from its parts: for readers that do not build the document first.

    Args:
        partner: the trading partner's code; likeness never crosses partners.
        customer: code, else GLN, else name.
        lines: product text, quantity and unit of each line; equal products and units are added up.
    """
    sums: dict[tuple[str, str], Decimal] = {}
    for product, quantity, unit in lines:
        place = (_known(product), _known(unit))
        sums[place] = sums.get(place, Decimal(0)) + quantity
    parts = [f"{product}\x1e{unit}\x1e{total.normalize():f}" for (product, unit), total in sorted(sums.items())]
    text = "\x1f".join((normalise(partner), normalise(customer), *parts))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
