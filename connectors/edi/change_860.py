"""X12 860: a purchase order change's segments to the canonical change; and an 850 that changes an order (BEG01)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from connectors.edi.codes import WANTED_DATES
from connectors.edi.line_po1 import LineReader, day_of
from connectors.edi.party import names_of, party_of
from connectors.edi.x12_party import PartySegments
from connectors.formats.changes import Action, ChangeDraft, ChangeHead, Purpose
from connectors.formats.numbers import decimal_of
from connectors.formats.reading import Taken
from connectors.formats.x12 import Segment
from connectors.formats.x12_sets import TransactionSet
from domain.documents.sales_order import SalesOrderLine
from domain.profile import PartnerProfile

PURPOSES: dict[str, tuple[Purpose, str]] = {
    "": ("change", ""),
    "00": ("change", ""),
    "04": ("change", ""),
    "05": ("change", ""),
    "07": ("change", ""),
    "01": ("cancel", ""),
    "03": ("cancel", ""),
    "06": ("change", "a confirmation"),
    "22": ("change", "an information copy"),
}
"""BCH01: what it asks for, and its name where a person should look at it."""
REPLACES = "05"
ACTIONS: dict[str, Action | None] = {
    "AI": "add",
    "DI": "delete",
    "NC": None,
    **dict.fromkeys(
        ("CA", "CB", "CC", "CD", "CT", "MU", "PC", "PQ", "PR", "QD", "QI", "RB", "RQ", "RS", "RZ", "RA"), "change"
    ),
}
"""POC02: what is done with the line; None: nothing."""
REPLACED = {"RE", "RM"}
"""POC02: the line goes, and another item comes in its place."""
CANCELS = "CF"
"""POC02: cancel the whole order."""
SIGNS = {"QD": -1, "QI": 1}
CANCELLING, CHANGING, REPLACING = frozenset({"01", "03"}), "04", "05"
"""BEG01: an 850 that is no new order."""


def read_860(transaction: TransactionSet, profile: PartnerProfile) -> Taken:
    """The change of one transaction set; what is wrong with it is in the findings."""
    return _Change860(profile).read(transaction)


def changes_an_order(purpose: str) -> bool:
    """Whether an 850 of this purpose (BEG01) changes or cancels an order that came before."""
    return purpose in CANCELLING or purpose in {CHANGING, REPLACING}


def read_changing_850(transaction: TransactionSet, profile: PartnerProfile) -> Taken:
    """The change that an 850 is by its purpose: its segments say in other places what those of an 860 do."""
    segments = [_AS_860.get(one.tag, _as_it_is)(one) for one in transaction.segments]
    return _Change860(profile, begins="BEG", line_tag="PO1").read(replace(transaction, segments=segments))


@dataclass(slots=True)
class _Change860(ChangeDraft):
    begins: str = "BCH"
    """Segments as the partner wrote them, for findings."""
    line_tag: str = "POC"
    requested: dict[str, date] = field(default_factory=dict)
    named: PartySegments = field(default_factory=PartySegments)

    def read(self, transaction: TransactionSet) -> Taken:
        body = [segment for segment in transaction.segments if segment.tag not in {"ST", "SE"}]
        starts = [at for at, segment in enumerate(body) if segment.tag == "POC"]
        trailer = next((at for at, segment in enumerate(body) if segment.tag == "CTT"), len(body))
        for segment in body[: min(starts[0] if starts else trailer, trailer)]:
            self._head(segment)
        ends = [*starts[1:], max(trailer, starts[-1] + 1)] if starts else []
        for start, end in zip(starts, ends, strict=True):
            self._line(body[start:end])
        if not self.number:
            element = f"{self.begins}03"
            self.say("ED-HEAD-001", path="number", value=transaction.control, what="Transaction set", element=element)
        for segment in body[trailer:]:
            self._trailer(segment)
        self.check_whole(self.line_tag, "CTT01")
        roles, parties = self.profile.x12, self.named.parties()
        return self.made(
            ChangeHead(
                customer=party_of(parties, roles.customer_parties, roles.constants.get("customer.code", "")),
                ship_to=party_of(parties, roles.ship_to_parties, roles.constants.get("ship_to.code", "")),
                requested_date=next((self.requested[code] for code in WANTED_DATES if code in self.requested), None),
                source_rows=(transaction.segments[0].number, transaction.last),
                said="\n".join(segment.written("*", "") for segment in body).encode("utf-8", "surrogatepass"),
            )
        )

    def _head(self, segment: Segment) -> None:
        tag = segment.tag
        if tag == "BCH":
            self._bch(segment)
        elif tag == "CUR":
            self.currency = self.currency or segment.at(2).upper()
        elif tag == "DTM" and segment.at(1) in WANTED_DATES and segment.at(2):
            day = self._day(segment.at(2), "requested_date", f"The date DTM {segment.at(1)}")
            if day is not None:
                self.requested.setdefault(segment.at(1), day)
        elif tag in {"N1", "N2", "N3", "N4"}:
            self.named.take(segment)
        elif tag == "MSG" and segment.at(1):
            self.notes.append(segment.at(1))
        elif tag == "SAC" and segment.at(1) in {"A", "C"}:
            amount = segment.at(5) or segment.at(7) or segment.at(15) or segment.at(2)
            self.say("ED-HEAD-006", path="SAC", value=amount)

    def _bch(self, segment: Segment) -> None:
        code = segment.at(1)
        self.purpose, meaning = PURPOSES.get(code, ("change", "a code we do not know"))
        self.replaces = code == REPLACES
        if self.begins == "BEG" and code == CHANGING:
            self.replaces = self.an_order_is_whole(code, "BEG01")
        if meaning:
            self.say("ED-CHG-002", path="purpose", value=code, element="BCH01", meaning=meaning)
        release = segment.at(4) if segment.at(2) in {"RL", "RE"} else ""
        self.number = f"{segment.at(3)}-{release}" if release and segment.at(3) else segment.at(3)
        self.version = segment.at(5)
        element = "BEG05" if self.begins == "BEG" else "BCH06"
        self.ordered_at = self._moment(segment.at(6), "ordered_at", f"The order's date ({element})")
        self.changed_at = self._moment(segment.at(11), "changed_at", "The change's date (BCH11)")

    def _moment(self, text: str, path: str, what: str) -> datetime | None:
        day = self._day(text, path, what) if text else None
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.profile.timezone)) if day else None

    def _day(self, text: str, path: str, what: str) -> date | None:
        day = day_of(text)
        if day is None:
            self.say("ED-HEAD-002", path=path, value=text, field=what)
        return day

    def _line(self, segments: list[Segment]) -> None:
        if not self.another_line() or self.purpose == "cancel":
            return
        poc, code = segments[0], segments[0].at(2).upper()
        if code == CANCELS:
            self.purpose = "cancel"
            return
        if code in ACTIONS and ACTIONS[code] is None:
            self._take("change" if self.replaces else None, segments)
        elif code in REPLACED:
            self.keep("delete", *self._read(_numbered_only(poc), []), quantity=False)
            self._take("add", segments)
        elif code in ACTIONS:
            self._take(ACTIONS[code], segments)
        else:
            self._take("change", segments)
            self.say("ED-CHG-001", path=f"lines[{self.line_count}]", value=code, line=self.line_count, element="POC02")

    def _trailer(self, segment: Segment) -> None:
        if segment.tag == "CTT":
            self.stated_lines = decimal_of(segment.at(1))
        elif segment.tag == "AMT" and segment.at(1) == "TT":
            self.stated_total = decimal_of(segment.at(2))

    def _take(self, action: Action | None, segments: list[Segment]) -> None:
        if action is None:
            return
        poc = segments[0]
        stated, sign = bool(poc.at(3)), SIGNS.get(poc.at(2).upper())
        line, reader = self._read(poc, segments[1:])
        differs = stated and sign is not None and self.profile.changes.quantities == "difference"
        by = abs(line.quantity) * (sign or 1) if line is not None and differs else None
        self.keep(action, line, reader, quantity=stated, by=by)

    def _read(self, poc: Segment, under: list[Segment]) -> tuple[SalesOrderLine | None, LineReader]:
        here = names_of(self.named.parties(), self.profile.x12.ship_to_parties)
        reader = LineReader(self.profile, self.line_count, self.currency, here)
        return reader.read([_as_po1(poc, "" if self.replaces else str(Decimal(0))), *under]), reader


def _as_po1(poc: Segment, left_out: str) -> Segment:
    """The line as an order has it: POC says the same in other places, and may leave out the quantity."""
    elements = (poc.at(1), poc.at(3) or left_out, poc.at(5), poc.at(6), poc.at(7), *poc.elements[7:])
    return replace(poc, tag="PO1", elements=elements)


def _as_bch(beg: Segment) -> Segment:
    return replace(beg, tag="BCH", elements=(beg.at(1), beg.at(2), beg.at(3), beg.at(4), "", beg.at(5)))


def _as_poc(po1: Segment) -> Segment:
    elements = (po1.at(1), "CA", po1.at(2), "", po1.at(3), po1.at(4), po1.at(5), *po1.elements[5:])
    return replace(po1, tag="POC", elements=elements)


def _as_it_is(segment: Segment) -> Segment:
    return segment


_AS_860: dict[str, Callable[[Segment], Segment]] = {"BEG": _as_bch, "PO1": _as_poc}


def _numbered_only(poc: Segment) -> Segment:
    """The line that is replaced: by its number, for the codes are those of the item in its place."""
    return replace(poc, elements=(poc.at(1), poc.at(2)))
