"""From a shop's order to the canonical sales order, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from connectors.formats.canonical import business_key
from connectors.formats.orders import LONGEST_NOTE, Telling
from connectors.shopify.amounts import Purse
from connectors.shopify.wire import ShopAddress, ShopCharge, ShopLine, ShopOrder
from domain.documents.envelope import BusinessKey, PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.profile import PartnerProfile
from domain.shopify import ShopifyChannel

COUNTER = frozenset({"pos", "shopify_pos"})
"""Sources of orders that were handed over at a counter."""
UNPAID = frozenset({"pending", "expired", "voided"})


def order_key_of(profile: PartnerProfile, number: str) -> BusinessKey:
    """The identity of an order: the shop's own number of it, which never comes again; its name may be changed."""
    return business_key(profile, number, "original", None)


@dataclass(slots=True)
class OrderMaker(Telling):
    """Makes one order; ``findings`` says what is odd."""

    shop: ShopOrder
    lines: list[SalesOrderLine] = field(default_factory=list)

    @property
    def channel(self) -> ShopifyChannel:
        """The profile's section, or its defaults: a file may be looked at without one."""
        return self.profile.shopify or ShopifyChannel()

    def made(self, rows: tuple[int, ...]) -> SalesOrder:
        """The order as it is to be delivered; without lines where nothing is left of it."""
        order, purse = self.shop, self._purse()
        self._told_of_head(purse)
        for line in order.lines:
            self._line(line, purse)
        for charge in order.charges:
            self._charge(charge, purse)
        return SalesOrder(
            key=order_key_of(self.profile, order.id),
            number=order.name,
            customer=self._customer(),
            ship_to=_party(order.shipping),
            ordered_at=order.created_at,
            currency=purse.currency or self.profile.currency,
            lines=tuple(self.lines),
            stated_total=self._stated(purse),
            note=self._note(),
            source_rows=rows,
        )

    def _purse(self) -> Purse:
        theirs = self.channel.money == "presentment"
        net = self.shop.taxes_included and self.channel.gross_prices == "net"
        return Purse(self.shop.presentment if theirs else self.shop.currency, theirs, net)

    def _told_of_head(self, purse: Purse) -> None:
        order = self.shop
        if order.test:
            self.say("SH-HEAD-001", path="test", value=order.name)
        if order.source in COUNTER:
            self.say("SH-HEAD-002", path="source_name", value=order.source)
        elif order.fulfillment == "fulfilled":
            self.say("SH-HEAD-005", path="fulfillment_status", value=order.fulfillment)
        if order.financial in UNPAID:
            self.say("SH-HEAD-003", path="financial_status", value=order.financial)
        for name, bag in order.extras.items():
            self.say("SH-HEAD-004", path=name, value=f"{purse.of(bag) or 0:f} {purse.currency}", what=name)
        if order.presentment and order.presentment != order.currency:
            self.say("SH-CUR-001", path="currency", value=order.presentment, currency=purse.currency)
        if order.taxes_included and self.channel.gross_prices != "keep":
            code = "SH-TAX-001" if purse.less_tax else "SH-TAX-002"
            self.say(code, path="taxes_included", value=order.name)

    def _line(self, line: ShopLine, purse: Purse) -> None:
        wanted = line.current + self.shop.returned.get(line.id, Decimal(0))
        if wanted <= 0:
            return
        position = len(self.lines) + 1
        if not line.sku and not line.variant:
            self.say("SH-LINE-001", path=f"lines[{position}].sku", value=line.title, line=position)
        if line.gift_card:
            self.say("SH-LINE-002", path=f"lines[{position}]", value=line.title, line=position)
        fulfilled = self.shop.fulfillment in {"fulfilled", "partial", "partially_fulfilled"}
        if line.fulfillable is not None and line.fulfillable < line.current and not fulfilled:
            words = {"line": position, "current": f"{line.current:f}"}
            self.say("SH-LINE-004", path=f"lines[{position}].quantity", value=f"{line.fulfillable:f}", **words)
        price = purse.of(line.price)
        parts = [(wanted, price)]
        if price is not None:
            parts = [*purse.parts(price, (line.discounts, line.taxes), (line.ordered, wanted))]
        if len(parts) > 1:
            self.say("SH-LINE-003", path=f"lines[{position}].unit_price", value=line.title, line=position)
        for place, (quantity, one) in enumerate(parts, 1):
            self._add(line.id if place == 1 else f"{line.id}.{place}", line, quantity, one)

    def _add(self, named: str, line: ShopLine, quantity: Decimal, price: Decimal | None) -> None:
        added = SalesOrderLine(
            position=len(self.lines) + 1,
            partner_line=named,
            sku=line.sku,
            partner_sku=line.variant,
            description=line.title,
            quantity=_plain(quantity),
            unit_price=None if price is None else _plain(price),
        )
        self.lines.append(added)

    def _charge(self, charge: ShopCharge, purse: Purse) -> None:
        price = purse.of(charge.price)
        if price is None:
            return
        one = Decimal(1)
        ((_, net),) = purse.parts(price, (charge.discounts, charge.taxes), (one, one))
        if not net:
            return
        sku, position = self.channel.shipping_sku, len(self.lines) + 1
        if not sku:
            self.say("SH-SHIP-001", path="shipping_lines", value=f"{net:f} {purse.currency}", title=charge.title)
            return
        added = SalesOrderLine(
            position=position,
            partner_line=f"ship-{charge.id}",
            sku=sku,
            description=charge.title,
            quantity=one,
            unit_price=_plain(net),
        )
        self.lines.append(added)

    def _stated(self, purse: Purse) -> Decimal | None:
        """The shop's own sum of the lines, with what is asked for shipping; refunds make it say something else."""
        order = self.shop
        subtotal = purse.of(order.subtotal)
        if subtotal is None or order.refunded or (order.taxes_included and not purse.less_tax):
            return None
        if any(line.current != line.ordered for line in order.lines):
            return None  # taxes and discounts are stated for what was ordered, the sum for what is left
        taxes = sum((purse.total(line.taxes) for line in order.lines), Decimal(0)) if purse.less_tax else Decimal(0)
        shipping = [line for line in self.lines if line.partner_line.startswith("ship-")]
        return _plain(subtotal - taxes + sum((line.unit_price or Decimal(0) for line in shipping), Decimal(0)))

    def _customer(self) -> PartyReference:
        order = self.shop
        codes = {"nobody": "", "customer": order.customer, "company": order.company_location}
        billing = order.billing
        name = (billing.name if billing else "") or order.customer_name
        lines = billing.lines if billing else ()
        country = billing.country if billing else ""
        return PartyReference(code=codes[self.channel.customer_by], name=name, address=lines, country=country)

    def _note(self) -> str:
        number = f"PO {self.shop.po_number}" if self.shop.po_number else ""
        return "\n".join(part for part in (number, self.shop.note) if part)[:LONGEST_NOTE]


def _party(place: ShopAddress | None) -> PartyReference | None:
    return None if place is None else PartyReference(name=place.name, address=place.lines, country=place.country)


def _plain(number: Decimal) -> Decimal:
    """The same number always by the same digits: 10, 10.0 and 1E+1 are one content."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
