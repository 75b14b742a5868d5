"""X12 850: a purchase order's segments to the canonical sales order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from connectors.edi.change_860 import changes_an_order, read_changing_850
from connectors.edi.codes import PLAIN_PURPOSES, PURPOSES, WANTED_DATES
from connectors.edi.line_po1 import LineReader, day_of
from connectors.edi.order import EdiOrder, Terms
from connectors.edi.party import names_of
from connectors.edi.x12_party import PartySegments
from connectors.formats.numbers import decimal_of
from connectors.formats.reading import Taken
from connectors.formats.x12 import Segment
from connectors.formats.x12_sets import TransactionSet
from domain.profile import PartnerProfile


def read_850(transaction: TransactionSet, profile: PartnerProfile) -> Taken:
    """The order of one transaction set, or the change that it is by its purpose (BEG01), with what is wrong with it."""
    begins = next((segment for segment in transaction.segments if segment.tag == "BEG"), None)
    if begins is not None and changes_an_order(begins.at(1)):
        return read_changing_850(transaction, profile)
    return _Order850(profile).read(transaction)


@dataclass(slots=True)
class _Order850(EdiOrder):
    TERMS: ClassVar[Terms] = Terms(
        message="Transaction set", number="BEG03", line="PO1", count="CTT01", quantities="CTT02"
    )

    requested: dict[str, date] = field(default_factory=dict)
    named: PartySegments = field(default_factory=PartySegments)

    def read(self, transaction: TransactionSet) -> Taken:
        body = [segment for segment in transaction.segments if segment.tag not in {"ST", "SE"}]
        starts = [at for at, segment in enumerate(body) if segment.tag == "PO1"]
        trailer = next((at for at, segment in enumerate(body) if segment.tag == "CTT"), len(body))
        head_end = min(starts[0] if starts else trailer, trailer)
        self._head(body[:head_end])
        ends = [*starts[1:], trailer if starts and trailer > starts[-1] else len(body)]
        for start, end in zip(starts, ends, strict=False):
            self._line(body[start:end])
        for segment in body[max(trailer, head_end) :] if trailer < len(body) else []:
            self._trailer(segment)
        self.check_quantity(decimal_of(self.stated_quantity))
        requested = next((self.requested[code] for code in WANTED_DATES if code in self.requested), None)
        return self.made(transaction, self.profile.x12, self.named.parties(), requested)

    def _head(self, segments: list[Segment]) -> None:
        steps = {
            "BEG": self._beg,
            "CUR": self._cur,
            "DTM": self._dtm,
            **dict.fromkeys(("N1", "N2", "N3", "N4"), self.named.take),
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
        meaning = PURPOSES.get(code, "a code we do not know")
        if code not in PLAIN_PURPOSES:
            self.say("ED-HEAD-003", path="purpose", value=code, element="BEG01", meaning=meaning)
        release = segment.at(4) if segment.at(2) in {"RL", "RE"} else ""
        self.number = f"{segment.at(3)}-{release}" if release and segment.at(3) else segment.at(3)
        if segment.at(5):
            day = day_of(segment.at(5))
            if day is None:
                self.say("ED-HEAD-002", path="ordered_at", value=segment.at(5), field="The order's date (BEG05)")
            else:
                self.ordered_at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.profile.timezone))

    def _cur(self, segment: Segment) -> None:
        self.currency = self.currency or segment.at(2).upper()

    def _dtm(self, segment: Segment) -> None:
        if segment.at(1) not in WANTED_DATES or not segment.at(2):
            return
        day = day_of(segment.at(2))
        if day is None:
            self.say("ED-HEAD-002", path="requested_date", value=segment.at(2), field=f"The date DTM {segment.at(1)}")
        else:
            self.requested.setdefault(segment.at(1), day)

    def _msg(self, segment: Segment) -> None:
        self.notes += [segment.at(1)] if segment.at(1) else []

    def _sac(self, segment: Segment) -> None:
        if segment.at(1) in {"A", "C"}:
            amount = segment.at(5) or segment.at(7) or segment.at(15) or segment.at(2)
            self.say("ED-HEAD-006", path="SAC", value=amount)

    def _line(self, segments: list[Segment]) -> None:
        if not self.another_line():
            return
        here = names_of(self.named.parties(), self.profile.x12.ship_to_parties)
        reader = LineReader(self.profile, self.line_count, self.currency, here)
        self.keep(reader.read(segments), reader)
        self.currency = self.currency or reader.currency

    def _trailer(self, segment: Segment) -> None:
        if segment.tag == "AMT" and segment.at(1) == "TT":
            text = segment.at(2)
            total = self.stated(decimal_of(text), text, path="stated_total", field="The total (AMT02)")
            self.stated_total = self.stated_total if total is None else total
        elif segment.tag == "CTT":
            self.stated_quantity = segment.at(2)
            self.count_lines(decimal_of(segment.at(1)), segment.at(1))
        elif segment.tag == "SAC":
            self._sac(segment)
