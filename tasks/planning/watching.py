"""Watch: what planning has to do between its nights: plans that wait for a platform, late deliveries, urgent items.

Nothing is decided here that a plan would not decide again: an item that looks urgent is planned, by its own snapshot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext

from connectors.odoo.planning.snapshot import OdooPlanning
from connectors.odoo.port import OdooPort
from connectors.odoo.stock import OdooStock
from domain.errors import LadingError
from domain.planning.exchange import newest_whole
from domain.planning.plan_frames import DEMAND, NEEDS
from domain.planning.profile import PlanningProfile
from domain.planning.urgency import Urgent, urgent_items
from ledger.plans import PlanHead
from tasks.planning.case import Case
from tasks.planning.delivering import parts_of, take
from tasks.planning.exchanging import open_platform
from tasks.planning.profiles import load_planning
from tasks.planning.stage import SETTINGS
from tasks.planning.telling import table
from tasks.prefect_calls import show
from tasks.runtime.resources import Resources, resources

_URGENT = "urgent"
_EVERY_SECONDS = 60.0
"""Two that watch look one after the other, not at once."""
_AT_ONCE = 500
"""Items that are looked at together; more are a matter for the night."""
_LATE_DAYS = 7
"""So long a late delivery is taken up."""


@dataclass(frozen=True, slots=True)
class Todo:
    """A run of planning that should be begun."""

    profile: str
    kind: Literal["urgent", "platform", "go-on"]
    plan: int = 0
    """To go on with; 0: a new one."""
    skus: tuple[str, ...] = ()
    says: str = ""


async def look_out() -> list[Todo]:
    """What is to be done, as a task of a run."""
    if FlowRunContext.get() is None:
        return await asyncio.to_thread(look, resources())
    return list(await _look_task())


@task(name="look", cache_policy=NO_CACHE, persist_result=False, timeout_seconds=900.0, **SETTINGS)
async def _look_task() -> list[Todo]:
    todos = await asyncio.to_thread(look, resources())
    rows = [(one.profile, one.kind, len(one.skus) or "all", one.says) for one in todos]
    await show(table("Planning's watch", "", ("profile", "kind", "items", "why"), rows), "planning-watch")
    return todos


def look(house: Resources) -> list[Todo]:
    """What is to be done, of all profiles.

    Raises:
        Misconfigured: a profile has a mistake.
        TryAgain: Odoo or a platform could not be asked.
    """
    return [todo for profile in load_planning(house.settings.partners).values() for todo in _of(house, profile)]


def _of(house: Resources, profile: PlanningProfile) -> Iterator[Todo]:
    if profile.platform is not None:
        yield from _waiting(house, profile)
        yield from _late(house, profile)
    yield from _urgent(house, profile)


def _waiting(house: Resources, profile: PlanningProfile) -> Iterator[Todo]:
    """Plans that wait for their platform go on: the stage itself looks whether all has come, or the time is over."""
    with house.ledger.open() as book:
        waiting = book.plan_exchanges.of(profile=profile.plan, verdicts=[""])
        heads = [book.plans.of(one.plan_id) for one in waiting]
    for head in heads:
        if head.state == "making" and DEMAND.name not in head.outputs:
            yield Todo(profile.plan, "go-on", plan=head.id, says=f"Plan {head.code} waits for its platform.")


def _late(house: Resources, profile: PlanningProfile) -> Iterator[Todo]:
    """A delivery that came after its plan had gone on without it makes a new plan.

    What the old one has ordered stands in the new snapshot, and its undecided lines are superseded: nothing is doubled.
    """
    assert profile.platform is not None  # noqa: S101 - asked by the caller
    since = datetime.now(UTC) - timedelta(days=_LATE_DAYS)
    with house.ledger.open() as book:
        ended = book.plan_exchanges.of(profile=profile.plan, verdicts=["late"])
        newest = next((one.plan_id for one in book.plan_exchanges.of(profile=profile.plan, most=1)), 0)
        heads = {one.plan_id: book.plans.of(one.plan_id) for one in ended if (one.ended_at or since) > since}
    for number, head in heads.items():
        if number == newest and _has_come(Case(house, head)):
            with house.ledger.open() as book:
                again = book.plan_exchanges.end(number, "again", "a late delivery came")
                book.commit("tasks.planning.exchange.again")
            if again:
                yield Todo(
                    profile.plan, "platform", says=f"The platform's late delivery for plan {head.code} has come."
                )


def _has_come(case: Case) -> bool:
    terms = case.profile.platform
    if terms is None:
        return False
    platform = open_platform(case.house, terms)
    try:
        take(case, platform)
    except LadingError:
        return False  # its window is over: it is looked at again with the next watch
    finally:
        platform.close()
    parts = parts_of(case)
    return all(newest_whole(parts, kind) for kind in terms.takes)


def _urgent(house: Resources, profile: PlanningProfile) -> Iterator[Todo]:
    """Items that changed in Odoo since the last look, and whose stock will not last now."""
    head = _last_whole(house, profile.plan)
    if head is None or head.as_of is None:
        return
    source = f"planning:{profile.plan}"
    with house.ledger.open() as book:
        turn = book.cursors.take_turn(source, _URGENT, _EVERY_SECONDS)
        book.commit("tasks.planning.watch.turn")
    if turn is None:
        return
    since = max(datetime.fromisoformat(turn), head.as_of) if turn else head.as_of
    skus, newest = _changed(house.odoo("reader", "planning", "sales"), since)
    found = _worse(house, profile, head, sorted(skus - _planned_since(house, profile.plan, head.id)))
    if found:
        says = "; ".join(f"{one.sku} at {one.place}: {one.says}" for one in found[:5])
        yield Todo(profile.plan, "urgent", skus=tuple(sorted({one.sku for one in found})), says=says)
    with house.ledger.open() as book:
        book.cursors.keep(source, _URGENT, newest.isoformat())
        book.commit("tasks.planning.watch.looked")


def _changed(port: OdooPort, since: datetime) -> tuple[set[str], datetime]:
    """Items whose stock, moves or reordering rules were written since then, and the newest such moment."""
    products, newest = OdooStock(port).changed(since)
    rows = port.search_read("product.product", [("id", "in", products)], ["default_code"]) if products else []
    return {row["default_code"] for row in rows if row["default_code"]}, newest


def _worse(house: Resources, profile: PlanningProfile, head: PlanHead, skus: Sequence[str]) -> list[Urgent]:
    """Those of the items that cannot wait."""
    if not skus:
        return []
    odoo = OdooPlanning(house.odoo("reader", "planning", "sales"))
    now = odoo.snapshot(profile, skus[:_AT_ONCE]).snapshot
    return urgent_items(Case(house, head).frame(NEEDS), now)


def _last_whole(house: Resources, profile: str) -> PlanHead | None:
    """The newest plan of all the profile's items."""
    with house.ledger.open() as book:
        heads = book.plans.newest(profile, states=("proposed", "posting", "done"), most=50)
    return next((one for one in heads if not one.skus and NEEDS.name in one.outputs), None)


def _planned_since(house: Resources, profile: str, plan: int) -> set[str]:
    """Items that an urgent plan has looked at since: once between two nights is enough."""
    with house.ledger.open() as book:
        heads = book.plans.newest(profile, most=100)
    return {sku for one in heads if one.id > plan for sku in one.skus}
