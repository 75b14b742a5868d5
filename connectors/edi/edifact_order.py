"""EDIFACT ORDERS: a message's segments to the canonical sales order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from connectors.edi.edifact_codes import AMOUNTS_OF_CHARGES, KINDS, ORDER_DATES, PURPOSES, WANTED_DATES
from connectors.edi.edifact_line import LineReader
from connectors.edi.edifact_party import Party, party_of
from connectors.edi.edifact_values import moment_of, number_of
from connectors.formats.canonical import business_key, told
from connectors.formats.edifact import Segment
from connectors.formats.edifact_messages import Message
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.findings import Finding
from domain.profile import PartnerProfile

LONGEST_NOTE = 2000
ORDER_CURRENCY, REFERENCE_CURRENCY = "9", "2"
LINES, HASH = "2", "1"
"""CNT 6069: number of lines, sum of quantities."""


@dataclass(slots=True)
class OrdersMessage:
    """Reads one purchase order; ``read`` gives None where it could not be made."""

    profile: PartnerProfile
    decimal: str = "."
    number: str = ""
    purpose: str = "original"
    currency: str = ""
    dates: dict[str, datetime] = field(default_factory=dict)
    parties: list[Party] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    totals: dict[str, Decimal] = field(default_factory=dict)
    stated_lines: int | None = None
    hash_total: str = ""
    findings: list[Finding] = field(default_factory=list)
    lines: list[SalesOrderLine] = field(default_factory=list)
    line_count: int = 0
    unreadable: bool = False
    all_quantities: Decimal = Decimal(0)
    _within: str = ""
    _charged: bool = False

    @property
    def ordered_at(self) -> datetime | None:
        """The order's own date."""
        return next((self.dates[kind] for kind in ORDER_DATES if kind in self.dates), None)

    def read(self, message: Message) -> SalesOrder | None:
        """The order; what is wrong with it is in ``findings``."""
        body = [segment for segment in message.segments[1:] if segment.tag not in {"UNT", "UIT"}]
        starts = [at for at, segment in enumerate(body) if segment.tag == "LIN"]
        first, last = (starts[0], starts[-1]) if starts else (len(body), 0)
        summary = next((at for at in range(last, len(body)) if _ends_lines(body[at])), len(body))
        for segment in body[: min(first, summary)]:
            self._head(segment)
        for position, (start, end) in enumerate(zip(starts, [*starts[1:], summary], strict=False), start=1):
            self._line(position, body[start:end])
        self._within = ""
        for segment in body[summary:]:
            self._summary(segment)
        self._sums()
        return self._document(message)

    def _head(self, segment: Segment) -> None:
        step = {
            "BGM": self._bgm,
            "DTM": self._dtm,
            "NAD": self._nad,
            "CUX": self._cux,
            "FTX": self._ftx,
            "ALC": self._alc,
            "MOA": self._moa,
            "PCD": self._moa,
            "CNT": self._summary,
        }.get(segment.tag)
        if step is not None:
            step(segment)

    def _bgm(self, segment: Segment) -> None:
        if self.number:
            return
        self.number = segment.at(2)
        kind, code = segment.at(1).upper(), segment.at(3)
        meaning = KINDS.get(kind, "a kind that we do not know")
        if meaning:
            self._say("ED-HEAD-007", path="kind", value=kind, element="BGM 1001", meaning=meaning)
        self.purpose, purpose = PURPOSES.get(code, ("original", "a code we do not know"))
        if kind == "230" and self.purpose == "original":
            self.purpose = "change"
        if purpose:
            self._say("ED-HEAD-003", path="purpose", value=code, element="BGM 1225", meaning=purpose)

    def _dtm(self, segment: Segment) -> None:
        kind, text, form = (*segment.element(1), "", "", "")[:3]
        wanted = kind in WANTED_DATES
        if not text or not (wanted or kind in ORDER_DATES):
            return
        moment = moment_of(text, form, self.profile.timezone)
        if moment is None:
            path = "requested_date" if wanted else "ordered_at"
            self._say("ED-HEAD-002", path=path, value=f"{text}:{form}", field=f"The date DTM {kind}")
        else:
            self.dates.setdefault(kind, moment)

    def _nad(self, segment: Segment) -> None:
        self._within = "NAD"
        self.parties.append(Party.of(segment))

    def _cux(self, segment: Segment) -> None:
        named = [part for part in segment.elements[:2] if len(part) > 1 and part[1]]
        order = [part for part in named if len(part) > 2 and part[2] == ORDER_CURRENCY]  # noqa: PLR2004 - 6343 is third
        reference = [part for part in named if part[0] == REFERENCE_CURRENCY]
        chosen = next(iter([*order, *reference, *named]), None)
        if chosen is not None and not self.currency:
            self.currency = chosen[1].upper()

    def _ftx(self, segment: Segment) -> None:
        text = " ".join(part for part in segment.element(4) if part)
        self.notes += [text] if text else []

    def _alc(self, segment: Segment) -> None:
        self._within = "ALC" if segment.at(1) in {"A", "C", "B"} else ""

    def _moa(self, segment: Segment) -> None:
        kind, text = segment.at(1), segment.at(1, 2)
        value = number_of(text, self.decimal)
        if self._within == "ALC" and (segment.tag == "PCD" or kind in AMOUNTS_OF_CHARGES):
            if not self._charged and (value is None or value != 0):
                self._charged = True
                self._say("ED-HEAD-006", path="ALC", value=text)
        elif segment.tag == "MOA" and kind in self.profile.edifact.totals:
            if value is None:
                self._say("ED-HEAD-004", path="stated_total", value=text, field=f"The total (MOA {kind})")
            else:
                self.totals.setdefault(kind, value)

    def _line(self, position: int, segments: list[Segment]) -> None:
        self.line_count += 1
        if self.line_count > self.profile.limits.lines_per_document:
            return
        roles = self.profile.edifact.ship_to_parties
        here = (party.reference for party in self.parties if party.role in roles)
        places = frozenset(text for one in here for text in (one.code, one.gln, one.name) if text)
        reader = LineReader(self.profile, position, self.currency, self.decimal, places)
        line = reader.read(segments)
        self.findings += reader.findings
        self.notes += reader.notes
        stated = (one.value for kind in reader.quantities.values() for one in kind)
        self.all_quantities += sum((value for value in stated if value is not None), Decimal(0))
        if line is None:
            self.unreadable = True
        else:
            self.lines.append(line)

    def _summary(self, segment: Segment) -> None:
        if segment.tag == "ALC":
            self._alc(segment)
        elif segment.tag in {"MOA", "PCD"}:
            self._moa(segment)
        elif segment.tag == "CNT" and segment.at(1) == HASH:
            self.hash_total = segment.at(1, 2)
        elif segment.tag == "CNT" and segment.at(1) == LINES:
            count = number_of(segment.at(1, 2), self.decimal)
            if count is not None and count == int(count):
                self.stated_lines = int(count)
            else:
                text = segment.at(1, 2)
                self._say("ED-HEAD-004", path="stated_line_count", value=text, field="The count of lines (CNT 2)")

    def _sums(self) -> None:
        if not self.hash_total or self.unreadable:
            return
        stated = number_of(self.hash_total, self.decimal)
        found = sum((line.quantity for line in self.lines), Decimal(0))
        if stated is None:
            self._say("ED-HEAD-004", value=self.hash_total, field="The sum of quantities (CNT 1)")
        elif stated not in {found, self.all_quantities}:
            self._say("ED-HEAD-005", what="CNT 1", value=self.hash_total, found=f"{found:f}")

    def _document(self, message: Message) -> SalesOrder | None:
        if not self.number:
            self._say("ED-HEAD-001", path="number", value=message.control, what="Message", element="BGM 1004")
        if not self.line_count:
            self._say("ED-SET-006", value=self.number or message.control, segment="LIN")
        constants = {str(key): value for key, value in self.profile.edifact.constants.items()}
        self.currency = self.currency or constants.get("currency", "") or self.profile.currency
        limit = self.profile.limits.lines_per_document
        if self.line_count > limit:
            size = f"{self.line_count:,} lines"
            self._say("FI-FILE-004", value=self.number, what="Document", size=size, limit=f"{limit:,}")
        if not self.number or not self.line_count or self.unreadable or self.line_count > limit:
            return None
        mapping = self.profile.edifact
        wanted = next((self.dates[kind] for kind in WANTED_DATES if kind in self.dates), None)
        return SalesOrder(
            key=business_key(self.profile, self.number, self.purpose, self.ordered_at),
            number=self.number,
            customer=party_of(self.parties, mapping.customer_parties, constants.get("customer.code", ""))
            or PartyReference(),
            ship_to=party_of(self.parties, mapping.ship_to_parties, constants.get("ship_to.code", "")),
            ordered_at=self.ordered_at,
            requested_date=_day(wanted),
            currency=self.currency,
            lines=tuple(self.lines),
            stated_total=next((self.totals[kind] for kind in mapping.totals if kind in self.totals), None),
            stated_line_count=self.stated_lines,
            note="\n".join(self.notes)[:LONGEST_NOTE],
            source_rows=(message.segments[0].number, message.last),
        )

    def _say(self, code: str, *, path: str = "", value: object = "", **words: object) -> None:
        self.findings.append(told(self.profile, code, path=path, value=value, **words))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _ends_lines(segment: Segment) -> bool:
    return segment.tag in {"CNT", "UNT"} or (segment.tag == "UNS" and segment.at(1).upper() == "S")
