"""UBL OrderChange and OrderCancellation (2.1 to 2.4, and Peppol's): their elements to the canonical change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from connectors.formats.changes import Action, ChangeDraft, ChangeHead
from connectors.formats.orders import with_code
from connectors.formats.reading import Taken
from connectors.formats.xml import Element
from connectors.ubl.dates import issued_at, requested_by
from connectors.ubl.line import LineReader, charges_of
from connectors.ubl.party import party_of, places_of, words_of
from domain.documents.envelope import PartyReference
from domain.profile import PartnerProfile

ACTIONS: dict[str, Action | None] = {
    "1": "add",
    "added": "add",
    "2": "delete",
    "cancelled": "delete",
    "3": "change",
    "revised": "change",
    "4": None,
    "nostatus": None,
    "": "change",
}
"""LineStatusCode (UNCL1229, as Peppol has it, and UBL's own list); None: the line stays as it is."""


def read_change(change: Element, profile: PartnerProfile) -> Taken:
    """The change of one OrderChange; what is wrong with it is in the findings."""
    return _Change(profile).read(change)


def read_cancellation(change: Element, profile: PartnerProfile) -> Taken:
    """The cancellation of one OrderCancellation."""
    return _Change(profile, purpose="cancel").read(change)


@dataclass(slots=True)
class _Change(ChangeDraft):
    ship_to: PartyReference | None = None

    def read(self, change: Element) -> Taken:
        constants = self.profile.ubl.constants
        self.number = change.text("OrderReference", "ID")
        self.version = change.text("SequenceNumberID") or change.text("ID")
        self.changed_at, wrong = issued_at(change, self.profile.timezone)
        if wrong:
            self.say("UB-HEAD-002", path="changed_at", value=wrong, field="The change's date (IssueDate)")
        self.currency = _currency(change)
        self.reason = change.text("CancellationNote")
        self.notes = [text for note in change.all("Note") if (text := note.text())]
        self._told_of_head(change)
        items = [item for line in change.all("OrderLine") if (item := line.first("LineItem")) is not None]
        self.replaces = bool(items) and not any(item.text("LineStatusCode") for item in items)
        for item in items:
            self._line(item)
        if not self.number:
            self.say("UB-CHG-002", path="number", line=change.line)
        return self.made(
            ChangeHead(
                customer=party_of(change.first("BuyerCustomerParty"), constants.get("customer.code", "")),
                ship_to=with_code(self.ship_to, constants.get("ship_to.code", "")),
                requested_date=self._requested(change),
                source_rows=(change.line,),
                said=f"{change.text('ID')}\x1f{change.text('IssueDate')}".encode("utf-8", "surrogatepass"),
            )
        )

    def _requested(self, change: Element) -> date | None:
        day, wrong = requested_by(change)
        for name, text in wrong:
            self.say("UB-HEAD-002", path="requested_date", value=text, field=f"The date {name}")
        return day

    def _told_of_head(self, change: Element) -> None:
        for amount in charges_of(change):
            self.say("UB-HEAD-004", path="AllowanceCharge", value=amount)
        self.ship_to, other = places_of(change)
        if other is not None:
            self.say("UB-HEAD-005", path="ship_to", value=words_of(other))

    def _line(self, item: Element) -> None:
        if not self.another_line():
            return
        code = item.text("LineStatusCode")
        action = ACTIONS.get(code.lower(), "change")
        if action is None:
            return
        reader = LineReader(self.profile, self.line_count, self.currency, self.ship_to)
        stated = bool(item.text("Quantity"))
        self.keep(action, reader.read(item, needs_quantity=action == "add" or self.replaces), reader, quantity=stated)
        self.currency = self.currency or reader.currency
        if code.lower() not in ACTIONS:
            self.say("UB-CHG-001", path=f"lines[{self.line_count}]", value=code, line=self.line_count)


def _currency(change: Element) -> str:
    names = ("PricingCurrencyCode", "DocumentCurrencyCode", "RequestedInvoiceCurrencyCode", "TransactionCurrencyCode")
    return next((text for name in names if (text := change.text(name))), "").upper()
