"""Facts that some checks need besides master data: what a customer owes, what is free, what was ordered lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from pydantic import AwareDatetime

from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.frozen import Frozen
from domain.tax_answers import TaxAnswer


class CreditFact(Frozen):
    """What a customer owes, as the books said at one moment."""

    schema_version: str = "1"
    customer_id: int
    company_id: int
    limit: Decimal | None
    """In the company's currency; None: this customer has none."""
    owed: Decimal
    """Posted invoices less payments, with tax."""
    to_invoice: Decimal
    """Confirmed orders that are not invoiced yet, with tax."""
    read_at: AwareDatetime
    """When the reading began, by the ledger's clock."""
    counted: tuple[int, ...] = ()
    """Documents of ours on their way whose orders were known to stand in it."""


class StockFact(Frozen):
    """What was free of a product in a warehouse at one moment."""

    schema_version: str = "1"
    product_id: int
    warehouse_id: int
    free: Decimal
    """On hand less reserved and less what transfers out wait for, in the product's own unit."""
    read_at: AwareDatetime
    """When the reading began, by the ledger's clock."""
    counted: tuple[int, ...] = ()
    """Documents of ours on their way whose orders were known to stand in it."""


@dataclass(frozen=True, slots=True)
class ShareFact:
    """What a channel may take of a product, at the moment of the verdict."""

    units: Decimal
    """In the product's own unit."""
    rule: str
    """Of the profile, in words."""
    read_at: datetime
    """When the product's stock was last read."""


@dataclass(frozen=True, slots=True)
class RecentOrder:
    """An order of the same customer that was taken before."""

    number: str
    seen_on: date
    order: SalesOrder


@dataclass(frozen=True, slots=True)
class OrderElsewhere:
    """An order of the same customer that came by another channel, in our records."""

    channel: str
    seen_on: date
    order: ResolvedOrder


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What was asked for a batch; ``now`` None: nothing was asked, and the checks that need it say nothing."""

    now: datetime | None = None
    credit: Mapping[int, CreditFact] = field(default_factory=dict)
    """By commercial customer."""
    stock: Mapping[tuple[int, int], StockFact] = field(default_factory=dict)
    """By product and warehouse."""
    kept: Mapping[tuple[int, int], Decimal] = field(default_factory=dict)
    """By product and warehouse: what Lading keeps for other orders, which Odoo does not count yet."""
    committed: Mapping[int, Decimal] = field(default_factory=dict)
    """By commercial customer: orders of other runs that passed the rules, which Odoo does not count yet."""
    share: Mapping[int, ShareFact] = field(default_factory=dict)
    """By product: the channel's share."""
    recent: Mapping[str, Sequence[RecentOrder]] = field(default_factory=dict)
    """By external id of the order that they are compared with, the newest first."""
    elsewhere: Mapping[str, Sequence[OrderElsewhere]] = field(default_factory=dict)
    """By external id of the order that they are compared with, the newest first."""
    taxes: Mapping[str, TaxAnswer] = field(default_factory=dict)
    """By external id of the order."""
    trouble: str = ""
    """Why figures are missing or old, in words."""


def exchanged(amount: Decimal, source: str, target: str, rates: Mapping[str, Decimal]) -> Decimal | None:
    """``amount`` of one currency in another, unrounded; None: a rate is not known.

    Args:
        amount: in ``source``.
        source: ISO 4217.
        target: ISO 4217.
        rates: how much of each currency one unit of a common one is.
    """
    if source == target:
        return amount
    of_source, of_target = rates.get(source), rates.get(target)
    if not of_source or not of_target:
        return None
    return amount / of_source * of_target
