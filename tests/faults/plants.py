"""Planted bugs, by name: each breaks one thing in the process that calls it. No product code knows of them.

A plant that no longer fits the code it breaks raises ``DoesNotFit``: it must never pass for a bug that was noticed.
"""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any


class DoesNotFit(Exception):
    """The code that a plant breaks has changed: the plant has to be mended before it says anything."""


def _put(module: ModuleType, name: str, planted: Any) -> None:
    """Replace what the module calls by that name; a function only by one that takes the same arguments."""
    try:
        honest = getattr(module, name)
    except AttributeError:
        message = f"{module.__name__} has no {name} any more"
        raise DoesNotFit(message) from None
    if inspect.isfunction(honest) and not _takes(planted, honest):
        message = f"{module.__name__}.{name}{inspect.signature(honest)} is not what the plant replaces"
        raise DoesNotFit(message)
    setattr(module, name, planted)


def _takes(planted: Callable[..., Any], honest: Callable[..., Any]) -> bool:
    """Whether every call that fits the one fits the other: by position, and by name."""
    theirs = inspect.signature(honest).parameters.values()
    by_position = [one for one in theirs if one.kind in {one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD}]
    by_name = {one.name: None for one in theirs if one.kind is one.KEYWORD_ONLY}
    required = {one.name: None for one in theirs if one.kind is one.KEYWORD_ONLY and one.default is one.empty}
    try:
        for named in (by_name, required):
            inspect.signature(planted).bind(*by_position, **named)
    except TypeError:
        return False
    return True


def without_the_create_only_context() -> None:
    """``load`` writes over what is there."""
    from connectors.odoo import create_only, drafting
    from connectors.odoo.port import ENGLISH_UTC

    _put(create_only, "CREATE_ONLY", ENGLISH_UTC)
    _put(drafting, "CREATE_ONLY", ENGLISH_UTC)


def without_the_intent() -> None:
    """The call goes out with nothing written down before it."""
    from ledger.values import IntentRow
    from tasks import carry_out

    def pretend(house, batch, documents, effect):
        now = datetime.now(UTC)
        return {
            row.id: IntentRow(
                row.external_id,
                row.id,
                effect.operation,
                effect.target,
                "",
                row.attempt,
                "recorded",
                None,
                None,
                now,
                None,
                new=True,
            )
            for row in documents
        }

    _put(carry_out, "_record_intents", pretend)


def without_the_fence() -> None:
    """Whoever asks may record, whether the claim is still theirs or not."""
    from ledger.statements import statement, texts

    known = texts()
    alive = "AND ended_at IS NULL AND lease_until > clock_timestamp()"
    for name in (
        "record_intents",
        "settle_intents",
        "move_documents",
        "postpone_threads",
        "alive_claim",
        "renew_claim",
    ):
        unfenced = known[name].replace(alive, "").replace("AND ended_at IS NULL", "")
        if unfenced == known[name]:
            message = f"the statement {name} has no fence of this shape any more"
            raise DoesNotFit(message)
        known[name] = unfenced.replace("JOIN mine ON mine.id = t.batch_id", "CROSS JOIN mine")
    statement.cache_clear()


def with_the_read_back_gate_off() -> None:
    """Every draft passes."""
    from expectations.gate import run_gate
    from tasks import gates

    def lenient(suite, frame, **options):
        if suite.gate == gates.READ_BACK.gate:
            return run_gate(suite, frame.clear(), **options)
        return run_gate(suite, frame, **options)

    _put(gates, "run_gate", lenient)


def with_the_extract_gate_off() -> None:
    """Whatever was read goes on, and no circuit opens."""
    from expectations.gate import run_gate
    from tasks import gates

    def lenient(suite, frame, **options):
        if suite.gate == gates.EXTRACT.gate:
            return run_gate(suite, frame.clear())
        return run_gate(suite, frame, **options)

    _put(gates, "run_gate", lenient)


def with_read_back_compared_to_itself() -> None:
    """What Odoo has is compared with what Odoo has."""
    from tasks import gates

    honest = gates.comparison_rows

    def same(resolved, read, **options):
        return [
            {**row, "sent": row["read"], "sent_number": row["read_number"], "difference": 0.0, "equal": True}
            for row in honest(resolved, read, **options)
        ]

    _put(gates, "comparison_rows", same)


def with_price_but_no_discount() -> None:
    """The discount is left to Odoo, which takes it from the customer's price list."""
    from connectors.odoo import rows

    whole = rows._line_row
    if rows.LINE_COLUMNS[-1] != "order_line/discount":
        message = "the last column of a line is not its discount any more"
        raise DoesNotFit(message)
    _put(rows, "LINE_COLUMNS", rows.LINE_COLUMNS[:-1])
    _put(rows, "_line_row", lambda external_id, line: whole(external_id, line)[:-1])


PLANTS: dict[str, Callable[[], None]] = {
    one.__name__.replace("_", " "): one
    for one in (
        without_the_create_only_context,
        without_the_intent,
        without_the_fence,
        with_the_read_back_gate_off,
        with_the_extract_gate_off,
        with_read_back_compared_to_itself,
        with_price_but_no_discount,
    )
}
