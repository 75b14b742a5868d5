"""Documents of a plan through the same mapping, rules and gates as live traffic, and nothing is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.backfill import Action
from domain.catalogue import finding
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.findings import Finding
from domain.resolve import resolve
from domain.rules import apply_severities, decide, run_rules
from expectations.gate import GateResult, Waiver, run_gate
from expectations.odoo_rows import TRANSFORM, transform_frame
from expectations.sales_order import EXTRACT, extract_frame_from_json, population_frame
from tasks.facts import facts_for
from tasks.runtime.resources import Resources

POPULATION = 200


@dataclass(frozen=True, slots=True)
class Read:
    """A document as a reader gave it, cut down to what is needed: it crosses from process to process."""

    file: int
    ordinal: int
    external_id: str
    content_hash: str
    number: str
    ordered_on: date
    currency: str
    total: Decimal
    lines: int
    payload: bytes
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What live traffic would do with a document that Odoo and the ledger do not know."""

    read: Read
    action: Action
    findings: tuple[Finding, ...] = ()
    resolved: ResolvedOrder | None = None


_ACTIONS: Mapping[str, Action] = {"checked": "create", "held": "held", "exception": "exception", "refused": "refused"}


def judge(house: Resources, channel: str, documents: Sequence[Read]) -> list[Judged]:
    """Judge a batch; answers stand in its order.

    Raises:
        TryAgain: the mirror could not be refreshed, or the ledger is away.
    """
    profile = house.profile(channel).of_any_age()
    with house.ledger.open() as book:
        population = population_frame(book.population(channel, POPULATION))
        waivers = [
            Waiver(one.code, one.approver, one.reason, one.expires_at, channel=one.channel)
            for one in book.circuits.waivers(channel)
        ]
    frame = extract_frame_from_json(
        [(one.external_id, one.payload) for one in documents], house_account=bool(profile.house_account)
    )
    extract = run_gate(EXTRACT, frame, population=population, waivers=waivers)
    if extract.stops:
        return _blocked(documents, extract)
    orders = [SalesOrder.model_validate_json(one.payload) for one in documents]
    facts = facts_for(house, orders, profile)
    judged: list[Judged] = []
    for read, order in zip(documents, orders, strict=True):
        bad = apply_severities(extract.bad.get(read.external_id, ()), profile)
        if decide(bad) != "checked":
            judged.append(Judged(read, _ACTIONS[decide(bad)], (*read.findings, *bad)))
            continue
        resolved = resolve(order, facts, profile)
        found = apply_severities((*read.findings, *run_rules(order, resolved, facts, profile)), profile)
        judged.append(Judged(read, _ACTIONS[decide(found)], (*bad, *found), resolved))
    return _transformed(judged, waivers, house, channel)


def _transformed(judged: list[Judged], waivers: Sequence[Waiver], house: Resources, channel: str) -> list[Judged]:
    """Those that passed the rules through the gate before posting."""
    passed = [one.resolved for one in judged if one.action == "create" and one.resolved is not None]
    if not passed:
        return judged
    result = run_gate(TRANSFORM, transform_frame(passed), waivers=waivers)
    if result.stops:
        return [
            one if one.action != "create" else Judged(one.read, "blocked", (_stop(result),), one.resolved)
            for one in judged
        ]
    return [_after_gate(one, result, house, channel) if one.action == "create" else one for one in judged]


def _after_gate(one: Judged, result: GateResult, house: Resources, channel: str) -> Judged:
    bad = apply_severities(result.bad.get(one.read.external_id, ()), house.profile(channel))
    if not bad:
        return one
    return Judged(one.read, _ACTIONS[decide(bad)], (*one.findings, *bad), one.resolved)


def _blocked(documents: Sequence[Read], result: GateResult) -> list[Judged]:
    return [Judged(one, "blocked", (_stop(result),)) for one in documents]


def _stop(result: GateResult) -> Finding:
    first = result.stops[0]
    return finding("BF-GATE-001", gate=result.gate, says=f"{first.code} {first.message}")
