"""What planners decided: the plan goes by it, and keeps what it alone would have said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from domain.planning.edits import NONE, numbers, picked, said
from domain.planning.overrides import Override
from domain.planning.proposing.drafts import Drafts


def planner_quantities(drafts: Drafts, edits: Sequence[Override]) -> Drafts:
    """Quantities and rejections; they go before minimum and packs, for a planner may have agreed on them."""
    chosen = picked(drafts.lines, edits, "quantity", "reject")
    if (chosen == NONE).all():
        return drafts
    rejects = {number for number, one in enumerate(edits) if one.what == "reject"}
    amounts = [one for one in edits if one.what == "quantity"]
    place = {number: amounts.index(one) for number, one in enumerate(edits) if one.what == "quantity"}
    own = drafts.lines["quantity"].to_numpy().copy()
    own[np.isin(chosen, list(rejects))] = 0.0
    which = np.array([place.get(number, NONE) for number in chosen.tolist()], dtype=np.int64)
    wanted = pl.Series("wanted", numbers(amounts, which, own))
    lines = drafts.lines.with_columns(wanted, said=said(edits, chosen))
    return _without(Drafts(lines, drafts.steps).ordered("override", pl.col("wanted"), pl.col("said")), "wanted", "said")


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


def _without(drafts: Drafts, *names: str) -> Drafts:
    return Drafts(drafts.lines.drop(names), drafts.steps)
