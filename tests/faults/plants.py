"""Planted bugs, by name: each breaks one thing in the process that calls it. No product code knows of them."""

from collections.abc import Callable
from datetime import UTC, datetime


def without_the_create_only_context() -> None:
    """``load`` writes over what is there."""
    from connectors.odoo import create_only, drafting
    from connectors.odoo.port import ENGLISH_UTC

    create_only.CREATE_ONLY = ENGLISH_UTC
    drafting.CREATE_ONLY = ENGLISH_UTC


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

    carry_out._record_intents = pretend


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

    gates.run_gate = lenient


def with_the_extract_gate_off() -> None:
    """Whatever was read goes on, and no circuit opens."""
    from expectations.gate import run_gate
    from tasks import gates

    def lenient(suite, frame, **options):
        if suite.gate == gates.EXTRACT.gate:
            return run_gate(suite, frame.clear())
        return run_gate(suite, frame, **options)

    gates.run_gate = lenient


def with_read_back_compared_to_itself() -> None:
    """What Odoo has is compared with what Odoo has."""
    from tasks import gates

    honest = gates.comparison_rows

    def same(resolved, read, **options):
        return [
            {**row, "sent": row["read"], "sent_number": row["read_number"], "difference": 0.0, "equal": True}
            for row in honest(resolved, read, **options)
        ]

    gates.comparison_rows = same


def with_price_but_no_discount() -> None:
    """The discount is left to Odoo, which takes it from the customer's price list."""
    from connectors.odoo import rows

    whole = rows._line_row
    rows._LINE_COLUMNS = rows._LINE_COLUMNS[:-1]
    rows._line_row = lambda external_id, line: whole(external_id, line)[:-1]


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
