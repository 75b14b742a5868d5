"""What orders of both EDI syntaxes share: how they are summed up, checked and made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol

from connectors.edi.party import Party, party_of
from connectors.formats.messages import Message, S
from connectors.formats.orders import OrderDraft, OrderHead
from connectors.formats.reading import Taken
from domain.mapping_messages import Constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a syntax names the places of an order, for findings."""

    message: str
    """Transaction set, Message."""
    number: str
    """The element of the order's number: BEG03."""
    line: str
    """The segment that begins a line: PO1."""
    count: str
    """The element that states the number of lines: CTT01."""
    quantities: str
    """The element that states the sum of quantities: CTT02."""


class Roles(Protocol):
    """What the profile says of an order's parties; the mappings of both syntaxes have it."""

    @property
    def customer_parties(self) -> tuple[str, ...]:
        """Qualifiers of the customer, the best first."""

    @property
    def ship_to_parties(self) -> tuple[str, ...]:
        """Qualifiers of the ship-to, the best first."""

    @property
    def constants(self) -> Mapping[Constant, str]:
        """Values that every document of the partner has."""


@dataclass(slots=True)
class EdiOrder(OrderDraft):
    """An order of either syntax while it is read."""

    TERMS: ClassVar[Terms]

    stated_total: Decimal | None = None
    stated_lines: int | None = None
    stated_quantity: str = ""
    """The sum of quantities as stated; empty: it is not."""

    def stated(self, value: Decimal | None, text: str, *, path: str, field: str) -> Decimal | None:
        """``value``, which was read from ``text``; says it where that is no number."""
        if value is None:
            self.say("ED-HEAD-004", path=path, value=text, field=field)
        return value

    def count_lines(self, value: Decimal | None, text: str) -> None:
        """The number of lines that the summary states."""
        if not text:
            return
        whole = value if value is not None and value == int(value) else None
        count = self.stated(whole, text, path="stated_line_count", field=f"The count of lines ({self.TERMS.count})")
        self.stated_lines = self.stated_lines if count is None else int(count)

    def check_quantity(self, stated: Decimal | None, *others: Decimal) -> None:
        """The sum of quantities that the summary states, against the lines' (or ``others``, which are as good)."""
        text, element = self.stated_quantity, self.TERMS.quantities
        if not text or not self.all_lines:
            return
        value = self.stated(stated, text, path="", field=f"The sum of quantities ({element})")
        if value is not None and value not in {self.quantity, *others}:
            self.say("ED-HEAD-005", what=element, value=text, found=f"{self.quantity:f}")

    def made(self, message: Message[S], roles: Roles, parties: Sequence[Party], requested: date | None) -> Taken:
        """The order, or what could be taken of it."""
        terms, number = self.TERMS, self.number or message.control
        if not self.number:
            self.say("ED-HEAD-001", path="number", value=number, what=terms.message, element=terms.number)
        if not self.line_count:
            self.say("ED-SET-006", value=number, segment=terms.line)
        constants = roles.constants
        self.default_currency(constants)
        if not self.can_be_made():
            return self.taken(None)
        head = OrderHead(
            customer=party_of(parties, roles.customer_parties, constants.get("customer.code", "")),
            ship_to=party_of(parties, roles.ship_to_parties, constants.get("ship_to.code", "")),
            requested_date=requested,
            stated_total=self.stated_total,
            stated_line_count=self.stated_lines,
            source_rows=(message.segments[0].number, message.last),
        )
        return self.taken(self.order(head))
