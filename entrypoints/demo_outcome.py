"""The outcome of the demo against the truth that was written before: ledger, Odoo and generator must agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from domain.lifecycle import BUCKET
from entrypoints.all_channels.outcome import ChannelsOutcome
from infra.distributor import Distributor
from infra.distributor.generate import File
from infra.distributor.orders import Order
from infra.odoo.proof import OdooOrder, OdooProof
from ledger.book import Book
from ledger.reconciling import Reconciliation
from ledger.values import DocumentRow
from tasks.runtime.resources import Resources

CONFIRMED = "sale"
Pair = tuple[Order, DocumentRow]


@dataclass
class Outcome:
    """What became of everything, and where it is not what it should be."""

    states: dict[str, int] = field(default_factory=dict)
    """Documents by bucket, as the ledger has them."""
    codes: dict[str, int] = field(default_factory=dict)
    faults: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """Planted fault: what it must lead to, how many, how many did."""
    samples: list[tuple[str, DocumentRow]] = field(default_factory=list)
    """A few documents: what was planted in them, and what they are now."""
    wrong: list[str] = field(default_factory=list)
    odoo: dict[str, Any] = field(default_factory=dict)
    balance: dict[str, Any] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    """Documents that people decided since: the truth knows nothing of them any more."""
    first_order_seconds: float | None = None
    channels: ChannelsOutcome | None = None
    """Of the channels that ``--all-channels`` adds."""

    @property
    def right(self) -> bool:
        """Everything is as the truth says, and the books balance."""
        return not self.all_wrong() and bool(self.balance.get("balanced"))

    def all_wrong(self) -> list[str]:
        """What is not as it should be, on all channels."""
        return [*self.wrong, *(self.channels.wrong if self.channels else ())]


def compare(house: Resources, made: Distributor, proof: OdooProof | None, others: Collection[str] = ()) -> Outcome:
    """Hold each file and document against the truth.

    Args:
        house: with the ledger.
        made: the distributor and its truth.
        proof: Odoo's own tables, None where they can't be read.
        others: external ids of orders that came by channels of which this truth says nothing.
    """
    outcome = Outcome()
    with house.ledger.open() as book:
        every = [pair for file in made.files for pair in _file(book, file, outcome)]
        decided = {one.document_id for one in book.exceptions.approvals([row.id for _, row in every])}
        books = book.reconcile()
    outcome.balance = books.as_json()
    outcome.decided = {row.external_id for _, row in every if row.id in decided}
    found = [(order, row) for order, row in every if row.external_id not in outcome.decided]
    outcome.states = _states(books, {file.channel for file in made.files})
    for order, row in found:
        _document(order, row, outcome)
    if proof is not None:
        _odoo(OdooProof(_without(proof, others), proof.twice), found, outcome)
    if not outcome.balance["balanced"]:
        outcome.wrong.append("The books do not balance: see 'lading reconcile'.")
    return outcome


def _states(books: Reconciliation, channels: Collection[str]) -> dict[str, int]:
    """Documents of these channels by bucket."""
    states = dict.fromkeys(("captured", *dict.fromkeys(BUCKET.values())), 0)
    for (channel, _), balance in books.by_channel_and_day.items():
        if channel in channels:
            states["captured"] += balance.captured.documents
            for name, amounts in balance.buckets.items():
                states[name] += amounts.documents
    return states


def _without(proof: OdooProof, others: Collection[str]) -> dict[str, OdooOrder]:
    return {name: one for name, one in proof.orders.items() if name not in others}


def _file(book: Book, file: File, outcome: Outcome) -> list[Pair]:
    deliveries = book.deliveries.find(sha256(file.content).hexdigest())
    if file.fate == "waiting":
        if deliveries:
            outcome.wrong.append(f"{file.name}: was taken, though half-written.")
        return []
    if not deliveries:
        outcome.wrong.append(f"{file.name}: not in the ledger.")
        return []
    if file.fate == "duplicate":
        if not any(one.name == file.name and one.state == "duplicate" for one in deliveries):
            outcome.wrong.append(f"{file.name}: the same bytes again, but not known as a duplicate.")
        return []
    original = deliveries[0]
    if original.state != file.fate:
        outcome.wrong.append(f"{file.name}: the delivery is {original.state}, should be {file.fate}.")
    rows = book.documents.of_delivery(original.id)
    if file.fate == "exception":
        outcome.samples += [("unreadable file", row) for row in rows]
    orders = {order.number: order for order in file.orders}
    if sorted(orders) != sorted(row.number for row in rows) and file.orders:
        outcome.wrong.append(f"{file.name}: {len(rows)} documents in the ledger, {len(orders)} in the file.")
    return [(orders[row.number], row) for row in rows if row.number in orders]


def _document(order: Order, row: DocumentRow, outcome: Outcome) -> None:
    state, codes = BUCKET[row.state], {found.code for found in row.findings}
    outcome.codes = dict(Counter(outcome.codes) + Counter(codes))
    kind = order.fault or "none"
    right = state == order.state and (not order.code or order.code in codes or order.state == "duplicate")
    leads, planted, did = outcome.faults.get(kind, (order.state, 0, 0))
    outcome.faults[kind] = (leads, planted + 1, did + right)
    if not right:
        said = ", ".join(sorted(codes)) or "no finding"
        wanted = f"{order.state} {order.code}".strip()
        outcome.wrong.append(f"{order.number} ({kind}): is {state} with {said}; should be {wanted}.")
    elif planted == 0 and order.fault:
        outcome.samples.append((kind, row))


def _odoo(proof: OdooProof, found: list[Pair], outcome: Outcome) -> None:
    expected = {row.external_id: (order, row) for order, row in found if order.state == "done"}
    ours = {name: one for name, one in proof.orders.items() if name not in outcome.decided}
    confirmed = {name: one for name, one in ours.items() if one.state == CONFIRMED}
    for name, (order, row) in expected.items():
        wrong = _order(order, row, ours.get(name))
        outcome.wrong += [f"{order.number}: {wrong}"] if wrong else []
    for name in sorted(set(confirmed) - set(expected))[:5]:
        outcome.wrong.append(f"{confirmed[name].name}: confirmed in Odoo, but the truth knows no such order.")
    if proof.twice:
        outcome.wrong.append(f"{proof.twice} orders stand in Odoo more than once.")
    untaxed = _sums((one.currency, one.untaxed) for one in confirmed.values())
    truth = _sums((order.currency, order.total()) for order, _ in expected.values())
    if untaxed != truth:
        outcome.wrong.append(f"Odoo's confirmed orders sum to {untaxed}, the truth to {truth}.")
    outcome.odoo = {
        "confirmed": len(confirmed),
        "expected": len(expected),
        "drafts": len(ours) - len(confirmed),
        "twice": proof.twice,
        "decided_by_people": len(outcome.decided),
        "untaxed": {name: str(amount) for name, amount in untaxed.items()},
        "untaxed_expected": {name: str(amount) for name, amount in truth.items()},
    }


def _sums(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for currency, amount in sorted(amounts):
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums


def _order(order: Order, row: DocumentRow, found: OdooOrder | None) -> str:
    """What is wrong with an order in Odoo; empty: nothing."""
    if found is None:
        return "is not in Odoo."
    if found.state != CONFIRMED:
        return f"is {found.name} in Odoo, but in state {found.state}."
    if found.untaxed != order.total() or found.currency != order.currency:
        return f"is {found.name}: {found.untaxed} {found.currency} in Odoo, {order.total()} {order.currency} ordered."
    if found.name != row.record_name:
        return f"is {found.name} in Odoo, but {row.record_name} in the ledger."
    if found.lines != len(order.lines):
        return f"is {found.name} with {found.lines} lines in Odoo, {len(order.lines)} ordered."
    return ""
