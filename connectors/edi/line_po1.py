"""PO1 and the segments under it: one order line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from connectors.edi.codes import DOZEN_UNITS, NO_CHARGE, PER_DOZEN, PER_MANY, WANTED_DATES
from connectors.formats.numbers import plain_decimal
from connectors.formats.orders import LineDraft
from connectors.formats.x12 import Segment
from domain.documents.sales_order import SalesOrderLine

FIRST_PRODUCT_ELEMENT = 6
CENTURY = 2000
TWO_DIGIT_YEAR_PIVOT = 70


def day_of(text: str) -> date | None:
    """CCYYMMDD or YYMMDD (70 to 99 are of the last century), perhaps with a time after it; None: no date."""
    digits = text[:8] if len(text) in {8, 12, 14} else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in {6, 8}:
        return None
    year, rest = (int(digits[:4]), digits[4:]) if len(digits) == len("CCYYMMDD") else (int(digits[:2]), digits[2:])
    if len(digits) == len("YYMMDD"):
        year += CENTURY if year < TWO_DIGIT_YEAR_PIVOT else CENTURY - 100
    try:
        return date(year, int(rest[:2]), int(rest[2:]))
    except ValueError:
        return None


@dataclass(slots=True)
class LineReader(LineDraft):
    """Reads one line; ``findings`` says what is wrong with it."""

    order_currency: str
    order_ship_to: frozenset[str] = frozenset()
    """Code and name of the order's own ship-to: a line that repeats it is for no other place."""
    currency: str = ""
    descriptions: list[str] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    schedules: int = 0

    def read(self, segments: list[Segment]) -> SalesOrderLine | None:
        """The line, or None where its quantity can't be read. ``segments`` begins with the PO1."""
        head = segments[0]
        for segment in segments[1:]:
            self._under(segment)
        quantity = plain_decimal(head.at(2))
        if quantity is None:
            self.say_part("ED-LINE-001", "quantity", head.at(2))
            return None
        if self.schedules > 1:
            self.say_part("ED-LINE-005", "requested_date", str(min(self.days, default="")), count=self.schedules)
        codes = self._codes(head)
        return SalesOrderLine(
            position=self.position,
            partner_line=head.at(1),
            sku=_first(codes, self.profile.x12.sku),
            partner_sku=_first(codes, self.profile.x12.partner_sku),
            gtin=_first(codes, self.profile.x12.gtin),
            description=" ".join(self.descriptions),
            quantity=Decimal(quantity),
            unit=head.at(3),
            unit_price=self._price(head, segments),
            requested_date=min(self.days, default=None),
        )

    def _under(self, segment: Segment) -> None:
        if segment.tag == "PID" and segment.at(5):
            self.descriptions.append(segment.at(5))
        elif segment.tag == "DTM" and segment.at(1) in WANTED_DATES:
            self._day(segment.at(2))
        elif segment.tag == "SCH":
            self.schedules += 1
            self._day(segment.at(6))
        elif segment.tag == "SDQ":
            self.say_part("ED-LINE-006", "", "SDQ " + segment.at(3))
        elif segment.tag == "N1" and segment.at(1) in self.profile.x12.ship_to_parties:
            place = segment.at(4) or segment.at(2)
            if place not in self.order_ship_to:
                self.say_part("ED-LINE-006", "", place)
        elif segment.tag == "SAC" and segment.at(1) in {"A", "C"}:
            self.say("ED-HEAD-006", path=self.path("SAC"), value=segment.at(5) or segment.at(7))
        elif segment.tag == "CUR" and segment.at(2):
            self.currency = segment.at(2).upper()
            if self.order_currency and self.currency != self.order_currency:
                self.say_part("ED-LINE-007", "currency", self.currency, currency=self.order_currency)

    def _day(self, text: str) -> None:
        day = day_of(text) if text else None
        if day is not None:
            self.days.append(day)
        elif text:
            path, field_name = self.path("requested_date"), f"The date of line {self.position}"
            self.say("ED-HEAD-002", path=path, value=text, field=field_name)

    def _codes(self, head: Segment) -> dict[str, str]:
        """Qualifier to code, from PO106 on; the first of a kind stands."""
        found: dict[str, str] = {}
        for at in range(FIRST_PRODUCT_ELEMENT, len(head.elements) + 1, 2):
            if head.at(at) and head.at(at + 1):
                found.setdefault(head.at(at).upper(), head.at(at + 1))
        return found

    def _price(self, head: Segment, segments: list[Segment]) -> Decimal | None:
        basis, text = head.at(5).upper(), head.at(4)
        if not text:
            text = next((one.at(3) for one in segments if one.tag == "CTP" and one.at(3)), "")
        if not text:
            return Decimal(0) if basis == NO_CHARGE else None
        plain = plain_decimal(text)
        if plain is None:
            self.say_part("ED-LINE-002", "unit_price", text)
            return None
        price = Decimal(plain)
        if basis in PER_MANY:
            self.say_part("ED-LINE-003", "unit_price", text, per=PER_MANY[basis])
            return Decimal(plain_decimal(f"{price / PER_MANY[basis]:f}") or plain)
        if basis in PER_DOZEN and head.at(3).upper() not in DOZEN_UNITS:
            self.say_part("ED-LINE-004", "unit_price", text, per="dozen", unit=head.at(3))
        return price


def _first(codes: dict[str, str], qualifiers: tuple[str, ...]) -> str:
    return next((codes[one] for one in qualifiers if one in codes), "")
