"""What became of each order of a plan in Odoo."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from connectors.odoo.outcomes import Trouble
from domain.findings import Finding
from domain.frozen import Frozen
from domain.planning.order_lines import PRICE_PLACES


class Posted(Frozen):
    """What became of one order that was to be made."""

    external_id: str
    outcome: Literal["created", "existing"] | Trouble
    """existing: was there before this call, and is as it was."""
    record_id: int | None = None
    finding: Finding | None = None


class StandingLine(Frozen):
    """A line as Odoo has it."""

    record_id: int
    external_id: str
    """Empty: a person's."""
    product_id: int | None
    unit_id: int | None
    quantity: Decimal
    price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    due_on: date | None = None


class StandingOrder(Frozen):
    """An order as Odoo has it."""

    external_id: str
    record_id: int
    name: str
    state: str
    partner_id: int | None
    company_id: int | None
    type_id: int | None
    from_location_id: int | None = None
    to_location_id: int | None = None
    currency: str = ""
    price_places: int = PRICE_PLACES
    """Of a price, to which this Odoo rounds; else all that are sent."""
    origin: str = ""
    total: Decimal = Decimal(0)
    """Without taxes, in the order's currency."""
    write_date: datetime
    """The last write of the order or a line of it, and by whom: see ``rows.stamp``."""
    writers: frozenset[int]
    """Users who wrote the order or a line of it last."""
    lines: tuple[StandingLine, ...]


class Confirmed(Frozen):
    """What became of one order that was to be confirmed."""

    external_id: str
    outcome: Literal["confirmed", "existing", "waits", "theirs"] | Trouble
    """existing: was confirmed before this call; waits: for an approval in Odoo; theirs: a person changed it."""
    record_id: int
    name: str = ""
    state: str = ""
    finding: Finding | None = None
