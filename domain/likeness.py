"""How alike two orders of one customer are: a score of 100, with its reasons in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.alike import product_text
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.keys import normalise

_ITEMS, _QUANTITIES, _TOTAL, _PLACE, _DATE, _NUMBER = 45, 25, 10, 10, 5, 5
_TOTAL_PERCENT = 2
_NUMBER_LETTERS = 4
_OURS, _NUMBERED = 60, 95
"""Between channels: what shared products are worth, the rest is quantities; and one number of one customer."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What was found by comparing."""

    score: int
    """0 to 100."""
    reasons: tuple[str, ...]
    """What speaks for it, the weightiest first."""

    def words(self) -> str:
        """The reasons as one text."""
        return "; ".join(self.reasons)


def likeness(order: SalesOrder, other: SalesOrder) -> Likeness:
    """Compare two orders of one customer; dates of the orders themselves and prices do not count, their sum does."""
    mine, theirs = _quantities(order), _quantities(other)
    shared = mine.keys() & theirs.keys()
    every = len(mine.keys() | theirs.keys())
    if not shared:
        return Likeness(0, ())
    same = sum(mine[item] == theirs[item] for item in shared)
    parts = [
        (_ITEMS * len(shared) / every, f"{len(shared)} of {every} items are in both"),
        (_QUANTITIES * same / len(shared), f"the same quantity of {same} of them" if same else ""),
        *_about_the_whole(order, other),
    ]
    reasons = tuple(words for points, words in parts if points and words)
    return Likeness(round(sum(points for points, _ in parts)), reasons)


def likeness_of_ours(order: ResolvedOrder, other: ResolvedOrder) -> Likeness:
    """Compare two orders of one customer of ours by our products, units and quantities, and by their numbers."""
    mine, theirs = _ours(order), _ours(other)
    shared, every = mine.keys() & theirs.keys(), mine.keys() | theirs.keys()
    same = sum(mine[product] == theirs[product] for product in shared)
    goods = round((_OURS * len(shared) + (100 - _OURS) * same) / len(every)) if every else 0
    numbered = bool(normalise(order.number)) and normalise(order.number) == normalise(other.number)
    reasons = (
        "the same number" if numbered else "",
        f"{len(shared)} of {len(every)} products are in both" if shared else "",
        f"the same quantity of {same} of them" if same else "",
    )
    return Likeness(max(goods, _NUMBERED if numbered else 0), tuple(filter(None, reasons)))


def _ours(order: ResolvedOrder) -> Mapping[int, Mapping[int | None, Decimal]]:
    sums: dict[int, dict[int | None, Decimal]] = {}
    for line in order.lines:
        if line.product_id is not None:
            by_unit = sums.setdefault(line.product_id, {})
            by_unit[line.uom_id] = by_unit.get(line.uom_id, Decimal(0)) + line.quantity
    return sums


def _about_the_whole(order: SalesOrder, other: SalesOrder) -> Iterator[tuple[float, str]]:
    ours, theirs = order.total(), other.total()
    if ours > 0 and order.currency == other.currency and abs(ours - theirs) * 100 <= max(ours, theirs) * _TOTAL_PERCENT:
        yield _TOTAL, f"sums within {_TOTAL_PERCENT} %"
    if order.ship_to == other.ship_to:
        yield _PLACE, "the same delivery address"
    if order.requested_date == other.requested_date:
        yield _DATE, "wanted on the same day" if order.requested_date else ""
    if _near_number(order.number, other.number):
        yield _NUMBER, f"numbers {order.number} and {other.number} begin alike"


def _quantities(order: SalesOrder) -> Mapping[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for line in order.lines:
        item = (normalise(product_text(line)), normalise(line.unit))
        sums[item] = sums.get(item, Decimal(0)) + line.quantity
    return sums


def _near_number(one: str, other: str) -> bool:
    """PO-4711 and PO-4711-A: the shorter begins the longer."""
    short, long = sorted((normalise(one), normalise(other)), key=len)
    return len(short) >= _NUMBER_LETTERS and long.startswith(short)
