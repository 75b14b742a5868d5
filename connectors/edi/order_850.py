"""X12 850: a purchase order's segments to the canonical sales order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from connectors.edi.codes import PLAIN_PURPOSES, PURPOSES, WANTED_DATES
from connectors.edi.line_po1 import LineReader, day_of
from connectors.formats.canonical import business_key, told
from connectors.formats.numbers import plain_decimal
from connectors.formats.x12 import TOO_LONG, Segment, TransactionSet, is_tag
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.findings import Finding
from domain.profile import PartnerProfile

LONGEST_NOTE = 2000
GLN_QUALIFIER = "UL"


@dataclass(slots=True)
class _Party:
    role: str
    name: str
    qualifier: str = ""
    code: str = ""
    more: list[str] = field(default_factory=list)
    country: str = ""


@dataclass(slots=True)
class Order850:
    """Reads one purchase order; ``document`` is None where it could not be made."""

    profile: PartnerProfile
    number: str = ""
    purpose: str = "original"
    ordered_at: datetime | None = None
    currency: str = ""
    requested: dict[str, date] = field(default_factory=dict)
    parties: list[_Party] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stated_total: Decimal | None = None
    stated_lines: int | None = None
    hash_total: str = ""
    findings: list[Finding] = field(default_factory=list)
    lines: list[SalesOrderLine] = field(default_factory=list)
    line_count: int = 0
    unreadable: bool = False

    def read(self, transaction: TransactionSet) -> SalesOrder | None:
        """The order; what is wrong with it is in ``findings``."""
        body = [segment for segment in transaction.segments if segment.tag not in {"ST", "SE"}]
        starts = [at for at, segment in enumerate(body) if segment.tag == "PO1"]
        trailer = next((at for at, segment in enumerate(body) if segment.tag == "CTT"), len(body))
        head_end = min(starts[0] if starts else trailer, trailer)
        self._head(body[:head_end])
        ends = [*starts[1:], trailer if starts and trailer > starts[-1] else len(body)]
        for position, (start, end) in enumerate(zip(starts, ends, strict=False), start=1):
            self._line(position, body[start:end])
        for segment in body[max(trailer, head_end) :] if trailer < len(body) else []:
            self._trailer(segment)
        self._sums()
        return self._document(transaction)

    def _head(self, segments: list[Segment]) -> None:
        steps = {
            "BEG": self._beg,
            "CUR": self._cur,
            "DTM": self._dtm,
            "N1": self._n1,
            "N2": self._n2,
            "N3": self._n2,
            "N4": self._n4,
            "MSG": self._msg,
            "SAC": self._sac,
            "AMT": self._trailer,
        }
        for segment in segments:
            step = steps.get(segment.tag)
            if step is not None:
                step(segment)

    def _beg(self, segment: Segment) -> None:
        code = segment.at(1)
        self.purpose, meaning = PURPOSES.get(code, ("original", "a code we do not know"))
        if code not in PLAIN_PURPOSES:
            self._say("ED-HEAD-003", path="purpose", value=code, element="BEG01", meaning=meaning)
        release = segment.at(4) if segment.at(2) in {"RL", "RE"} else ""
        self.number = f"{segment.at(3)}-{release}" if release and segment.at(3) else segment.at(3)
        if segment.at(5):
            day = day_of(segment.at(5))
            if day is None:
                self._say("ED-HEAD-002", path="ordered_at", value=segment.at(5), field="The order's date (BEG05)")
            else:
                self.ordered_at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.profile.timezone))

    def _cur(self, segment: Segment) -> None:
        self.currency = self.currency or segment.at(2).upper()

    def _dtm(self, segment: Segment) -> None:
        if segment.at(1) not in WANTED_DATES or not segment.at(2):
            return
        day = day_of(segment.at(2))
        if day is None:
            self._say("ED-HEAD-002", path="requested_date", value=segment.at(2), field=f"The date DTM {segment.at(1)}")
        else:
            self.requested.setdefault(segment.at(1), day)

    def _n1(self, segment: Segment) -> None:
        self.parties.append(_Party(segment.at(1), segment.at(2), segment.at(3).upper(), segment.at(4)))

    def _n2(self, segment: Segment) -> None:
        if self.parties:
            self.parties[-1].more += [part for part in segment.elements[:2] if part]

    def _n4(self, segment: Segment) -> None:
        if self.parties:
            place = " ".join(part for part in (segment.at(1), segment.at(2), segment.at(3)) if part)
            self.parties[-1].more += [place] if place else []
            self.parties[-1].country = segment.at(4)

    def _msg(self, segment: Segment) -> None:
        self.notes += [segment.at(1)] if segment.at(1) else []

    def _sac(self, segment: Segment) -> None:
        if segment.at(1) in {"A", "C"}:
            amount = segment.at(5) or segment.at(7) or segment.at(15) or segment.at(2)
            self._say("ED-HEAD-006", path="SAC", value=amount)

    def _line(self, position: int, segments: list[Segment]) -> None:
        self.line_count += 1
        if self.line_count > self.profile.limits.lines_per_document:
            return
        roles = self.profile.x12.ship_to_parties
        here = frozenset(
            text for party in self.parties if party.role in roles for text in (party.code, party.name) if text
        )
        reader = LineReader(self.profile, position, self.currency, here)
        line = reader.read(segments)
        self.findings += reader.findings
        if line is None:
            self.unreadable = True
        else:
            self.lines.append(line)
            self.currency = self.currency or reader.currency

    def _trailer(self, segment: Segment) -> None:
        if segment.tag == "AMT" and segment.at(1) == "TT":
            total = plain_decimal(segment.at(2))
            if total is None:
                self._say("ED-HEAD-004", path="stated_total", value=segment.at(2), field="The total (AMT02)")
            else:
                self.stated_total = Decimal(total)
        elif segment.tag == "CTT":
            count = plain_decimal(segment.at(1))
            self.hash_total = segment.at(2)
            if count is not None and "." not in count:
                self.stated_lines = int(count)
            elif segment.at(1):
                self._say(
                    "ED-HEAD-004", path="stated_line_count", value=segment.at(1), field="The count of lines (CTT01)"
                )
        elif segment.tag == "SAC":
            self._sac(segment)

    def _sums(self) -> None:
        stated = plain_decimal(self.hash_total) if self.hash_total else None
        found = sum((line.quantity for line in self.lines), Decimal(0))
        if stated is not None and not self.unreadable and Decimal(stated) != found:
            self._say("ED-HEAD-005", what="CTT02", value=self.hash_total, found=f"{found:f}")

    def _document(self, transaction: TransactionSet) -> SalesOrder | None:
        if not self.number:
            self._say("ED-HEAD-001", path="number", value=transaction.control, what="Transaction set", element="BEG03")
        if not self.line_count:
            self._say("ED-SET-006", value=self.number or transaction.control, segment="PO1")
        constants = {str(key): value for key, value in self.profile.x12.constants.items()}
        self.currency = self.currency or constants.get("currency", "") or self.profile.currency
        limit = self.profile.limits.lines_per_document
        if self.line_count > limit:
            size = f"{self.line_count:,} lines"
            self._say("FI-FILE-004", value=self.number, what="Document", size=size, limit=f"{limit:,}")
        if not self.number or not self.line_count or self.unreadable or self.line_count > limit:
            return None
        return SalesOrder(
            key=business_key(self.profile, self.number, self.purpose, self.ordered_at),
            number=self.number,
            customer=self._party(self.profile.x12.customer_parties, constants.get("customer.code", ""))
            or PartyReference(),
            ship_to=self._party(self.profile.x12.ship_to_parties, constants.get("ship_to.code", "")),
            ordered_at=self.ordered_at,
            requested_date=next((self.requested[code] for code in WANTED_DATES if code in self.requested), None),
            currency=self.currency,
            lines=tuple(self.lines),
            stated_total=self.stated_total,
            stated_line_count=self.stated_lines,
            note="\n".join(self.notes)[:LONGEST_NOTE],
            source_rows=(transaction.segments[0].number, transaction.last),
        )

    def _party(self, roles: tuple[str, ...], constant: str) -> PartyReference | None:
        found = next((party for role in roles for party in self.parties if party.role == role), None)
        if found is None:
            return PartyReference(code=constant) if constant else None
        is_gln = found.qualifier == GLN_QUALIFIER
        return PartyReference(
            code=constant or ("" if is_gln else found.code),
            gln=found.code if is_gln else "",
            name=found.name,
            address=tuple(found.more),
            country=found.country,
        )

    def _say(self, code: str, *, path: str = "", value: object = "", **words: object) -> None:
        self.findings.append(told(self.profile, code, path=path, value=value, **words))


def stray_segments(transaction: TransactionSet, profile: PartnerProfile) -> Iterator[Finding]:
    """Text between two terminators that is no segment."""
    for segment in transaction.segments:
        expected_damage = transaction.damaged_start and segment is transaction.segments[0]
        if not is_tag(segment.tag) and segment.tag != TOO_LONG and not expected_damage:
            yield told(profile, "ED-SET-005", value="*".join((segment.tag, *segment.elements)), number=segment.number)
