"""Tax: what a tax engine says beside what Odoo's fiscal position gives."""

from __future__ import annotations

from collections.abc import Iterator

from domain.catalogue import finding
from domain.findings import Finding
from domain.rules.registry import Case, rule
from domain.taxes import tax_differences
from domain.values.money import round_money


@rule("SO-TAX-001", "SO-TAX-002")
def tax_is_the_engines(case: Case) -> Iterator[Finding]:
    """Where a tax engine is asked, Odoo's taxes come to the same, line by line."""
    check = case.profile.checks.tax
    answer = case.facts.checks.taxes.get(case.resolved.external_id) if check is not None else None
    if check is None or answer is None:
        return
    if answer.why_not:
        yield finding("SO-TAX-002", path="lines", value=case.order.number, why=answer.why_not)
        return
    for one in tax_differences(case.resolved, case.facts, answer, check.tolerance):
        path = f"lines[{one.position}].subtotal"
        currency = case.order.currency
        yield finding(
            "SO-TAX-001",
            path=path,
            value=round_money(one.engine, currency),
            sku=one.sku,
            ours=one.ours,
            currency=currency,
            why=one.why,
        )
