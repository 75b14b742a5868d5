"""The families of processes: what is drawn once for a series, before its demand is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
FAMILIES = ("season", "trend", "step", "lumpy", "ending", "new", "promotion", "mixed")
CHOOSING_SEEDS = range(1, 21)
"""A method may be chosen and tuned on these, and on no other."""
YEAR = {"week": 52, "month": 12}
LEADS = {"week": (1, 2, 3, 4, 6, 8), "month": (1, 2, 3)}
LATE = ((1.0,), (0.6, 0.25, 0.1, 0.05), (0.75, 0.05, 0.05, 0.05, 0.1), (0.4, 0.3, 0.2, 0.1))
"""Chances of 0, 1, 2 ... periods more than the shortest lead time: on time, a little late, rarely very late, spread."""


@dataclass(frozen=True)
class Process:
    """One series: all that a perfect forecaster knows of it, but for its state.

    Demand of a period with mean m is ``batch`` times a negative binomial of mean m / batch and shape ``shape``; where
    ``chance`` is below 1, it is that with this chance (at least one batch) and else nothing.
    The mean is ``mean`` x exp(level) x season x launch x end x promotion; level, end and promotion move by chance.
    """

    family: str
    mean: float
    """Units a period at level 0, season 1."""
    shape: float
    """Variance of a period is mean + mean^2 / shape, in batches."""
    season: FloatArray
    """(periods of a year,): factors with mean 1."""
    lead: int
    """The shortest lead time, in periods."""
    late: tuple[float, ...] = (1.0,)
    """Chances of 0, 1, 2 ... periods more."""
    chance: float = 1.0
    batch: float = 1.0
    drift: float = 0.0
    """Standard deviation of the level's change a period."""
    growth: float = 0.0
    """Added to the level each period from ``growth_from`` on."""
    growth_from: int = 0
    step_chance: float = 0.0
    step_size: float = 0.0
    """Standard deviation of a step of the level."""
    end_chance: float = 0.0
    """That the end of life begins, each period from ``end_from`` on."""
    end_from: int = 0
    end_rate: float = 0.0
    """Demand falls by the factor exp(-end_rate) a period from then on."""
    launch: int = 0
    ramp: float = 0.0
    """Periods until 63 % of the full mean is reached after the launch."""
    promotion_chance: float = 0.0
    promotion_length: int = 0
    promotion_factor: float = 1.0
    cost: float = 1.0
    moq: float = 1.0
    pack: float = 1.0

    def numbers(self) -> FloatArray:
        """(18 + periods of a year,): as the kernel reads them, in the order of its indices; the season at the end."""
        return np.array(
            [
                self.mean, self.shape, self.chance, self.batch, self.drift, self.growth, self.growth_from,
                self.step_chance, self.step_size, self.end_chance, self.end_from, self.end_rate, self.launch,
                self.ramp, self.promotion_chance, self.promotion_length, self.promotion_factor, self.lead,
                *self.season,
            ],
            dtype=np.float64,
        )  # fmt: skip


def processes(seed: int, each: int, *, period: str, periods: int, random_lead: bool) -> list[Process]:
    """``each`` processes of every family, one family after the other.

    Args:
        seed: the same seed gives the same processes.
        each: how many of a family.
        period: ``week`` or ``month``: the year has 52 or 12.
        periods: of history and test together; launches and ends are placed within.
        random_lead: whether lead times vary from order to order.
    """
    rng = np.random.default_rng([seed, 1])
    year = YEAR[period]
    shared = [_season(rng, year) for _ in range(4)]
    made = []
    for family in FAMILIES:
        for number in range(each):
            own = shared[number % 4] if rng.random() < 0.5 else _season(rng, year)
            one = _of_family(rng, _plain(rng, family, period), own, periods)
            late = LATE[1 + int(rng.integers(3))]
            made.append(replace(one, late=late if random_lead else (1.0,)))
    return made


def _plain(rng: np.random.Generator, family: str, period: str) -> Process:
    """Mean, spread, lead time and cost; a year of flat season."""
    year = YEAR[period]
    mean = float(math.exp(rng.normal(1.2, 1.1))) * (1.0 if period == "week" else 52 / 12)
    return Process(
        family=family,
        mean=min(max(mean, 0.15), 60.0),
        shape=float(math.exp(rng.normal(1.2, 0.8))),
        season=np.ones(year),
        lead=int(rng.choice(LEADS[period])),
        drift=float(rng.choice([0.0, 0.01, 0.03])) * math.sqrt(52 / year),
        cost=round(float(math.exp(rng.normal(2.5, 1.0))), 2),
        pack=float(rng.choice([1, 1, 1, 6])) if mean > 6 else 1.0,
    )


def _of_family(rng: np.random.Generator, one: Process, season: FloatArray, periods: int) -> Process:
    """What makes the family, put on a plain process. Rates are said a year and cut into its periods."""
    year = len(one.season)
    growth = float(rng.choice([-1, 1]) * rng.uniform(0.15, 0.45)) / year
    match one.family:
        case "season":
            made = replace(one, season=season)
        case "trend":
            made = replace(one, growth=growth, growth_from=int(rng.integers(0, periods // 2)))
        case "step":
            made = replace(one, step_chance=0.8 / year, step_size=0.7)
        case "lumpy":
            batch, (least, most) = float(rng.choice([1, 1, 2, 6, 12])), (0.04, 0.35) if year > 12 else (0.1, 0.5)
            chance = float(rng.uniform(least, most))
            made = replace(one, mean=chance * batch * float(1 + rng.gamma(1.5, 2.0)), chance=chance, batch=batch)
        case "ending":
            rate = float(rng.uniform(2, 10)) / year
            made = replace(one, end_chance=0.5 / year, end_from=periods // 3, end_rate=rate)
        case "new":
            launch = int(periods - rng.integers(year // 4 + year, 2 * year))
            made = replace(one, launch=launch, ramp=float(rng.uniform(0.05, 0.5)) * year)
        case "promotion":
            length, factor = max(1, year // 26), float(rng.uniform(2, 5))
            made = replace(
                one, promotion_chance=3.0 / year, promotion_length=length, promotion_factor=factor
            )  # fmt: skip
        case _:
            made = replace(one, season=season, growth=growth / 2, step_chance=0.4 / year, step_size=0.5)
    return made


def _season(rng: np.random.Generator, year: int) -> FloatArray:
    """A wave of one or two harmonics, or a peak of some weeks before the year's end; mean 1."""
    t = np.arange(year) / year
    if rng.random() < 0.35:
        peak = float(rng.uniform(1.5, 4.0)) * np.exp(-0.5 * ((t - float(rng.uniform(0.85, 0.97))) / 0.03) ** 2)
        return (1 + peak) / float((1 + peak).mean())
    first, second = float(rng.uniform(0.3, 0.9)), float(rng.uniform(0.0, 0.4))
    wave = first * np.cos(2 * np.pi * (t - rng.random())) + second * np.cos(4 * np.pi * (t - rng.random()))
    made = np.exp(wave)
    return np.asarray(made / made.mean())
