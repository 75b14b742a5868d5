"""The forecast's gate: each item has one, it is made of numbers, and it is within reason of what was sold."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from domain.planning.cleaning.cleaned import Cleaned
from domain.planning.profile import PlanningProfile
from expectations.gate import run_gate
from expectations.planning.demand_frame import YEAR
from expectations.planning.outcome import PAIR, PlanGate, flagged, outcome, pair_key, stopping
from expectations.suite import KEY, GateSuite, Waiver

GATE = "forecast-gate"
QUARTER = {"day": 91, "week": 13, "month": 3}
MONTH = {"day": 28, "week": 4, "month": 1}
MANY = 20
"""Items below which their sum is not judged."""
_NOISE = 1e-6

ITEMS = GateSuite(
    gate=GATE,
    summary=lambda frame: frame,
    expectations=(
        flagged("PL-FORE-001", "missing", "every item has a forecast"),
        flagged("PL-FORE-002", "bad", "all values are numbers from zero on", bad="bad"),
        flagged("PL-FORE-003", "falls", "quantiles rise with the level", fall="fall"),
        flagged("PL-FORE-004", "high", "within reason of last year", expected="expected", times="times"),
        flagged("PL-FORE-005", "silent", "what sold last month is expected to sell", units="month"),
    ),
)
WHOLE = GateSuite(
    gate=GATE,
    summary=lambda frame: frame,
    minimum=1,
    expectations=(stopping("PL-FORE-101", "off", "all forecasts together within reason of last year", times="times"),),
)
SUITES = (ITEMS, WHOLE)


def gate_forecast(
    frames: tuple[pl.DataFrame, pl.DataFrame], cleaned: Cleaned, items: pl.DataFrame, profile: PlanningProfile,
    *, waivers: Sequence[Waiver] = (),
) -> PlanGate:  # fmt: skip
    """Judge a forecast.

    Args:
        frames: tables ``DEMAND`` (quantiles) and ``EXPECTED`` (the next periods).
        cleaned: demand that was forecast, without what an earlier gate set aside.
        items: table ``ITEMS``, for the money.
        profile: limits.
        waivers: in force for the plan.
    """
    frame = forecast_frame(frames, cleaned, items, profile)
    rows = run_gate(ITEMS, frame, waivers=waivers)
    return outcome(GATE, [rows, run_gate(WHOLE, _whole(frame, profile), waivers=waivers)], frame)


def forecast_frame(
    frames: tuple[pl.DataFrame, pl.DataFrame], cleaned: Cleaned, items: pl.DataFrame, profile: PlanningProfile
) -> pl.DataFrame:
    """A row an item and place that was cleaned."""
    demand, expected = frames
    coming = expected.group_by(PAIR).agg(pl.col("value").mean().alias("expected"))
    facts = (
        cleaned.series().join(_levels(demand), on=PAIR, how="left").join(coming, on=PAIR, how="left")
        .join(_sold(cleaned, profile), on=PAIR, how="left")
        .join(items.unique("sku").select("sku", "cost"), on="sku", how="left")
        .sort(PAIR)
    )  # fmt: skip
    facts = facts.with_columns(pl.col("year", "month", "best", "levels", "cost").fill_null(0))
    known = pl.col("levels") > 0
    times = pl.when((pl.col("best") > 0) & pl.col("expected").is_finite()).then(pl.col("expected") / pl.col("best"))
    silent = known & (pl.col("mean") <= _NOISE) & (pl.col("month") > 0)
    return facts.with_columns(
        (~known).cast(pl.Float64).alias("missing"),
        (pl.col("fall") > _NOISE).cast(pl.Float64).alias("falls"),
        times.round(1).alias("times"),
        (times > profile.gates.forecast_factor).cast(pl.Float64).alias("high"),
        silent.cast(pl.Float64).alias("silent"),
        pl.col("expected").round(2),
        pl.col("bad").cast(pl.Float64),
        (pl.col("year") * pl.col("cost")).alias("money"),
        pl.col("place").alias("path"),
        pair_key(),
    )


def _levels(demand: pl.DataFrame) -> pl.DataFrame:
    """sku, place, levels (how many), bad (no number), fall (largest step down), mean."""
    value = pl.col("value")
    quantiles = pl.col("level") > 0
    good = value.is_not_null() & value.is_finite() & (value >= 0)
    return demand.sort(*PAIR, "level").group_by(PAIR, maintain_order=True).agg(
        pl.len().alias("levels"),
        (~good).sum().alias("bad"),
        (-value.filter(quantiles & good).diff()).max().clip(lower_bound=0).round(3).alias("fall"),
        value.filter(pl.col("level") == 0).first().alias("mean"),
    )  # fmt: skip


def _sold(cleaned: Cleaned, profile: PlanningProfile) -> pl.DataFrame:
    """sku, place, year, month (units), best: a period's demand in the best quarter of the last year."""
    end, year = len(cleaned.periods), YEAR[profile.period]
    quarter, month = QUARTER[profile.period], MONTH[profile.period]
    t, quantity = pl.col("t"), pl.col("quantity")
    own = cleaned.demand.filter(t >= end - year)
    first = cleaned.series()
    sums = own.group_by(PAIR).agg(
        quantity.filter(~pl.col("assumed")).sum().alias("year"),
        quantity.filter((t >= end - month) & ~pl.col("assumed")).sum().alias("month"),
        *(
            quantity.filter((t >= end - (part + 1) * quarter) & (t < end - part * quarter))
            .sum()
            .alias(f"quarter_{part}")
            for part in range(year // quarter)
        ),
    )
    joined = sums.join(first, on=PAIR)
    known = (end - pl.col("first")).clip(1, quarter)
    best = pl.max_horizontal(pl.col(r"^quarter_\d+$")) / known
    return joined.select(*PAIR, "year", "month", best.alias("best"))


def _whole(frame: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    """One row: all that is expected of a period, in money, over a period of last year."""
    known = frame.filter((pl.col("year") > 0) & pl.col("expected").is_finite())
    last = float((known["money"] / YEAR[profile.period]).sum())
    coming = float((known["expected"] * known["cost"]).sum())
    times = coming / last if last and frame.height >= MANY else None
    factor = profile.gates.forecast_factor
    off = None if times is None else float(not 1 / factor <= times <= factor)
    schema = {KEY: pl.String, "times": pl.String, "off": pl.Float64}
    return pl.DataFrame([("all", f"{times or 0:.2g}", off)], schema=schema, orient="row")
