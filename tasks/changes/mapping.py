"""Map a change: its order found or waited for, and the order as it should be afterwards in our codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from domain.amending import merged
from domain.catalogue import finding
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.resolve import resolve, resolved_json
from domain.rules import apply_severities, decide
from domain.work import Batch
from ledger.book import Book
from ledger.values import DocumentRow, Move
from tasks.changes.cases import ChangeCase, cases_of
from tasks.facts import facts_for
from tasks.new_addresses import with_new_addresses
from tasks.runtime.resources import Resources

IN_FLIGHT_SECONDS = 5.0
"""How soon a change is looked at again whose order is being worked on."""
_WAITING = frozenset({"held", "exception"})


@dataclass
class _Sorted:
    """What becomes of a batch's changes."""

    ready: list[ChangeCase] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    waiting: list[tuple[int, datetime]] = field(default_factory=list)
    cancelled: list[ChangeCase] = field(default_factory=list)
    """Cancellations of orders that wait for a person: the customer has decided."""


def map_changes(house: Resources, batch: Batch, rows: Sequence[DocumentRow]) -> tuple[int, int]:
    """Resolve changes whose order has gone through, park the others; gives how many went on and how many did not."""
    if not rows:
        return 0, 0
    profile, now = house.profile(batch.channel), datetime.now(UTC)
    found = _Sorted()
    for case in cases_of(house, rows):
        _sort(found, case, profile, now)
    moves = [*found.moves, *_resolved(house, batch, profile, found.ready)]
    with house.ledger.open() as book:
        moved = book.documents.move_many(batch, moves)
        for document, until in found.waiting:
            book.claims.postpone(batch, [document], until)
        for case in found.cancelled:
            _cancel_waiting(book, case)
        book.commit("tasks.changes.map")
    good = sum(move.to == "mapped" and move.document_id in moved for move in moves)
    return good, len(rows) - good


def _sort(found: _Sorted, case: ChangeCase, profile: PartnerProfile, now: datetime) -> None:
    """By how its order stands: go on, wait, or go to a person."""
    state = case.order_row.state if case.order_row else ""
    cancels = case.change.purpose == "cancel"
    if state == "done" or (state == "rejected" and cancels):
        found.ready.append(case)
    elif state == "rejected":
        found.moves.append(_told(case, profile, finding("SC-ORDER-001", path="number", value=case.change.number)))
    elif state == "resolved":
        found.moves.append(_told(case, profile, finding("SC-ORDER-002", path="number", value=case.change.number)))
    elif state in _WAITING and cancels:
        found.cancelled.append(case)
    elif state and state not in _WAITING:
        found.waiting.append((case.row.id, now + timedelta(seconds=IN_FLIGHT_SECONDS)))
    else:
        _wait(found, case, profile, now)


def _wait(found: _Sorted, case: ChangeCase, profile: PartnerProfile, now: datetime) -> None:
    """Until its order has come or has been decided on; waking is the ledger's, this is the longest that it takes."""
    hours, change = profile.changes.park_hours, case.change
    until = case.row.captured_at + timedelta(hours=hours)
    if now < until:
        found.waiting.append((case.row.id, until))
    elif case.order_row is None:
        purpose, waited = change.purpose, f"{hours:g}"
        said = finding("SC-WAIT-001", path="number", value=change.number, purpose=purpose, hours=waited)
        found.moves.append(_told(case, profile, said))
    else:
        state, waited = case.order_row.state, f"{hours:g}"
        said = finding("SC-WAIT-002", path="number", value=change.number, state=state, hours=waited)
        found.moves.append(_told(case, profile, said))


def _told(case: ChangeCase, profile: PartnerProfile, found: Finding) -> Move:
    (said,) = apply_severities((found,), profile)
    decided = decide((said,), ())  # it cannot go on, whatever was waived: there is nothing to write on
    to = "held" if decided == "checked" else decided
    return Move(case.row.id, to, findings=(*case.row.findings, said))


def _resolved(house: Resources, batch: Batch, profile: PartnerProfile, cases: Sequence[ChangeCase]) -> list[Move]:
    orders = [case.applied.order for case in cases]
    if not orders:
        return []
    fresh = any(case.row.attempt or case.row.waived for case in cases)
    facts = facts_for(house, orders, profile, fresh=fresh, look_again=True)
    asked = [(case.row, order) for case, order in zip(cases, orders, strict=True)]
    made = with_new_addresses(house, batch, asked, profile, facts)
    moves, facts, by_row = list(made.moves), made.facts, {case.row.id: case for case in cases}
    for row, order in made.go_on:
        case = by_row[row.id]
        base = case.base
        if base is None:
            moves.append(Move(row.id, "mapped"))
            continue
        label = f"{profile.partner}, {row.delivery_name}"
        wanted = resolve(order, facts, profile, source_label=label, waived=row.waived)
        after = merged(base, wanted, touched=case.applied.touched, head=case.applied.head)
        moves.append(Move(row.id, "mapped", resolved=resolved_json(after)))
    return moves


def _cancel_waiting(book: Book, case: ChangeCase) -> None:
    """The customer's own word decides an order that waits for one of our people: it is rejected, and told so."""
    order, change = case.order_row, case.change
    waiting = [row.id for row in book.exceptions.of([order.id] if order else []) if row.resolved_at is None]
    reason = f"The customer cancelled the order{f': {change.reason}' if change.reason else ''}."
    book.exceptions.decide(waiting, "reject", by=f"cancellation by {case.row.partner}", reason=reason)
