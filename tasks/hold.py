"""Hold: drafts that a person must look at are tagged in Odoo; the queue shows what waits."""

from __future__ import annotations

from domain.work import Batch
from tasks.queue_table import queue_table
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage


@stage("hold")
def hold(house: Resources, batch: Batch) -> Outcome:
    """Tag held drafts in Odoo, and show the batch's holds with money and ship-by. Nothing waits in a process."""
    with house.ledger.open() as book:
        held = book.documents.in_batch(batch, ["held"])
    drafts = [row.record_id for row in held if row.record_id is not None]
    if drafts:
        house.sales.tag_held(drafts)
    return Outcome(passed=batch.documents, aside=len(held), artifact=queue_table("Held: a person decides", held))
