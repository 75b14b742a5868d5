"""An order as a shop states it, whichever of its two shapes it came in: webhook (REST) or GraphQL Admin API."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from connectors.formats.numbers import decimal_of

Bag = tuple[Decimal | None, str, Decimal | None, str]
"""Amount and currency of the shop, amount and currency of the customer."""
NO_BAG: Bag = (None, "", None, "")


@dataclass(frozen=True, slots=True)
class ShopAddress:
    """A place, as stated."""

    name: str = ""
    lines: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True, slots=True)
class ShopLine:
    """One line item; quantities in pieces."""

    id: str
    sku: str
    variant: str
    title: str
    ordered: Decimal
    """With what was added by edits."""
    current: Decimal
    """Without what was taken off, cancelled or returned."""
    fulfillable: Decimal | None
    price: Bag
    """Of one piece, before discounts."""
    discounts: tuple[Bag, ...]
    """Of all pieces that were ordered."""
    taxes: tuple[Bag, ...]
    gift_card: bool


@dataclass(frozen=True, slots=True)
class ShopCharge:
    """What is asked for shipping."""

    id: str
    title: str
    price: Bag
    discounts: tuple[Bag, ...]
    taxes: tuple[Bag, ...]


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """One order at one moment (``updated_at``)."""

    id: str
    name: str
    created_at: datetime | None
    updated_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    currency: str
    """The shop's."""
    presentment: str
    """The customer's."""
    taxes_included: bool
    test: bool
    source: str
    financial: str
    """Lower case: paid, pending, voided."""
    fulfillment: str
    """Lower case; empty: nothing yet."""
    customer: str
    company_location: str
    customer_name: str
    billing: ShopAddress | None
    shipping: ShopAddress | None
    lines: tuple[ShopLine, ...]
    charges: tuple[ShopCharge, ...]
    subtotal: Bag
    """Of the lines as they are now, discounts taken off, shipping left out."""
    extras: Mapping[str, Bag]
    """Tips, duties and fees, by name; those that are zero are left out."""
    returned: Mapping[str, Decimal]
    """Pieces that came back after they were shipped, by line."""
    refunded: bool
    note: str
    po_number: str


FINANCIAL = frozenset(
    {"authorized", "expired", "paid", "partially_paid", "partially_refunded", "pending", "refunded", "voided"}
)
FULFILLMENT = frozenset(
    {
        "fulfilled", "in_progress", "not_eligible", "on_hold", "open", "partial", "partially_fulfilled",
        "pending_fulfillment", "request_declined", "restocked", "scheduled", "unfulfilled",
    }
)  # fmt: skip
"""Both shapes' words: OrderDisplayFinancialStatus, OrderDisplayFulfillmentStatus, and those of webhooks."""


@dataclass(slots=True)
class Fields:
    """An object's fields by name; what is missing or of another type is kept for the finding, and None is given."""

    value: Mapping[str, object]
    path: str
    wrong: list[str] = field(default_factory=list)

    def text(self, name: str, *, needed: bool = False) -> str:
        """A text or a number as text; empty: null or not there."""
        found = self.value.get(name)
        if isinstance(found, str) and (found or not needed):
            return found.strip()
        if found is not None or needed:
            self._say(name)
        return ""

    def flag(self, name: str) -> bool:
        """A truth value; False where it is null or not there."""
        found = self.value.get(name)
        if isinstance(found, bool):
            return found
        if found is not None:
            self._say(name)
        return False

    def choice(self, name: str, known: Collection[str]) -> str:
        """One of the words that Shopify documents, lower case; another one is drift, and what it means nobody knows."""
        found = self.text(name).lower()
        if found and found not in known:
            self._say(name)
        return found

    def number(self, name: str, *, needed: bool = False) -> Decimal | None:
        """A number, also where it stands in a text."""
        text = self.text(name, needed=needed)
        found = decimal_of(text) if text else None
        if text and found is None:
            self._say(name)
        return found

    def moment(self, name: str, *, needed: bool = False) -> datetime | None:
        """A moment with zone, in UTC: both shapes state the same one differently."""
        text = self.text(name, needed=needed)
        try:
            found = datetime.fromisoformat(text) if text else None
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            if text:
                self._say(name)
            return None
        try:
            return found.astimezone(UTC)
        except OverflowError:
            self._say(name)
            return None

    def object(self, name: str, *, needed: bool = False) -> Fields | None:
        """The object of that name; None: null or not there."""
        found = self.value.get(name)
        if isinstance(found, dict):
            return Fields(found, self._at(name), self.wrong)
        if found is not None or needed:
            self._say(name)
        return None

    def objects(self, name: str, *, needed: bool = False) -> Iterator[Fields]:
        """The objects of a list of that name."""
        found = self.value.get(name)
        if not isinstance(found, list):
            if found is not None or needed:
                self._say(name)
            return
        for place, one in enumerate(found, 1):
            if isinstance(one, dict):
                yield Fields(one, f"{self._at(name)}[{place}]", self.wrong)
            else:
                self._say(f"{name}[{place}]")

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _say(self, name: str) -> None:
        self.wrong.append(self._at(name))


def number_of(gid: str) -> str:
    """The number at the end of a global id: ``gid://shopify/Order/450789469`` is 450789469; empty: none is there."""
    tail = gid.rpartition("/")[2].partition("?")[0]
    return tail if gid.startswith("gid://") and tail.isascii() and tail.isdigit() else ""


def address_lines(*parts: str) -> tuple[str, ...]:
    """What is stated of an address, top to bottom."""
    return tuple(part.strip() for part in parts if part.strip())
