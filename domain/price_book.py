"""Prices and taxes of one company's products, each computed once: what orders of a batch ask again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain.documents.master import FiscalPosition, PriceList, PriceListEntry, Product
from domain.facts import OrderFacts
from domain.fiscal import TaxTerms
from domain.pricing import PriceAnswer, expected_price, may_apply

_MOST_ANSWERS = 100_000
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Entries:
    """Entries of one price list that may apply to one product, and what their choice depends on."""

    entries: tuple[PriceListEntry, ...]
    by_quantity: bool
    by_date: bool


@dataclass(slots=True)
class PriceBook:
    """Answers about prices and taxes from one set of records."""

    facts: OrderFacts
    company_id: int | None
    _entries: dict[tuple[int, int], _Entries] = field(default_factory=dict)
    _answers: dict[tuple[int, int, Decimal, date | None], PriceAnswer] = field(default_factory=dict)
    _taxes: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    _included: dict[tuple[int, tuple[int, ...] | None], Decimal] = field(default_factory=dict)

    def answer(
        self, product: Product, quantity: Decimal, per_unit: Decimal, *, pricelist: PriceList | None, on: date
    ) -> PriceAnswer:
        """The price of one product unit where ``quantity`` units of ``per_unit`` product units each are ordered."""
        entries = self._entries_of(product, pricelist)
        own = quantity * per_unit if entries.by_quantity else _ZERO
        key = (product.record_id, pricelist.record_id if pricelist else 0, own, on if entries.by_date else None)
        found = self._answers.get(key)
        if found is None:
            found = self._compute(product, own, entries.entries, pricelist, on=on)
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[key] = found
        return found

    def taxes(self, product: Product, position: TaxTerms) -> tuple[int, ...] | None:
        """Taxes that the system of record should put on a line; None: not known."""
        if not position.known:
            return None
        key = (product.record_id, position.record_id)
        found = self._taxes.get(key)
        if found is None:
            found = self._taxes[key] = self._mapped_taxes(product, self.facts.fiscal_positions.get(position.record_id))
        return found

    def included(self, product: Product, taxes: tuple[int, ...] | None) -> Decimal:
        """Percent of tax that the product's price includes; 0 where it is without tax."""
        key = (product.record_id, taxes)
        found = self._included.get(key)
        if found is None:
            known = (self.facts.taxes.get(tax) for tax in (product.tax_ids if taxes is None else taxes))
            found = sum((tax.amount for tax in known if tax is not None and tax.price_include), _ZERO)
            self._included[key] = found
        return found

    def _entries_of(self, product: Product, pricelist: PriceList | None) -> _Entries:
        key = (product.record_id, pricelist.record_id if pricelist else 0)
        found = self._entries.get(key)
        if found is None:
            fitting = tuple(one for one in self.facts.entries.get(key[1], ()) if may_apply(one, product))
            by_quantity = any(one.min_quantity for one in fitting)
            by_date = any(one.starts or one.ends for one in fitting)
            found = self._entries[key] = _Entries(fitting, by_quantity, by_date)
        return found

    def _compute(
        self,
        product: Product,
        quantity: Decimal,
        entries: tuple[PriceListEntry, ...],
        pricelist: PriceList | None,
        *,
        on: date,
    ) -> PriceAnswer:
        company = self.facts.companies.get(self.company_id or 0)
        ours = company.currency if company else ""
        currency = pricelist.currency if pricelist else ours
        return expected_price(
            product, quantity, entries, on, list_currency=ours or currency, pricelist_currency=currency
        )

    def _mapped_taxes(self, product: Product, position: FiscalPosition | None) -> tuple[int, ...]:
        ours = [tax for tax in product.tax_ids if self._is_ours(tax)]
        if position is None:
            return tuple(sorted(ours))
        mapped: set[int] = set()
        for tax in () if position.removes_all else ours:
            instead = {to for source, to in position.tax_map if source == tax}
            mapped |= instead - {0} if instead else {tax}
        return tuple(sorted(mapped))

    def _is_ours(self, tax_id: int) -> bool:
        tax = self.facts.taxes.get(tax_id)
        return tax is not None and (tax.company_id is None or tax.company_id == self.company_id)
