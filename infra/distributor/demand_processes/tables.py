"""The tables: histories as `lading forecast` reads them, receipts, and the truth beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from infra.distributor.demand_processes.families import Process, processes
from infra.distributor.demand_processes.truth import LEVELS, Knowledge, perfect

if TYPE_CHECKING:
    import polars as pl

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
TEST = {"week": 52, "month": 18}
PERIODS = {"week": 208, "month": 78}
BEYOND = 16
"""Periods that are made past the last: so far the truth of the last origin may look."""


@dataclass(frozen=True)
class Known:
    """A seed's series. ``y``, ``means``: (n, periods + BEYOND); ``states``: (n, periods + BEYOND, 3)."""

    seed: int
    period: str
    periods: int
    """Of history and test; what is made beyond is for the truth only."""
    test: int
    keys: list[str]
    made: list[Process]
    everything: FloatArray
    """(n, periods + BEYOND): demand."""
    means: FloatArray
    states: FloatArray

    @property
    def y(self) -> FloatArray:
        """(n, periods): demand that may be shown."""
        return self.everything[:, : self.periods]

    @property
    def origins(self) -> range:
        """Periods known at each review of the test."""
        return range(self.periods - self.test, self.periods)

    def perfect(self, knowledge: Knowledge = "state", draws: int = 2000) -> FloatArray:
        """(n, origins, levels): the quantiles of one who knows the process."""
        return perfect(
            self.made, self.seed, self.origins, means=self.means, states=self.states, knowledge=knowledge, draws=draws
        )

    def column(self, name: str) -> FloatArray:
        """(n,): one number of each process, as ``lead`` or ``cost``."""
        return np.array([getattr(one, name) for one in self.made], dtype=np.float64)

    def table(self) -> pl.DataFrame:
        """The series, t, qty, lead, cost, moq, pack: what `lading forecast` reads."""
        import polars as pl

        item = {name: np.repeat(self.column(name), self.periods) for name in ("lead", "cost", "moq", "pack")}
        t = np.tile(np.arange(self.periods), len(self.keys))
        return pl.DataFrame({"series": np.repeat(self.keys, self.periods), "t": t, "qty": self.y.ravel(), **item})

    def truth(self, quantiles: FloatArray) -> pl.DataFrame:
        """The series, origin, level, value: a table that planning_eval scores."""
        import polars as pl

        n, origins, levels = quantiles.shape
        return pl.DataFrame(
            {
                "series": np.repeat(self.keys, origins * levels),
                "origin": np.tile(np.repeat(np.array(self.origins), levels), n),
                "level": np.tile(np.array(LEVELS), n * origins),
                "value": quantiles.ravel(),
            }
        )

    def receipts(self) -> pl.DataFrame:
        """The series, ordered, received: what lead times were seen in the history, an order every other lead time."""
        import polars as pl

        rows: list[tuple[str, int, int]] = []
        for row, (key, one) in enumerate(zip(self.keys, self.made, strict=True)):
            rng = np.random.default_rng([self.seed, 4, row])
            ordered = np.arange(0, self.periods, max(1, 2 * one.lead))
            late = np.array(one.late)
            taken = one.lead + rng.choice(len(late), size=len(ordered), p=late / late.sum())
            rows += [(key, int(t), int(t + lead)) for t, lead in zip(ordered, taken, strict=True)]
        return pl.DataFrame(rows, schema=["series", "ordered", "received"], orient="row")


def known(
    seed: int,
    each: int = 60,
    *,
    period: str = "week",
    periods: int = 0,
    test: int = 0,
    random_lead: bool = False,
) -> Known:
    """The series of one seed: ``each`` of every family, with at least two demands before the test.

    ``periods`` and ``test`` 0 stand for 208 and 52 weeks, or 78 and 18 months.
    """
    from infra.distributor.demand_processes import kernel

    periods, test = periods or PERIODS[period], test or TEST[period]
    drawn = processes(seed, each, period=period, periods=periods, random_lead=random_lead)
    rows = [
        kernel.history(np.random.default_rng([seed, 2, row]), one.numbers(), periods + BEYOND)
        for row, one in enumerate(drawn)
    ]
    kept = [row for row, (y, _, _) in enumerate(rows) if (y[: periods - test] > 0).sum() >= 2]
    y, means, states = (np.stack([rows[row][part] for row in kept]) for part in range(3))
    keys = [f"{drawn[row].family}-{row % each:04d}" for row in kept]
    return Known(seed, period, periods, test, keys, [drawn[row] for row in kept], y, means, states)


def write(made: Known, folder: Path, knowledge: Knowledge = "state", draws: int = 2000) -> None:
    """``history.parquet``, ``receipts.parquet`` and ``truth.parquet`` in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made.table().write_parquet(folder / "history.parquet")
    made.receipts().write_parquet(folder / "receipts.parquet")
    made.truth(made.perfect(knowledge, draws)).write_parquet(folder / "truth.parquet")
