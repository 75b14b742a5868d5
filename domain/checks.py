"""The profile's section ``checks:``: limits for the rules, and what may be put right without asking."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.findings import Severity
from domain.frozen import Frozen

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Amount = Annotated[Decimal, Field(gt=0)]
Weekday = Annotated[int, Field(ge=1, le=7)]

FIXED_BY_US = frozenset({"SO-PRICE-006", "SO-LINE-017", "SO-PARTY-011", "SO-PARTY-013"})
"""Findings of which the cause can be put right by us: only these may have the severity ``fix``."""
SUBSTITUTE = "SO-LINE-017"


class CreditCheck(Frozen):
    """Credit limit of the customer in Odoo, with posted invoices, open orders and this batch counted."""

    oldest_minutes: int = Field(
        default=15, ge=0, description="How old Odoo's figures may be where Odoo cannot be asked; older ones hold."
    )


class StockCheck(Frozen):
    """What is free in the order's warehouse, with the orders of this batch counted."""

    oldest_minutes: int = Field(
        default=15, ge=0, description="How old the figures may be where Odoo cannot be asked; older ones hold."
    )


class AlikeCheck(Frozen):
    """Orders that are nearly the same as an earlier one of the same customer, whatever their numbers say."""

    days: int = Field(default=7, ge=1, le=90, description="How far back earlier orders are looked at.")
    score: int = Field(default=80, ge=50, le=100, description="From this likeness on (100: the same) it is suspect.")


class DeliveryCheck(Frozen):
    """The earliest day on which goods can be with the customer."""

    lead_days: int = Field(
        default=1, ge=0, le=365, description="Working days from the order to the customer, besides the products' own."
    )
    country_lead_days: dict[Country, Annotated[int, Field(ge=0, le=365)]] = Field(
        default_factory=dict,
        description="The same for goods that go to a country (ISO 3166-1 alpha-2), instead of lead_days.",
        examples=[{"CA": 5}],
    )
    cutoff: dt.time | None = Field(
        default=None, description="Orders seen later count as of the next working day (the profile's time zone)."
    )
    weekdays: tuple[Weekday, ...] = Field(
        default=(1, 2, 3, 4, 5), min_length=1, description="Working days: 1 Monday to 7 Sunday."
    )
    holidays: tuple[dt.date, ...] = Field(default=(), description="Days on which nothing moves.")


class ContractCheck(Frozen):
    """The contract under which the partner buys; its products and prices are ``catalogue`` and the price list."""

    name: str = Field(min_length=1, description="As people know it.", examples=["Frame contract 2026-17"])
    starts: dt.date | None = Field(
        default=None, description="First day on which it is ordered under it; empty: always."
    )
    ends: dt.date | None = Field(default=None, description="Last day; empty: until further notice.")
    maximum_quantities: dict[str, Amount] = Field(
        default_factory=dict, description="By our SKU: the most on one order, in the product's own unit."
    )


class Restriction(Frozen):
    """Where goods with a tag of Odoo's may not go, and who may carry them."""

    tag: str = Field(min_length=1, description="Tag of products in Odoo.", examples=["Hazardous"])
    not_to: tuple[Country, ...] = Field(default=(), description="Countries to which they are not sent.")
    carriers: tuple[str, ...] = Field(
        default=(), description="Delivery methods in Odoo that may carry them; empty: any.", examples=[["ADR Freight"]]
    )


class ShippingCheck(Frozen):
    """Where goods may go, and how."""

    countries: tuple[Country, ...] = Field(
        default=(), description="Countries that are delivered to (ISO 3166-1 alpha-2); empty: any."
    )
    restrictions: tuple[Restriction, ...] = Field(default=(), description="Goods that may not go everywhere.")
    carrier_countries: dict[str, tuple[Country, ...]] = Field(
        default_factory=dict,
        description="By delivery method in Odoo: the countries that it goes to; one that is not named goes everywhere.",
        examples=[{"Parcel Service": ["US"]}],
    )


class TaxCheck(Frozen):
    """A tax engine is asked for each order and its tax compared with Odoo's; Odoo's stays what is posted."""

    engine: Literal["avatax"] = Field(default="avatax", description="Which engine; LADING_TAX_URL says where.")
    company_code: str = Field(default="DEFAULT", min_length=1, description="Our company's code at the engine.")
    tolerance: Annotated[Decimal, Field(ge=0)] = Field(
        default=Decimal("0.02"), description="How far a line's tax may be off, in the order's currency."
    )


class Checks(Frozen):
    """Limits for the rules; what is empty is not checked."""

    blocked_tags: tuple[str, ...] = Field(
        default=(), description="Tags of contacts in Odoo that block a customer.", examples=[["Blocked"]]
    )
    merged: dict[str, str] = Field(
        default_factory=dict,
        description="Our number of a customer that was merged into another: that one's number.",
        examples=[{"C-1001": "C-1000"}],
    )
    superseded: dict[str, str] = Field(
        default_factory=dict,
        description="Our SKU that is no longer sold: its successor. It is offered; 'severities: {SO-LINE-017: fix}' "
        "takes it.",
        examples=[{"BOLT-M8": "BOLT-M8-2"}],
    )
    take_our_price_percent: Percent | None = Field(
        default=None,
        description="A stated price that is within so many percent of ours becomes ours; empty: theirs is kept.",
        examples=["1"],
    )
    minimum_quantities: dict[str, Amount] = Field(
        default_factory=dict, description="By our SKU: the least on one order, in the product's own unit."
    )
    minimum_order: Amount | None = Field(
        default=None, description="The least value of an order without tax, in the company's currency."
    )
    high_value: Amount | None = Field(
        default=None,
        description="Orders worth more (without tax, the company's currency) are held.",
        examples=["50000"],
    )
    margin_floor_percent: Percent | None = Field(
        default=None,
        description="A line must earn at least so much of its value above the product's cost.",
        examples=["8"],
    )
    catalogue: tuple[str, ...] = Field(
        default=(), description="Our SKUs that this partner may buy; empty: all.", examples=[["BOLT-M8", "NUT-M8"]]
    )
    new_addresses: bool = Field(
        default=False,
        description="Whether a delivery address that is not known is made in Odoo, once, when a person lets it be.",
    )
    contract: ContractCheck | None = Field(default=None, description="Contract under which the partner buys.")
    credit: CreditCheck | None = Field(default=None, description="Credit limit; {} switches it on.")
    stock: StockCheck | None = Field(default=None, description="Free stock; {} switches it on.")
    allocation: bool = Field(
        default=False,
        description="Whether an order may take no more than the channel's share of the stock (section availability).",
    )
    alike: AlikeCheck | None = Field(default=None, description="Nearly the same orders; {} switches it on.")
    delivery: DeliveryCheck | None = Field(default=None, description="Wanted dates; {} switches it on.")
    tax: TaxCheck | None = Field(default=None, description="Tax by a tax engine; {} switches it on.")
    shipping: ShippingCheck = Field(default_factory=ShippingCheck, description="Where goods may go, and how.")

    @property
    def live(self) -> bool:
        """Whether a check counts what other orders take at the same time."""
        return self.credit is not None or self.stock is not None or self.allocation

    def takes_ours(self, stated: Decimal, expected: Decimal, minor: Decimal) -> bool:
        """Whether our price takes the place of the stated one.

        Args:
            stated: of one unit, as the order says.
            expected: ours, unrounded.
            minor: smallest amount of the currency; a price that is ours but for rounding is left.
        """
        allowed = self.take_our_price_percent
        if allowed is None or stated <= 0 or expected <= 0:
            return False
        apart = abs(stated - expected)
        return apart >= minor and apart * 100 <= expected * allowed

    def of_growth(self) -> Checks:
        """The same for what a change asks for more: only what is counted."""
        return Checks(credit=self.credit, stock=self.stock, allocation=self.allocation)

    def of_history(self) -> Checks:
        """The same for old orders that are brought in: they stand as they were agreed, so only who is who is left."""
        return Checks(merged=self.merged)


def wrongly_fixed(severities: dict[str, Severity]) -> list[str]:
    """Numbers that are to be fixed though nothing of ours puts them right."""
    return sorted(code for code, said in severities.items() if said is Severity.FIX and code not in FIXED_BY_US)
