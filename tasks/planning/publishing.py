"""Publish: the report as a file, its summary on the run's page, the frames for analysts."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext

from domain.frozen import Frozen
from domain.planning.plan_frames import NEEDS
from domain.planning.plan_line import OPEN_STATES
from tasks.planning.analysts import extract_for_analysts
from tasks.planning.case import Case
from tasks.planning.pictures.shown import shown
from tasks.planning.reporting.making import made
from tasks.planning.stage import SETTINGS
from tasks.planning.telling import table
from tasks.prefect_calls import show
from tasks.runtime.resources import Resources, resources

FOLDER = "plans"
"""Under LADING_HOME: a page a plan."""


class Told(Frozen):
    """What a run of planning came to."""

    plan: int
    code: str
    state: str
    lines: int
    money: float
    """Of all lines that were not rejected, in the company's currency."""
    waiting: int
    """Lines that a person has to decide."""
    posted: int


async def publish(plan: int) -> Told:
    """The last stage; the plan is done when nothing of it is open any more."""
    if FlowRunContext.get() is None:
        return (await asyncio.to_thread(published, resources(), plan))[0]
    return Told.model_validate(await _publish_task(plan))


@task(
    name="publish",
    task_run_name="publish · plan {plan}",
    cache_policy=NO_CACHE,
    persist_result=False,
    timeout_seconds=1800.0,
    **SETTINGS,
)
async def _publish_task(plan: int) -> Told:
    told, artifact = await asyncio.to_thread(published, resources(), plan)
    await show(artifact, "plan-publish")
    return told


def published(house: Resources, plan: int) -> tuple[Told, str]:
    """Write the report, and say what the plan came to."""
    case = Case.of(house, plan)
    told = _told(case)
    file, pictures = report_file(house, case.head.code), ""
    if case.has(NEEDS):
        report = made(case)
        _written(file, report.page)
        pictures = shown(report.pictures.all)
        extract_for_analysts(case)
    rows = [
        ("lines", told.lines), (f"money, {case.profile.currency}", told.money),
        ("wait for a person", told.waiting), ("posted", told.posted),
    ]  # fmt: skip
    head = f"{told.state}; the report: {file.name} in {FOLDER}/ under LADING_HOME, or `lading plan report {told.code}`."
    return told, "\n".join((table(f"Plan {told.code}", head, ("", "now"), rows), pictures))


def report_file(house: Resources, code: str) -> Path:
    """Where a plan's report stands."""
    return house.settings.state_folder() / FOLDER / f"{code}.html"


def _told(case: Case) -> Told:
    with case.house.ledger.open() as book:
        sums = book.plan_lines.sums(case.head.id)
        still = [one for one in sums if one.state in OPEN_STATES]
        if not still and case.head.state in {"proposed", "posting"} and book.plans.move(case.head.id, "done"):
            book.commit("tasks.planning.done")
            case.head = book.plans.of(case.head.id)
    counted = [one for one in sums if one.state not in {"rejected", "superseded"}]
    return Told(
        plan=case.head.id,
        code=case.head.code,
        state=case.head.state,
        lines=sum(one.lines for one in sums),
        money=float(sum(one.money for one in counted)),
        waiting=sum(one.lines for one in sums if one.state == "proposed"),
        posted=sum(one.lines for one in sums if one.state == "posted"),
    )


def _written(file: Path, text: str) -> None:
    """Whole or not at all: somebody may be reading it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(f".{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)
