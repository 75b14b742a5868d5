"""LineItem: one line of a UBL order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connectors.formats.numbers import decimal_of, price_of_one
from connectors.formats.orders import LineDraft
from connectors.formats.xml import Element
from connectors.ubl.party import same_place, ship_to_of, words_of
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrderLine
from domain.values.codes import check_gtin

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?(?:T.*)?", re.ASCII)


def day_of(text: str) -> date | None:
    """An xsd:date, its zone left out; None: no date."""
    match = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(match.group(1)) if match else None
    except ValueError:
        return None


def charges_of(element: Element) -> list[str]:
    """Amounts of its allowances and charges that change what is to be paid; what is no number may."""
    stated = [charge.text("Amount") for charge in element.all("AllowanceCharge")]
    return [text for text in stated if decimal_of(text) != 0]


@dataclass(slots=True)
class LineReader(LineDraft):
    """Reads one line; ``findings`` says what is wrong with it."""

    order_currency: str
    order_ship_to: PartyReference | None = None
    """A line that repeats it is for no other place."""
    currency: str = ""

    def read(self, item: Element, *, needs_quantity: bool = True) -> SalesOrderLine | None:
        """The line, or None where its quantity can't be read; a change may leave it out, and then it reads as 0."""
        stated = item.text("Quantity")
        quantity = decimal_of(stated)
        for amount in charges_of(item):
            self.say("UB-HEAD-004", path=self.path("AllowanceCharge"), value=amount)
        self._places(item)
        if quantity is None and (stated or needs_quantity):
            self.say_part("UB-LINE-001", "quantity", stated)
            return None
        product = item.first("Item") or Element("", "Item")
        standard, is_gtin = _standard(product)
        unit = item.attribute("unitCode", "Quantity")
        return SalesOrderLine(
            position=self.position,
            partner_line=item.text("ID"),
            sku=product.text("SellersItemIdentification", "ID"),
            partner_sku=product.text("BuyersItemIdentification", "ID") or ("" if is_gtin else standard),
            gtin=standard if is_gtin else "",
            description=product.text("Name") or product.text("Description") or item.text("Note"),
            quantity=quantity if quantity is not None else Decimal(0),
            unit=unit,
            unit_price=self._price(item, unit),
            requested_date=self._day(item),
        )

    def _places(self, item: Element) -> None:
        """A ship-to of the line's own: an order has one."""
        for delivery in item.all("Delivery"):
            place = ship_to_of(delivery)
            if place is not None and not same_place(place, self.order_ship_to):
                self.say_part("UB-LINE-007", "", words_of(place))
                return

    def _price(self, item: Element, unit: str) -> Decimal | None:
        text = item.text("Price", "PriceAmount")
        if not text:
            return None
        self._currency(item.attribute("currencyID", "Price", "PriceAmount").upper())
        price, base = decimal_of(text), item.text("Price", "BaseQuantity")
        per = decimal_of(base) if base else Decimal(1)
        one = None if price is None or per is None else price_of_one(price, per)
        if price is None or one is None:
            self.say_part("UB-LINE-002", "unit_price", text if price is None else f"{text} for {base}")
            return None
        per_unit = item.attribute("unitCode", "Price", "BaseQuantity")
        if per_unit and unit and per_unit.upper() != unit.upper():
            self.say_part("UB-LINE-004", "unit_price", text, per=f"{per:f} {per_unit}", unit=unit)
            return price
        if per == 1:
            return price
        self.say_part("UB-LINE-003", "unit_price", text, per=f"{per:f}")
        return one

    def _currency(self, stated: str) -> None:
        self.currency = stated
        if stated and self.order_currency and stated != self.order_currency:
            self.say_part("UB-LINE-006", "currency", stated, currency=self.order_currency)

    def _day(self, item: Element) -> date | None:
        deliveries = item.all("Delivery")
        days = []
        for delivery in deliveries:
            for name in ("StartDate", "EndDate"):
                text = delivery.text("RequestedDeliveryPeriod", name)
                day = day_of(text) if text else None
                if day is not None:
                    days.append(day)
                elif text:
                    path, field = self.path("requested_date"), f"The date of line {self.position}"
                    self.say("UB-HEAD-002", path=path, value=text, field=field)
        if len(deliveries) > 1:
            self.say_part("UB-LINE-005", "requested_date", str(min(days, default="")), count=len(deliveries))
        return min(days, default=None)


def _standard(product: Element) -> tuple[str, bool]:
    """The standard code, and whether it is a GTIN: by its scheme, or by its check digit where none is named."""
    text = product.text("StandardItemIdentification", "ID")
    scheme = product.attribute("schemeID", "StandardItemIdentification", "ID").upper()
    agency = product.attribute("schemeAgencyID", "StandardItemIdentification", "ID")
    named = scheme in {"0160", "GTIN", "EAN", "EAN13", "GTIN13", "UPC"} or agency == "9"
    plain = text.isascii() and text.isdigit()
    return text, bool(text) and plain and (named or not check_gtin(text))
