"""What one piece costs after discounts, exact to the last cent: a sum that can't be shared evenly makes two lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from connectors.shopify.wire import Bag
from domain.values.money import minor_unit

_PRECISION = 60
Part = tuple[Decimal, Decimal]
"""Quantity and price of one piece."""


@dataclass(frozen=True, slots=True)
class Purse:
    """Whose money counts, and what becomes of taxes that prices hold."""

    currency: str
    theirs: bool
    """The customer's money instead of the shop's."""
    less_tax: bool
    """Prices hold taxes, which are taken off."""

    def of(self, bag: Bag) -> Decimal | None:
        """The amount that counts; None: not stated."""
        return bag[2] if self.theirs and bag[2] is not None else bag[0]

    def total(self, bags: Sequence[Bag]) -> Decimal:
        """The sum of what is stated."""
        return sum((self.of(bag) or Decimal(0) for bag in bags), Decimal(0))

    def parts(
        self, price: Decimal, bags: tuple[Sequence[Bag], Sequence[Bag]], counts: tuple[Decimal, Decimal]
    ) -> list[Part]:
        """Quantities and prices that together are what is to be paid.

        Args:
            price: of one piece, as stated.
            bags: discounts and taxes of all pieces that were ordered.
            counts: pieces that were ordered, and how many of them are wanted.
        """
        ordered, wanted = counts
        off = self.total(bags[0]) + (self.total(bags[1]) if self.less_tax else Decimal(0))
        if not off or not ordered:
            return [(wanted, price)]
        with localcontext() as context:
            context.prec = _PRECISION
            total = (price * ordered - off) * wanted / ordered
            return shared(total, wanted, minor_unit(self.currency))


def shared(total: Decimal, wanted: Decimal, unit: Decimal) -> list[Part]:
    """``total``, rounded to the currency's ``unit``, over ``wanted`` pieces; the dearer pieces come last.

    10.00 over 3 is two at 3.33 and one at 3.34. What is not countable in whole pieces stays one line.
    """
    cents = (total / unit).quantize(Decimal(1), ROUND_HALF_UP)
    if wanted <= 0 or wanted != wanted.to_integral_value():
        return [(wanted, cents * unit / wanted if wanted else cents * unit)]
    each, rest = divmod(cents, wanted)
    if cents < 0 and rest:
        each, rest = each - 1, rest + wanted
    parts = [(wanted - rest, each * unit), (rest, (each + 1) * unit)]
    return [(count, price) for count, price in parts if count]
