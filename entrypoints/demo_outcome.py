"""The outcome of the demo against the truth that was written before: ledger, Odoo and generator must agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from domain.lifecycle import BUCKET
from infra.distributor import Distributor
from infra.distributor.generate import File
from infra.distributor.orders import Order
from infra.odoo.proof import OdooOrder, OdooProof
from ledger.book import Book
from ledger.values import DocumentRow
from tasks.runtime.resources import Resources

CONFIRMED = "sale"
SAMPLES = 4


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
    first_order_seconds: float | None = None

    @property
    def right(self) -> bool:
        """Everything is as the truth says, and the books balance."""
        return not self.wrong and bool(self.balance.get("balanced"))


def compare(house: Resources, made: Distributor, proof: OdooProof | None) -> Outcome:
    """Hold each file and document against the truth; ``proof``: Odoo's own tables, None where they can't be read."""
    outcome = Outcome()
    found: dict[str, tuple[Order, DocumentRow]] = {}
    with house.ledger.open() as book:
        for file in made.files:
            found |= _file(book, file, outcome)
        outcome.balance = book.reconcile().as_json()
    names = ("captured", *dict.fromkeys(BUCKET.values()))
    outcome.states = {name: int(str(outcome.balance[name])) for name in names}
    for order, row in found.values():
        _document(order, row, outcome)
    if proof is not None:
        _odoo(proof, {order_id: pair for order_id, pair in found.items() if pair[0].state == "done"}, outcome)
    if not outcome.balance["balanced"]:
        outcome.wrong.append("The books do not balance: see 'lading reconcile'.")
    return outcome


def _file(book: Book, file: File, outcome: Outcome) -> dict[str, tuple[Order, DocumentRow]]:
    deliveries = book.deliveries.find(sha256(file.content).hexdigest())
    if file.fate == "waiting":
        if deliveries:
            outcome.wrong.append(f"{file.name}: was taken, though half-written.")
        return {}
    if not deliveries:
        outcome.wrong.append(f"{file.name}: not in the ledger.")
        return {}
    if file.fate == "duplicate":
        if not any(one.name == file.name and one.state == "duplicate" for one in deliveries):
            outcome.wrong.append(f"{file.name}: the same bytes again, but not known as a duplicate.")
        return {}
    original = deliveries[0]
    if original.state != file.fate:
        outcome.wrong.append(f"{file.name}: the delivery is {original.state}, should be {file.fate}.")
    rows = book.documents.of_delivery(original.id)
    if file.fate == "exception":
        outcome.samples += [("unreadable file", row) for row in rows]
    orders = {order.number: order for order in file.orders}
    if sorted(orders) != sorted(row.number for row in rows) and file.orders:
        outcome.wrong.append(f"{file.name}: {len(rows)} documents in the ledger, {len(orders)} in the file.")
    return {f"{row.external_id}/{row.id}": (orders[row.number], row) for row in rows if row.number in orders}


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


def _odoo(proof: OdooProof, done: dict[str, tuple[Order, DocumentRow]], outcome: Outcome) -> None:
    expected = {row.external_id: order for order, row in done.values()}
    confirmed = {name: one for name, one in proof.orders.items() if one.state == CONFIRMED}
    for name, order in expected.items():
        wrong = _order(order, proof.orders.get(name))
        outcome.wrong += [f"{order.number}: {wrong}"] if wrong else []
    ours = {row.external_id for row in _rows(done)}
    extra = sorted(set(confirmed) - ours)
    outcome.wrong += [
        f"{confirmed[name].name}: confirmed in Odoo, but the truth knows no such order." for name in extra[:5]
    ]
    if proof.twice:
        outcome.wrong.append(f"{proof.twice} orders stand in Odoo more than once.")
    untaxed: dict[str, Decimal] = defaultdict(Decimal)
    for one in confirmed.values():
        untaxed[one.currency] += one.untaxed
    truth: dict[str, Decimal] = defaultdict(Decimal)
    for order in expected.values():
        truth[order.currency] += order.total()
    outcome.odoo = {
        "confirmed": len(confirmed),
        "expected": len(expected),
        "drafts": len(proof.orders) - len(confirmed),
        "twice": proof.twice,
        "untaxed": {name: str(amount) for name, amount in sorted(untaxed.items())},
        "untaxed_expected": {name: str(amount) for name, amount in sorted(truth.items())},
    }
    if untaxed != truth:
        outcome.wrong.append(f"Odoo's confirmed orders sum to {dict(untaxed)}, the truth to {dict(truth)}.")


def _rows(done: dict[str, tuple[Order, DocumentRow]]) -> list[DocumentRow]:
    return [row for _, row in done.values()]


def _order(order: Order, found: OdooOrder | None) -> str:
    """What is wrong with an order in Odoo; empty: nothing."""
    if found is None:
        return "is not in Odoo."
    if found.state != CONFIRMED:
        return f"is {found.name} in Odoo, but in state {found.state}."
    if found.untaxed != order.total() or found.currency != order.currency:
        return f"is {found.name}: {found.untaxed} {found.currency} in Odoo, {order.total()} {order.currency} ordered."
    if found.lines != len(order.lines):
        return f"is {found.name} with {found.lines} lines in Odoo, {len(order.lines)} ordered."
    return ""
