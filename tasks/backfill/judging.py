"""Documents of a plan through the same mapping, rules and gates as live traffic, and nothing is recorded."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import polars as pl

from domain.backfill import Action
from domain.catalogue import finding
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.facts import OrderFacts, needs_of
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import apply_severities, decide, run_rules
from expectations.gate import GateResult, Waiver, run_gate
from expectations.odoo_rows import TRANSFORM, transform_rows, with_documents_of_key
from expectations.sales_order import EXTRACT, extract_frame_of, lines_from_json, population_frame
from tasks.backfill.guard import planned_hash
from tasks.backfill.kinds import Kinds
from tasks.backfill.short import Short, ShortForms, judge_short, short_order, simple_documents
from tasks.facts import facts_for, facts_of
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
    """What would be posted; None where it is not known, or the short form was enough."""
    short: Short | None = None

    @property
    def amount(self) -> Decimal:
        """Untaxed, of what would be posted; of what was read where that is not known."""
        known = self.resolved.untaxed_total if self.resolved else self.short.amount if self.short else None
        return self.read.total if known is None else known

    @property
    def resolved_hash(self) -> str:
        """Of what would be posted; empty: not known."""
        return planned_hash(self.resolved) if self.resolved else self.short.resolved_hash if self.short else ""


_ACTIONS: Mapping[str, Action] = {"checked": "create", "held": "held", "exception": "exception", "refused": "refused"}


class Judge:
    """Judges one channel's documents, batch by batch; remembers the kinds of lines that it met."""

    def __init__(self, house: Resources, channel: str, *, short: bool = True) -> None:
        """``short``: whether documents of simple lines may be judged by their short form (the outcome is the same)."""
        self._house, self._channel = house, channel
        self._profile = house.profile(channel).of_any_age()
        self._short = short and not self._profile.alike_days  # likeness is of all lines
        self._kinds = Kinds(self._profile)

    def judge(self, documents: Sequence[Read], whole: Container[str] = ()) -> list[Judged]:
        """Judge a batch; answers stand in its order.

        Args:
            documents: as read.
            whole: external ids of those whose ``resolved`` is needed: they stand in Odoo.

        Raises:
            TryAgain: the mirror could not be refreshed, or the ledger is away.
        """
        population, waivers = self._seen()
        lines = lines_from_json([(one.external_id, one.payload) for one in documents])
        frame = extract_frame_of(lines, house_account=bool(self._profile.house_account))
        extract = run_gate(EXTRACT, frame, population=population, waivers=waivers)
        del frame
        if extract.stops:
            return [Judged(one, "blocked", (_stop(extract),)) for one in documents]
        bad = {key: apply_severities(found, self._profile) for key, found in extract.bad.items()}
        halted = {key for key, found in bad.items() if decide(found) != "checked"}
        ruled = _Ruled(self._house, self._profile, self._kinds)
        ruled.take(documents, lines, short=self._short, skipped=halted, whole=whole)
        judged = []
        for number, read in enumerate(documents):
            first = bad.get(read.external_id, ())
            if read.external_id in halted:
                judged.append(Judged(read, _ACTIONS[decide(first)], (*read.findings, *first)))
            else:
                judged.append(ruled.judged(number, read, first))
        return self._transformed(judged, ruled.forms, waivers)

    def _seen(self) -> tuple[pl.DataFrame, list[Waiver]]:
        """The channel's last documents, and what need not hold of it."""
        with self._house.ledger.open() as book:
            population = population_frame(book.population(self._channel, POPULATION))
            found = book.circuits.waivers(self._channel)
        return population, [
            Waiver(one.code, one.approver, one.reason, one.expires_at, channel=one.channel) for one in found
        ]

    def _transformed(self, judged: list[Judged], forms: ShortForms, waivers: Sequence[Waiver]) -> list[Judged]:
        """Those that passed the rules through the gate before posting."""
        passed = [(number, one) for number, one in enumerate(judged) if one.action == "create"]
        if not passed:
            return judged
        rows = transform_rows((number, one.resolved) for number, one in passed if one.resolved is not None)
        shorts = forms.gate_rows([number for number, one in passed if one.short is not None])
        result = run_gate(TRANSFORM, with_documents_of_key(rows, shorts), waivers=waivers)
        stopped = (_stop(result),) if result.stops else ()
        for number, one in passed:
            bad = apply_severities(result.bad.get(one.read.external_id, ()), self._profile)
            if stopped:
                judged[number] = replace(one, action="blocked", findings=stopped)
            elif bad:
                judged[number] = replace(one, action=_ACTIONS[decide(bad)], findings=(*one.findings, *bad))
        return judged


class _Ruled:
    """A batch through mapping and rules: short where that is enough, else each line of a document."""

    def __init__(self, house: Resources, profile: PartnerProfile, kinds: Kinds) -> None:
        self._house, self._profile, self._kinds = house, profile, kinds
        self._orders: dict[int, SalesOrder] = {}

    def take(
        self,
        documents: Sequence[Read],
        lines: pl.DataFrame,
        *,
        short: bool,
        skipped: Container[str],
        whole: Container[str],
    ) -> None:
        """Parse, fetch the facts, and judge what is short."""
        simple = simple_documents(lines) if short else set()
        shorts: dict[int, SalesOrder] = {}
        for number, one in enumerate(documents):
            if one.external_id in skipped:
                continue
            wanted = number in simple and one.external_id not in whole
            head = short_order(one.payload) if wanted else None
            if head is not None:
                shorts[number] = head
            else:
                self._orders[number] = SalesOrder.model_validate_json(one.payload)
        self.facts = self._facts(lines, shorts)
        self.forms = judge_short(lines, shorts, self.facts, self._kinds)

    def _facts(self, lines: pl.DataFrame, shorts: Mapping[int, SalesOrder]) -> OrderFacts:
        if self._profile.alike_days:
            return facts_for(self._house, list(self._orders.values()), self._profile)
        orders = [*shorts.values(), *self._orders.values()]
        parties = [party for order in orders for party in (order.customer, order.ship_to) if party is not None]
        codes = lines.select(pl.col("sku", "partner_sku", "gtin").fill_null("")).unique().iter_rows()
        return facts_of(self._house, needs_of(parties, codes, self._profile))

    def judged(self, number: int, read: Read, first: tuple[Finding, ...]) -> Judged:
        """What the rules say of one document; ``first``: what the gate said."""
        short = self.forms.found.get(number)
        if short is not None:
            found = (*apply_severities(read.findings, self._profile), *short.findings)
            return Judged(read, _ACTIONS[decide(found)], (*first, *found), short=short)
        order = self._orders.pop(number, None) or SalesOrder.model_validate_json(read.payload)
        resolved = resolve(order, self.facts, self._profile)
        found = (*read.findings, *run_rules(order, resolved, self.facts, self._profile))
        found = apply_severities(found, self._profile)
        return Judged(read, _ACTIONS[decide(found)], (*first, *found), resolved)


def _stop(result: GateResult) -> Finding:
    first = result.stops[0]
    return finding("BF-GATE-001", gate=result.gate, says=f"{first.code} {first.message}")
