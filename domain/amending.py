"""What a change writes on an order in the system of record, and what cannot be changed there any more. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from domain.catalogue import finding
from domain.documents.resolved_order import ReadBackLine, ReadBackOrder, ResolvedLine, ResolvedOrder
from domain.findings import Finding
from domain.keys import line_external_id
from domain.values.money import minor_unit

_ZERO = Decimal(0)
_DUST = Decimal("0.000001")
EDITED = "SC-EDIT-001"
DRAFTS = frozenset({"draft", "sent"})


@dataclass(frozen=True, slots=True)
class Stands:
    """An order as it stands in the system of record just now."""

    order: ReadBackOrder
    locked: bool = False
    """Locked by a person or by a setting: it takes no change of a line and no cancellation."""
    ours: bool = False
    """Our bot wrote the order itself (not a line of it) last."""
    delivered: Mapping[str, Decimal] = field(default_factory=dict)
    """By external id of the line, in its unit."""
    invoiced: Mapping[str, Decimal] = field(default_factory=dict)
    """By external id of the line, in its unit; drafts of invoices count."""

    @property
    def any_delivered(self) -> bool:
        """Something of it has left the house."""
        return any(quantity > 0 for quantity in self.delivered.values())

    @property
    def confirmed(self) -> bool:
        """It has been confirmed, so that deliveries may hang on it."""
        return self.order.state not in {*DRAFTS, "cancel"}

    def own_date(self, wanted: datetime | None) -> datetime | None:
        """The date that the order should have: the customer's, unless a person wrote another."""
        return wanted if wanted is not None and self.ours else self.order.ordered_at

    def date_moved(self, wanted: datetime | None) -> bool:
        """A run died between a change and the writing back of the order's date."""
        own, there = self.own_date(wanted), self.order.ordered_at
        return self.confirmed and own is not None and there != own.replace(microsecond=0)

    @property
    def any_invoiced(self) -> bool:
        """Something of it is on an invoice."""
        return any(quantity > 0 for quantity in self.invoiced.values())


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is to be written on one order so that it becomes what it should be."""

    lines: tuple[ResolvedLine, ...] = ()
    """Lines with the values that they should have; new ones among them, deleted ones with the quantity 0."""
    head: frozenset[str] = frozenset()
    """Fields of the head: ship_to, requested_date."""
    findings: tuple[Finding, ...] = ()

    @property
    def nothing(self) -> bool:
        """The order is as it should be."""
        return not (self.lines or self.head)


def amendment(base: ResolvedOrder, wanted: ResolvedOrder, now: Stands) -> Amendment:
    """What a change writes, and why it may not be written.

    Args:
        base: the order as we believe that it stands.
        wanted: the order as it should be; positions that ``base`` has and it has not are deleted.
        now: the order as it stands.
    """
    there = {line.external_id: line for line in now.order.lines}
    before = {line.position: line for line in base.lines}
    writes: list[ResolvedLine] = []
    found = list(_not_changeable(wanted, now))
    for line in _wanted_lines(before, wanted):
        name = line_external_id(wanted.external_id, line.position)
        old, standing = before.get(line.position), there.pop(name, None)
        touched = (old is None or not _same(old, line)) and bool(standing is not None or line.quantity)
        if touched and (standing is None or not _stands(standing, line, wanted.currency)):
            writes.append(line)
            found += _of_line(line, old, standing, now)
        if old is not None and not _as_expected(standing, old, line, wanted.currency):
            found.append(_edited(now, f"lines[{line.position}]", f"line {line.position}"))
    found += [_edited(now, "lines", "a line that is not ours") for one in there.values() if one.quantity]
    head = {name for name in ("ship_to_id", "requested_date") if getattr(base, name) != getattr(wanted, name)}
    if "ship_to_id" in head and now.any_delivered:
        found.append(finding("SC-SHIP-003", path="ship_to", value=now.order.name))
    findings = tuple(found) if writes or head else ()
    return Amendment(tuple(writes), frozenset(head), findings)


def cancellation(now: Stands) -> tuple[Finding, ...]:
    """Why an order cannot be cancelled any more; one that is cancelled already has no objection."""
    name, state = now.order.name, now.order.state
    if state == "cancel":
        return ()
    found = []
    if now.locked or state == "done":
        found.append(finding("SC-LOCK-001", path="state", value=name))
    if now.any_delivered:
        quantity = sum(now.delivered.values(), _ZERO)
        found.append(finding("SC-SHIP-002", path="state", value=name, quantity=_plain(quantity)))
    if now.any_invoiced:
        found.append(finding("SC-INV-003", path="state", value=name))
    return tuple(found)


def touched_positions(base: ResolvedOrder, wanted: ResolvedOrder) -> frozenset[int]:
    """Positions that differ between the order before and after a change."""
    before = {line.position: line for line in base.lines}
    after = {line.position: line for line in wanted.lines}
    same = {position for position in before.keys() & after.keys() if _same(before[position], after[position])}
    return frozenset((before.keys() | after.keys()) - same)


def merged(
    base: ResolvedOrder, fresh: ResolvedOrder, *, touched: Collection[int], head: Collection[str]
) -> ResolvedOrder:
    """``base`` with what a change says, as ``fresh`` resolved it; for all else no price or record is looked up anew.

    Args:
        base: what was posted last.
        fresh: the order as it should be, resolved by the facts of today.
        touched: positions of lines that the change adds or changes.
        head: fields of the head that it changes.
    """
    before = {line.position: line for line in base.lines}
    kept = {position: line for position, line in before.items() if position not in touched}
    lines = tuple(kept.get(line.position, line) for line in fresh.lines)
    named: dict[str, object] = {"lines": lines, "untaxed_total": sum((line.subtotal for line in lines), _ZERO)}
    if "ship_to" in head:
        named["ship_to_id"] = fresh.ship_to_id
    if "requested_date" in head:
        named["requested_date"] = fresh.requested_date
    return base.model_copy(update={**named, "source_label": fresh.source_label})


def without_deleted(wanted: ResolvedOrder, read: ReadBackOrder) -> ReadBackOrder:
    """What was read back, without the lines that stand there with the quantity 0 because they were deleted."""
    ours = {line_external_id(wanted.external_id, line.position) for line in wanted.lines}
    lines = tuple(line for line in read.lines if line.external_id in ours or line.quantity)
    return read.model_copy(update={"lines": lines})


def _wanted_lines(before: Mapping[int, ResolvedLine], wanted: ResolvedOrder) -> Iterator[ResolvedLine]:
    after = {line.position: line for line in wanted.lines}
    for position in sorted(before.keys() | after.keys()):
        kept = after.get(position)
        yield kept or before[position].model_copy(update={"quantity": _ZERO, "subtotal": _ZERO})


def _same(one: ResolvedLine, other: ResolvedLine) -> bool:
    names = ("product_id", "uom_id", "quantity", "price_unit", "discount")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _stands(standing: ReadBackLine, line: ResolvedLine, currency: str) -> bool:
    """Whether the line has these values, as far as the system of record keeps them."""
    if not line.quantity and not standing.quantity:
        return True  # deleted: its price says nothing any more
    price = line.price_unit if line.price_unit is not None else standing.price_unit
    return (
        standing.product_id == line.product_id
        and standing.uom_id == line.uom_id
        and abs(standing.quantity - line.quantity) <= _DUST
        and abs(standing.price_unit - price) <= minor_unit(currency) / 2 + _DUST
        and abs(standing.discount - line.discount) <= Decimal("0.005") + _DUST
    )


def _as_expected(standing: ReadBackLine | None, old: ResolvedLine, line: ResolvedLine, currency: str) -> bool:
    """As the order left it, or as this change wants it: a run may have died after it was written."""
    if standing is None:
        return not old.quantity
    return _stands(standing, old, currency) or _stands(standing, line, currency)


def _not_changeable(wanted: ResolvedOrder, now: Stands) -> Iterator[Finding]:
    name, state = now.order.name, now.order.state
    if state == "cancel":
        yield finding("SC-STATE-001", path="state", value=name, number=wanted.number)
    elif now.locked or state == "done":
        yield finding("SC-LOCK-001", path="state", value=name)
    if wanted.currency != now.order.currency:
        yield finding(
            "SC-HEAD-001", path="currency", value=wanted.currency, number=wanted.number, ours=now.order.currency
        )


def _of_line(
    line: ResolvedLine, old: ResolvedLine | None, standing: ReadBackLine | None, now: Stands
) -> Iterator[Finding]:
    """What was shipped or invoiced of a line bounds what it may become."""
    if standing is None or old is None:
        return
    delivered = now.delivered.get(standing.external_id, _ZERO)
    invoiced = now.invoiced.get(standing.external_id, _ZERO)
    path, sku = f"lines[{line.position}].quantity", line.sku or old.sku
    say = partial(finding, position=line.position, sku=sku, name=now.order.name)
    if line.quantity < delivered:
        yield say("SC-SHIP-001", path=path, value=_plain(line.quantity), delivered=_plain(delivered))
    if line.quantity < invoiced:
        yield say("SC-INV-001", path=path, value=_plain(line.quantity), invoiced=_plain(invoiced))
    priced = (line.price_unit, line.discount) != (old.price_unit, old.discount)
    if invoiced > 0 and priced and line.quantity:
        path = f"lines[{line.position}].unit_price"
        yield say("SC-INV-002", path=path, value=line.price_unit, invoiced=_plain(invoiced))


def _edited(now: Stands, path: str, what: str) -> Finding:
    return finding(EDITED, path=path, value=now.order.name, what=what)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
