"""What availability is made of: terms of a SKU in a warehouse, each with the record that it comes from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime

from domain.frozen import Frozen

Kind = Literal["on hand", "reserved", "waiting", "held by us", "safety stock", "inbound"]


class Source(Frozen):
    """The record that a term comes from."""

    model: str
    """Odoo's model (``stock.quant``), or ``reservation``, ``profile``: ours."""
    record: str
    """Its number there; the channel, where it is a profile."""
    name: str = ""
    """What people know it by: location, transfer, order, document."""


class Quant(Frozen):
    """What lies in one location."""

    record_id: int
    warehouse: str
    """Code."""
    location: str
    """Full name."""
    quantity: Decimal
    """In the product's own unit, as all quantities here."""
    reserved: Decimal
    """Of that, what the system of record keeps for its own transfers."""


class Incoming(Frozen):
    """An open move into a warehouse from outside it."""

    record_id: int
    warehouse: str
    expected_on: date
    quantity: Decimal
    reference: str = ""
    """Transfer, as people know it."""
    origin: str = ""
    """Purchase order or other document."""


class Outgoing(Frozen):
    """An open move out of a warehouse."""

    record_id: int
    warehouse: str
    quantity: Decimal
    reserved: Decimal
    """Of that, what is reserved already (and stands in a quant's ``reserved``)."""
    reference: str = ""
    origin: str = ""
    """Sales order or other document."""


class OrderPoint(Frozen):
    """A reordering rule: below its minimum the system of record orders anew."""

    record_id: int
    warehouse: str
    minimum: Decimal
    name: str = ""


class Stock(Frozen):
    """All that the system of record says about one product's stock: one record of the mirror's kind ``stock``."""

    schema_version: Literal["1"] = "1"
    record_id: int
    """The product variant."""
    sku: str
    read_at: AwareDatetime
    """When the reading began: what was confirmed later may not be in it."""
    quants: tuple[Quant, ...] = ()
    incoming: tuple[Incoming, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    order_points: tuple[OrderPoint, ...] = ()

    def warehouses(self) -> tuple[str, ...]:
        """Codes of all warehouses that are spoken of, sorted."""
        parts: tuple[Sequence[Quant | Incoming | Outgoing | OrderPoint], ...] = (
            self.quants, self.incoming, self.outgoing, self.order_points,
        )  # fmt: skip
        return tuple(sorted({one.warehouse for part in parts for one in part}))


@dataclass(frozen=True, slots=True)
class Hold:
    """A reservation of ours."""

    record_id: int
    warehouse: str
    channel: str
    document: str
    """Number of the order, for people."""
    quantity: Decimal
    order_name: str = ""
    """Name of the order in the system of record, once there is one."""
    taken_at: datetime | None = None
    """When the system of record took it over; None: it is ours still."""

    def counts(self, stock: Stock) -> bool:
        """Whether it must be counted beside ``stock``: never when the reading holds the order's own moves already.

        A reservation that was taken over counts until a reading has begun after that: else it would count nowhere.
        """
        if self.order_name and any(one.origin == self.order_name for one in stock.outgoing):
            return False
        return self.taken_at is None or self.taken_at >= stock.read_at


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of what is available in a warehouse."""

    kind: Kind
    quantity: Decimal
    """With its sign: what lies there and comes in is positive, the rest negative."""
    source: Source
    on: date | None = None
    """Day on which it counts; None: now."""


@dataclass(frozen=True, slots=True)
class Safety:
    """What is held back in a warehouse whatever comes."""

    units: int = 0
    """Where no reordering rule is asked, or there is none."""
    by_order_point: bool = False
    """The minimum of the reordering rule, where there is one."""
    channel: str = ""
    """Whose profile says so."""


def terms_of(
    stock: Stock, holds: Iterable[Hold], safety: Mapping[str, Safety], *, unsellable: Sequence[str] = ()
) -> dict[str, tuple[Term, ...]]:
    """The terms of one SKU by warehouse.

    Args:
        stock: what the system of record says.
        holds: our reservations of this SKU that are in force.
        safety: by warehouse; one that is not named holds nothing back.
        unsellable: beginnings of names of locations whose stock may not be sold (quality, returns).
    """
    found: dict[str, list[Term]] = {code: [] for code in stock.warehouses()}
    for quant in stock.quants:
        if unsellable and quant.location.startswith(tuple(unsellable)):
            continue
        source = Source(model="stock.quant", record=str(quant.record_id), name=quant.location)
        found[quant.warehouse].append(Term("on hand", quant.quantity, source))
        if quant.reserved:
            found[quant.warehouse].append(Term("reserved", -quant.reserved, source))
    for out in stock.outgoing:
        if out.quantity > out.reserved:
            source = Source(model="stock.move", record=str(out.record_id), name=_named(out))
            found[out.warehouse].append(Term("waiting", out.reserved - out.quantity, source))
    for hold in holds:
        if hold.counts(stock):
            source = Source(model="reservation", record=str(hold.record_id), name=hold.document)
            found.setdefault(hold.warehouse, []).append(Term("held by us", -hold.quantity, source))
    for code in found:
        found[code] += _safety(stock, code, safety.get(code))
    for move in stock.incoming:
        source = Source(model="stock.move", record=str(move.record_id), name=_named(move))
        found[move.warehouse].append(Term("inbound", move.quantity, source, move.expected_on))
    return {code: tuple(held) for code, held in found.items()}


def _named(move: Incoming | Outgoing) -> str:
    return " ".join(part for part in (move.reference, move.origin) if part)


def _safety(stock: Stock, warehouse: str, wanted: Safety | None) -> list[Term]:
    if wanted is None:
        return []
    rules = [one for one in stock.order_points if one.warehouse == warehouse] if wanted.by_order_point else []
    if rules:
        largest = max(rules, key=lambda one: one.minimum)
        source = Source(model="stock.warehouse.orderpoint", record=str(largest.record_id), name=largest.name)
        return [Term("safety stock", -largest.minimum, source)] if largest.minimum else []
    source = Source(model="profile", record=wanted.channel, name="availability.safety_stock")
    return [Term("safety stock", Decimal(-wanted.units), source)] if wanted.units else []


@dataclass(frozen=True, slots=True)
class Layer:
    """Whole units that are free from a day on, beyond those that were free before it."""

    warehouse: str
    on: date | None
    """None: now."""
    units: int
    source: Source | None = None
    """The receipt that brings them; None: they are there."""


def layers(warehouse: str, terms: Iterable[Term]) -> list[Layer]:
    """What is free now, then what each receipt adds, by day: a receipt fills what is lacking first."""
    net, coming = Decimal(0), []
    for term in terms:
        if term.on is None:
            net += term.quantity
        else:
            coming.append(term)
    before = max(0, math.floor(net))
    found = [Layer(warehouse, None, before)] if before else []
    for term in sorted(coming, key=lambda one: (one.on or date.min, one.source.record)):
        net += term.quantity
        after = max(before, math.floor(net))
        if after > before:
            found.append(Layer(warehouse, term.on, after - before, term.source))
        before = after
    return found
