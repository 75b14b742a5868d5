"""Demand with a known truth: how much of the gap between zses and a perfect forecaster the forecast closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.rows import Row
from domain.planning.forecasting.engine import forecast
from domain.planning.forecasting.series import Demand
from domain.planning.simulating import Policy, World, needed, simulate
from domain.planning.simulating.lead_times import drawn, moments
from domain.planning.simulating.outcome import STRETCH
from domain.planning.simulating.policies import Seen, policy
from infra.distributor.demand_processes import CHOOSING_SEEDS, FAMILIES, LEVELS, Known, known


@dataclass(frozen=True)
class Kind:
    """A kind of panel, and seeds of which no choice was made: those for choosing are 1 to 20."""

    name: str
    seeds: tuple[int, ...]
    period: str = "week"
    each: int = 40
    """Series of a family; there are eight."""
    periods: int = 0
    test: int = 0
    random_lead: bool = False


KINDS = (
    Kind("four years of weeks", (101, 102, 103)),
    Kind("six years of months", (101, 102), "month"),
    Kind("two and a half years of weeks", (104,), periods=130, test=26),
    Kind("few series", (105, 106), each=5),
)
VARIED = (
    Kind("lead times that vary, weeks", (221, 222), random_lead=True),
    Kind("lead times that vary, months", (223, 224), "month", random_lead=True),
)
"""Perfect knowledge draws from the true chances of each lead time; all others know the receipts before the test."""
DRAWS = 1000
TARGETS = (("fill", 0.9), ("fill", 0.95), ("fill", 0.98), ("item_fill", 0.95))
GOAL = 0.35


@dataclass(frozen=True)
class Closed:
    """Of one seed of a kind, and family ("": all together): stock over zses at each target, of ours and of the perfect ones."""

    kind: str
    family: str
    ratios: Mapping[str, Mapping[str, float]]

    def share(self, target: str, knowledge: str) -> float:
        """Of the gap between zses and perfect knowledge that ours closes."""
        return (1 - self.ratios["ours"][target]) / (1 - self.ratios[knowledge][target])


def weights(made: Known) -> NDArray[np.float64]:
    """(n, K): the true chances of lead times of 1 … K periods."""
    longest = max(one.lead + len(one.late) - 1 for one in made.made)
    table = np.zeros((len(made.made), longest))
    for row, one in enumerate(made.made):
        table[row, one.lead - 1 : one.lead - 1 + len(one.late)] = one.late
    return table


def of_receipts(made: Known) -> NDArray[np.float64]:
    """(n, K): shares of the lead times that were seen before the test; as stated where none was."""
    table = np.zeros_like(weights(made))
    row_of = {key: row for row, key in enumerate(made.keys)}
    for key, ordered, received in made.receipts().iter_rows():
        if received < made.origins[0]:
            table[row_of[key], received - ordered - 1] += 1
    for row in np.flatnonzero(table.sum(1) == 0):
        table[row, made.made[row].lead - 1] = 1
    return np.asarray(table / table.sum(1, keepdims=True))


def closed(made: Known, method: str, *, families: bool, kind: str = "") -> list[Closed]:
    """One seed: all families together, and each by itself."""
    chances = weights(made)
    varies = bool((chances.max(1) < 1).any())
    seen_chances = of_receipts(made) if varies else chances
    lead, deviation = moments(seen_chances)
    count, first = made.test, made.origins[0]
    uniform = np.random.default_rng([made.seed, 5]).random((len(made.keys), count))
    leads = drawn(chances, uniform)
    demand = Demand(
        made.keys, np.ascontiguousarray(made.y), np.rint(lead).astype(np.int64), made.column("cost"), made.period,  # type: ignore[arg-type]
        seen_chances if varies else None,
    )  # fmt: skip
    ours = forecast(demand, list(made.origins), levels=LEVELS, method=method)
    seen = Seen(made.y, list(made.origins), lead, lead + 1, made.period, deviation)
    policies = {
        "zses": policy("zses", seen), "odoo": policy("odoo", seen),
        "ours": Policy("ours", LEVELS, ours.quantiles, probable=True),
        **{one: Policy(one, LEVELS, made.perfect(one, DRAWS), probable=True) for one in ("state", "path")},
    }  # fmt: skip
    found = []
    for family in ("", *FAMILIES) if families else ("",):
        rows = np.array([row for row, key in enumerate(made.keys) if key.startswith(family)])
        n = np.ones(len(rows))
        cost = made.column("cost")[rows]
        world = World(
            [made.keys[row] for row in rows], np.ascontiguousarray(made.y[rows, first:]), leads[rows], cost,
            made.column("moq")[rows], made.column("pack")[rows], cost, n,
            settle=np.rint(moments(chances)[0][rows]).astype(np.int64),
        )  # fmt: skip
        ran = {name: simulate(world, _of(one, rows), stretch=STRETCH) for name, one in policies.items()}
        found.append(Closed(kind, family, needed(ran, "zses", TARGETS)))
    return found


def goals(method: str) -> tuple[list[Row], str]:
    """Rows of the goal, and Markdown tables by family."""
    assert not {seed for kind in (*KINDS, *VARIED) for seed in kind.seeds} & set(CHOOSING_SEEDS)
    fixed = [one for kind in KINDS for one in _measured(kind, method)]
    whole = [one for one in fixed if not one.family]
    rows = [
        _row("gap to perfect knowledge closed, 95 % value fill", "state", whole, "fill95"),
        _row("the same at 98 % value fill", "state", whole, "fill98"),
        _row("the same at 95 % item fill", "state", whole, "item_fill95"),
        _row("against one who knows steps, ends and promotions to come, 95 % value fill", "path", whole, "fill95"),
    ]
    by_kind = {kind.name: [one for one in whole if one.kind == kind.name] for kind in KINDS}
    rows += [_row(f"{name}, 95 % value fill", "state", some, "fill95") for name, some in by_kind.items()]
    varied = [one for kind in VARIED for one in _measured(kind, method)]
    for kind in VARIED:
        some = [one for one in varied if not one.family and one.kind == kind.name]
        rows.append(_row(f"{kind.name}, 95 % value fill", "state", some, "fill95"))
    tables = (("fixed lead times", fixed), ("lead times that vary", varied))
    return rows, "\n".join(_by_family(what, found) for what, found in tables)


def _measured(kind: Kind, method: str) -> Iterable[Closed]:
    for seed in kind.seeds:
        print(f"known truth: {kind.name}, seed {seed}", flush=True)
        made = known(
            seed, kind.each, period=kind.period, periods=kind.periods, test=kind.test, random_lead=kind.random_lead
        )
        yield from closed(made, method, families=kind.each > 10, kind=kind.name)


def _row(what: str, knowledge: str, found: list[Closed], target: str) -> Row:
    shares = [one.share(target, knowledge) for one in found]
    ratio = {name: float(np.mean([one.ratios[name][target] for one in found])) for name in ("ours", knowledge, "odoo")}
    note = (
        f"mean of {len(found)} seeds, {min(shares):.2f} to {max(shares):.2f}; stock over zses: ours {ratio['ours']:.2f}, "
        f"perfect {ratio[knowledge]:.2f}, Odoo's rules {ratio['odoo']:.2f}"
    )
    return Row(what, float(np.mean(shares)), GOAL, "", note=note)


def _by_family(what: str, found: list[Closed]) -> str:
    head = (
        "| family | ours | perfect (state) | perfect (path) | Odoo's rules | gap closed (state) |\n| --- |"
        + " ---: |" * 5
    )
    lines = []
    for family in ("", *FAMILIES):
        some = [one for one in found if one.family == family]
        own = [np.mean([one.ratios[name]["fill95"] for one in some]) for name in ("ours", "state", "path", "odoo")]
        share = (1 - own[0]) / (1 - own[1])
        lines.append(f"| {family or 'all together'} | {' | '.join(f'{one:.2f}' for one in own)} | {share:.2f} |")
    title = f"### Known truth, {what}: stock over zses at 95 % value fill, mean of the seeds"
    return f"{title}\n\n{head}\n" + "\n".join(lines) + "\n"


def _of(one: Policy, rows: NDArray[np.int64]) -> Policy:
    """The policy of some items."""
    return Policy(
        one.name, one.levels, one.upto[rows], None if one.reorder is None else one.reorder[rows], one.probable
    )
