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
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

Row = Mapping[str, Any]
_PRICE_STEP = Decimal("0.000001")
"""What stands behind the sixth place of a price is dust of its double; a price of a piece out of a case needs more
places than its currency has, and Odoo keeps them."""


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


def wanted_of(line: Row, masters: Masters) -> Wanted:
    """A line in Odoo's records.

    Raises:
        Lacking: something of it is not known, or its kind is not one that is posted.
    """
    if line["kind"] not in {"purchase", "transfer"}:
        raise Lacking(finding("PL-POST-008", path=line["line"], value=line["kind"], sku=line["sku"]))
    item = _known(masters.items.get(line["sku"]), line, "an item of the snapshot with product and unit in Odoo")
    place = _known(masters.places.get(line["place"]), line, f"the place {line['place']}")
    quantity = _stepped(line["quantity"], item["unit_rounding"])
    if quantity <= 0:
        raise Lacking(_lacks(line, "a quantity above zero"))
    if item["product_id"] is None or item["unit_id"] is None:
        raise Lacking(_lacks(line, "its product and unit in Odoo"))
    if line["kind"] == "purchase":
        return _purchase(line, item, place, quantity, masters)
    return _transfer(line, item, place, quantity, masters)


def _purchase(line: Row, item: Row, place: Row, quantity: Decimal, masters: Masters) -> Wanted:
    known = masters.suppliers.get((line["sku"], line["origin"]))
    terms = _terms(_known(known, line, f"{line['origin']} as a supplier of the item"), quantity, line["order_on"])
    currency, price = _price(terms, masters.currency)
    unit_id, factor = item["unit_id"], Decimal(1)
    if terms["unit_id"] is not None and (in_units := _whole(quantity, terms["unit_factor"])):
        unit_id, factor, quantity = terms["unit_id"], _decimal(terms["unit_factor"]), in_units
    return Wanted(
        **_common(line, item, place),
        kind="purchase",
        currency=currency,
        unit_id=unit_id,
        quantity=quantity,
        price=_plain((price * factor).quantize(_PRICE_STEP, ROUND_HALF_UP)),
        supplier_id=_known(terms["supplier_id"], line, f"the supplier {line['origin']} as a partner in Odoo"),
        type_id=_known(place["receipt_type_id"], line, f"an operation type for receipts of {line['place']}"),
        from_location_id=None,
        to_location_id=place["stock_location_id"],
    )


def _transfer(line: Row, item: Row, place: Row, quantity: Decimal, masters: Masters) -> Wanted:
    origin = _known(masters.places.get(line["origin"]), line, f"the place {line['origin']}")
    return Wanted(
        **_common(line, item, place),
        kind="transfer",
        currency="",
        unit_id=item["unit_id"],
        quantity=quantity,
        price=Decimal(0),
        supplier_id=None,
        type_id=_known(origin["internal_type_id"], line, f"an operation type for transfers of {line['origin']}"),
        from_location_id=_known(origin["stock_location_id"], line, f"a stock location of {line['origin']}"),
        to_location_id=_known(place["stock_location_id"], line, f"a stock location of {line['place']}"),
    )


def _common(line: Row, item: Row, place: Row) -> dict[str, Any]:
    return {
        "key": line["line"],
        "sku": line["sku"],
        "place": line["place"],
        "origin": line["origin"],
        "order_on": line["order_on"],
        "due_on": line["due_on"],
        "product_id": item["product_id"],
        "company_id": _known(place["company_id"], line, f"the company of {line['place']}"),
    }


def _terms(rows: list[Row], quantity: Decimal, day: date) -> Row:
    """The price break that the quantity has reached that day; below the first one, the first one."""
    valid = [
        row
        for row in rows
        if (row["valid_from"] is None or row["valid_from"] <= day)
        and (row["valid_to"] is None or day <= row["valid_to"])
    ] or rows
    reached = [row for row in valid if _decimal(row["quantity_min"]) <= quantity]
    if reached:
        return min(reached, key=lambda row: (-row["quantity_min"], row["sequence"], row["price"]))
    return min(valid, key=lambda row: (row["quantity_min"], row["sequence"], row["price"]))


def _price(terms: Row, own: str) -> tuple[str, Decimal]:
    """Currency, and price of a unit of the item in it."""
    foreign = terms["currency"] and terms["currency"] != own and terms["price_foreign"] is not None
    return (terms["currency"], _decimal(terms["price_foreign"])) if foreign else (own, _decimal(terms["price"]))


def _whole(quantity: Decimal, factor: float) -> Decimal | None:
    """So many of the supplier's units, if it is a whole number."""
    many, rest = divmod(quantity, _decimal(factor)) if factor > 0 else (Decimal(0), Decimal(1))
    return _plain(many) if not rest else None


def _stepped(quantity: float, step: float) -> Decimal:
    """The nearest multiple of the unit's smallest step: a double such as 11.999999 is 12."""
    size = _decimal(step) if step > 0 else Decimal(1)
    return _plain((_decimal(quantity) / size).quantize(Decimal(1), ROUND_HALF_UP) * size)


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))


def _plain(number: Decimal) -> Decimal:
    """Without zeros at its end and without exponent."""
    shorter = number.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter


def _known(value: Any, line: Row, what: str) -> Any:  # noqa: ANN401 - whatever was looked up
    if value is None:
        raise Lacking(_lacks(line, what))
    return value


def _lacks(line: Row, what: str) -> Finding:
    return finding("PL-POST-001", path=line["line"], value=line["sku"], what=what)
