"""``lading forecast``: quantiles of demand over lead plus review from a file, without Odoo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from entrypoints.cli_frame import Screen, command


def add_to(app: typer.Typer) -> None:
    """Hang the command into the whole command."""
    command(app, "forecast", panel="Planning")(forecast)


def forecast(  # noqa: PLR0913, PLR0917 - a command's options
    screen: Screen,
    history: Annotated[Path, typer.Option("--history", help="Parquet with series, t (0, 1, 2 …) and qty.")],
    out: Annotated[Path, typer.Option("--out", help="Parquet to write: series, origin, level, value.")],
    params: Annotated[
        Path | None,
        typer.Option("--params", help="Parquet with series, lead, cost, moq, pack; none: they are in the history."),
    ] = None,
    origins: Annotated[
        int | None,
        typer.Option("--origins", min=1, help="Forecast from each of the last N periods; none: from the end, once."),
    ] = None,
    levels: Annotated[
        str | None, typer.Option("--levels", help="Probabilities, like '0.5 0.9 0.95'; none: the usual eight.")
    ] = None,
    method: Annotated[str, typer.Option("--method", help="Name of the method.")] = "default",
    period: Annotated[
        Literal["day", "week", "month"], typer.Option("--period", help="What a period is: it says which seasons.")
    ] = "week",
    receipts: Annotated[
        Path | None,
        typer.Option(
            "--receipts", help="Parquet with series, ordered, received (t): lead times that vary; none: fixed."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the learned part.")] = 0,
) -> int:
    """Forecast demand over lead plus review of each series: the quantiles that are its order-up-to levels.

    From each origin the periods before it are used and nothing later. An absent period is 0. With receipts a quantile
    covers demand over a lead time as those before the first origin were.
    """
    from entrypoints.forecasting import forecast_file

    return forecast_file(screen, (history, params, receipts, out), origins, (numbers(levels), method, period, seed))


def numbers(text: str | None) -> tuple[float, ...] | None:
    """Levels as they were typed."""
    from domain.errors import Misconfigured

    if text is None:
        return None
    try:
        found = tuple(float(word) for word in text.replace(",", " ").split())
    except ValueError:
        found = ()
    if not found:
        raise Misconfigured(
            "A level is a number.", field="--levels", value=text, next_step="Write them like '0.5 0.9 0.95'."
        )
    return found
