"""Past quarters as tables: the stock for the same service, read from each ordering's curve, and the curves themselves."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from statistics import fmean

from benchmarks.quarter_replica import Replayed
from benchmarks.rows import RESULTS

GOALS = (0.95, 0.98)
"""Shares of money served at once at which stocks are compared."""
LADING = "Lading"


@dataclass(frozen=True, slots=True)
class Point:
    """A setting, and what it came to."""

    setting: float
    came: Replayed


Curve = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Past:
    """A quarter, ordered in each way."""

    first: date
    last: date
    items: int
    curves: Mapping[str, Curve]


def stock_for(curve: Curve, goal: float) -> float | None:
    """Stock at which a curve first reaches a share of money; linear between two settings.

    None where no setting lies below the goal or none at it: nothing is read beyond the first and last setting.
    """
    for low, high in itertools.pairwise(curve):
        if low.came.money < goal <= high.came.money:
            share = (goal - low.came.money) / (high.came.money - low.came.money)
            return low.came.stock + share * (high.came.stock - low.came.stock)
    return None


def mean_curve(curves: Sequence[Curve]) -> Curve:
    """One setting kept through all quarters: means of their shares and stocks. A single quarter's curve wobbles."""
    found = []
    for points in zip(*curves, strict=True):
        units, money, stock = (
            fmean(values) for values in zip(*((p.came.units, p.came.money, p.came.stock) for p in points), strict=True)
        )
        found.append(Point(points[0].setting, Replayed(units, money, stock)))
    return found


def written(quarters: Sequence[Past], knobs: Mapping[str, str]) -> None:
    """Print the tables and keep them."""
    title = f"### Past quarters replayed: {len(quarters)} of 91 days, {quarters[0].items} items of M5"
    lines = [title, "", *_needed(quarters, knobs), "", *_points(quarters, knobs), ""]
    text = "\n".join(lines)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "quarter_past.md").write_text(text)
    (RESULTS / "quarter_past.json").write_text(json.dumps([_kept(one) for one in quarters], indent=1))
    print(text)


def _needed(quarters: Sequence[Past], knobs: Mapping[str, str]) -> list[str]:
    """A row a quarter and goal; Lading's stock over each other's."""
    others = [name for name in knobs if name != LADING]
    heads = [*knobs, *(f"{LADING} to {name}" for name in others)]
    rows = [
        f"| quarter from | money served at once | {' | '.join(heads)} |",
        "| --- | ---: " + "| ---: " * len(heads) + "|",
    ]
    curves = {str(one.first): one.curves for one in quarters}
    curves["their mean, one setting for all"] = {
        name: mean_curve([one.curves[name] for one in quarters]) for name in knobs
    }
    for goal in GOALS:
        for quarter, by_name in curves.items():
            stocks = {name: stock_for(curve, goal) for name, curve in by_name.items()}
            cells = [_stock(by_name[name], goal) for name in knobs]
            cells += [_compared(stocks[LADING], stocks[name]) for name in others]
            rows.append(f"| {quarter} | {goal:.0%} | {' | '.join(cells)} |")
    return rows


def _stock(curve: Curve, goal: float) -> str:
    if (stock := stock_for(curve, goal)) is not None:
        return f"{stock:,.0f}"
    return "not reached" if all(one.came.money < goal for one in curve) else f"under {curve[0].came.stock:,.0f}"


def _compared(ours: float | None, theirs: float | None) -> str:
    return "" if ours is None or theirs is None else f"{ours / theirs - 1:+.0%}"


def _points(quarters: Sequence[Past], knobs: Mapping[str, str]) -> list[str]:
    """Every setting that was replayed, quarters side by side."""
    days = " | ".join(f"{one.first}: units | money | stock" for one in quarters)
    rows = [f"| ordered by | {days} |", "| --- " + "| ---: " * 3 * len(quarters) + "|"]
    for name, knob in knobs.items():
        for place, point in enumerate(quarters[0].curves[name]):
            came = [one.curves[name][place].came for one in quarters]
            cells = " | ".join(f"{one.units:.1%} | {one.money:.1%} | {one.stock:,.0f}" for one in came)
            rows.append(f"| {name}, {knob}: {point.setting:g} | {cells} |")
    return rows


def _kept(one: Past) -> dict[str, object]:
    needed = {name: {f"{goal:g}": stock_for(curve, goal) for goal in GOALS} for name, curve in one.curves.items()}
    points = {name: [asdict(point) for point in curve] for name, curve in one.curves.items()}
    return {"first": str(one.first), "last": str(one.last), "items": one.items, "needed": needed, "curves": points}
