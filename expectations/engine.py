"""Great Expectations at work: a frame and expectations in, which hold and which rows fail out.

Two passes, because most gates pass: a quick one that only says yes or no, then the failing ones again in full.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from domain.errors import Misconfigured
from expectations.suite import Expect

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

_NAME = "lading"
Detail = Literal["BOOLEAN_ONLY", "COMPLETE"]
_kept = threading.local()


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one expectation."""

    expect: Expect
    holds: bool
    rows: tuple[int, ...] = ()
    """Places of the failing rows in the frame, from 0."""
    observed: float | None = None
    """The measured value of an expectation on a whole column."""


def judge(frame: pl.DataFrame, expectations: Sequence[Expect]) -> list[Judged]:
    """Judge every expectation on ``frame``, in the order given.

    Raises:
        Misconfigured: an expectation can't be judged on this frame: a mistake in the suite, never in the data.
    """
    if not expectations or frame.is_empty():
        return [Judged(one, holds=True) for one in expectations]
    first = _run(frame, expectations, "BOOLEAN_ONLY")
    failing = [one for one in expectations if not first[one.code].success]
    full = _run(frame, failing, "COMPLETE") if failing else {}
    return [_judged(one, full.get(one.code)) for one in expectations]


def _judged(expect: Expect, result: ExpectationValidationResult | None) -> Judged:
    if result is None:
        return Judged(expect, holds=True)
    told = result.result
    rows = told.get("unexpected_index_list") or ()
    observed = told.get("observed_value")
    number = float(observed) if isinstance(observed, int | float) else None
    return Judged(expect, holds=False, rows=tuple(int(row) for row in rows), observed=number)


def _run(frame: pl.DataFrame, expectations: Sequence[Expect], detail: Detail) -> dict[str, ExpectationValidationResult]:
    """Results by code; a fresh suite each time, because Great Expectations writes into the one it is given."""
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    from great_expectations import ExpectationSuite
    from great_expectations import expectations as kinds

    suite = ExpectationSuite(
        name=_NAME,
        expectations=[
            getattr(kinds, f"Expect{one.kind}")(column=one.column, meta={"code": one.code}, **one.options)
            for one in expectations
        ],
    )
    columns = list(dict.fromkeys(one.column for one in expectations))
    batch = _definition().get_batch({"dataframe": frame.select(columns).to_pandas()})
    return dict(_coded(one) for one in batch.validate(suite, result_format=detail).results)


def _coded(result: ExpectationValidationResult) -> tuple[str, ExpectationValidationResult]:
    meta = result.expectation_config.meta if result.expectation_config else None
    code = str((meta or {}).get("code", ""))
    # One for the whole, or one for each measure that failed.
    told = result.exception_info
    for one in (told, *(part for part in told.values() if isinstance(part, dict))):
        if one.get("raised_exception"):
            raise Misconfigured(
                f"Expectation {code} can't be judged: {one.get('exception_message')}.",
                next_step="This is a mistake in expectations/: report it with this message.",
            )
    return code, result


def _definition() -> BatchDefinition[Any]:
    """This thread's way to hand a frame over: a context each, for they are not made to be shared."""
    known: BatchDefinition[Any] | None = getattr(_kept, "definition", None)
    if known is None:
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        # This one sets its own level when it is imported.
        logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
        context = gx.get_context(mode="ephemeral")
        context.enable_analytics(enable=False)
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas(_NAME).add_dataframe_asset(_NAME)
        known = _kept.definition = asset.add_batch_definition_whole_dataframe(_NAME)
    return known
