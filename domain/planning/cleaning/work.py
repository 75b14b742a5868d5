"""What the corrections work on: series by number, demand by day or by period, and what was corrected so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from domain.planning.cleaning.periods import after_last, number_of
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
    """i, day, after (as before, where it is switched off), off; row or run, where it had one."""


@dataclass(frozen=True)
class Work:
    """The state between two corrections."""

    snapshot: Snapshot
    profile: PlanningProfile
    periods: tuple[date, ...]
    series: pl.DataFrame
    """i (UInt32, rising with sku and place), sku, place, first (t from which zero demand is known)."""
    daily: pl.DataFrame
    """row (its place here), i, day, ordered, returned, cancelled, lines, largest, quantity (what counts): a row a day,
    sorted by i, day."""
    demand: pl.DataFrame
    """i, t, quantity, known, assumed: made of ``daily``; sorted, without zeros that are known."""
    corrections: tuple[pl.DataFrame, ...] = ()
    replaced: pl.DataFrame = field(default_factory=lambda: _none("successor"))
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
        return Shown(told, rows.select(pl.col("i", "day", "after", "off"), pl.col("^row$"), pl.col("^run$")))

    def counted(self, values: pl.DataFrame) -> pl.DataFrame:
        """Days with other quantities: those of row, after."""
        return self.daily.with_columns(self.daily["quantity"].clone().scatter(values["row"], values["after"]))

    def put(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The demand with these rows (its columns, sorted) in place of its own of the same periods."""
        key = (pl.col("i").cast(pl.Int64) * len(self.periods) + pl.col("t")).alias("key")
        old, new = self.demand.with_columns(key), rows.select(self.demand.columns).with_columns(key)
        at = old["key"].search_sorted(new["key"])
        hit = at.filter((at < old.height) & (old["key"].gather(at.clip(0, max(old.height - 1, 0))) == new["key"]))
        kept = pl.repeat(True, old.height, dtype=pl.Boolean, eager=True).scatter(hit, False)  # noqa: FBT003
        return old.filter(kept).merge_sorted(new, key="key").drop("key")

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
