"""Hold: what waits for a person is shown as a queue; the drafts among it were tagged in Odoo when they were held."""

from __future__ import annotations

from domain.work import Batch
from tasks.queue_table import queue_table
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage


@stage("hold")
def hold(house: Resources, batch: Batch) -> Outcome:
    """Show the batch's holds with money and ship-by. Nothing waits in a process."""
    with house.ledger.open() as book:
        held = book.documents.set_aside(batch, ["held"])
    return Outcome(passed=batch.documents, aside=len(held), artifact=queue_table("Held: a person decides", held))
