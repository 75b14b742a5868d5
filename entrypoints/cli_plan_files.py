"""``lading plan simulate`` and ``lading plan backtest``: policies on demand of a file, without Odoo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from entrypoints.cli_frame import Screen, command

History = Annotated[
    Path, typer.Option("--history", help="Parquet with series, t (0, 1, 2 …) and qty, as `lading forecast` reads it.")
]
Params = Annotated[
    Path | None,
    typer.Option("--params", help="Parquet with series, lead, cost, moq, pack, margin, volume; none: in the history."),
]
Quantiles = Annotated[
    Path | None,
    typer.Option("--quantiles", help="Parquet with series, origin, level, value; none: they are forecast here."),
]
Origins = Annotated[
    int | None, typer.Option("--origins", min=2, help="The last N periods; none: a year, at most a quarter of all.")
]
Levels = Annotated[str | None, typer.Option("--levels", help="Probabilities, like '0.5 0.9 0.95'; none: the usual.")]
Period = Annotated[Literal["day", "week", "month"], typer.Option("--period", help="What a period is.")]
Method = Annotated[str, typer.Option("--method", help="Method of the forecast.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Of the forecast and of lead times that are drawn.")]
Out = Annotated[Path | None, typer.Option("--out", help="CSV to write the whole table to.")]


def add_to(plan: typer.Typer) -> None:
    """Hang the commands into the group."""
    command(plan, "simulate")(simulate)
    command(plan, "backtest")(backtest)


def simulate(  # noqa: PLR0913, PLR0917 - a command's options
    screen: Screen,
    history: History,
    params: Params = None,
    quantiles: Quantiles = None,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", help="default, rules, zses, zsigma, minmax, odoo, ddmrp, empirical; or all."),
    ] = None,
    origins: Origins = None,
    levels: Levels = None,
    period: Period = "week",
    method: Method = "default",
    lead: Annotated[
        Literal["fixed", "random"], typer.Option("--lead", help="As stated, or drawn from those that were seen.")
    ] = "fixed",
    receipts: Annotated[
        Path | None, typer.Option("--receipts", help="Parquet with series, ordered, received (t): lead times seen.")
    ] = None,
    calendar: Annotated[int, typer.Option("--calendar", min=1, help="Orders go out every so many periods.")] = 1,
    budget: Annotated[float | None, typer.Option("--budget", min=0, help="Money for the orders of a period.")] = None,
    capacity: Annotated[
        float | None, typer.Option("--capacity", min=0, help="Volume that may be in stock and on its way.")
    ] = None,
    intake: Annotated[float | None, typer.Option("--intake", min=0, help="Volume that a period may order.")] = None,
    lost_sales: Annotated[
        bool, typer.Option("--lost-sales", help="What is not there is lost; else it waits for the next receipt.")
    ] = False,
    seed: Seed = 0,
    out: Out = None,
) -> int:
    """Simulate policies on what was asked for in the last periods, each decision from the past of its period only.

    Shows service, stock, orders and lost margin, and the stock that each policy needs for the same service.
    """
    from entrypoints.plan_case import Asked, Limited
    from entrypoints.plan_simulating import simulate_file

    asked = Asked(history, params, quantiles, origins, levels, period, method, seed)
    limited = Limited(lead, receipts, calendar, budget, capacity, intake, lost_sales)
    return simulate_file(screen, asked, limited, tuple(policy or ("default",)), out)


def backtest(  # noqa: PLR0913, PLR0917 - a command's options
    screen: Screen,
    history: History,
    params: Params = None,
    quantiles: Quantiles = None,
    origins: Origins = None,
    levels: Levels = None,
    period: Period = "week",
    method: Method = "default",
    seed: Seed = 0,
    out: Out = None,
) -> int:
    """Compare the forecast with what people use else: pinball, bias, coverage, and stock needed at equal service.

    Lead times as stated, orders in each period, no budget: the table of the published baselines.
    """
    from entrypoints.plan_case import Asked
    from entrypoints.plan_simulating import backtest_file

    return backtest_file(screen, Asked(history, params, quantiles, origins, levels, period, method, seed), out)
