"""Kinds of lines: what makes a line but its place, text and quantity, judged once by the rules for all of its kind.

Regular kinds only: a stated price, and nothing that hangs on the quantity or the day. Everything of a kind is taken
from what the house's own mapping and rules make of one line of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.facts import OrderFacts
from domain.frozen import built
from domain.profile import PartnerProfile
from domain.resolve import Terms, resolved_line
from domain.rules import run_rules
from domain.values.money import digits
from expectations.odoo_rows import line_values

PRICE_DECIMALS = 4
"""Prices are counted in units of the fourth decimal: products of a line then fit into 64 bits."""
KEY = dict.fromkeys(("sku", "partner_sku", "gtin", "unit", "unit_price", "terms"), pl.String)
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **KEY, "regular": pl.Boolean, "codes": pl.List(pl.String), "ours": pl.String, "before": pl.String,
    "between": pl.String, "after": pl.String, "digits": pl.Int64, "minor": pl.Int64, "price_units": pl.Int64,
    "line_lacks": pl.String, "price": pl.Float64, "discount": pl.Float64, "price_ratio": pl.Float64,
    "taxes_unknown": pl.Float64,
}  # fmt: skip
_MOST = 100_000
"""Kinds kept, so that a file of a million products does not fill the memory."""


@dataclass(frozen=True, slots=True)
class Example:
    """One order of those with the same terms, by which its kinds of lines are judged."""

    order: SalesOrder
    resolved: ResolvedOrder
    terms: Terms


def terms_text(terms: Terms, currency: str) -> str:
    """What of an order's terms decides about a simple line: price list, taxes and currency."""
    pricelist = terms.pricelist.record_id if terms.pricelist else 0
    return f"{pricelist}|{terms.taxes.known:d}|{terms.taxes.record_id}|{currency}"


@dataclass(slots=True)
class Kinds:
    """The kinds met so far by one process; what they came to stays for the whole plan."""

    profile: PartnerProfile
    _known: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_SCHEMA))

    def joined(self, lines: pl.DataFrame, examples: Mapping[str, Example], facts: OrderFacts) -> pl.DataFrame:
        """``lines`` with what is known of their kinds; every one has its terms among ``examples``."""
        unknown = lines.select(*KEY).unique(maintain_order=True).join(self._known, on=list(KEY), how="anti")
        if unknown.height:
            rows = [(*key, *self._judged(key, examples[key[-1]], facts)) for key in unknown.iter_rows()]
            kept = self._known if self._known.height < _MOST else self._known.clear()
            if kept.height != self._known.height:  # those of this batch are judged again
                self._known = kept
                return self.joined(lines, examples, facts)
            self._known = pl.concat([kept, pl.DataFrame(rows, _SCHEMA, orient="row")])
        return lines.join(self._known, on=list(KEY), how="left", maintain_order="left")

    def _judged(self, key: tuple[str, ...], example: Example, facts: OrderFacts) -> tuple[object, ...]:
        line = _line(key)
        resolved = resolved_line(line, example.terms)
        currency = example.order.currency
        places = digits(currency)
        if not _regular(line, resolved, example.terms) or places > PRICE_DECIMALS:
            return (False, *(None,) * (len(_SCHEMA) - len(KEY) - 1))
        _, lacks, _, _, price, discount, _, _, _, ratio, taxes_unknown = line_values(resolved, currency)
        units = int((line.unit_price or Decimal(0)).scaleb(PRICE_DECIMALS))
        known = (self._codes(line, resolved, example, facts), resolved.sku, *_cut(resolved), places, 10**places, units)
        return (True, *known, lacks, price, discount, ratio, taxes_unknown)

    def _codes(self, line: SalesOrderLine, resolved: ResolvedLine, example: Example, facts: OrderFacts) -> list[str]:
        """Numbers of what the rules say of a line of the kind."""
        order = example.order.model_copy(update={"lines": (line,)})
        whole = example.resolved.model_copy(update={"lines": (resolved,)})
        found = run_rules(order, whole, facts, self.profile)
        return sorted({one.code for one in found if one.path.startswith("lines[")})


def _regular(line: SalesOrderLine, resolved: ResolvedLine, terms: Terms) -> bool:
    """Whether each line of the kind, whatever its whole quantity and day, is mapped and judged alike."""
    match = terms.matcher.line(line)
    if resolved.included_tax or resolved.discount or (match.unit is not None and match.unit.rounding > 1):
        return False
    return match.product is None or not terms.matcher.prices.varies(match.product, terms.pricelist)


def _line(key: tuple[str, ...]) -> SalesOrderLine:
    """One of the kind, at the first place."""
    sku, partner_sku, gtin, unit, unit_price, _ = key
    return built(
        SalesOrderLine, position=1, partner_line="", sku=sku, partner_sku=partner_sku, gtin=gtin, description="",
        quantity=Decimal(1), unit=unit, unit_price=Decimal(unit_price), requested_date=None,
    )  # fmt: skip


def _cut(resolved: ResolvedLine) -> tuple[str, str, str]:
    """Its JSON around the text, the quantity and the amount; no value can hold an unescaped quotation mark."""
    text = resolved.__pydantic_serializer__.to_json(resolved).decode().removeprefix('{"position":1')
    before, _, rest = text.partition('"description":"",')
    between, _, after = rest.partition('"quantity":"1"')
    after = after[: after.rindex('"subtotal":"')]
    return f'{before}"description":"', f'",{between}"quantity":"', f'"{after}"subtotal":"'
