"""Availability: what each channel may offer, made from Odoo's stock and our reservations, published where it changed.

The process map: ``docs/processes/availability.md``. The consumer looks every few seconds by itself; this flow reads the
whole stock, corrects what had drifted, and shows it.
"""

from __future__ import annotations

from typing import Any

from prefect import flow

from tasks.availability.steps import Told, make_numbers, report_numbers

OPTIONS: dict[str, Any] = {"flow_run_name": "availability · whole={whole}", "persist_result": False}


@flow(name="availability", **OPTIONS)
async def availability(*, whole: bool = True) -> Told:
    """Make and publish the numbers of all channels.

    Args:
        whole: read the whole stock and report drift; else only what changed since the last look.
    """
    looked = await make_numbers(whole=whole)
    return await report_numbers(looked)
