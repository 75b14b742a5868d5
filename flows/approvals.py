"""Approvals: what is held is shown to those who may let it pass, and their answers are recorded.

The process map: ``docs/processes/approvals.md``. Nothing waits in a process: a run that asks is suspended, and the
decision itself is a row of the ledger, whether it came by this form, by ``lading approvals`` or by another way.
"""

from __future__ import annotations

from typing import Any

from prefect import flow

from tasks.approving.steps import Told, ask, remind_people

OPTIONS: dict[str, Any] = {"flow_run_name": "approvals · ask={with_form} · {select}", "persist_result": False}


@flow(name="approvals", **OPTIONS)
async def approvals(*, with_form: bool = True, select: str = "", wait_hours: float = 72.0) -> Told:
    """Remind people of what waits; with the form, ask them, and record what they answer.

    Args:
        with_form: suspend with a form of what waits; else only reminders and escalations.
        select: as ``lading approvals list --select``: only these are in the form.
        wait_hours: hours that the form may stay unanswered.
    """
    told = await remind_people()
    return await ask(told, select, wait_hours if with_form else 0)
