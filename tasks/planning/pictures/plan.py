"""A plan: its money by supplier and week, service against stock, what changed, accuracy and bias."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from domain.planning.measuring import Service
from tasks.planning.pictures.drawing import BLUE, GREEN, GREY, ORANGE, RED, Chart, day_axis, rows, titled, values

_MOST = 9
"""Suppliers with a colour of their own; the others share one."""


def money_by_week(lines: pl.DataFrame, currency: str) -> Chart:
    """Columns of money by the week of ordering, a colour a supplier.

    Args:
        lines: ``LINES`` as they are decided.
        currency: the company's.
    """
    import altair as alt

    largest = lines.group_by("origin").agg(pl.col("value").sum()).sort("value", "origin", descending=[True, False])
    named = largest["origin"].head(_MOST).to_list()
    shown = (
        lines.with_columns(
            supplier=pl.when(pl.col("origin").is_in(named)).then("origin").otherwise(pl.lit("others")),
            week=pl.col("order_on").dt.truncate("1w"),
        )
        .group_by("week", "supplier")
        .agg(money=pl.col("value").sum())
        .sort("week", "supplier")
    )
    bars = alt.Chart(rows(shown)).mark_bar(size=24)
    chart = bars.encode(
        x=alt.X("week:T", axis=day_axis("week of ordering")),
        y=alt.Y("money:Q", title=currency),
        color=alt.Color("supplier:N", title="supplier"),
        tooltip=["week:T", "supplier:N", "money:Q"],
    )
    return titled(chart, "Money by supplier and week", "what is to be ordered, by the day on which it must be")


def service_curve(found: Service, currency: str) -> Chart:
    """Stock that each service level takes, with today's point and the plan's.

    Args:
        found: the curve and the points.
        currency: the company's.
    """
    import altair as alt

    scale = alt.Scale(domain=["today", "this plan"], range=[RED, GREEN])
    line = alt.Chart(rows(found.curve)).mark_line(color=BLUE, point=True)
    marks = alt.Chart(
        values(
            {"money": found.today.worth, "service": found.today.service, "which": "today"},
            {"money": found.planned.worth, "service": found.planned.service, "which": "this plan"},
        )
    ).mark_point(filled=True, size=120)
    y = alt.Y("service:Q", title="demand covered", scale=alt.Scale(zero=False), axis=alt.Axis(format="%"))
    x = alt.X("money:Q", title=f"stock and on order, {currency}")
    both = line.encode(x=x, y=y) + marks.encode(x=x, y=y, color=alt.Color("which:N", scale=scale, title=None))
    return titled(both, "Service against stock", "line: what each service level binds; points: where we stand")


def changes(lines: pl.DataFrame, before: pl.DataFrame, currency: str, *, most: int = 20) -> Chart:
    """The lines whose money changed most since the last plan.

    Args:
        lines: ``LINES`` of this plan.
        before: those of the last one.
        currency: the company's.
        most: rows that are shown.
    """
    import altair as alt

    found = changed_lines(lines, before).head(most)
    scale = alt.Scale(domain=["more", "less"], range=[BLUE, ORANGE])
    bars = alt.Chart(rows(found)).mark_bar()
    chart = bars.encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)),
        x=alt.X("change:Q", title=currency),
        color=alt.Color("which:N", scale=scale, title=None),
    )
    return titled(
        chart, "What changed since the last plan", "money of a line, now less then", height=max(60, 16 * len(found))
    )


def changed_lines(lines: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """line, label, was, now, change, which: lines whose money is another now, the largest change first."""
    columns = ("line", "sku", "place", "origin", "value")
    both = lines.select(columns).join(before.select(columns), on="line", how="full", coalesce=True, suffix="_was")
    money = both.select(
        "line",
        label=pl.concat_str(
            pl.coalesce("sku", "sku_was"), pl.lit(" "), pl.coalesce("place", "place_was"),
            pl.lit(" · "), pl.coalesce("origin", "origin_was"),
        ),
        was=pl.col("value_was").fill_null(0.0),
        now=pl.col("value").fill_null(0.0),
    ).with_columns(change=pl.col("now") - pl.col("was"))  # fmt: skip
    other = money.filter(pl.col("change").abs() > 0.005)  # noqa: PLR2004 - half a cent
    more = pl.when(pl.col("change") > 0).then(pl.lit("more")).otherwise(pl.lit("less"))
    return other.with_columns(which=more).sort(pl.col("change").abs(), "line", descending=[True, False])


def accuracy(past: pl.DataFrame) -> Chart:
    """Error and bias of the plans' forecasts over time, beside those of the naive planner.

    Args:
        past: made_on, error, bias, naive_error: shares of what was then asked for, by cost.
    """
    import altair as alt

    names = {"error": "error", "naive_error": "error of last year's mean", "bias": "bias"}
    long = past.rename(names).unpivot([*names.values()], index="made_on", variable_name="which", value_name="share")
    scale = alt.Scale(domain=[*names.values()], range=[BLUE, GREY, ORANGE])
    lines = alt.Chart(rows(long)).mark_line(point=True)
    chart = lines.encode(
        x=alt.X("made_on:T", axis=day_axis("day of the plan")),
        y=alt.Y("share:Q", title="share of demand, by cost", axis=alt.Axis(format="%")),
        color=alt.Color("which:N", scale=scale, title=None),
    )
    return titled(chart, "Accuracy and bias", "lower is better; the bias of a good forecast lies around nothing")


def added_value(past: Sequence[tuple[str, float]]) -> Chart:
    """Forecast value added: how much smaller the error is than the naive planner's, step by step.

    Args:
        past: name of the step (naive, statistical, with the planner's edits) and its error, a share of demand by cost.
    """
    import altair as alt

    data = values(*({"step": name, "error": error} for name, error in past))
    bars = alt.Chart(data).mark_bar(color=BLUE)
    chart = bars.encode(
        y=alt.Y("step:N", sort=None, title=None),
        x=alt.X("error:Q", title="error, share of demand by cost", axis=alt.Axis(format="%")),
    )
    return titled(
        chart, "Forecast value added", "each step should make the error smaller", height=28 * max(len(past), 2)
    )
