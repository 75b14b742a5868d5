"""What every picture has in common: colours, size, and how it becomes a file that needs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    import altair as alt

BLUE, GREY, ORANGE, GREEN, RED, PALE = "#1f5f99", "#8a8f98", "#d9822b", "#3d8b4f", "#b3261e", "#c9dcef"
WIDTH = 760
Chart = Any
"""Altair's charts share no useful type."""


def titled(chart: Chart, title: str, subtitle: str = "", *, height: int = 220) -> Chart:
    """The chart with its title; the subtitle says how to read it."""
    import altair as alt

    said = alt.TitleParams(
        title, subtitle=subtitle, anchor="start", fontSize=14, subtitleColor=GREY, subtitleFontSize=11
    )
    return chart.properties(title=said, width=WIDTH, height=height)


def svg(chart: alt.TopLevelMixin) -> str:
    """The picture as SVG text: opens anywhere, loads nothing."""
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(_dressed(chart).to_dict())
    return text


def html(chart: alt.TopLevelMixin) -> str:
    """The picture as a page with tooltips; its scripts stand inside."""
    text: str = _dressed(chart).to_html(inline=True)
    return text


def _dressed(chart: Chart) -> Chart:
    """With the look of all pictures; set here, for only the outermost chart may have one."""
    return chart.configure(font="sans-serif").configure_view(stroke=None)


def day_axis(title: str = "") -> Any:  # noqa: ANN401 - Altair's
    """An axis of days."""
    import altair as alt

    return alt.Axis(format="%d %b %y", title=title or None, labelAngle=0, tickCount=8, grid=False)


def stacked(*charts: Chart) -> Chart:
    """One under the other, each with its own colours."""
    import altair as alt

    return alt.vconcat(*charts).resolve_scale(color="independent")


def rows(frame: pl.DataFrame) -> Chart:
    """Rows for Altair, with days as local midnight: a bare day would be a moment in UTC, and may be the day before."""
    return values(*frame.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%dT00:00:00")).to_dicts())


def values(*found: dict[str, Any]) -> Chart:
    """These rows for Altair."""
    import altair as alt

    return alt.Data(values=list(found))  # type: ignore[no-untyped-call]
