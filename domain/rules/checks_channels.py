"""One order by several channels: compared in our own records, because each channel has words of its own."""

from __future__ import annotations

from collections.abc import Iterator

from domain.catalogue import finding
from domain.findings import Finding
from domain.likeness import likeness_of_ours
from domain.rules.registry import Case, rule


@rule("SO-ALIKE-003")
def order_came_by_no_other_channel(case: Case) -> Iterator[Finding]:
    """No earlier order of the customer by another channel is nearly the same; the likest is told, with the money."""
    check = case.profile.checks.alike
    earlier = case.facts.checks.elsewhere.get(case.resolved.external_id, ()) if check is not None else ()
    scored = [(likeness_of_ours(case.resolved, one.order), one) for one in earlier]
    best = max(scored, key=lambda pair: pair[0].score, default=None)
    if check is None or best is None or best[0].score < check.score:
        return
    found, other = best
    yield finding(
        "SO-ALIKE-003",
        path="number",
        value=other.order.number,
        when=other.seen_on,
        channel=other.channel,
        theirs=f"{other.order.untaxed_total} {other.order.currency}",
        ours=f"{case.resolved.untaxed_total} {case.resolved.currency}",
        score=found.score,
        reasons=found.words(),
    )
