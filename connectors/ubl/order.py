"""A UBL Order (2.0 to 2.4, and Peppol's): its elements to the canonical sales order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from connectors.formats.numbers import decimal_of
from connectors.formats.orders import OrderDraft, OrderHead, with_code
from connectors.formats.reading import Taken
from connectors.formats.xml import Element
from connectors.ubl.dates import issued_at, requested_by
from connectors.ubl.line import LineReader, charges_of
from connectors.ubl.party import party_of, places_of, words_of
from domain.documents.envelope import PartyReference
from domain.profile import PartnerProfile


def read_order(order: Element, profile: PartnerProfile) -> Taken:
    """The order of one element; what is wrong with it is in the findings."""
    return _Order(profile).read(order)


@dataclass(slots=True)
class _Order(OrderDraft):
    ship_to: PartyReference | None = None
    """As the file names it."""

    def read(self, order: Element) -> Taken:
        constants = self.profile.ubl.constants
        self.number = order.text("ID")
        self.currency = _currency(order)
        self.default_currency(constants)
        self.ordered_at = self._ordered_at(order)
        self._told_of_head(order)
        for item in _line_items(order):
            self._line(item)
        if not self.number:
            self.say("UB-HEAD-001", path="number", line=order.line)
        if not self.line_count:
            self.say("UB-DOC-003", value=self.number)
        if not self.can_be_made():
            return self.taken(None)
        self.notes = [text for note in order.all("Note") if (text := note.text())]
        head = OrderHead(
            customer=party_of(order.first("BuyerCustomerParty"), constants.get("customer.code", "")),
            ship_to=with_code(self.ship_to, constants.get("ship_to.code", "")),
            requested_date=self._requested(order),
            stated_total=self._total(order),
            stated_line_count=self._stated_lines(order),
            source_rows=(order.line,),
        )
        return self.taken(self.order(head))

    def _ordered_at(self, order: Element) -> datetime | None:
        moment, wrong = issued_at(order, self.profile.timezone)
        if wrong:
            self.say("UB-HEAD-002", path="ordered_at", value=wrong, field="The order's date (IssueDate)")
        return moment

    def _requested(self, order: Element) -> date | None:
        day, wrong = requested_by(order)
        for name, text in wrong:
            self.say("UB-HEAD-002", path="requested_date", value=text, field=f"The date {name}")
        return day

    def _total(self, order: Element) -> Decimal | None:
        """The sum of the lines that the sender states: other totals hold charges or tax."""
        text = order.text("AnticipatedMonetaryTotal", "LineExtensionAmount")
        total = decimal_of(text)
        if text and total is None:
            self.say("UB-HEAD-003", path="stated_total", value=text, field="The total (LineExtensionAmount)")
        return total

    def _stated_lines(self, order: Element) -> int | None:
        text = order.text("LineCountNumeric")
        count = decimal_of(text)
        if count is not None and count == int(count):
            return int(count)
        if text:
            self.say("UB-HEAD-003", path="stated_line_count", value=text, field="The count of lines")
        return None

    def _told_of_head(self, order: Element) -> None:
        if order.text("CopyIndicator").lower() in {"true", "1"}:
            self.say("UB-DOC-004", path="purpose", value=order.text("CopyIndicator"))
        for amount in charges_of(order):
            self.say("UB-HEAD-004", path="AllowanceCharge", value=amount)
        self.ship_to, other = places_of(order)
        if other is not None:
            self.say("UB-HEAD-005", path="ship_to", value=words_of(other))

    def _line(self, item: Element) -> None:
        if not self.another_line():
            return
        reader = LineReader(self.profile, self.line_count, self.currency, self.ship_to)
        self.keep(reader.read(item), reader)
        self.currency = self.currency or reader.currency


def _line_items(order: Element) -> list[Element]:
    """Each OrderLine's own item; alternatives that a seller proposes are left out."""
    return [item for line in order.all("OrderLine") if (item := line.first("LineItem")) is not None]


def _currency(order: Element) -> str:
    names = ("PricingCurrencyCode", "DocumentCurrencyCode", "RequestedInvoiceCurrencyCode", "TransactionCurrencyCode")
    stated = next((text for name in names if (text := order.text(name))), "")
    return (stated or order.attribute("currencyID", "AnticipatedMonetaryTotal", "LineExtensionAmount")).upper()
