"""A UBL Order (2.0 to 2.4, and Peppol's): its elements to the canonical sales order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from connectors.formats.canonical import business_key, told
from connectors.formats.numbers import plain_decimal
from connectors.formats.xml import Element
from connectors.ubl.line import LineReader, day_of
from connectors.ubl.party import party_of
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.findings import Finding
from domain.profile import PartnerProfile

LONGEST_NOTE = 2000
_TIME = re.compile(r"(\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


@dataclass(slots=True)
class OrderReader:
    """Reads one order; ``read`` gives None where it could not be made."""

    profile: PartnerProfile
    number: str = ""
    currency: str = ""
    ordered_at: datetime | None = None
    findings: list[Finding] = field(default_factory=list)
    lines: list[SalesOrderLine] = field(default_factory=list)
    line_count: int = 0

    def read(self, order: Element) -> SalesOrder | None:
        """The order; what is wrong with it is in ``findings``."""
        self.number = order.text("ID")
        constants = {str(key): value for key, value in self.profile.ubl.constants.items()}
        self.currency = _currency(order) or constants.get("currency", "") or self.profile.currency
        self.ordered_at = self._ordered_at(order)
        self._told_of_head(order)
        for position, item in enumerate(_line_items(order), start=1):
            self._line(position, item)
        limit = self.profile.limits.lines_per_document
        if not self.number:
            self._say("UB-HEAD-001", path="number", line=order.line)
        if not self.line_count:
            self._say("UB-DOC-003", value=self.number)
        if self.line_count > limit:
            size = f"{self.line_count:,} lines"
            self._say("FI-FILE-004", value=self.number, what="Document", size=size, limit=f"{limit:,}")
        if not self.number or not self.line_count or len(self.lines) < self.line_count or self.line_count > limit:
            return None
        return self._document(order, constants)

    def _document(self, order: Element, constants: dict[str, str]) -> SalesOrder:
        return SalesOrder(
            key=business_key(self.profile, self.number, "original", self.ordered_at),
            number=self.number,
            customer=party_of(order.first("BuyerCustomerParty"), constants.get("customer.code", ""))
            or PartyReference(),
            ship_to=_ship_to(order, constants.get("ship_to.code", "")),
            ordered_at=self.ordered_at,
            requested_date=self._requested(order),
            currency=self.currency,
            lines=tuple(self.lines),
            stated_total=self._total(order),
            stated_line_count=self._stated_lines(order),
            note="\n".join(text for note in order.all("Note") if (text := note.text()))[:LONGEST_NOTE],
            source_rows=(order.line,),
        )

    def _ordered_at(self, order: Element) -> datetime | None:
        text = order.text("IssueDate")
        if not text:
            return None
        day = day_of(text)
        if day is None:
            self._say("UB-HEAD-002", path="ordered_at", value=text, field="The order's date (IssueDate)")
            return None
        clock = _TIME.fullmatch(order.text("IssueTime"))
        try:
            at = time.fromisoformat(clock.group(1)) if clock else time()
            moment = datetime.combine(day, at, tzinfo=ZoneInfo(self.profile.timezone))
            return datetime.fromisoformat(f"{day}T{clock.group(1)}{clock.group(2)}") if clock and clock[2] else moment
        except ValueError:
            return datetime.combine(day, time(), tzinfo=ZoneInfo(self.profile.timezone))

    def _requested(self, order: Element) -> date | None:
        days = []
        for delivery in order.all("Delivery"):
            for path in (("RequestedDeliveryPeriod", "StartDate"), ("RequestedDeliveryPeriod", "EndDate")):
                text = delivery.text(*path)
                day = day_of(text) if text else None
                if day is not None:
                    days.append(day)
                elif text:
                    self._say("UB-HEAD-002", path="requested_date", value=text, field=f"The date {path[1]}")
        return min(days, default=None)

    def _total(self, order: Element) -> Decimal | None:
        """The sum of the lines that the sender states: other totals hold charges or tax."""
        text = order.text("AnticipatedMonetaryTotal", "LineExtensionAmount")
        plain = plain_decimal(text) if text else None
        if text and plain is None:
            self._say("UB-HEAD-003", path="stated_total", value=text, field="The total (LineExtensionAmount)")
        return None if plain is None else Decimal(plain)

    def _stated_lines(self, order: Element) -> int | None:
        text = order.text("LineCountNumeric")
        plain = plain_decimal(text) if text else None
        if plain is not None and "." not in plain:
            return int(plain)
        if text:
            self._say("UB-HEAD-003", path="stated_line_count", value=text, field="The count of lines")
        return None

    def _told_of_head(self, order: Element) -> None:
        if order.text("CopyIndicator").lower() in {"true", "1"}:
            self._say("UB-DOC-004", path="purpose", value=order.text("CopyIndicator"))
        for charge in order.all("AllowanceCharge"):
            self._say("UB-HEAD-004", path="AllowanceCharge", value=charge.text("Amount"))

    def _line(self, position: int, item: Element) -> None:
        self.line_count += 1
        reader = LineReader(self.profile, position, self.currency)
        line = reader.read(item)
        self.findings += reader.findings
        if line is not None:
            self.lines.append(line)
            self.currency = self.currency or reader.currency

    def _say(self, code: str, *, path: str = "", value: object = "", **rest: object) -> None:
        self.findings.append(told(self.profile, code, path=path, value=value, **rest))


def _line_items(order: Element) -> list[Element]:
    """Each OrderLine's own item; alternatives that a seller proposes are left out."""
    return [item for line in order.all("OrderLine") if (item := line.first("LineItem")) is not None]


def _currency(order: Element) -> str:
    names = ("PricingCurrencyCode", "DocumentCurrencyCode", "RequestedInvoiceCurrencyCode", "TransactionCurrencyCode")
    stated = next((text for name in names if (text := order.text(name))), "")
    return (stated or order.attribute("currencyID", "AnticipatedMonetaryTotal", "LineExtensionAmount")).upper()


def _ship_to(order: Element, constant: str) -> PartyReference | None:
    """The first delivery's party and place."""
    delivery = next((one for one in order.all("Delivery") if one.children), None)
    place = delivery.first("DeliveryLocation") if delivery else None
    address = (place.first("Address") if place else None) or (delivery.first("DeliveryAddress") if delivery else None)
    party = delivery.first("DeliveryParty") if delivery else None
    return party_of(party, constant, place=place, address=address)
