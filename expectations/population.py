"""Which documents a batch expectation looks at: never so few that chance decides."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from expectations.suite import KEY, Expect, GateSuite, Level


@dataclass(frozen=True, slots=True)
class Seen:
    """The documents as a population, and what may be judged on them."""

    frame: pl.DataFrame
    judged: tuple[Expect, ...]
    left_out: tuple[tuple[Expect, str], ...]
    """Expectations that are not judged, and why."""

    def rows(self, expect: Expect) -> int:
        """Documents of which the expectation's value is known."""
        return self.frame[expect.column].count() if expect.column in self.frame.columns else 0


def view(suite: GateSuite, frame: pl.DataFrame, population: pl.DataFrame | None) -> Seen:
    """The batch's documents, filled up with the newest others of the population, compared with the older ones."""
    documents = suite.summary(frame)
    recent, older = _split(documents, population, suite.minimum)
    if older.height >= suite.minimum:
        recent = suite.against(recent, older)
    seen = Seen(recent, (), ())
    judged: list[Expect] = []
    left_out: list[tuple[Expect, str]] = []
    for one in suite.at(Level.BATCH, Level.WARN):
        known = seen.rows(one)
        if known >= suite.minimum:
            judged.append(one)
        else:
            left_out.append((one, f"not judged: {known} of {suite.minimum} documents"))
    return Seen(recent, tuple(judged), tuple(left_out))


def _split(documents: pl.DataFrame, population: pl.DataFrame | None, minimum: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    if population is None or population.is_empty():
        return documents, documents.clear()
    others = population.join(documents.select(KEY), on=KEY, how="anti", maintain_order="left")
    missing = max(0, minimum - documents.height)
    return pl.concat([documents, others.head(missing)], how="diagonal_relaxed"), others.slice(missing)
