"""Rules on a change: what it says about lines and head is judged as an order's would be, and what it may not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from domain.catalogue import OF_READERS, finding
from domain.change_growth import growth, of_growth, of_worth
from domain.changing import concerns, older_than
from domain.documents.resolved_order import ResolvedOrder
from domain.facts import OrderFacts
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.rules import apply_severities, run_rules
from ledger.values import DocumentRow
from tasks.changes.cases import ChangeCase, cases_of
from tasks.facts import facts_for
from tasks.figures import with_figures
from tasks.runtime.resources import Resources
from tasks.verdict import Judging, Wanted


def judged_changes(house: Resources, profile: PartnerProfile, rows: Sequence[DocumentRow]) -> list[Judging]:
    """What is found of each mapped change, and what it asks for beyond its order as it stands.

    Raises:
        TryAgain: the mirror is too old and Odoo cannot be asked.
    """
    cases = cases_of(house, rows)
    if not cases:
        return []
    ours = [case for case in cases if case.base is not None]
    fresh = any(row.attempt or row.waived for row in rows)
    facts = facts_for(house, [case.applied.order for case in ours], profile, fresh=fresh) if ours else None
    judging = []
    for case in cases:
        found = [one for one in case.row.findings if one.code in OF_READERS]
        found += _of_change(case)
        wanted = None
        if facts is not None and case.base is not None and case.change.purpose == "change":
            wanted = _more(house, profile, facts, case, case.base)
            found += _of_rules(profile, facts, case, case.base, wanted)
        judging.append(Judging(case.row, tuple(found), wanted, partial(_severe, profile)))
    return judging


def _severe(profile: PartnerProfile, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return apply_severities(found, profile)


def _after(case: ChangeCase) -> ResolvedOrder:
    return ResolvedOrder.model_validate_json(case.row.resolved or b"{}")


def _more(
    house: Resources, profile: PartnerProfile, facts: OrderFacts, case: ChangeCase, base: ResolvedOrder
) -> Wanted | None:
    """What is wanted more than before, with the figures that it is judged by; None: nothing is."""
    more = growth(case.applied.order, base, _after(case))
    if more is None:
        return None
    live = profile.model_copy(update={"checks": profile.checks.of_growth()})
    known = with_figures(house, [more[0]], [more[1]], live, facts)
    return Wanted(case.row, more[0], more[1], known, profile)


def _of_rules(
    profile: PartnerProfile, facts: OrderFacts, case: ChangeCase, base: ResolvedOrder, wanted: Wanted | None
) -> list[Finding]:
    """Of the lines and fields that the change touches; of what is wanted more, as far as nothing is counted for it."""
    after, order = _after(case), case.applied.order
    said = [one for one in run_rules(order, after, facts, profile, counted=False) if not of_growth(one)]
    found = [one for one in said if concerns(case.applied, case.change, one) or of_worth(one, base, after)]
    if wanted is not None:
        more = run_rules(wanted.order, wanted.resolved, wanted.facts, profile, counted=False)
        found += [one for one in more if of_growth(one)]
    return found


def _of_change(case: ChangeCase) -> list[Finding]:
    older = older_than(case.change, case.earlier)
    found = list(case.applied.findings) if case.base is not None else []
    return [*found, *([older] if older else [])]


def cancelled_before(house: Resources, rows: Sequence[DocumentRow]) -> Mapping[int, tuple[Finding, ...]]:
    """By document: why an order is refused whose cancellation came before it, and waits behind it."""
    if not rows:
        return {}
    with house.ledger.open() as book:
        cancels = book.documents.cancels([row.thread_id for row in rows])
    return {
        row.id: (finding("SC-CANC-001", path="number", value=row.number, cancelled=_moment(cancels[row.thread_id])),)
        for row in rows
        if row.thread_id in cancels
    }


def _moment(row: DocumentRow) -> str:
    return f"{row.captured_at:%Y-%m-%d %H:%M %Z}"
