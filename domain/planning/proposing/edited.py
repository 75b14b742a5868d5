"""What planners decided: the plan goes by it, and keeps what it alone would have said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from domain.planning.edits import NONE, numbers, picked, said
from domain.planning.overrides import Override
from domain.planning.proposing.drafts import EPS, Drafts, shown
from domain.planning.proposing.ordered_since import ordered_since
from domain.planning.snapshot import Snapshot


def decided(lines: pl.DataFrame, edits: Sequence[Override]) -> pl.DataFrame:
    """``decided``: number of the override of quantity or rejection that counts for each line; -1: none."""
    chosen = picked(lines, edits, "quantity", "reject")
    return lines.with_columns(decided=pl.Series(chosen), fixed=pl.col("fixed") | pl.Series(chosen != NONE))


def planner_quantities(drafts: Drafts, edits: Sequence[Override], snapshot: Snapshot, timezone: str) -> Drafts:
    """Quantities and rejections; they go before minimum and packs, for a planner may have agreed on them.

    A quantity is so much in all while it counts: what was ordered since the planner said so is taken off, else each
    night's plan would order it again.
    """
    chosen = drafts.lines["decided"].to_numpy()
    if (chosen == NONE).all():
        return drafts
    since = ordered_since(snapshot, drafts.lines, edits, timezone)
    wanted = _quantities(drafts.lines["quantity"].to_numpy(), edits, chosen, since.to_numpy())
    lines = drafts.lines.with_columns(wanted, since, said=said(edits, chosen))
    some = pl.when(pl.col("since") > 0).then(pl.format(" {} were ordered since.", shown("since")))
    says = pl.concat_str("said", some.otherwise(pl.lit("")))
    same = pl.col("said").is_not_null() & ((pl.col("wanted") - pl.col("quantity")).abs() <= EPS)
    told = Drafts(lines, drafts.steps).told("override", same, says)
    return _without(told.ordered("override", pl.col("wanted"), says), "wanted", "said", "since")


def planner_days(drafts: Drafts, edits: Sequence[Override]) -> Drafts:
    """Days on which lines should be there."""
    chosen = picked(drafts.lines, edits, "due_on")
    if (chosen == NONE).all():
        return drafts
    days = [None if number == NONE else edits[number].day for number in chosen.tolist()]
    lines = drafts.lines.with_columns(day=pl.Series(days, dtype=pl.Date), said=said(edits, chosen))
    says = pl.format("Due on {} instead of {}. {}", pl.col("day"), pl.col("due_on"), pl.col("said"))
    told = Drafts(lines, drafts.steps).told("override", pl.col("day").is_not_null(), says)
    moved = told.lines.with_columns(due_on=pl.coalesce("day", "due_on"))
    return _without(Drafts(moved, told.steps), "day", "said")


def _quantities(
    own: np.ndarray[tuple[int], np.dtype[np.float64]],
    edits: Sequence[Override],
    chosen: np.ndarray[tuple[int], np.dtype[np.int64]],
    since: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> pl.Series:
    amounts = [number for number, one in enumerate(edits) if one.what == "quantity"]
    given = numbers(edits, np.where(np.isin(chosen, amounts), chosen, NONE), own)
    given = np.where(np.isin(chosen, amounts), np.maximum(given - since, 0.0), given)
    rejected = (chosen != NONE) & ~np.isin(chosen, amounts)
    return pl.Series("wanted", np.where(rejected, 0.0, given))


def _without(drafts: Drafts, *names: str) -> Drafts:
    return Drafts(drafts.lines.drop(names), drafts.steps)
