"""What an order is promised when it is mapped, and what is kept for it from then on, where its profile says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from domain.availability import Policy, shown_of
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.facts import OrderFacts
from domain.profile import PartnerProfile
from domain.promising.offers import Offer
from domain.promising.promises import promised
from domain.values.quantity import convert, convertible
from ledger.book import Book
from ledger.promises import Promised
from ledger.reservations import Reserve
from ledger.values import DocumentRow
from tasks.availability.numbers import TAKEN_COUNTS, today
from tasks.availability.stock import KIND, stocks
from tasks.runtime.resources import Resources


def keep_for_orders(
    book: Book, house: Resources, orders: Sequence[tuple[DocumentRow, ResolvedOrder]], facts: OrderFacts
) -> None:
    """Write down what these mapped orders are promised, and keep the goods; in the transaction that moves them.

    Args:
        book: the transaction.
        house: profiles.
        orders: of one channel; those of a backfill are promised nothing.
        facts: what they were mapped by.
    """
    live = [(row, resolved) for row, resolved in orders if row.plan_id is None]
    profile = house.profile(live[0][0].channel) if live else None
    if profile is None or profile.availability is None:
        return
    lines = goods_of(live, facts)
    offers = _offers(book, house, profile, sorted({line.sku for line in lines}))
    book.promises.give(_promises(lines, offers))
    if profile.availability.reserve == "capture":
        until = datetime.now(UTC) + timedelta(minutes=profile.availability.reserve_minutes)
        book.reservations.hold(profile.channel, lines, until=until)


def goods_of(orders: Sequence[tuple[DocumentRow, ResolvedOrder]], facts: OrderFacts) -> list[Reserve]:
    """Lines whose product is known, in its own unit; returns keep nothing."""
    codes = {one.record_id: one.code for one in facts.warehouses}
    own = {one.record_id: one.uom_id for found in facts.products_by_sku.values() for one in found}
    first = codes[min(codes)] if codes else ""
    return [
        Reserve(row.id, line.position, line.sku, codes.get(resolved.warehouse_id or 0, first), units)
        for row, resolved in orders
        for line in resolved.lines
        if line.product_id is not None and (units := _quantity(line, own[line.product_id], facts)) > 0
    ]


def _quantity(line: ResolvedLine, own_unit: int, facts: OrderFacts) -> Decimal:
    unit, own = facts.units_by_id.get(line.uom_id or 0), facts.units_by_id.get(own_unit)
    if unit is None or own is None or not convertible(unit, own):
        return line.quantity
    return convert(line.quantity, unit, own)


def _offers(book: Book, house: Resources, profile: PartnerProfile, skus: Sequence[str]) -> dict[str, Offer]:
    """What the channel offers of each SKU now: by the same terms and rules as its published number."""
    policy = Policy.of(house.profiles.values())
    found = stocks(book.mirror.found(house.odoo_target, KIND, "sku", skus))
    holds = book.reservations.in_force(datetime.now(UTC) - TAKEN_COUNTS, skus)
    standing = book.published.standing(skus)
    offers = policy.offers(today())
    made = {}
    for stock in found:
        of_all = offers.of(
            stock.sku, policy.terms(stock, holds.get(stock.sku, ())), shown_of(standing.get(stock.sku, {}))
        )
        made[stock.sku] = next(one for one in of_all if one.channel == profile.channel)
    return made


def _promises(lines: Sequence[Reserve], offers: Mapping[str, Offer]) -> list[Promised]:
    """Of several lines of one SKU the later ones get what the earlier leave."""
    given: dict[str, Decimal] = {}
    found = []
    for line in lines:
        before = given.get(line.sku, Decimal(0))
        parts = promised(line.quantity, offers.get(line.sku), today(), taken=before)
        given[line.sku] = before + line.quantity
        found.append(Promised(line.document_id, line.position, line.sku, line.warehouse, parts))
    return found
