"""Hold: drafts that a person must look at are tagged in Odoo; the queue shows what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from connectors.odoo.outcomes import Hold
from domain.work import Batch
from ledger.values import DocumentRow
from tasks.queue_table import queue_table
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage


@stage("hold")
def hold(house: Resources, batch: Batch) -> Outcome:
    """Tag held drafts in Odoo, and show the batch's holds with money and ship-by. Nothing waits in a process."""
    with house.ledger.open() as book:
        held = book.documents.set_aside(batch, ["held"])
    drafts = [
        Hold(external_id=row.external_id, record_id=row.record_id, reason=_reason(row))
        for row in held
        if row.record_id is not None
    ]
    if drafts:
        tagged = {one.external_id: one.write_date for one in house.sales.tag_held(drafts)}
        _remember(house, batch, held, tagged)
    return Outcome(passed=batch.documents, aside=len(held), artifact=queue_table("Held: a person decides", held))


def _reason(row: DocumentRow) -> str:
    return "; ".join(f"{found.code} {found.message}" for found in row.findings if found.severity == "hold")


def _remember(
    house: Resources, batch: Batch, held: Sequence[DocumentRow], tagged: Mapping[str, datetime | None]
) -> None:
    """The tag was our own write: a later one is a person's."""
    seen = {row.id: at for row in held if (at := tagged.get(row.external_id)) is not None}
    if seen:
        with house.ledger.open() as book:
            book.documents.note_seen(batch, seen)
            book.commit("tasks.hold.seen")
