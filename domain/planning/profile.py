"""The planning profile: one YAML a company, in ``partners/planning/``; how its warehouses are planned.

No secrets stand in it. What it leaves out has a default that suits a distributor; see
``docs/planning/profile.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.frozen import Frozen
from domain.planning.profile_parts import (
    Approval,
    Budget,
    Cleaning,
    Gates,
    Platform,
    Posting,
    Services,
    SupplierTerms,
    Warehouse,
)

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Period = Literal["day", "week", "month"]


class PlanningProfile(Frozen):
    """How one company plans."""

    plan: Name = Field(description="Name of the profile; its plans are numbered under it.", examples=["northwind"])
    company: str = Field(default="", description="Odoo's company, by name; empty: the bot's own.")
    timezone: str = Field(default="UTC", description="Zone of its days.")
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(
        default="EUR", description="The company's currency, in which money is counted."
    )
    warehouses: Mapping[str, Warehouse] = Field(
        default_factory=dict, description="By code; empty: all of the company, each bought for by itself."
    )
    categories: tuple[str, ...] = Field(
        default=(), description="Only items whose category's complete name begins so; empty: all."
    )
    period: Period = Field(default="week", description="What demand is counted by.")
    history_periods: int = Field(default=156, ge=8, le=2000, description="Periods of history that are read.")
    horizon_days: int = Field(default=180, ge=7, le=730, description="Days that stock is projected.")
    review_days: int = Field(default=7, ge=1, le=92, description="Days between two plans of the same item.")
    check_days: int | None = Field(
        default=None,
        ge=1,
        description="Days between two looks at an item, where a plan is made more often than it is ordered: looked at "
        "each night (1), ordered for a week (review_days). None: as review_days.",
    )
    working_days: tuple[int, ...] = Field(default=(1, 2, 3, 4, 5), description="1 Monday to 7 Sunday.")
    holidays: tuple[date, ...] = Field(default=(), description="Days on which nothing is ordered or received.")
    order_until: time | None = Field(default=None, description="What is approved later counts as of the next day.")
    services: Services = Field(default_factory=Services, description="Service levels by class.")
    cleaning: Cleaning = Field(default_factory=Cleaning, description="How the history is cleaned.")
    gates: Gates = Field(default_factory=Gates, description="Limits of the gates.")
    methods: Mapping[str, str] = Field(
        default_factory=dict, description="Forecast method pinned by SKU or by category: {'MUG': seasonal}."
    )
    suppliers: Mapping[str, SupplierTerms] = Field(
        default_factory=dict, description="By reference or name: what Odoo does not know of them."
    )
    supplier_choice: Literal["sequence", "price"] = Field(
        default="sequence", description="Which of several suppliers: Odoo's order, or the lowest price."
    )
    make_days: int = Field(default=7, ge=0, le=365, description="Days to make what is made here.")
    order_cost: Decimal = Field(
        default=Decimal(0), ge=0, description="Cost of ordering a line; above 0, lines are as large as it pays."
    )
    successors: Mapping[str, str] = Field(default_factory=dict, description="New item by the item that it follows.")
    like: Mapping[str, str] = Field(default_factory=dict, description="A new item sells like another one.")
    budget: Budget = Field(default_factory=Budget, description="Money that orders may bind.")
    holding_cost_year: Decimal = Field(
        default=Decimal("0.20"), ge=0, le=5, description="Cost of keeping stock for a year, as a share of its cost."
    )
    sources: Mapping[Name, str] = Field(
        default_factory=dict,
        description="Demand beside Odoo: Parquet or CSV with sku, place, day, ordered, by the name of its source.",
    )
    platform: Platform | None = Field(default=None, description="An external planning platform; none: our own engine.")
    analysts: str = Field(
        default="", description="Where analysts get a plan's frames: a folder, or s3://bucket/prefix; empty: nowhere."
    )
    approval: Approval = Field(default_factory=Approval, description="Who approves what.")
    posting: Posting = Field(default_factory=Posting, description="What is written to Odoo.")

    def warehouse(self, code: str) -> Warehouse:
        """What is said of a warehouse; nothing said: it buys for itself."""
        return self.warehouses.get(code, Warehouse())

    def terms(self, supplier: str) -> SupplierTerms:
        """What is said of a supplier; nothing said: the defaults."""
        return self.suppliers.get(supplier, SupplierTerms())
