"""LineItem: one line of a UBL order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from connectors.formats.numbers import decimal_of, plain_decimal
from connectors.formats.orders import LineDraft
from connectors.formats.xml import Element
from domain.documents.sales_order import SalesOrderLine
from domain.values.codes import check_gtin

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?(?:T.*)?", re.ASCII)
_PRICE_DIGITS = 12
"""Decimals of a price that was divided."""


def day_of(text: str) -> date | None:
    """An xsd:date, its zone left out; None: no date."""
    match = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(match.group(1)) if match else None
    except ValueError:
        return None


@dataclass(slots=True)
class LineReader(LineDraft):
    """Reads one line; ``findings`` says what is wrong with it."""

    order_currency: str
    currency: str = ""

    def read(self, item: Element) -> SalesOrderLine | None:
        """The line, or None where its quantity can't be read."""
        stated = item.text("Quantity")
        quantity = decimal_of(stated)
        for charge in item.all("AllowanceCharge"):
            self.say("UB-HEAD-004", path=self.path("AllowanceCharge"), value=charge.text("Amount"))
        if quantity is None:
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
            quantity=quantity,
            unit=unit,
            unit_price=self._price(item, unit),
            requested_date=self._day(item),
        )

    def _price(self, item: Element, unit: str) -> Decimal | None:
        text = item.text("Price", "PriceAmount")
        if not text:
            return None
        self._currency(item.attribute("currencyID", "Price", "PriceAmount").upper())
        plain, base = plain_decimal(text), item.text("Price", "BaseQuantity")
        per = plain_decimal(base) if base else "1"
        if plain is None or per is None or Decimal(per) <= 0:
            self.say_part("UB-LINE-002", "unit_price", text if plain is None else f"{text} for {base}")
            return None
        per_unit = item.attribute("unitCode", "Price", "BaseQuantity")
        if per_unit and unit and per_unit.upper() != unit.upper():
            self.say_part("UB-LINE-004", "unit_price", text, per=f"{per} {per_unit}", unit=unit)
            return Decimal(plain)
        if Decimal(per) == 1:
            return Decimal(plain)
        self.say_part("UB-LINE-003", "unit_price", text, per=per)
        with localcontext() as context:
            context.prec = 60
            divided = round(Decimal(plain) / Decimal(per), _PRICE_DIGITS)
        return Decimal(plain_decimal(f"{divided:f}") or plain)

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
