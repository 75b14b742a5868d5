"""The one retry policy, by kind of error: only what could not be asked is asked again."""

from __future__ import annotations

from typing import Any

from domain.errors import LeaseLost, TryAgain

RETRY_DELAYS = [0.5, 2.0, 8.0]
"""Seconds before each retry of a stage; Prefect adds jitter."""


async def may_try_again(task: Any, run: Any, state: Any) -> bool:  # noqa: ANN401, ARG001 - Prefect's signature
    """True for TryAgain alone: a lost answer is looked up by the next batch, a refusal never sent again."""
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, TryAgain) and not isinstance(error, LeaseLost)
