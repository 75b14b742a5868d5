"""The last word of the rules: what is counted over all runs is judged under locks, and kept in the same transaction.

Two runs that judge the same customer or product at once wait for each other: the second sees what the first let pass.
Locks come first in the transaction and in one order, so no two runs wait in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from domain.check_facts import CheckFacts, ShareFact
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.facts import OrderFacts
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.rules import Ahead, run_rules
from domain.rules.ahead import own_quantities
from domain.rules.worth import worth_with_tax
from ledger.book import Book
from ledger.commitments import Claim, CreditIn
from ledger.reservations import Reserve
from ledger.values import DocumentRow
from tasks.availability.keeping import goods_of
from tasks.availability.shares import Shares
from tasks.figures import code_of
from tasks.runtime.resources import Resources

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a document asks of credit and goods: an order itself, or by how much a change makes it larger."""

    row: DocumentRow
    order: SalesOrder
    resolved: ResolvedOrder
    facts: OrderFacts
    """With the figures that its checks need."""
    profile: PartnerProfile

    @property
    def customer(self) -> int | None:
        """The commercial customer's record; None: it is not known."""
        found = self.facts.customers_by_id.get(self.resolved.customer_id or 0)
        return found.house_id if found is not None else None

    def products(self) -> Iterator[tuple[int, str]]:
        """Products of which stock is kept: record and SKU."""
        for number in own_quantities(self.resolved, self.facts):
            product = self.facts.products_by_id[number]
            if product.storable:
                yield number, product.sku


def _as_found(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return found


@dataclass(frozen=True, slots=True)
class Judging:
    """A document on its way through the rules stage."""

    row: DocumentRow
    found: tuple[Finding, ...]
    """What was found of it already; what is counted over all runs is not among it."""
    wanted: Wanted | None = None
    """None: it takes nothing."""
    looked_at: Callable[[tuple[Finding, ...]], tuple[Finding, ...]] = _as_found
    """All findings, to those that decide."""


@dataclass(slots=True)
class Verdict:
    """Judges the documents of a batch one after the other, in one transaction."""

    book: Book
    house: Resources
    wanted: Sequence[Wanted]
    credit: bool
    """Some profile checks credit, so every order counts."""
    goods: bool
    """Some profile checks stock or shares."""
    ahead: Ahead = field(default_factory=Ahead)
    passed: list[Wanted] = field(default_factory=list)
    _owed: dict[tuple[int, int], list[Claim]] = field(default_factory=dict)
    """By company and customer."""
    _kept: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    """By SKU."""
    _shares: Shares | None = None

    @classmethod
    def begin(cls, book: Book, house: Resources, wanted: Sequence[Wanted]) -> Verdict:
        """Take the locks and read what other runs let pass; first thing in the transaction.

        Raises:
            TryAgain: another run holds a lock for too long.
        """
        checks = [one.checks for one in house.profiles.values()]
        made = cls(
            book, house, wanted,
            credit=any(one.credit for one in checks), goods=any(one.stock or one.allocation for one in checks),
        )  # fmt: skip
        if made.credit or made.goods:
            book.commitments.lock(made._keys())
            made._read()
        return made

    def findings(self, wanted: Wanted) -> tuple[Finding, ...]:
        """What the rules that count say of it, beside those of the batch that passed before."""
        if not wanted.profile.checks.live:
            return ()
        checks = wanted.facts.checks
        known = replace(
            checks,
            committed=self._committed(wanted, checks),
            kept=self._kept_beside(wanted, checks),
            share=self._share(wanted),
        )
        facts = wanted.facts.asked(known)
        return run_rules(wanted.order, wanted.resolved, facts, wanted.profile, self.ahead, counted=True)

    def let_pass(self, wanted: Wanted) -> None:
        """It passed: those after it see what it takes."""
        if self.credit or self.goods:
            self.ahead.take(wanted.resolved, wanted.facts)
            self.passed.append(wanted)

    def keep(self, moved: Collection[int]) -> None:
        """Write down what those take that passed and moved, for the other runs."""
        passed = [one for one in self.passed if one.row.id in moved and one.row.plan_id is None]
        if self.credit:
            self.book.commitments.hold_credit(self.house.odoo_target, [one for each in passed for one in _worth(each)])
        if self.goods:
            lines = [line for one in passed for line in _goods(one)]
            if lines:
                self.book.reservations.hold(passed[0].row.channel, lines, until=None)

    def _keys(self) -> Iterator[str]:
        for one in self.wanted:
            if self.credit and one.customer is not None:
                yield f"credit {self.house.odoo_target} {one.resolved.company_id} {one.customer}"
            if self.goods:
                for _, sku in one.products():
                    yield f"stock {sku}"

    def _read(self) -> None:
        owed: dict[int, dict[int, datetime]] = defaultdict(dict)
        for one in self.wanted:
            for customer, fact in one.facts.checks.credit.items():
                owed[fact.company_id][customer] = fact.read_at
        for company, customers in owed.items():
            since = min(customers.values())
            for claim in self.book.commitments.credit(self.house.odoo_target, company, sorted(customers), since):
                self._owed.setdefault((company, claim.customer_id), []).append(claim)
        counting = [one for one in self.wanted if one.profile.checks.stock or one.profile.checks.allocation]
        skus = sorted({sku for one in counting for _, sku in one.products()})
        if skus:
            reads = [fact.read_at for one in counting for fact in one.facts.checks.stock.values()]
            since = min(reads, default=self.book.commitments.now())
            for claim in self.book.commitments.stock(skus, since):
                self._kept[claim.sku].append(claim)
        if any(one.profile.checks.allocation for one in counting):
            self._shares = Shares.of(self.book, self.house, skus, without=self._mine)

    @property
    def _mine(self) -> frozenset[int]:
        """Documents of the batch that are judged now: ``ahead`` counts those that pass."""
        return frozenset(one.row.id for one in self.wanted)

    def _committed(self, wanted: Wanted, checks: CheckFacts) -> dict[int, Decimal]:
        fact = checks.credit.get(wanted.customer or 0)
        if fact is None:
            return {}
        claims = self._owed.get((fact.company_id, fact.customer_id), ())
        mine = self._mine
        amounts = [
            one.amount for one in claims if one.document_id not in mine and one.beside(fact.read_at, fact.counted)
        ]
        return {fact.customer_id: sum(amounts, _ZERO)}

    def _kept_beside(self, wanted: Wanted, checks: CheckFacts) -> dict[tuple[int, int], Decimal]:
        warehouse = wanted.resolved.warehouse_id or 0
        code = code_of(wanted.facts, warehouse)
        found: dict[tuple[int, int], Decimal] = {}
        for number, sku in wanted.products():
            fact = checks.stock.get((number, warehouse))
            if fact is not None:
                here = [one for one in self._before(wanted, sku) if one.warehouse == code]
                amounts = [one.amount for one in here if one.beside(fact.read_at, fact.counted)]
                found[number, warehouse] = sum(amounts, _ZERO)
        return found

    def _share(self, wanted: Wanted) -> dict[int, ShareFact]:
        if self._shares is None or not wanted.profile.checks.allocation:
            return {}
        return {
            number: share
            for number, sku in wanted.products()
            if (share := self._shares.of_channel(wanted.profile, sku, {one.id for one in self._before(wanted, sku)}))
        }

    def _before(self, wanted: Wanted, sku: str) -> list[Claim]:
        """Claims of others that go before it: judged, or made earlier; else two that wait would keep each other out."""
        claims, mine = self._kept.get(sku, ()), self._mine
        own = min((one.id for one in claims if one.document_id == wanted.row.id), default=None)
        return [one for one in claims if one.document_id not in mine and (one.judged or own is None or one.id < own)]


def _worth(wanted: Wanted) -> Iterator[CreditIn]:
    amount, company = worth_with_tax(wanted.resolved, wanted.facts), wanted.resolved.company_id
    if amount is not None and company is not None and wanted.customer is not None:
        yield CreditIn(wanted.row.id, company, wanted.customer, amount)


def _goods(wanted: Wanted) -> Iterator[Reserve]:
    kept = {sku for _, sku in wanted.products()}
    return (line for line in goods_of([(wanted.row, wanted.resolved)], wanted.facts) if line.sku in kept)
