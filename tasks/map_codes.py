"""Map: the partner's codes, units and packs become ours; what is unknown stays empty for the rules to name."""

from __future__ import annotations

from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.resolve import resolve, resolved_json
from domain.work import Batch
from ledger.values import Move
from tasks.availability.keeping import keep_for_orders
from tasks.backfill.guard import PlanGuard
from tasks.changes.cases import of_changes, of_orders
from tasks.changes.mapping import map_changes
from tasks.facts import facts_for
from tasks.new_addresses import with_new_addresses
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage


@stage("map")
def map_codes(house: Resources, batch: Batch) -> Outcome:
    """Resolve each document that was read against the mirror of Odoo's master data; a change waits for its order."""
    with house.ledger.open() as book:
        read = book.documents.in_batch(batch, ["read"])
    documents = of_orders(read)
    on, waiting = map_changes(house, batch, of_changes(read))
    if not documents:
        return Outcome(passed=on, aside=waiting)
    profile = house.profile(batch.channel)
    orders = [SalesOrder.model_validate_json(row.payload) for row in documents]
    fresh = any(row.attempt or row.waived for row in documents)
    facts = facts_for(house, orders, profile, fresh=fresh, look_again=True)
    made = with_new_addresses(house, batch, list(zip(documents, orders, strict=True)), profile, facts)
    moves, facts = list(made.moves), made.facts
    guard = PlanGuard.of(house, documents)
    orders_of: dict[int, ResolvedOrder] = {}
    for row, order in made.go_on:
        label = f"{profile.partner}, {row.delivery_name}"
        resolved = resolve(order, facts, guard.profile(row, profile), source_label=label, waived=row.waived)
        moves.append(Move(row.id, "mapped", resolved=resolved_json(resolved)))
        orders_of[row.id] = resolved
    with house.ledger.open() as book:
        moved = book.documents.move_many(batch, moves)
        keep_for_orders(book, house, [(row, orders_of[row.id]) for row in documents if row.id in moved], facts)
        book.commit("tasks.map")
    good = len(moved & orders_of.keys())
    return Outcome(passed=good + on, aside=len(documents) - good + waiting, stop=made.stop)
