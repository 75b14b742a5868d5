"""EDIFACT ORDERS: a message's segments to the canonical sales order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from connectors.edi.edifact_change import changes_an_order, read_changing_orders
from connectors.edi.edifact_codes import AMOUNTS_OF_CHARGES, KINDS, ORDER_DATES, PURPOSES, WANTED_DATES
from connectors.edi.edifact_line import LineReader
from connectors.edi.edifact_party import nad
from connectors.edi.edifact_values import moment_of, number_of
from connectors.edi.order import EdiOrder, Terms
from connectors.edi.party import Party, names_of
from connectors.formats.edifact import Segment
from connectors.formats.edifact_messages import EdifactMessage
from connectors.formats.reading import Taken
from domain.profile import PartnerProfile

ORDER_CURRENCY, REFERENCE_CURRENCY = "9", "2"
LINES, HASH = "2", "1"
"""CNT 6069: number of lines, sum of quantities."""


def read_orders(message: EdifactMessage, profile: PartnerProfile) -> Taken:
    """The order of one message, or the change that it is by its purpose (BGM 1225), with what is wrong with it."""
    begins = next((segment for segment in message.segments if segment.tag == "BGM"), None)
    if begins is not None and changes_an_order(begins):
        return read_changing_orders(message, profile)
    return _Orders(profile).read(message)


@dataclass(slots=True)
class _Orders(EdiOrder):
    TERMS: ClassVar[Terms] = Terms(message="Message", number="BGM 1004", line="LIN", count="CNT 2", quantities="CNT 1")

    dates: dict[str, datetime] = field(default_factory=dict)
    parties: list[Party] = field(default_factory=list)
    totals: dict[str, Decimal] = field(default_factory=dict)
    all_quantities: Decimal = Decimal(0)
    """Sum over all quantities of the lines, whatever they are of: some senders' control sum."""
    _within: str = ""
    _charged: bool = False

    def read(self, message: EdifactMessage) -> Taken:
        body = [segment for segment in message.segments[1:] if segment.tag not in {"UNT", "UIT"}]
        starts = [at for at, segment in enumerate(body) if segment.tag == "LIN"]
        first, last = (starts[0], starts[-1]) if starts else (len(body), 0)
        summary = next((at for at in range(last, len(body)) if _ends_lines(body[at])), len(body))
        for segment in body[: min(first, summary)]:
            self._head(segment)
        for start, end in zip(starts, [*starts[1:], summary], strict=False):
            self._line(body[start:end])
        self._within = ""
        for segment in body[summary:]:
            self._summary(segment)
        self.ordered_at = next((self.dates[kind] for kind in ORDER_DATES if kind in self.dates), None)
        self.stated_total = next(
            (self.totals[kind] for kind in self.profile.edifact.totals if kind in self.totals), None
        )
        self.check_quantity(number_of(self.stated_quantity), self.all_quantities)
        wanted = next((self.dates[kind] for kind in WANTED_DATES if kind in self.dates), None)
        return self.made(message, self.profile.edifact, self.parties, wanted.date() if wanted else None)

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
            self.say("ED-HEAD-007", path="kind", value=kind, element="BGM 1001", meaning=meaning)
        purpose = PURPOSES.get(code, "a code we do not know")
        if purpose:
            self.say("ED-HEAD-003", path="purpose", value=code, element="BGM 1225", meaning=purpose)

    def _dtm(self, segment: Segment) -> None:
        kind, text, form = (*segment.element(1), "", "", "")[:3]
        wanted = kind in WANTED_DATES
        if not text or not (wanted or kind in ORDER_DATES):
            return
        moment = moment_of(text, form, self.profile.timezone)
        if moment is None:
            path = "requested_date" if wanted else "ordered_at"
            self.say("ED-HEAD-002", path=path, value=f"{text}:{form}", field=f"The date DTM {kind}")
        else:
            self.dates.setdefault(kind, moment)

    def _nad(self, segment: Segment) -> None:
        self._within = "NAD"
        self.parties.append(nad(segment))

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
        value = number_of(text)
        if self._within == "ALC" and (segment.tag == "PCD" or kind in AMOUNTS_OF_CHARGES):
            if not self._charged and (value is None or value != 0):
                self._charged = True
                self.say("ED-HEAD-006", path="ALC", value=text)
        elif segment.tag == "MOA" and kind in self.profile.edifact.totals:
            total = self.stated(value, text, path="stated_total", field=f"The total (MOA {kind})")
            if total is not None:
                self.totals.setdefault(kind, total)

    def _line(self, segments: list[Segment]) -> None:
        if not self.another_line():
            return
        places = names_of(self.parties, self.profile.edifact.ship_to_parties)
        reader = LineReader(self.profile, self.line_count, self.currency, places)
        self.keep(reader.read(segments), reader)
        self.notes += reader.notes
        stated = (one.value for kind in reader.quantities.values() for one in kind)
        self.all_quantities += sum((value for value in stated if value is not None), Decimal(0))

    def _summary(self, segment: Segment) -> None:
        if segment.tag == "ALC":
            self._alc(segment)
        elif segment.tag in {"MOA", "PCD"}:
            self._moa(segment)
        elif segment.tag == "CNT" and segment.at(1) == HASH:
            self.stated_quantity = segment.at(1, 2)
        elif segment.tag == "CNT" and segment.at(1) == LINES:
            self.count_lines(number_of(segment.at(1, 2)), segment.at(1, 2))


def _ends_lines(segment: Segment) -> bool:
    return segment.tag in {"CNT", "UNT"} or (segment.tag == "UNS" and segment.at(1).upper() == "S")
