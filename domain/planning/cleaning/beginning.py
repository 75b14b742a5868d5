"""A snapshot as numbers: each item and place a number, each day of demand a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from domain.planning.cleaning.followers import followers
from domain.planning.cleaning.periods import finished, number_of
from domain.planning.cleaning.work import KEY, Work
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

_AMOUNTS = ("ordered", "returned", "cancelled", "lines", "largest")


def begin(snapshot: Snapshot, profile: PlanningProfile) -> Work:
    """Nothing corrected yet; nothing after ``snapshot.today`` is looked at."""
    codes = _codes(snapshot)
    past = pl.col("day") <= snapshot.today
    moved = codes.coded(snapshot.stock_changes.lazy().filter(past), "day")
    history = codes.coded(snapshot.history.lazy().filter(past), "day", *_AMOUNTS, "source")
    events = pl.concat([frame.group_by("code").agg(pl.col("day").min()) for frame in (history, moved)])
    events = events.group_by("code").agg(pl.col("day").min())
    since = history.filter((pl.col("ordered") > 0) | (pl.col("cancelled") > 0))["day"].min()
    begins = since if isinstance(since, date) else None
    periods = finished(snapshot.today, profile.period, at_most=profile.history_periods, since=begins)
    series = _series(snapshot, profile, codes, history["code"].unique())
    series = _with_first(
        series, snapshot, events, number_of(pl.col("there"), periods, profile.period).clip(0, len(periods) - 1)
    )
    daily = _daily(history.filter(pl.col("day") >= periods[0]), series)
    return Work(snapshot, profile, periods, series.select("i", *KEY, "first"), daily, pl.DataFrame())


@dataclass(frozen=True)
class _Codes:
    """A number for each pair of item and place; their order is that of sku and place."""

    skus: pl.Series
    places: pl.Series

    def coded(self, frame: pl.LazyFrame, *columns: str) -> pl.DataFrame:
        """Code and these columns of rows whose item and place are planned."""
        both = self.of("sku", self.skus) * len(self.places) + self.of("place", self.places)
        return frame.select(both.alias("code"), *columns).filter(pl.col("code").is_not_null()).collect()

    @staticmethod
    def of(column: str, names: pl.Series) -> pl.Expr:
        """Number of a name; null: not among them."""
        return pl.col(column).cast(pl.Enum(names), strict=False).to_physical().cast(pl.UInt32)

    def names(self, code: pl.Series) -> pl.DataFrame:
        """code, sku, place."""
        width = len(self.places)
        return pl.DataFrame(
            {"code": code, "sku": self.skus.gather(code // width), "place": self.places.gather(code % width)}
        )


def _codes(snapshot: Snapshot) -> _Codes:
    if snapshot.places.height:
        places = snapshot.places["place"]
    else:
        places = pl.concat([frame["place"].unique() for frame in (snapshot.history, *_standing(snapshot))])
    return _Codes(snapshot.items["sku"].unique().sort(), places.unique().sort())


def _standing(snapshot: Snapshot) -> tuple[pl.DataFrame, ...]:
    return snapshot.stock, snapshot.open_demand, snapshot.supply, snapshot.rules


def _series(snapshot: Snapshot, profile: PlanningProfile, codes: _Codes, sold: pl.Series) -> pl.DataFrame:
    """Every item of the plan at every place where anything is known of it, and what follows it."""
    found = [sold, *(codes.coded(frame.lazy())["code"].unique() for frame in _standing(snapshot))]
    series = codes.names(pl.concat(found).unique().sort())
    chains = followers(snapshot.items, profile)
    schema = {"sku": pl.String(), "follower": pl.String()}
    names = pl.DataFrame({"sku": list(chains), "follower": list(chains.values())}, schema=schema)
    following = series.join(names, on="sku").select(sku="follower", place="place")
    more = codes.coded(following.lazy())["code"]
    if len(more):
        series = codes.names(pl.concat([series["code"], more]).unique().sort())
    return series.with_row_index("i").with_columns(pl.col("i").cast(pl.UInt32))


def _with_first(series: pl.DataFrame, snapshot: Snapshot, events: pl.DataFrame, t: pl.Expr) -> pl.DataFrame:
    """Adds first: from which period on an item was there: made known, sold or moved, and the place was open.

    A record's own date is younger than the item where records were moved from another system: the first sale or
    movement goes before it.
    """
    dated = series.join(events, on="code", how="left", maintain_order="left")
    made = snapshot.items.select("sku", "created_on").unique("sku")
    dated = dated.join(made, on="sku", how="left", maintain_order="left")
    of_item, of_place = pl.col("day").min().over("sku"), pl.col("day").min().over("place")
    there = pl.max_horizontal(pl.min_horizontal("created_on", of_item), of_place)
    there = pl.min_horizontal(there, "day").alias("there")
    return dated.with_columns(there).with_columns(t.fill_null(0).alias("first"))


def _daily(history: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """i, day, amounts, quantity, source: sorted by i, day, source; an order that already holds costs nothing."""
    number = pl.Series([None], dtype=pl.UInt32).extend_constant(None, int(series["code"].max() or 0))  # type: ignore[arg-type]
    number = number.scatter(series["code"], series["i"])
    rows = history.select(number.gather(history["code"]).alias("i"), "day", *_AMOUNTS, "source")
    key = pl.col("i").cast(pl.Int64) * (1 << 32) + pl.col("day").to_physical()
    if not rows.select(key.alias("key"))["key"].is_sorted():
        rows = rows.sort(key, "source") if rows["source"].n_unique() > 1 else rows.sort(key)
    return rows.with_columns(pl.col("i").set_sorted(), pl.col("ordered").alias("quantity"))
