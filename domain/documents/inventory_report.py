"""The canonical inventory report: what a partner may order, now and by when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime, Field

from domain.frozen import Frozen


class InventoryRow(Frozen):
    """One product at one date."""

    sku: str = Field(min_length=1)
    """Our product code."""
    partner_sku: str = ""
    gtin: str = ""
    description: str = ""
    quantity: Decimal = Field(ge=0)
    """Available to this partner, in ``unit``."""
    unit: str = "Units"
    """Our unit's name; the writer says it in the partner's code."""
    available_on: date | None = None
    """From when; None: now."""


class InventoryReport(Frozen):
    """What is available to one partner at one moment."""

    schema_version: Literal["1"] = "1"
    type: Literal["inventory_report"] = "inventory_report"
    number: str
    """Ours, unique: also the key by which it is published once."""
    as_of: AwareDatetime
    rows: tuple[InventoryRow, ...]
