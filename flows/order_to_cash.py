"""Order to cash, first half: customers' orders from a channel to confirmed orders in Odoo.

The process map on the wall: ``docs/processes/order-to-cash.md``. Each line is a stage; each stage re-reads
its documents from the ledger, so that a run which dies anywhere is taken up by the next one.
"""

from __future__ import annotations

from prefect import flow

from domain.work import BatchLimits
from tasks.amend import amend
from tasks.arrivals import arrivals
from tasks.capture import capture
from tasks.confirm import confirm
from tasks.draft import draft
from tasks.gates import extract_gate, read_back_gate, transform_gate
from tasks.hold import hold
from tasks.map_codes import map_codes
from tasks.publish import publish
from tasks.reject import reject
from tasks.report import Summary, report, summary
from tasks.rules import rules
from tasks.stage import FLOW_OPTIONS


@flow(name="order-to-cash", **FLOW_OPTIONS)
async def order_to_cash(channel: str, limits: BatchLimits | None = None, plan: int | None = None) -> Summary:
    """Take what waits in one channel to confirmed orders in Odoo, and tell what became of it.

    Args:
        channel: the profile's channel, as ``lading partners list`` shows it.
        limits: documents and lines a batch, batches and minutes a run; empty: the settings' defaults.
        plan: number of a backfill plan: its documents are taken, and no others.
    """
    async for batch in arrivals(channel, limits, plan):
        captured = await capture(batch)
        read = await extract_gate(captured)
        mapped = await map_codes(read)
        checked = await rules(mapped)
        await reject(checked)
        ready = await transform_gate(checked)
        drafted = await draft(ready)
        amended = await amend(drafted)
        verified = await read_back_gate(amended)
        await hold(verified)
        confirmed = await confirm(verified)
        done = await publish(confirmed)
        await report(done)
    return await summary(channel)
