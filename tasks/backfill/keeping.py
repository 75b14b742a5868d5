"""After orders were taken over as history: Odoo is asked whether they stayed history, before more of them follow."""

from __future__ import annotations

from datetime import datetime

from domain.documents.resolved_order import ResolvedOrder
from domain.errors import StopTheRun
from domain.work import Batch
from ledger.values import DocumentRow
from tasks.runtime.resources import Resources


def history_kept(house: Resources, batch: Batch) -> StopTheRun | None:
    """Why no more orders may be taken over: one of the batch's asked for goods, or carries another date.

    The channel's circuit is open then, and the batch's orders wait where they stand: the next run looks at them
    again. What a named person has waived does not count.

    Raises:
        TryAgain: Odoo or the ledger could not be asked.
    """
    with house.ledger.open() as book:
        rows = [row for row in book.documents.in_batch(batch, ["confirmed"]) if row.posted_as == "history"]
        waived = {one.code for one in book.circuits.waivers(batch.channel)} if rows else set()
    dates = {row.record_id: _ordered_at(row) for row in rows if row.record_id is not None}
    found = [one for one in house.sales.history_differences(dates).values() if one.code not in waived] if dates else []
    if not found:
        return None
    first = found[0]
    more = f" And {len(found) - 1} more of the {len(rows)} orders of this batch." if len(found) > 1 else ""
    with house.ledger.open() as book:
        book.circuits.open(batch.channel, f"{first.message}{more}", first, by="backfill")
        book.commit("tasks.backfill.history")
    return StopTheRun(
        f"The backfill has stopped the channel: {first.code} {first.message}{more}",
        partner=house.profile(batch.channel).partner,
        next_step=f"{first.next_step} Then 'lading circuits close {batch.channel} --reason …'.",
    )


def _ordered_at(row: DocumentRow) -> datetime | None:
    return ResolvedOrder.model_validate_json(row.resolved or b"{}").ordered_at
