"""What a plan of a few items takes from the last plan of all: whatever follows from more than its own items.

How an item is cleaned and forecast depends on others, which such a plan has not read: since when its place is open,
what is asked for without stock there, what items alike sold, how late its supplier is with other items, what all series
together have taught. So history and forecast are the last whole plan's as long as the same periods are over and the
profile has not changed; on the same data both plans then give the same numbers. What lies, comes and is waited for is
read anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from domain.planning.cleaning.cleaned import Cleaned
from domain.planning.edits import counting
from domain.planning.frames import ITEMS
from domain.planning.pins import pinned
from domain.planning.plan_frames import (
    CLEANED,
    CORRECTIONS,
    ENDED,
    EXPECTED,
    LEADS,
    METHODS,
    NEEDS,
    OWN_DEMAND,
    PERIODS,
)
from domain.planning.plan_line import COUNTED_STATES
from domain.planning.proposing import room_taken
from domain.planning.table import Table
from ledger.plans import PlanState
from tasks.planning.case import Case

_KEY = ["sku", "place"]
_SEEN: tuple[PlanState, ...] = ("proposed", "posting", "done", "superseded")
_LOOKED_AT = 200
"""Earlier plans among which the last one of all items is looked for."""
_PAST = {"period", "history_periods", "review_days", "cleaning", "successors", "like", "warehouses", "suppliers"}
"""Of the profile: what history and forecast follow from."""
_FORECAST = (OWN_DEMAND, METHODS, EXPECTED, LEADS)


def whole_of(case: Case, *tables: Table) -> Case | None:
    """The last plan of all items that has these frames; None: there is none, or the plan is of all items itself."""
    if not case.head.skus:
        return None
    with case.house.ledger.open() as book:
        plans = book.plans.newest(case.profile.plan, states=_SEEN, most=_LOOKED_AT)
    wanted = {table.name for table in tables}
    whole = [one for one in plans if one.id < case.head.id and not one.skus and wanted <= {*one.inputs, *one.outputs}]
    return Case(case.house, whole[0]) if whole else None


def past_as_in_whole(case: Case, own: Cleaned) -> Cleaned:
    """History as the last whole plan had cleaned it; ``own`` for items that it did not know."""
    whole = whole_of(case, ITEMS, CLEANED, CORRECTIONS, ENDED, PERIODS)
    if whole is None or not _same_past(case, whole, own):
        return own
    mine, known = case.snapshot.items["sku"].implode(), whole.frame(ITEMS)["sku"].implode()
    theirs, rest = pl.col("sku").is_in(mine), ~pl.col("sku").is_in(known)
    before = whole.cleaned
    later = len(before.periods) - len(own.periods)
    moved = own.demand.filter(rest).with_columns(pl.col("t") + later).filter(pl.col("t") >= 0)
    return Cleaned(
        pl.concat([before.demand.filter(theirs), CLEANED.checked(moved)]).sort(*_KEY, "t"),
        pl.concat([before.corrections.filter(theirs), CORRECTIONS.checked(own.corrections).filter(rest)]),
        before.periods,
        pl.concat([before.ended.filter(theirs), ENDED.checked(own.ended).filter(rest)]),
    )


@dataclass(frozen=True)
class Foreseen:
    """What the last whole plan had forecast, as far as it still holds."""

    keys: pl.DataFrame
    """sku, place of the series whose forecast is taken."""
    frames: dict[Table, pl.DataFrame]
    """Of these keys; LEADS of all pairs that still have the same source, but those that are forecast anew."""


def foreseen_by_whole(case: Case, cleaned: Cleaned, leads: pl.DataFrame) -> Foreseen:
    """The forecast of series that are as they were, by the same method, with the same source.

    Args:
        case: a plan; one of all items has all to forecast itself.
        cleaned: its history.
        leads: its own lead times, for the source of each pair.
    """
    whole = whole_of(case, CLEANED, PERIODS, *_FORECAST)
    if whole is None or whole.cleaned.periods != cleaned.periods or not _same_settings(case, whole):
        return Foreseen(cleaned.series().select(_KEY).clear(), {})
    keys = _unchanged(cleaned.demand, whole.frame(CLEANED))
    same = whole.frame(LEADS).join(leads.select(*_KEY, "origin"), on=[*_KEY, "origin"], how="semi")
    for known in (whole.frame(METHODS), same):
        keys = keys.join(known, on=_KEY, how="semi")
    keys = keys.filter(_same_method(case, whole, keys)).sort(_KEY)
    anew = cleaned.series().join(keys, on=_KEY, how="anti")
    frames = {table: whole.frame(table).join(keys, on=_KEY, how="semi") for table in (OWN_DEMAND, METHODS, EXPECTED)}
    return Foreseen(keys, {**frames, LEADS: same.join(anew, on=_KEY, how="anti")})


def room_elsewhere(case: Case) -> pl.DataFrame | None:
    """Room that the items take which the plan is not of: as the last whole plan saw them, and its orders."""
    limits = [one for one in case.profile.warehouses.values() if one.capacity_units or one.capacity_volume]
    whole = whole_of(case, ITEMS, NEEDS) if limits else None
    if whole is None:
        return None
    mine = pl.col("sku").is_in(case.snapshot.items["sku"].implode())
    with case.house.ledger.open() as book:
        lines = book.plan_lines.of(whole.head.id, states=list(COUNTED_STATES))
    rows = [{"sku": one.sku, "place": one.place, "quantity": float(one.final_quantity)} for one in lines]
    ordered = pl.DataFrame(rows, schema={"sku": pl.String, "place": pl.String, "quantity": pl.Float64})
    needs, ordered = (frame.filter(~mine) for frame in (whole.frame(NEEDS), ordered))
    return room_taken(needs, whole.frame(ITEMS), ordered, whole.head.today)


def _same_past(case: Case, whole: Case, own: Cleaned) -> bool:
    return _same_settings(case, whole) and own.periods[-1:] == whole.cleaned.periods[-1:]


def _same_settings(case: Case, whole: Case) -> bool:
    return case.profile.model_dump(include=_PAST) == whole.profile.model_dump(include=_PAST)


def _unchanged(mine: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Series of which both have the same rows."""
    names = list(CLEANED.schema)
    theirs = theirs.filter(pl.col("sku").is_in(mine["sku"].unique().implode()))
    both = pl.concat([CLEANED.checked(one).select(names) for one in (mine, theirs)])
    alone = both.group_by(names).len().filter(pl.col("len") == 1)
    return mine.select(_KEY).unique().join(alone, on=_KEY, how="anti")


def _same_method(case: Case, whole: Case, keys: pl.DataFrame) -> pl.Series:
    facts = keys.join(case.snapshot.items.select("sku", "category"), on="sku", how="left", maintain_order="left")
    rows = facts.with_columns(pl.col("category").fill_null("")).rows()
    now, then = (pinned(rows, one.profile, counting(one.overrides, one.head.today)) for one in (case, whole))
    return pl.Series([now.get((sku, place)) == then.get((sku, place)) for sku, place, _ in rows], dtype=pl.Boolean)
