"""Which override counts for which of many rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.planning.overrides import Override, What

NONE = -1


def counting(overrides: Sequence[Override], today: date) -> list[Override]:
    """Those that count on that day, the one that goes before all others last."""
    return sorted((one for one in overrides if one.counts(today)), key=lambda one: one.rank)


def picked(frame: pl.DataFrame, overrides: Sequence[Override], *whats: What) -> NDArray[np.int64]:
    """(n,) number of the override in ``overrides`` that counts for each row; -1: none.

    The same choice as ``Overrides.of`` makes for one item, for all rows at once.

    Args:
        frame: sku, place, origin, category.
        overrides: as ``counting`` gives them.
        whats: what is looked for; of several that contradict each other the one that goes before counts.
    """
    chosen = np.full(frame.height, NONE, dtype=np.int64)
    asked = [(number, one) for number, one in enumerate(overrides) if one.what in whats]
    if not asked:
        return chosen
    skus = {one.scope.sku for _, one in asked if one.scope.sku}
    numbered = frame.select("sku", "place", "origin", "category").with_row_index("i")
    some = numbered.filter(pl.col("sku").is_in(skus)).partition_by("sku", as_dict=True)
    for number, one in asked:
        rows = some.get((one.scope.sku,), numbered.clear()) if one.scope.sku else numbered
        chosen[_fitting(rows, one)] = number
    return chosen


def _fitting(rows: pl.DataFrame, one: Override) -> NDArray[np.uint32]:
    scope = one.scope
    named = (("place", scope.place), ("origin", scope.supplier))
    where = [pl.col(name) == value for name, value in named if value]
    if scope.category:
        where.append(pl.col("category").fill_null("").str.starts_with(scope.category))
    return np.asarray((rows.filter(*where) if where else rows)["i"].to_numpy())


def said(overrides: Sequence[Override], chosen: NDArray[np.int64]) -> pl.Series:
    """Who decided and why, as a sentence, for each row; null where nothing was decided."""
    told = [f"Override {one.id} of {one.by}{_until(one)} ({one.scope}): {one.reason}." for one in overrides]
    return pl.Series([None if number == NONE else told[number] for number in chosen.tolist()], dtype=pl.String)


def _until(one: Override) -> str:
    return f" until {one.expires_on}" if one.expires_on else ""


def numbers(
    overrides: Sequence[Override], chosen: NDArray[np.int64], otherwise: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n,) the overrides' numbers, and ``otherwise`` where there is none."""
    found = otherwise.copy()
    for number in np.unique(chosen[chosen != NONE]).tolist():
        found[chosen == number] = overrides[number].number
    return found
