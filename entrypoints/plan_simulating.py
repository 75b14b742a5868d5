"""What ``lading plan simulate`` and ``backtest`` do: read, forecast where need be, simulate, compare, say."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from domain.errors import Misconfigured
from domain.planning.forecasting.series import LEVELS
from domain.planning.simulating import Outcome, Policy, needed, simulate
from domain.planning.simulating.accuracy import accuracy
from domain.planning.simulating.outcome import STRETCH
from domain.planning.simulating.policies import MONTH, POLICIES, policy
from entrypoints.cli_forecast import numbers
from entrypoints.cli_frame import Screen
from entrypoints.parquet_files import may_be_put, put
from entrypoints.plan_case import Asked, Case, Limited, read_case
from entrypoints.plan_files import Floats, read_quantiles

OURS = ("default", "rules")
"""``default``: order up to the quantile; ``rules``: reorder at it, and a month's demand more, as a rule in Odoo can."""
BASE = "zses"
HEAD = ("level", "value fill", "item fill", "cycle", "stock value", "orders", "out of stock %", "lost margin")
COLUMNS = ("fill", "item_fill", "cycle", "inventory", "orders", "out", "lost_margin")


def simulate_file(screen: Screen, asked: Asked, limited: Limited, names: Sequence[str], out: Path | None) -> int:
    """Run the policies and show service, stock and what each needs for the same service."""
    _may_be_put(out, asked)
    case, made = read_case(asked, limited), dict[str, tuple[tuple[float, ...], Floats]]()
    policies = {name: _policy(case, name, made) for name in _names(names)}
    outcomes = {name: simulate(case.world, one, limited.limits, stretch=STRETCH) for name, one in policies.items()}
    own = {name: _rows(one)[: len(policies[name].levels)] for name, one in outcomes.items()}
    _say_case(screen, case, limited)
    if len(own) == 1:
        screen.table(HEAD, [_shown(row) for row in next(iter(own.values()))], title=next(iter(own)), right=len(HEAD))
    compared = _compared(outcomes, own) if len(own) > 1 else []
    _say_compared(screen, compared, over=BASE in outcomes)
    tables = {name: [dict(zip(("level", *COLUMNS), row, strict=True)) for row in rows] for name, rows in own.items()}
    screen.data({
        "series": len(case.world.keys), "periods": case.world.periods, "over": BASE if BASE in outcomes else None,
        "compared": _plain(compared), "policies": tables,
    })  # fmt: skip
    if out:
        _write(out, ("policy", *HEAD), [(name, *row) for name, rows in own.items() for row in rows])
        screen.say(f"All settings of all policies are in {out}.")
    return 0


def _compared(outcomes: Mapping[str, Outcome], own: Mapping[str, list[list[float]]]) -> list[dict[str, object]]:
    """Each policy's best service and least loss at its own settings, and its stock for the same service."""
    fill, lost = 1 + COLUMNS.index("fill"), 1 + COLUMNS.index("lost_margin")
    best = {name: (max(row[fill] for row in rows), min(row[lost] for row in rows)) for name, rows in own.items()}
    return [
        {"policy": name, "best fill": best[name][0], "least lost margin": best[name][1], **ratios}
        for name, ratios in needed(outcomes, BASE).items()
    ]


def backtest_file(screen: Screen, asked: Asked, out: Path | None) -> int:
    """The forecast beside the baselines: scores of the quantiles, and stock at equal service over zses."""
    _may_be_put(out, asked)
    case = read_case(asked, Limited())
    policies = {name: _policy(case, name, {}) for name in (*POLICIES, "default")}
    outcomes = {name: simulate(case.world, one, stretch=STRETCH) for name, one in policies.items()}
    ratios, width = needed(outcomes, BASE), case.seen.width.astype(np.int64)
    rows = list[dict[str, object]]()
    for name, one in policies.items():
        scores = accuracy(one, case.seen.y, width, case.world.cost, case.first) if one.probable else {}
        top = float(outcomes[name].fill[len(one.levels) - 1])
        rows.append({"method": name, **scores, "top_fill": top, **ratios[name]})
    head = list(dict.fromkeys(name for row in rows for name in row if not name.startswith("spl_")))
    table = [[row.get(name) for name in head] for row in rows]
    _say_case(screen, case, Limited())
    screen.table(head, [_shown(row) for row in table], right=len(head) - 1)
    screen.say("fill90 … item_fill95: stock needed for that service over zses; -: never reached. top_fill: value fill")
    screen.say("at the highest level. spl, wpl: pinball loss, by series and by money. cov: share of windows covered.")
    screen.data({"series": len(case.world.keys), "periods": case.world.periods, "methods": _plain(rows)})
    if out:
        _write(out, head, table)
        screen.say(f"The table is in {out}.")
    return 0


def _names(names: Sequence[str]) -> list[str]:
    """The policies asked for; the base of the comparison first where there are several."""
    known = [*OURS, *POLICIES]
    for name in names:
        if name not in (*known, "all"):
            raise Misconfigured(
                "There is no policy by that name.",
                field="--policy",
                value=name,
                next_step=f"Name one of {', '.join(known)}, or all.",
            )
    wanted = known if "all" in names else list(dict.fromkeys(names))
    return sorted(wanted, key=lambda name: name != BASE)


def _policy(case: Case, name: str, made: dict[str, tuple[tuple[float, ...], Floats]]) -> Policy:
    """One of ours, or one of the others. ``made`` keeps our quantiles, which are forecast once."""
    if name not in OURS:
        return policy(name, case.seen)
    if "ours" not in made:
        made["ours"] = _quantiles(case)
    levels, quantiles = made["ours"]
    if name == "default":
        return Policy(name, levels, quantiles, probable=True, risk=quantiles, risk_levels=levels)
    year = case.seen.year
    mean = np.stack([case.seen.last(origin, year).mean(1) for origin in case.seen.origins], axis=1)
    more = quantiles + mean[:, :, None] * MONTH[case.asked.period]
    return Policy(name, levels, more, reorder=quantiles, risk=quantiles, risk_levels=levels)


def _quantiles(case: Case) -> tuple[tuple[float, ...], Floats]:
    """Of a file, or forecast here."""
    asked, origins = case.asked, list(case.seen.origins)
    levels = numbers(asked.levels)
    if asked.quantiles:
        there, quantiles = read_quantiles(asked.quantiles, list(case.world.keys), origins)
        return _some(there, quantiles, levels or there)
    from domain.planning.forecasting.engine import forecast

    made = forecast(case.demand, origins, levels=levels or LEVELS, method=asked.method, seed=asked.seed)
    return made.levels, made.quantiles


def _some(there: tuple[float, ...], quantiles: Floats, wanted: tuple[float, ...]) -> tuple[tuple[float, ...], Floats]:
    """The levels that were asked for, of those that a file has."""
    lack = [one for one in wanted if one not in there]
    if lack:
        raise Misconfigured(
            "The file has no quantiles of that level.",
            field="--levels",
            value=f"{lack[0]:g}",
            next_step=f"Name some of {' '.join(f'{one:g}' for one in there)}, or leave --levels out.",
        )
    places = [there.index(one) for one in sorted(wanted)]
    return tuple(sorted(wanted)), quantiles[:, :, places]


def _rows(outcome: Outcome) -> list[list[float]]:
    """A row for each setting."""
    columns = [np.array(outcome.levels), *(np.asarray(getattr(outcome, name)) for name in COLUMNS)]
    return [[float(one) for one in row] for row in np.stack(columns, axis=1)]


def _say_case(screen: Screen, case: Case, limited: Limited) -> None:
    """What was simulated, in a sentence, and what may be wrong with it."""
    world, asked = case.world, case.asked
    lead = "as stated" if limited.lead == "fixed" else "drawn from those that were seen"
    unserved = "is lost" if limited.lost_sales else "waits"
    screen.say(
        f"{len(world.keys)} series over the last {world.periods} {asked.period}s; lead times {lead}; orders every "
        f"{limited.calendar}; what is not there {unserved}."
    )
    late = int((world.calendar[:, 0] >= world.periods).sum())
    if late:
        screen.say(f"{late} of them are not counted: their lead time is as long as what is simulated, or longer.")
    if limited.short:
        screen.say("Something is short, so all policies begin with the same stock: mean demand of lead plus review.")
    if limited.calendar > 1 and asked.quantiles:
        screen.say(
            f"The quantiles of a file cover lead + 1 periods, orders here have to last lead + {limited.calendar}: "
            "forecast them with a lead time that is longer by the difference, or leave --quantiles out."
        )


def _say_compared(screen: Screen, compared: Sequence[Mapping[str, object]], *, over: bool) -> None:
    """Best service, least loss, stock at equal service."""
    if not compared:
        return
    title = f"Stock needed for the same service over {BASE}" if over else "Stock value needed for a service"
    head = list(compared[0])
    screen.table(head, [_shown(list(row.values())) for row in compared], title=title, right=len(head) - 1)
    screen.say(
        "fill: of the demand by value; item_fill: mean over the items; -: never reached. Best fill and least lost"
    )
    screen.say("margin a period: over the policy's own settings.")


def _plain(rows: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """For programs: what is not known is null, for JSON knows no NaN."""
    return [{name: None if one != one else one for name, one in row.items()} for row in rows]  # noqa: PLR0124 - NaN


def _shown(row: Sequence[object]) -> list[str]:
    """Numbers for people."""
    return [one if isinstance(one, str) else _number(one) for one in row]


def _number(one: object) -> str:
    if not isinstance(one, int | float) or one != one:  # noqa: PLR0124 - NaN
        return "-"
    return f"{one:,.0f}" if abs(one) >= 1000 else f"{one:.3f}"  # noqa: PLR2004 - a matter of width


def _may_be_put(out: Path | None, asked: Asked) -> None:
    if out:
        may_be_put(out, (asked.history, asked.params, asked.quantiles))


def _write(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """As CSV."""

    def written(beside: Path) -> None:
        with beside.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(head)
            writer.writerows(rows)

    put(path, written)
