"""Extract: one consistent snapshot of all that a plan is made of, kept before anything is computed from it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import orjson
import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from pydantic import TypeAdapter

from connectors.odoo.planning.known import TOTALS
from connectors.odoo.planning.snapshot import Known, OdooPlanning, Read
from connectors.planning_files.sources import with_sources
from domain.errors import Misconfigured, Refused
from domain.planning.budget import left_today
from domain.planning.frames import SNAPSHOT
from domain.planning.overrides import Override
from domain.planning.plan_codes import plan_code
from domain.planning.profile import PlanningProfile
from domain.planning.table import Table
from ledger.plans import PlanIn
from tasks.planning.approved_first import order_approved
from tasks.planning.aside import aside_frame, aside_of
from tasks.planning.case import OVERRIDES, PROFILE, Case
from tasks.planning.exchanging import LATE
from tasks.planning.keeping import keep_frames
from tasks.planning.post_gate import finish_open
from tasks.planning.profiles import load_planning, planning_profile
from tasks.planning.stage import SETTINGS
from tasks.planning.telling import table
from tasks.prefect_calls import show
from tasks.runtime.resources import Resources, resources

KNOWN = "known"
"""Under which name a plan keeps what the next extraction need not read: of each frame, and of the moment."""
_FULL = ("weekly",)
"""Kinds of plans that read everything anew."""


def now() -> datetime:
    """The moment; a plan knows nothing after it."""
    return datetime.now(UTC)


async def extract(profile: str, kind: str, skus: Sequence[str], plan: int) -> int:
    """The number of a plan with its snapshot: a new one, or the given one."""
    if FlowRunContext.get() is None:
        return await _extract(profile, kind, tuple(skus), plan)
    return int(await _extract_task(profile, kind, tuple(skus), plan))


async def _extract(profile: str, kind: str, skus: Sequence[str], plan: int) -> int:
    return await asyncio.to_thread(extracted, resources(), profile, kind, skus=skus, plan=plan)


@task(
    name="extract",
    task_run_name="extract",
    cache_policy=NO_CACHE,
    persist_result=False,
    timeout_seconds=3600.0,
    **SETTINGS,
)
async def _extract_task(profile: str, kind: str, skus: Sequence[str], plan: int) -> int:
    number = await _extract(profile, kind, skus, plan)
    if not plan:
        await show(await asyncio.to_thread(_told, resources(), number), "plan-extract")
    return number


def _told(house: Resources, plan: int) -> str:
    """What was read, for the run's page."""
    with house.ledger.open() as book:
        case = Case(house, book.plans.of(plan))
    rows = [(name, frame.height) for name, frame in case.snapshot.frames.items()]
    aside = case.aside.height
    head = (
        f"{case.head.code}: as Odoo was at {case.head.as_of:%Y-%m-%d %H:%M:%S} UTC; {aside} findings of what was read."
    )
    return table("Snapshot", head, ("table", "rows"), rows)


def extracted(
    house: Resources, name: str, kind: str, *, skus: Sequence[str] = (), plan: int = 0, by: str = "lading"
) -> int:
    """Read Odoo, keep the snapshot, begin the plan.

    Returns:
        Its number; that of an earlier plan where that was made of just the same.

    Raises:
        TryAgain: Odoo could not be asked, or an order of an earlier plan has no known outcome yet.
        Misconfigured: no such profile, or it is not Odoo's. Refused: a person named an item that it does not plan.
    """
    if plan:
        return _taken_up(house, plan)
    profile = _profile(house, name)
    today = now().astimezone(ZoneInfo(profile.timezone)).date()
    finish_open(house, profile.plan)
    order_approved(house, profile.plan, skus)
    known = None if kind in _FULL or skus else _known(house, profile.plan)
    read = OdooPlanning(house.odoo("reader", "planning", "sales"), now).snapshot(profile, skus, known=known)
    if kind == "manual":
        all_there(skus, read)
    snapshot, said = with_sources(read.snapshot, profile, house.settings.channels_folder())
    read = replace(read, snapshot=snapshot, findings=(*read.findings, *said))
    with house.ledger.open() as book:
        overrides = [one for one in book.overrides.standing(profile.plan) if one.counts(today)]
        bound = book.plan_lines.bound(profile.plan, today, skus)
    profile = profile.model_copy(update={"budget": left_today(profile.budget, bound)})
    inputs, outputs = _kept(house, profile, overrides, read)
    inputs = {**inputs, **_late_delivery(house, profile.plan, kind)}
    with house.ledger.open() as book:
        begun = PlanIn(profile=profile.plan, kind=kind, today=today, made_by=by, company=profile.company, skus=skus)
        number = book.plans.begin(begun)
        book.plans.keep(number, inputs=inputs, outputs=outputs)
        head = book.plans.name(number, plan_code(profile.plan, today, inputs), read.snapshot.as_of)
        book.commit("tasks.planning.begin")
    return head.id


def _late_delivery(house: Resources, profile: str, kind: str) -> Mapping[str, str]:
    """A plan that a late delivery has called for is another one than the plan that went on without it."""
    if kind != LATE:
        return {}
    with house.ledger.open() as book:
        again = book.plan_exchanges.of(profile=profile, verdicts=["again"], most=1)
    return {LATE: house.archive.put(f"late delivery for plan {again[0].code}".encode())} if again else {}


def all_there(skus: Sequence[str], read: Read) -> None:
    """What a person named is planned, or something is said of it: a plan of a slip of the pen would be empty.

    Raises:
        Refused: the profile plans nothing by such a name.
    """
    told = {*read.snapshot.items["sku"], *read.set_aside, *(str(one.value) for one in read.findings)}
    unknown = [sku for sku in skus if sku not in told]
    if unknown:
        step = "Check the SKU in Odoo: sold, stored, not archived, and in a category that the planning profile names."
        raise Refused(f"Nothing is planned under {', '.join(unknown)}.", field="sku", value=unknown[0], next_step=step)


def _taken_up(house: Resources, plan: int) -> int:
    """A plan to go on with; one that a gate had stopped is judged again."""
    with house.ledger.open() as book:
        if book.plans.move(plan, "making", "taken up again"):
            book.commit("tasks.planning.taken-up")
    return plan


def _profile(house: Resources, name: str) -> PlanningProfile:
    if name:
        return planning_profile(house.settings.partners, name)
    known = load_planning(house.settings.partners)
    if len(known) == 1:
        return next(iter(known.values()))
    text = ", ".join(sorted(known)) or "none"
    step = "Name the profile: 'lading plan run --profile NAME'."
    raise Misconfigured(f"There is not just one planning profile ({text}).", field="profile", next_step=step)


def _kept(
    house: Resources, profile: PlanningProfile, overrides: Sequence[Override], read: Read
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """SHA-256 of all that the plan is made of, and of what its extraction leaves beside."""
    archive = house.archive
    words = {
        PROFILE: profile.model_dump_json().encode(),
        OVERRIDES: TypeAdapter(tuple[Override, ...]).dump_json(tuple(overrides)),
    }
    inputs = dict(zip(words, archive.put_many([*words.values()]), strict=True))
    inputs |= keep_frames(archive, {table: read.snapshot.of(table) for table in SNAPSHOT})
    aside = aside_of("extract")
    beside: dict[Table, pl.DataFrame] = {TOTALS: read.totals, aside: aside_frame("extract", read.findings)}
    return inputs, keep_frames(archive, beside) | _keep_known(house, read.known)


def _keep_known(house: Resources, known: Known) -> dict[str, str]:
    names = sorted(known.frames)
    packed = []
    for name in names:
        buffer = BytesIO()
        known.frames[name].write_parquet(buffer, compression="zstd")
        packed.append(buffer.getvalue())
    until = orjson.dumps({"until": known.until.isoformat()})
    digests = house.archive.put_many([until, *packed])
    return {KNOWN: digests[0], **{f"{KNOWN}:{name}": one for name, one in zip(names, digests[1:], strict=True)}}


def _known(house: Resources, profile: str) -> Known | None:
    """What the newest plan of the profile left of long ago."""
    with house.ledger.open() as book:
        heads = book.plans.newest(profile, most=10)
    head = next((one for one in heads if KNOWN in one.outputs), None)
    if head is None:
        return None
    prefix = f"{KNOWN}:"
    until = orjson.loads(house.archive.read(head.outputs[KNOWN]))["until"]
    frames = {
        name.removeprefix(prefix): pl.read_parquet(BytesIO(house.archive.read(digest)))
        for name, digest in head.outputs.items()
        if name.startswith(prefix)
    }
    return Known(datetime.fromisoformat(until), frames)
