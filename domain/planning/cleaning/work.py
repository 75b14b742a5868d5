"""What the corrections work on: series by number, demand by day or by period, and what was corrected so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from domain.planning.cleaning.followers import followers
from domain.planning.cleaning.periods import after_last, finished, number_of
from domain.planning.cleaning.switches import switches
from domain.planning.cleaning.wording import said
from domain.planning.plan_frames import CORRECTIONS
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

KEY = ("sku", "place")


@dataclass(frozen=True)
class Shown:
    """Corrections of one rule: as people see them, and by number."""

    rows: pl.DataFrame
    """Table ``CORRECTIONS``."""
    values: pl.DataFrame
    """i, day, after (as before, where it is switched off), off."""


@dataclass(frozen=True)
class Work:
    """The state between two corrections."""

    snapshot: Snapshot
    profile: PlanningProfile
    periods: tuple[date, ...]
    series: pl.DataFrame
    """i (UInt32, rising with sku and place), sku, place, first (t from which zero demand is known)."""
    daily: pl.DataFrame
    """i, day, ordered, returned, cancelled, lines, largest, quantity (what counts): sorted by i, day."""
    demand: pl.DataFrame
    """i, t, quantity, known, assumed: made of ``daily``; sorted, without zeros that are known."""
    corrections: tuple[pl.DataFrame, ...] = ()
    replaced: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"i": pl.UInt32, "successor": pl.String})
    )
    """i, successor of the series whose demand counts for another item."""
    ended: pl.DataFrame = field(default_factory=lambda: _none("why"))
    """i, why of the series that nobody asks for any more."""

    def with_daily(self, daily: pl.DataFrame, correction: pl.DataFrame | None) -> Work:
        """Days corrected."""
        return replace(self, daily=daily, corrections=self._and(correction))

    def with_demand(self, demand: pl.DataFrame, correction: pl.DataFrame | None) -> Work:
        """Periods corrected."""
        return replace(self, demand=demand, corrections=self._and(correction))

    def _and(self, correction: pl.DataFrame | None) -> tuple[pl.DataFrame, ...]:
        if correction is None or correction.is_empty():
            return self.corrections
        return (*self.corrections, CORRECTIONS.checked(correction))

    def shown(self, found: pl.DataFrame, rule: str, why: pl.Expr) -> Shown:
        """Corrections as rows; those that the profile switches off change nothing and say so.

        Args:
            found: i, day, before, after, perhaps until; one row a correction.
            rule: its name.
            why: sentence made of the columns of ``found`` and of its series.
        """
        until = pl.col("until") if "until" in found.columns else pl.col("day")
        rows = found.join(self.series.select("i", *KEY), on="i").sort("i", "day")
        rows = rows.with_columns(switches(self.profile.cleaning, rule).off().alias("off"), why.alias("why"))
        rows = rows.with_columns(
            pl.when("off").then("before").otherwise("after").alias("after"),
            pl.when("off")
            .then(pl.format("Switched off, else {}. {}", said("after"), "why"))
            .otherwise("why")
            .alias("why"),
        )
        told = rows.select(*KEY, "day", until.alias("until"), pl.lit(rule).alias("rule"), "before", "after", "why")
        return Shown(told, rows.select("i", "day", "after", "off"))

    def counted(self, values: pl.DataFrame) -> pl.DataFrame:
        """Days with other quantities: those of i, day, after."""
        joined = self.daily.join(values.select("i", "day", "after"), on=["i", "day"], how="left", maintain_order="left")
        return joined.with_columns(pl.coalesce("after", "quantity").alias("quantity")).drop("after")

    @property
    def end(self) -> date:
        """First day that belongs to no period."""
        return after_last(self.periods, self.profile.period)

    def t(self, day: str = "day") -> pl.Expr:
        """Number of the period of a day."""
        return number_of(pl.col(day), self.periods, self.profile.period)

    def calendar(self) -> pl.DataFrame:
        """t, period (its first day), until (its last)."""
        ends = [*self.periods[1:], self.end]
        frame = pl.DataFrame({"period": self.periods, "next": ends}, schema={"period": pl.Date(), "next": pl.Date()})
        t = pl.int_range(pl.len(), dtype=pl.Int32).alias("t")
        return frame.select(t, "period", (pl.col("next") - pl.duration(days=1)).alias("until"))


def _none(text: str) -> pl.DataFrame:
    return pl.DataFrame(schema={"i": pl.UInt32, text: pl.String})


def begin(snapshot: Snapshot, profile: PlanningProfile) -> Work:
    """Nothing corrected yet."""
    history = snapshot.history.filter(pl.col("day") <= snapshot.today)
    at_most = profile.history_periods
    days = history.filter((pl.col("ordered") > 0) | (pl.col("cancelled") > 0))["day"]
    periods = finished(snapshot.today, profile.period, at_most=at_most, since=days.min())  # type: ignore[arg-type]
    series = _series(snapshot, profile, history)
    numbered = history.join(series, on=KEY, how="inner").filter(pl.col("day") >= periods[0])
    columns = ("i", "day", "ordered", "returned", "cancelled", "lines", "largest", "source")
    daily = numbered.select(*columns, pl.col("ordered").alias("quantity")).sort("i", "day", "source")
    work = Work(snapshot, profile, periods, series, daily, pl.DataFrame())
    return replace(work, series=_with_first(work))


def _series(snapshot: Snapshot, profile: PlanningProfile, history: pl.DataFrame) -> pl.DataFrame:
    """Every item of the plan at every place where anything is known of it."""
    frames: Sequence[pl.DataFrame] = (history, snapshot.stock, snapshot.open_demand, snapshot.supply, snapshot.rules)
    found = pl.concat([frame.select(KEY).unique() for frame in frames]).unique()
    chains = followers(snapshot.items, profile)
    names = pl.DataFrame(
        {"old": list(chains), "sku": list(chains.values())}, schema=dict.fromkeys(("old", "sku"), pl.String)
    )
    found = pl.concat([found, found.rename({"sku": "old"}).join(names, on="old").select(KEY)]).unique()
    if snapshot.places.height:
        found = found.join(snapshot.places.select("place"), on="place", how="semi")
    found = found.join(snapshot.items.select("sku"), on="sku", how="semi").sort(KEY)
    return found.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("i"), *KEY)


def _moving(snapshot: Snapshot) -> tuple[pl.DataFrame, pl.DataFrame]:
    return snapshot.stock_changes, snapshot.history


def _with_first(work: Work) -> pl.DataFrame:
    """From which period on an item was there: made known, sold or moved; and the place was open.

    A record's own date is younger than the item where records were moved from another system: the first sale or
    movement goes before it.
    """
    past = pl.col("day") <= work.snapshot.today
    seen = [frame.filter(past).group_by(KEY).agg(pl.col("day").min()) for frame in _moving(work.snapshot)]
    events = pl.concat(seen).group_by(KEY).agg(pl.col("day").min())
    of_item = events.group_by("sku").agg(pl.col("day").min().alias("item_day"))
    of_place = events.group_by("place").agg(pl.col("day").min().alias("place_day"))
    dated = (
        work.series.join(events, on=KEY, how="left", maintain_order="left")
        .join(of_item, on="sku", how="left", maintain_order="left")
        .join(of_place, on="place", how="left", maintain_order="left")
        .join(work.snapshot.items.select("sku", "created_on"), on="sku", how="left", maintain_order="left")
    )
    there = pl.max_horizontal(pl.min_horizontal("created_on", "item_day"), "place_day")
    last = len(work.periods) - 1
    first = work.t("there").clip(0, last).fill_null(0)
    return dated.with_columns(pl.min_horizontal(there, "day").alias("there")).select("i", *KEY, first.alias("first"))
