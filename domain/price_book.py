"""Prices and taxes of one company's products, each computed once: what orders of a batch ask again and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from domain.documents.master import FiscalPosition, PriceList, PriceListEntry, Product
from domain.facts import OrderFacts
from domain.fiscal import TaxTerms
from domain.price_entries import may_apply
from domain.pricing import ListedPrices, PriceAnswer, expected_price

_MOST_ANSWERS = 100_000
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Entries:
    """Entries of one price list that may apply to one product, and what their choice depends on."""

    entries: tuple[PriceListEntry, ...]
    by_quantity: bool
    by_date: bool
    below: Mapping[int, ListedPrices]
    """The price lists that these build on."""


@dataclass(slots=True)
class PriceBook:
    """Answers about prices and taxes from one set of records."""

    facts: OrderFacts
    company_id: int | None
    _entries: dict[tuple[int, int], _Entries] = field(default_factory=dict)
    _answers: dict[tuple[int, int, Decimal, Decimal, date | None], PriceAnswer] = field(default_factory=dict)
    _taxes: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    _included: dict[tuple[int, tuple[int, ...] | None], Decimal] = field(default_factory=dict)

    def answer(
        self, product: Product, quantity: Decimal, per_unit: Decimal, *, pricelist: PriceList | None, on: date
    ) -> PriceAnswer:
        """The price of one unit of ``per_unit`` product units, where ``quantity`` of them are ordered."""
        entries = self._entries_of(product, pricelist)
        own = quantity * per_unit if entries.by_quantity else _ZERO
        day = on if entries.by_date else None
        key = (product.record_id, pricelist.record_id if pricelist else 0, own, per_unit, day)
        found = self._answers.get(key)
        if found is None:
            found = self._compute(product, (own, per_unit), entries, pricelist, on=on)
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[key] = found
        return found

    def varies(self, product: Product, pricelist: PriceList | None) -> bool:
        """Whether the product's price depends on the quantity or the day."""
        entries = self._entries_of(product, pricelist)
        return entries.by_quantity or entries.by_date

    def others(self, product: Product, per_unit: Decimal, pricelist: PriceList | None) -> Iterator[PriceAnswer]:
        """What each entry about the product would give where it held: at its own quantity and time."""
        entries = self._entries_of(product, pricelist)
        for one in entries.entries:
            moment = one.starts or one.ends or date.min
            alone = replace(entries, entries=(one,))
            yield self._compute(product, (one.min_quantity, per_unit), alone, pricelist, on=moment)

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
            found = self._entries[key] = self._fitting(product, key[1])
        return found

    def _fitting(self, product: Product, pricelist_id: int) -> _Entries:
        own = self._about(product, pricelist_id)
        below: dict[int, ListedPrices] = {}
        waiting = list(own)
        while waiting:
            number = waiting.pop().base_pricelist_id
            known = self.facts.pricelists.get(number or 0)
            if known is not None and known.record_id not in below:
                entries = self._about(product, known.record_id)
                below[known.record_id] = ListedPrices(known.currency, entries)
                waiting += entries
        every = [*own, *(entry for one in below.values() for entry in one.entries)]
        by_quantity = any(one.min_quantity for one in every)
        return _Entries(own, by_quantity, any(one.starts or one.ends for one in every), below)

    def _about(self, product: Product, pricelist_id: int) -> tuple[PriceListEntry, ...]:
        return tuple(one for one in self.facts.entries.get(pricelist_id, ()) if may_apply(one, product))

    def _compute(
        self,
        product: Product,
        quantity: tuple[Decimal, Decimal],
        entries: _Entries,
        pricelist: PriceList | None,
        *,
        on: date,
    ) -> PriceAnswer:
        company = self.facts.companies.get(self.company_id or 0)
        ours = company.currency if company else ""
        currency = pricelist.currency if pricelist else ours
        own, per_unit = quantity
        return expected_price(
            product,
            own,
            entries.entries,
            on,
            list_currency=ours or currency,
            pricelist_currency=currency,
            per_unit=per_unit,
            lists=entries.below,
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
