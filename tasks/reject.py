"""Reject: the partner is told, once, why a document was refused; nothing of it is ever created in Odoo."""

from __future__ import annotations

from domain.work import Batch
from tasks.outcome_files import write_outcomes
from tasks.queue_table import queue_table
from tasks.runtime.resources import Resources
from tasks.shop.orders import cancel_refused
from tasks.stage import Outcome, stage


@stage("reject")
def reject(house: Resources, batch: Batch) -> Outcome:
    """Write the outcome of refused documents for their sender; then they are rejected."""
    with house.ledger.open() as book:
        refused = book.documents.in_batch(batch, ["refused"])
    shop, refused = cancel_refused(house, batch, refused)
    if shop.stop is not None:
        return shop
    told = write_outcomes(house, batch, refused, to="rejected")
    return Outcome(
        passed=batch.documents,
        aside=told.passed,
        artifact=queue_table("Rejected: the partner is told", refused),
        stop=told.stop,
    )
