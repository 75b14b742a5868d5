"""A line of a plan in Odoo's words: its records, the supplier's unit, quantity and price as exact decimals. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from domain.catalogue import finding
from domain.findings import Finding
from domain.planning.orders import Kind
from domain.planning.plan_line import PlanLine
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

Row = Mapping[str, Any]
PRICE_PLACES = 6
"""Of a price that is sent. What stands behind the sixth is dust of its double; a price of a piece out of a case needs
more places than its currency has, and Odoo keeps them."""


class Lacking(Exception):
    """A line cannot be posted."""

    def __init__(self, found: Finding) -> None:
        """``found``: why."""
        super().__init__(found.message)
        self.finding = found


class Wanted(NamedTuple):
    """A line as it is to be posted, with what its order is told apart by."""

    key: str
    kind: Kind
    sku: str
    place: str
    origin: str
    currency: str
    order_on: date
    due_on: date
    product_id: int
    unit_id: int
    quantity: Decimal
    price: Decimal
    company_id: int
    supplier_id: int | None
    type_id: int
    from_location_id: int | None
    to_location_id: int | None


@dataclass(frozen=True, slots=True)
class Masters:
    """Master data of the snapshot, by key."""

    items: Mapping[str, Row]
    places: Mapping[str, Row]
    suppliers: Mapping[tuple[str, str], list[Row]]
    """By item and supplier."""
    currency: str
    """The company's."""


def masters_of(snapshot: Snapshot, profile: PlanningProfile) -> Masters:
    """Look-ups of a snapshot."""
    suppliers: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in snapshot.suppliers.iter_rows(named=True):
        suppliers[row["sku"], row["supplier"]].append(row)
    return Masters(
        items={row["sku"]: row for row in snapshot.items.iter_rows(named=True)},
        places={row["place"]: row for row in snapshot.places.iter_rows(named=True)},
        suppliers=suppliers,
        currency=profile.currency,
    )


def wanted_of(line: PlanLine, masters: Masters) -> Wanted:
    """A line in Odoo's records.

    Raises:
        Lacking: something of it is not known, or its kind is not one that is posted.
    """
    if line.kind not in {"purchase", "transfer"}:
        raise Lacking(_by_hand(line))
    item = _known(masters.items.get(line.sku), line, "an item of the snapshot")
    place = _known(masters.places.get(line.place), line, f"the place {line.place}")
    found = _Found(line, item, place, _stepped(line.final_quantity, item["unit_rounding"]))
    if found.quantity <= 0:
        raise Lacking(_lacks(line, "a quantity above zero"))
    _known(item["product_id"] and item["unit_id"], line, "its product and unit in Odoo")
    return _purchase(found, masters) if line.kind == "purchase" else _transfer(found, masters)


class _Found(NamedTuple):
    line: PlanLine
    item: Row
    place: Row
    quantity: Decimal
    """In the item's unit."""

    @property
    def order_on(self) -> date:
        return self.line.order_on or self.due_on

    @property
    def due_on(self) -> date:
        return self.line.final_due_on or date.min

    def common(self) -> dict[str, Any]:
        """What lines of all kinds have."""
        line = self.line
        return {
            "key": line.line,
            "sku": line.sku,
            "place": line.place,
            "origin": line.final_origin,
            "order_on": _known(line.order_on or line.final_due_on, line, "a day"),
            "due_on": _known(line.final_due_on, line, "a day when it is due"),
            "product_id": self.item["product_id"],
            "company_id": _known(self.place["company_id"], line, f"the company of {line.place}"),
        }


def _purchase(found: _Found, masters: Masters) -> Wanted:
    line, origin, quantity = found.line, found.line.final_origin, found.quantity
    known = masters.suppliers.get((line.sku, origin))
    terms = _terms(_known(known, line, f"{origin} as a supplier of the item"), quantity, found.order_on)
    currency, price = _price(line, terms, masters.currency)
    unit_id, factor = found.item["unit_id"], Decimal(1)
    if terms["unit_id"] is not None and (in_units := _whole(quantity, terms["unit_factor"])):
        unit_id, factor, quantity = terms["unit_id"], _decimal(terms["unit_factor"]), in_units
    return Wanted(
        **found.common(),
        kind="purchase",
        currency=currency,
        unit_id=unit_id,
        quantity=quantity,
        price=_plain((price * factor).quantize(Decimal(1).scaleb(-PRICE_PLACES), ROUND_HALF_UP)),
        supplier_id=_known(terms["supplier_id"], line, f"the supplier {origin} as a partner in Odoo"),
        type_id=_known(found.place["receipt_type_id"], line, f"an operation type for receipts of {line.place}"),
        from_location_id=None,
        to_location_id=found.place["stock_location_id"],
    )


def _transfer(found: _Found, masters: Masters) -> Wanted:
    line, name = found.line, found.line.final_origin
    origin = _known(masters.places.get(name), line, f"the place {name}")
    return Wanted(
        **found.common(),
        kind="transfer",
        currency="",
        unit_id=found.item["unit_id"],
        quantity=found.quantity,
        price=Decimal(0),
        supplier_id=None,
        type_id=_known(origin["internal_type_id"], line, f"an operation type for transfers of {name}"),
        from_location_id=_known(origin["stock_location_id"], line, f"a stock location of {name}"),
        to_location_id=_known(found.place["stock_location_id"], line, f"a stock location of {line.place}"),
    )


def _terms(rows: list[Row], quantity: Decimal, day: date) -> Row:
    """The price break that the quantity has reached that day; below the first one, the first one."""
    valid = [row for row in rows if (row["valid_from"] or day) <= day <= (row["valid_to"] or day)] or rows
    reached = [row for row in valid if _decimal(row["quantity_min"]) <= quantity]
    if reached:
        return min(reached, key=lambda row: (-row["quantity_min"], row["sequence"], row["price"]))
    return min(valid, key=lambda row: (row["quantity_min"], row["sequence"], row["price"]))


def _price(line: PlanLine, terms: Row, own: str) -> tuple[str, Decimal]:
    """Currency, and price of a unit of the item in it: as it was approved, in the supplier's currency."""
    approved, listed = line.final_price, _decimal(terms["price"] or 0)
    if not terms["currency"] or terms["currency"] == own or terms["price_foreign"] is None:
        return own, approved or listed
    foreign = _decimal(terms["price_foreign"])
    return terms["currency"], foreign * approved / listed if approved and listed else foreign


def _whole(quantity: Decimal, factor: float) -> Decimal | None:
    """So many of the supplier's units, if it is a whole number."""
    many, rest = divmod(quantity, _decimal(factor)) if factor > 0 else (Decimal(0), Decimal(1))
    return _plain(many) if not rest else None


def _stepped(quantity: Decimal, step: float) -> Decimal:
    """The nearest multiple of the unit's smallest step: what is dust of a double goes."""
    size = _decimal(step) if step > 0 else Decimal(1)
    return _plain((quantity / size).quantize(Decimal(1), ROUND_HALF_UP) * size)


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))


def _plain(number: Decimal) -> Decimal:
    """Without zeros at its end and without exponent."""
    shorter = number.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter


def _known(value: Any, line: PlanLine, what: str) -> Any:  # noqa: ANN401 - whatever was looked up
    if value is None:
        raise Lacking(_lacks(line, what))
    return value


def _by_hand(line: PlanLine) -> Finding:
    due = str(line.final_due_on or "any day")
    words = {"sku": line.sku, "quantity": f"{_plain(line.final_quantity):f}", "due": due}
    return finding("PL-POST-008", path=line.line, value=line.kind, severity=None, place=line.place, **words)


def _lacks(line: PlanLine, what: str) -> Finding:
    return finding("PL-POST-001", path=line.line, value=line.sku, what=what)
