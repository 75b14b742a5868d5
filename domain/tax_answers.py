"""What a tax engine is asked about an order, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TaxPlace:
    """Where the goods go."""

    line: str
    city: str
    postal_code: str
    country: str
    """ISO 3166-1 alpha-2."""


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """One line as a tax engine is asked about it."""

    position: int
    sku: str
    quantity: Decimal
    amount: Decimal
    """Of the whole line, without tax, after discount."""


@dataclass(frozen=True, slots=True)
class TaxQuestion:
    """An order as a tax engine is asked about it; nothing is kept there."""

    external_id: str
    customer: str
    on: date
    currency: str
    place: TaxPlace
    lines: tuple[TaxedLine, ...]


@dataclass(frozen=True, slots=True)
class LineTax:
    """What a tax engine says about one line."""

    position: int
    tax: Decimal
    why: str
    """Jurisdictions and rates, in words."""


@dataclass(frozen=True, slots=True)
class TaxAnswer:
    """What a tax engine says about an order."""

    lines: tuple[LineTax, ...]
    why_not: str = ""
    """Why there is no answer; empty: there is one."""
