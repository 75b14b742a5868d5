"""Parts of the planning profile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from domain.frozen import Frozen

Level = Annotated[float, Field(gt=0, lt=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[Decimal, Field(ge=0)]


class Warehouse(Frozen):
    """How a warehouse is supplied."""

    supplied_by: str = Field(default="", description="Central warehouse, by code; empty: it buys from suppliers.")
    transfer_days: int = Field(default=2, ge=0, le=120, description="Days that a transfer from there takes.")
    transfer_pack: float = Field(default=1.0, gt=0, description="Transfers are multiples of it, in the item's unit.")
    unusable_locations: tuple[str, ...] = Field(
        default=(),
        description="Locations whose complete name begins so are not sold from: quarantine, returns.",
        examples=[["WH/Quarantine"]],
    )
    surplus_from: tuple[str, ...] = Field(
        default=(), description="Warehouses whose surplus is moved here before anything is bought; empty: none."
    )
    capacity_volume: float | None = Field(default=None, gt=0, description="Cubic metres that fit; none: no limit.")
    capacity_units: float | None = Field(default=None, gt=0, description="Units that fit; none: no limit.")


class Services(Frozen):
    """Probability that stock lasts until the next receipt, by class of the item."""

    default: Level = Field(default=0.95, description="Where nothing else is said.")
    classes: Mapping[str, Level] = Field(
        default_factory=lambda: {"A": 0.975, "B": 0.95, "C": 0.90},
        description="By class of money, or money and steadiness: {A: 0.98, AZ: 0.95, C: 0.9}.",
    )
    categories: Mapping[str, Level] = Field(
        default_factory=dict, description="By the beginning of the category's complete name; goes before classes."
    )
    items: Mapping[str, Level] = Field(default_factory=dict, description="By SKU; goes before all.")
    committed: Mapping[str, Level] = Field(
        default_factory=dict, description="At least so much for items that this customer (by reference or name) bought."
    )
    margin: bool = Field(
        default=False, description="No level above what margin and holding cost justify (the newsvendor's ratio)."
    )
    a_share: Share = Field(default=0.80, description="Items that make this share of the money are A.")
    b_share: Share = Field(default=0.95, description="Up to this share of the money: B; the rest: C.")
    x_below: float = Field(default=0.5, gt=0, description="Coefficient of variation of a period's demand below: X.")
    y_below: float = Field(default=1.0, gt=0, description="Below: Y; the rest: Z.")


class SupplierTerms(Frozen):
    """Terms of a supplier that Odoo has no field for."""

    order_weekdays: tuple[int, ...] = Field(default=(), description="Takes orders on these, 1 Monday; empty: any.")
    order_until: time | None = Field(default=None, description="Later orders count as of its next day.")
    closed: tuple[tuple[date, date], ...] = Field(default=(), description="From and to: neither orders nor dispatch.")
    order_value_min: Amount = Field(default=Decimal(0), description="Smallest order, in the company's currency.")
    truck_volume: float | None = Field(default=None, gt=0, description="Cubic metres of a truck; orders fill it up.")
    truck_fill_min: Share = Field(default=0.0, description="Share of the last truck that must be filled.")
    fill_days: int = Field(
        default=60, ge=0, le=365, description="To reach the minimum or fill the truck, so many days more are ordered."
    )
    lead_days: float | None = Field(default=None, ge=0, description="Goes before Odoo's and before what receipts show.")


class Cleaning(Frozen):
    """Which corrections of history are made; what is switched off is still shown."""

    returns: bool = Field(default=True, description="Returns lessen the demand that they belong to.")
    no_stock: bool = Field(default=True, description="Days without stock are not days without demand.")
    projects: bool = Field(default=True, description="One line far above all others is a project, no demand.")
    project_factor: float = Field(default=8.0, gt=1, description="So many times the usual line is a project.")
    promotions: tuple[tuple[date, date, str], ...] = Field(
        default=(), description="From, to, and SKU or beginning of a category: lifted demand is brought to its usual."
    )
    successors: bool = Field(default=True, description="Demand of what was replaced counts for what follows.")
    new_items: bool = Field(default=True, description="New items begin with the demand of those alike.")
    switched_off: tuple[str, ...] = Field(
        default=(), description="Corrections not made: rule, rule:sku, or rule:sku:day.", examples=[["project:MUG"]]
    )


class Gates(Frozen):
    """When a gate sets a row aside, and when it stops the plan."""

    totals_within: Share = Field(default=0.001, description="History may differ from Odoo's own totals by this share.")
    spike_factor: float = Field(default=10.0, gt=1, description="A period so many times the usual one is told.")
    zero_periods: int = Field(default=6, ge=1, description="So many empty periods of a steady item are told.")
    coverage_min: Share = Field(default=0.95, description="Share of sold items that must be planned, by money.")
    rejected_max: Share = Field(default=0.20, description="More items set aside than this share: the plan stops.")
    forecast_factor: float = Field(default=4.0, gt=1, description="A forecast so far from the last year is told.")
    plan_value_max: Amount | None = Field(default=None, description="A plan of more money stops; none: no limit.")
    plan_growth_max: float = Field(default=5.0, gt=1, description="So many times the last plans' money stops.")


class Budget(Frozen):
    """Money that orders may bind; where it is short, what costs least when missing is left out.

    A plan has what earlier plans of its day have left of it.
    """

    per_plan: Amount | None = Field(default=None, description="All purchases of a plan together; none: no limit.")
    per_supplier: Mapping[str, Amount] = Field(
        default_factory=dict, description="Purchases of a plan from this supplier, by reference or name."
    )


class Approver(Frozen):
    """A person who may approve lines."""

    person: str = Field(description="Login, as audit trails name people.")
    up_to: Amount | None = Field(default=None, description="Highest money of an order (supplier); none: no limit.")
    suppliers: tuple[str, ...] = Field(default=("*",), description="Only these; * stands for anything.")


class Approval(Frozen):
    """Who approves, and what needs nobody."""

    approvers: tuple[Approver, ...] = Field(default=(), description="Empty: everybody may approve.")
    second_person_above: Amount | None = Field(default=None, description="Above it two persons; none: never.")
    automatic_below: Amount = Field(default=Decimal(0), description="Orders up to this money need nobody.")
    automatic_urgent_only: bool = Field(default=False, description="Only orders with a late line need nobody.")


class Posting(Frozen):
    """What is written to Odoo."""

    confirm: bool = Field(default=False, description="Confirm purchase orders; else they stay enquiries for buying.")
    rules: bool = Field(default=True, description="Write reordering rules (minimum, maximum), trigger manual.")
    group_days: int = Field(default=1, ge=1, le=31, description="Lines due within so many days share an order.")


class Platform(Frozen):
    """An external planning platform."""

    url: str = Field(default="", description="Its REST address; empty: files only.")
    key: str = Field(default="", description="Secret that it takes as bearer: LADING_SECRETS__<KEY>; empty: none.")
    folder: str = Field(default="", description="Where files are exchanged, if not by REST.")
    takes: tuple[Literal["forecasts", "policies", "recommendations"], ...] = Field(
        default=("forecasts",), description="What is taken from it."
    )
    window_minutes: int = Field(default=120, ge=1, description="So long it may take to answer.")
    fallback: Literal["own", "last"] = Field(default="own", description="Own engine, or the last approved policy.")
    differs_factor: float = Field(default=3.0, gt=1, description="So far from our own forecast is told, not used.")
