"""What stopped a channel goes to the exception queue, document by document, so that the others can go on."""

from __future__ import annotations

from domain.errors import Refused
from domain.findings import Finding
from domain.work import BatchLimits
from ledger.book import Book
from ledger.circuits import CircuitRow
from ledger.values import Move

JUDGED = {"gate extract": "captured", "gate delivery": "captured", "gate transform": "checked"}
"""States in which each gate finds its documents; those that the read-back gate judges are drafts in Odoo already."""
EVERYTHING = BatchLimits(documents=1_000_000, lines=1_000_000_000)


def set_aside(book: Book, circuit: CircuitRow, found: Finding, *, by: str, reason: str) -> int:
    """Move all documents that wait before the gate which stopped the channel into the exception queue.

    Returns:
        How many. Each can be rejected or, when what it lacks has been mended, replayed by itself.

    Raises:
        Refused: the gate that stopped the channel judges documents which are in Odoo.
    """
    state = JUDGED.get(circuit.opened_by)
    if state is None:
        raise Refused(
            f"What {circuit.opened_by} stopped on {circuit.channel} cannot be set aside: it has drafts in Odoo.",
            field="set-aside",
            value=circuit.opened_by,
            next_step="Mend the cause and close without --set-aside, or overlook it for a while with --waive.",
        )
    batch = book.claims.claim_documents(circuit.channel, by, EVERYTHING)
    if batch is None:
        return 0
    documents = book.documents.in_batch(batch, [state])
    note = f"set aside when the circuit was closed: {reason}"
    moves = [Move(row.id, "exception", findings=(*row.findings, found), note=note) for row in documents]
    moved = book.documents.move_many(batch, moves)
    book.claims.release(batch)
    return len(moved)
