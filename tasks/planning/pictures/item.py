"""An item at a place: history and forecast, projected stock with and without what is proposed, the decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tasks.planning.pictures.drawing import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    RED,
    Chart,
    day_axis,
    rows,
    stacked,
    titled,
    values,
)


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What the picture of an item shows."""

    sku: str
    place: str
    name: str
    unit: str
    today: date
    history: pl.DataFrame
    """period, quantity, known; with its zeros."""
    fan: pl.DataFrame
    """period, value, low, high: expected demand of a period, and where it lies four times of five."""
    stock: pl.DataFrame
    """day, without, with: projected stock at the end of the day."""
    events: pl.DataFrame
    """day, what (receipt, proposed, order), quantity."""
    corrections: pl.DataFrame = field(default_factory=pl.DataFrame)
    """day, rule, before, after."""
    reorder_point: float | None = None
    order_up_to: float | None = None
    decision: str = ""
    """In a sentence."""


def item_picture(figures: ItemFigures) -> Chart:
    """History, forecast fan, stock projection, orders, and the decision."""
    head = f"{figures.sku} at {figures.place}: {figures.name}"
    demand = titled(_demand(figures), head, _demand_words(figures))
    stock = titled(_stock(figures), "Stock", figures.decision or "Nothing is proposed.")
    return stacked(demand, stock)


def _demand_words(figures: ItemFigures) -> str:
    return (
        f"bars: {figures.unit or 'units'} asked for a period (orange: corrected or not known); "
        "line: expected; band: four of five periods lie in it"
    )


def _demand(figures: ItemFigures) -> Chart:
    import altair as alt

    touched = figures.corrections["day"].to_list() if figures.corrections.height else []
    history = figures.history.with_columns(
        seen=pl.when(~pl.col("known")).then(pl.lit("not known")).when(pl.col("period").is_in(touched))
        .then(pl.lit("corrected")).otherwise(pl.lit("asked for"))
    )  # fmt: skip
    x = alt.X("period:T", axis=day_axis())
    colours = alt.Scale(domain=["asked for", "corrected", "not known"], range=[GREY, ORANGE, PALE])
    bars = (
        alt.Chart(rows(history.select("period", "quantity", "seen")))
        .mark_bar()
        .encode(
            x=x, y=alt.Y("quantity:Q", title="units a period"), color=alt.Color("seen:N", scale=colours, title=None)
        )
    )
    fan = alt.Chart(rows(figures.fan))
    band = fan.mark_area(color=BLUE, opacity=0.2).encode(x=x, y="low:Q", y2="high:Q")
    line = fan.mark_line(color=BLUE, point=True).encode(x=x, y="value:Q")
    return bars + band + line + _today(figures.today)


def _stock(figures: ItemFigures) -> Chart:
    import altair as alt

    long = figures.stock.unpivot(["without", "with"], index="day", variable_name="plan", value_name="units")
    x = alt.X("day:T", axis=day_axis())
    colours = alt.Scale(domain=["without", "with"], range=[RED, GREEN])
    lines = (
        alt.Chart(rows(long))
        .mark_line(interpolate="step-after")
        .encode(x=x, y=alt.Y("units:Q", title="units"), color=alt.Color("plan:N", scale=colours, title="the plan"))
    )
    parts: Chart = lines + _today(figures.today)
    for value, words in _levels(figures.reorder_point, figures.order_up_to):
        parts += _level(value, words)
    if figures.events.height:
        marks = alt.Chart(rows(figures.events)).mark_point(filled=True, size=70, color=BLUE)
        parts += marks.encode(
            x=x, y="quantity:Q", shape=alt.Shape("what:N", title=None), tooltip=["day:T", "what:N", "quantity:Q"]
        )
    return parts


def _levels(reorder_point: float | None, order_up_to: float | None) -> list[tuple[float, str]]:
    """Dashed lines with their words; one line where both are the same, else they would be written over each other."""
    if reorder_point is not None and reorder_point == order_up_to:
        return [(reorder_point, "reorder point, order up to")]
    both = ((reorder_point, "reorder point"), (order_up_to, "order up to"))
    return [(value, words) for value, words in both if value is not None]


def _level(value: float, words: str) -> Chart:
    import altair as alt

    data = values({"value": value, "words": words})
    rule = alt.Chart(data).mark_rule(color=GREY, strokeDash=[4, 3]).encode(y="value:Q")
    text = (
        alt.Chart(data)
        .mark_text(align="left", dx=4, dy=-5, color=GREY)
        .encode(y="value:Q", text="words:N", x=alt.value(0))
    )
    return rule + text


def _today(day: date) -> Chart:
    import altair as alt

    return alt.Chart(values({"day": f"{day}T00:00:00"})).mark_rule(color=GREY).encode(x="day:T")
