"""LIN and the segments under it: one order line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from connectors.edi.edifact_codes import AMOUNTS_OF_CHARGES, ORDERED, PARTS_OF_LINES, PLAIN_ACTIONS, WANTED_DATES
from connectors.edi.edifact_values import moment_of, number_of
from connectors.formats.edifact import Segment
from connectors.formats.numbers import price_of_one
from connectors.formats.orders import LineDraft
from domain.documents.sales_order import SalesOrderLine
from domain.values.codes import check_gtin

PIECE_UNITS = {"", "PCE", "EA", "PC", "ST", "H87", "C62", "NAR"}
"""Units that all say: one piece."""
SUB_LINE = "1"


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: Decimal | None
    text: str
    unit: str


@dataclass(slots=True)
class LineReader(LineDraft):
    """Reads one line; ``findings`` says what is wrong with it."""

    currency: str
    order_ship_to: frozenset[str] = frozenset()
    """Code and name of the order's own ship-to: a line that repeats it is for no other place."""
    notes: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    descriptions: list[str] = field(default_factory=list)
    days: dict[str, date] = field(default_factory=dict)
    quantities: dict[str, list[_Quantity]] = field(default_factory=dict)
    parts: list[_Quantity] = field(default_factory=list)
    """Quantities of SCC and LOC groups."""
    prices: dict[str, Segment] = field(default_factory=dict)
    amount: str = ""
    charged: bool = False
    places: int = 0
    _group: Segment | None = None
    _days_of_parts: set[date] = field(default_factory=set)
    _part_sums: list[Decimal] = field(default_factory=list)

    def read(self, segments: list[Segment]) -> SalesOrderLine | None:
        """The line, or None where its quantity can't be read. ``segments`` begins with the LIN."""
        head = segments[0]
        self._head(head)
        for segment in segments[1:]:
            self._under(segment)
        quantity = self._quantity()
        self._schedule()
        if quantity is None or quantity.value is None:
            self.say_part("ED-LINE-001", "quantity", quantity.text if quantity else "")
            return None
        price = self._price(quantity)
        self._check_amount(quantity.value, price)
        mapping = self.profile.edifact
        gtin, unnamed = _first(self.codes, mapping.gtin), self.codes.get("", "")
        return SalesOrderLine(
            position=self.position,
            partner_line=head.at(1),
            sku=_first(self.codes, mapping.sku),
            partner_sku=_first(self.codes, mapping.partner_sku) or ("" if not check_gtin(unnamed) else unnamed),
            gtin=gtin or (unnamed if unnamed and not check_gtin(unnamed) else ""),
            description=" ".join(self.descriptions),
            quantity=quantity.value,
            unit=quantity.unit,
            unit_price=price,
            requested_date=self._wanted(),
        )

    def _head(self, head: Segment) -> None:
        self._code(head.element(3))
        if head.at(2) not in PLAIN_ACTIONS:
            self.say_part("ED-LINE-008", "", head.at(2))
        if head.at(4) == SUB_LINE:
            self.say_part("ED-LINE-009", "", head.at(4, 2))

    def _code(self, parts: tuple[str, ...]) -> None:
        """7140 and its type 7143; the first of a kind stands."""
        if parts and parts[0]:
            self.codes.setdefault(parts[1].upper() if len(parts) > 1 else "", parts[0])

    def _under(self, segment: Segment) -> None:
        tag = segment.tag
        if tag in PARTS_OF_LINES:
            self._group = segment
        if tag == "PIA" and segment.at(1) not in {"3", "4"}:
            for element in segment.elements[1:]:
                self._code(element)
        elif tag == "IMD":
            text = " ".join(part for part in segment.element(3)[3:5] if part)
            self.descriptions += [text] if text else []
        elif tag == "FTX":
            text = " ".join(part for part in segment.element(4) if part)
            self.notes += [f"Line {self.position}: {text}"] if text else []
        elif tag == "PRI" and segment.at(1, 2):
            self.prices.setdefault(segment.at(1).upper(), segment)
        else:
            self._numbers(segment)

    def _numbers(self, segment: Segment) -> None:
        """Quantities, dates, amounts and places, which mean another thing in a group of the line."""
        tag, within = segment.tag, self._group.tag if self._group else ""
        if tag == "QTY":
            self._take_quantity(segment, within)
        elif tag == "DTM":
            self._date(segment, within)
        elif tag == "MOA" and within in {"", "PAC"}:
            self.amount = segment.at(1, 2) if segment.at(1) in {"203", "38"} and not self.amount else self.amount
        elif tag in {"MOA", "PCD"} and within == "ALC":
            self._charge(segment)
        elif tag == "NAD" and segment.at(1) in self.profile.edifact.ship_to_parties:
            place = segment.at(2) or segment.at(4) or segment.at(3)
            if place and place not in self.order_ship_to:
                self.say_part("ED-LINE-006", "", place)
        elif tag == "CUX" and segment.at(1, 2):
            currency = segment.at(1, 2).upper()
            if self.currency and currency != self.currency:
                self.say_part("ED-LINE-007", "currency", currency, currency=self.currency)

    def _take_quantity(self, segment: Segment, within: str) -> None:
        kind, text = segment.at(1).upper(), segment.at(1, 2)
        found = _Quantity(number_of(text), text, segment.at(1, 3))
        if within == "LOC" and self._group is not None:
            self.places += 1
            self.parts.append(found)
            if self.places == 1 and self._group.at(2) not in self.order_ship_to:
                self.say_part("ED-LINE-006", "", self._group.at(2))
        elif within == "SCC":
            self.parts.append(found)
        elif not within or kind in ORDERED:
            self.quantities.setdefault(kind, []).append(found)

    def _date(self, segment: Segment, within: str) -> None:
        kind, text, form = (*segment.element(1), "", "", "")[:3]
        if kind not in WANTED_DATES or not text:
            return
        moment = moment_of(text, form, self.profile.timezone)
        if moment is None:
            path, field_name = self.path("requested_date"), f"The date of line {self.position}"
            self.say("ED-HEAD-002", path=path, value=text, field=field_name)
        elif within in {"SCC", "LOC"}:
            self._days_of_parts.add(moment.date())
        else:
            self.days.setdefault(kind, moment.date())

    def _charge(self, segment: Segment) -> None:
        text = segment.at(1, 2)
        value = number_of(text)
        relevant = segment.tag == "PCD" or segment.at(1) in AMOUNTS_OF_CHARGES
        if relevant and not self.charged and (value is None or value != 0):
            self.charged = True
            self.say("ED-HEAD-006", path=self.path("ALC"), value=text)

    def _quantity(self) -> _Quantity | None:
        """What is ordered: by the best qualifier, else the sum of the parts."""
        stated = next((self.quantities[kind] for kind in ORDERED if kind in self.quantities), None)
        if stated is not None:
            if len(stated) > 1:
                self.say_part(
                    "ED-LINE-010", "quantity", ", ".join(f"{one.text} {one.unit}".strip() for one in stated[:5])
                )
            return stated[0]
        if not self.parts or any(part.value is None for part in self.parts):
            return self.parts[0] if self.parts else None
        if len({part.unit for part in self.parts}) > 1:
            return None
        total = sum((part.value for part in self.parts if part.value is not None), Decimal(0))
        return _Quantity(total, f"{total:f}", self.parts[0].unit)

    def _schedule(self) -> None:
        if len(self._days_of_parts) > 1:
            self.say_part(
                "ED-LINE-005", "requested_date", str(min(self._days_of_parts)), count=len(self._days_of_parts)
            )

    def _wanted(self) -> date | None:
        stated = next((self.days[kind] for kind in WANTED_DATES if kind in self.days), None)
        return stated or min(self._days_of_parts, default=None)

    def _price(self, quantity: _Quantity) -> Decimal | None:
        wanted = next((kind for kind in self.profile.edifact.prices if kind in self.prices), None)
        if wanted is None:
            return None
        segment = self.prices[wanted]
        text, unit = segment.at(1, 2), segment.at(1, 6)
        price = number_of(text)
        basis = number_of(segment.at(1, 5)) if segment.at(1, 5) else Decimal(1)
        one = None if price is None or basis is None else price_of_one(price, basis)
        if price is None or one is None:
            self.say_part("ED-LINE-002", "unit_price", text if price is None else f"{text} for {segment.at(1, 5)}")
            return None
        if basis != 1:
            self.say_part("ED-LINE-003", "unit_price", text, per=f"{basis:f}")
            price = one
        stated = number_of(self.amount) if self.amount else None
        confirmed = stated is not None and quantity.value is not None
        confirmed = confirmed and self.profile.total_tolerance.allows(
            stated or Decimal(0), price * (quantity.value or 0)
        )
        if unit and not _same_unit(unit, quantity.unit) and not confirmed:
            self.say_part("ED-LINE-004", "unit_price", text, per=unit, unit=quantity.unit or "no stated unit")
        return price

    def _check_amount(self, quantity: Decimal, price: Decimal | None) -> None:
        if not self.amount or self.charged:
            return
        stated = number_of(self.amount)
        if stated is None:
            self.say("ED-HEAD-004", path=self.path(""), value=self.amount, field=f"The amount of line {self.position}")
        elif price is not None and not self.profile.total_tolerance.allows(stated, quantity * price):
            self.say_part("ED-LINE-011", "", self.amount, found=f"{quantity * price:f}")


def _same_unit(one: str, other: str) -> bool:
    one, other = one.upper(), other.upper()
    return one == other or {one, other} <= PIECE_UNITS


def _first(codes: dict[str, str], qualifiers: tuple[str, ...]) -> str:
    return next((codes[one] for one in qualifiers if one in codes), "")
