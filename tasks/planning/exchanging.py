"""Platform: the plan's inputs are given to an external planning platform, and what it delivers in time is taken.

Nothing waits in a process: while the platform is waited for, the plan is a row of the ledger, and the stages after this
one do nothing. ``planning-watch`` goes on with it when all has come, or the window is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from connectors.planning_platform.folder import FolderPlatform
from connectors.planning_platform.port import Platform
from connectors.planning_platform.reading import read_part
from connectors.planning_platform.rest import RestPlatform
from domain.catalogue import finding
from domain.errors import Misconfigured, Refused, TryAgain
from domain.findings import Finding
from domain.planning.exchange import Kind, Waiting, newest_whole, waiting
from domain.planning.overrides import Override, Scope, canonical
from domain.planning.plan_frames import ASIDE, DEMAND, NEEDS, OWN_DEMAND
from domain.planning.platform import POLICIES, RECOMMENDATIONS, TAKEN, merged
from domain.planning.profile_parts import Platform as Terms
from domain.planning.table import Table
from domain.reachable import reach_of
from tasks.planning.aside import aside_frame
from tasks.planning.case import Case
from tasks.planning.delivering import give, parts_of, take
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.runtime.resources import Resources

TOLD = Table("platform_told", "What the exchange with the platform has to say.", ASIDE.key, ASIDE.columns)
LATE = "platform"
"""Kind of a plan that a late delivery has called for."""
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The moment, against which the platform's window is held."""
    return datetime.now(UTC)


@plan_stage("platform")
def exchange(house: Resources, plan: int) -> Step:
    """Give it the plan's inputs, take what it has, wait for its window, or go on by the profile's fallback."""
    case = Case.of(house, plan)
    if case.has(DEMAND):
        return Step()
    terms = case.profile.platform
    if terms is None:
        case.keep({DEMAND: case.frame(OWN_DEMAND)})
        return Step()
    if case.head.kind == LATE:
        return _reintroduced(case, terms)
    platform = open_platform(house, terms)
    try:
        return _exchanged(case, terms, platform)
    finally:
        platform.close()


def open_platform(house: Resources, terms: Terms) -> Platform:
    """The platform of a profile; nothing is asked yet.

    Raises:
        Misconfigured: neither address nor folder, or its key is not set.
    """
    known = house.settings
    if terms.url:
        key = known.secrets.get(terms.key) if terms.key else None
        if terms.key and key is None:
            step = f"Set LADING_SECRETS__{terms.key.upper()}."
            raise Misconfigured("The planning platform's key is not set.", field="platform.key", next_step=step)
        return RestPlatform(terms.url, key, reach_of(known.private_networks))
    if terms.folder:
        return FolderPlatform(known.channels_folder() / Path(terms.folder))
    step = "Give the profile's section 'platform' an url or a folder."
    raise Misconfigured("The planning platform has no address.", field="platform", next_step=step)


def _reintroduced(case: Case, terms: Terms) -> Step:
    """A delivery that came too late for its own plan is used in this one; nothing is asked again."""
    source = case
    with case.house.ledger.open() as book:
        again = book.plan_exchanges.of(profile=case.profile.plan, verdicts=["again"], most=1)
        if again:
            source = Case(case.house, book.plans.of(again[0].plan_id))
    return _used(case, terms, _whole(source, terms), [], late=False)


def _exchanged(case: Case, terms: Terms, platform: Platform) -> Step:
    told = _asked(case, platform)
    state = _waiting(case, terms)
    if state.verdict == "wait":
        until = f"{state.until:%Y-%m-%d %H:%M} UTC" if state.until else ""
        return Step(f"### Platform\n\nWaits for {', '.join(state.missing)} until {until}; then: {terms.fallback}.\n")
    late = state.verdict == "late"
    told += [_late(case, terms, state)] if late else []
    with case.house.ledger.open() as book:
        book.plan_exchanges.end(case.head.id, "late" if late else "use", ", ".join(state.missing))
        book.commit("tasks.planning.exchange.end")
    return _used(case, terms, _whole(case, terms), told, late=late)


def _used(case: Case, terms: Terms, frames: Mapping[Kind, pl.DataFrame], told: list[Finding], *, late: bool) -> Step:
    """Keep what counts from here on."""
    used, said = _demand(case, terms, frames)
    told = [*told, *said]
    policies = _last(case) if late and terms.fallback == "last" else frames.get("policies", POLICIES.empty())
    recommended = frames.get("recommendations", RECOMMENDATIONS.empty())
    case.keep({POLICIES: policies, RECOMMENDATIONS: recommended, TOLD: _told_frame(told), DEMAND: used})
    rows = [(one.code, one.message) for one in told[:50]]
    return Step(table("Platform", f"{len(told)} findings.", ("code", "what"), rows))


def _asked(case: Case, platform: Platform) -> list[Finding]:
    """Give and take; a platform that cannot be reached has its window all the same, from the first attempt on."""
    with case.house.ledger.open() as book:
        book.plan_exchanges.asked(case.head.id)
        book.commit("tasks.planning.exchange.asked")
    try:
        give(case, platform)
        return take(case, platform)
    except (TryAgain, Refused) as error:
        return [finding("PL-PLATFORM-008", value=case.head.code, why=error.what)]


def _waiting(case: Case, terms: Terms) -> Waiting:
    with case.house.ledger.open() as book:
        (asked,) = book.plan_exchanges.of(plan=case.head.id)
    window = timedelta(minutes=terms.window_minutes)
    return waiting(parts_of(case), terms.takes, asked_at=asked.asked_at, now=now(), window=window)


def _late(case: Case, terms: Terms, state: Waiting) -> Finding:
    instead = "our own engine" if terms.fallback == "own" else "the levels of the last approved plan"
    return finding(
        "PL-PLATFORM-005",
        value=", ".join(state.missing),
        path=case.head.code,
        minutes=terms.window_minutes,
        instead=f"{instead} holds",
    )


def _whole(case: Case, terms: Terms) -> dict[Kind, pl.DataFrame]:
    """What came whole, by kind."""
    parts = parts_of(case)
    found: dict[Kind, pl.DataFrame] = {}
    for kind in terms.takes:
        chosen = newest_whole(parts, kind)
        if chosen:
            frames = [read_part(kind, case.house.archive.read(one.sha256), one.sha256) for one in chosen]
            found[kind] = pl.concat(frames).unique(TAKEN[kind].key, keep="last", maintain_order=True)
    return found


def _demand(case: Case, terms: Terms, frames: Mapping[Kind, pl.DataFrame]) -> tuple[pl.DataFrame, list[Finding]]:
    own = case.frame(OWN_DEMAND)
    if "forecasts" not in frames:
        return own, []
    used, said = merged(own, frames["forecasts"], terms.differs_factor)
    return used, list(said)


def _last(case: Case) -> pl.DataFrame:
    """Levels of stock of the newest plan of which something was posted."""
    with case.house.ledger.open() as book:
        heads = book.plans.newest(case.profile.plan, states=("posting", "done"), most=20)
    head = next((one for one in heads if one.id < case.head.id and NEEDS.name in one.outputs), None)
    return POLICIES.empty() if head is None else POLICIES.checked(Case(case.house, head).frame(NEEDS))


def _told_frame(told: Sequence[Finding]) -> pl.DataFrame:
    return TOLD.checked(aside_frame("platform", told, only_aside=False))


def edits_of(case: Case) -> tuple[Override, ...]:
    """The planner's edits; what the platform recommends stands beside them where no planner has decided."""
    wanted = case.frame(RECOMMENDATIONS)
    return (*case.overrides, *_recommended(wanted, case.overrides)) if wanted.height else case.overrides


def _recommended(wanted: pl.DataFrame, decided: Sequence[Override]) -> Iterator[Override]:
    said = {"reason": "the planning platform recommends it", "by": "platform", "made_at": _BEFORE_ALL, "id": 0}
    people = [one.scope for one in decided if one.what in {"quantity", "reject"}]
    for row in wanted.iter_rows(named=True):
        sku, place = row["sku"], row["place"]
        if any(scope.fits(sku, place, row["origin"] or "") for scope in people):
            continue
        scope = Scope(sku=sku, place=place)
        yield Override(scope=scope, what="quantity", value=canonical("quantity", f"{row['quantity']:g}"), **said)
        if row["due_on"] is not None:
            yield Override(scope=scope, what="due_on", value=row["due_on"].isoformat(), **said)
