"""EDIFACT ORDCHG: a message's segments to the canonical change; and ORDERS that changes an order (BGM 1225)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from connectors.edi.edifact_codes import ORDER_DATES, WANTED_DATES
from connectors.edi.edifact_line import LineReader
from connectors.edi.edifact_party import nad
from connectors.edi.edifact_values import moment_of, number_of
from connectors.edi.party import Party, names_of, party_of
from connectors.formats.changes import Action, ChangeDraft, ChangeHead, Purpose
from connectors.formats.edifact import Segment
from connectors.formats.edifact_messages import EdifactMessage
from connectors.formats.reading import Taken
from domain.profile import PartnerProfile

PURPOSES: dict[str, tuple[Purpose, str]] = {
    **dict.fromkeys(("", "4", "5", "7", "9", "20", "33", "36"), ("change", "")),
    **dict.fromkeys(("1", "3", "17", "40"), ("cancel", "")),
    "6": ("change", "a confirmation"),
    "16": ("change", "a proposal"),
}
"""BGM 1225: what it asks for, and its name where a person should look at it."""
REPLACES = "5"
OF_THE_HEAD = {"20", "33"}
"""BGM 1225: lines stay as they are."""
OF_LINES = {"4", "36"}
CHANGED_ORDER = "230"
"""BGM 1001: an order that changes one, whatever its purpose."""
CHANGES_AN_ORDER = {*OF_LINES, *OF_THE_HEAD, REPLACES, "1", "3", "17", "40"}
"""BGM 1225 of an ORDERS that is no new order."""
ACTIONS: dict[str, Action | None] = {
    "": "change",
    "1": "add",
    "2": "delete",
    "3": "change",
    "4": None,
    "11": None,
    "9": "change",
    "37": "delete",
}
"""LIN 1229: what is done with the line; None: nothing."""
SAYING = {"2", "3", "4", "11", "37"}
"""LIN 1229 that says more than that the line is ordered."""
ORDER_REFERENCE = "ON"
LINES = "2"
"""CNT 6069: number of lines."""


def read_ordchg(message: EdifactMessage, profile: PartnerProfile) -> Taken:
    """The change of one message; what is wrong with it is in the findings."""
    return _Ordchg(profile).read(message)


def changes_an_order(bgm: Segment) -> bool:
    """Whether an ORDERS that begins so changes or cancels an order that came before."""
    return bgm.at(3) in CHANGES_AN_ORDER or bgm.at(1) == CHANGED_ORDER


def read_changing_orders(message: EdifactMessage, profile: PartnerProfile) -> Taken:
    """The change that an ORDERS is: its lines are an ORDCHG's, and its own number is the order's."""
    acted = any(one.tag == "LIN" and one.at(2) in SAYING for one in message.segments)
    return _Ordchg(profile, number_in="BGM 1004", acted=acted).read(message)


@dataclass(slots=True)
class _Ordchg(ChangeDraft):
    number_in: str = "RFF ON"
    """Where the order's number stands."""
    acted: bool = True
    """Whether lines say what is to be done with them."""
    parties: list[Party] = field(default_factory=list)
    dates: dict[str, datetime] = field(default_factory=dict)
    _reference: str = ""
    """Qualifier of the reference that is open."""
    _seen: bool = False
    _of_the_head: bool = False

    def read(self, message: EdifactMessage) -> Taken:
        body = [segment for segment in message.segments[1:] if segment.tag not in {"UNT", "UIT"}]
        starts = [at for at, segment in enumerate(body) if segment.tag == "LIN"]
        last = starts[-1] if starts else 0
        summary = next((at for at in range(last, len(body)) if _ends_lines(body[at])), len(body))
        for segment in body[: min(starts[0] if starts else summary, summary)]:
            self._head(segment)
        for start, end in zip(starts, [*starts[1:], summary], strict=False):
            self._line(body[start:end])
        if not self.number:
            self.say("ED-HEAD-001", path="number", value=message.control, what="Message", element=self.number_in)
        for segment in body[summary:]:
            self._summary(segment)
        self.check_whole("LIN", "CNT 2")
        self.changed_at = next((self.dates[kind] for kind in ORDER_DATES if kind in self.dates), None)
        wanted = next((self.dates[kind] for kind in WANTED_DATES if kind in self.dates), None)
        roles = self.profile.edifact
        return self.made(
            ChangeHead(
                customer=party_of(self.parties, roles.customer_parties, roles.constants.get("customer.code", "")),
                ship_to=party_of(self.parties, roles.ship_to_parties, roles.constants.get("ship_to.code", "")),
                requested_date=wanted.date() if wanted else None,
                source_rows=(message.segments[0].number, message.last),
                said="\n".join(segment.written("+", ":") for segment in body).encode("utf-8", "surrogatepass"),
            )
        )

    def _head(self, segment: Segment) -> None:
        tag = segment.tag
        if tag == "BGM" and not self._seen:
            self._bgm(segment)
        elif tag == "RFF":
            self._reference = segment.at(1).upper()
            if self._reference == ORDER_REFERENCE and not self.number:
                self.number = segment.at(1, 2)
        elif tag == "DTM":
            self._dtm(segment)
        elif tag == "NAD":
            self._reference = "NAD"
            self.parties.append(nad(segment))
        elif tag == "CUX":
            named = next((part[1] for part in segment.elements[:2] if len(part) > 1 and part[1]), "")
            self.currency = self.currency or named.upper()
        elif tag == "FTX":
            text = " ".join(part for part in segment.element(4) if part)
            self.notes += [text] if text else []
        elif tag == "ALC":
            self.say("ED-HEAD-006", path="ALC", value=segment.at(1))

    def _bgm(self, segment: Segment) -> None:
        self._seen = True
        code, named = segment.at(3), segment.at(2)
        if self.number_in == "RFF ON":
            self.version = named
        else:
            self.number = named
        self.purpose, meaning = PURPOSES.get(code, ("change", "a code we do not know"))
        self.replaces = code == REPLACES
        self._of_the_head = code in OF_THE_HEAD
        if not self.acted and self.purpose == "change" and not self.replaces and not self._of_the_head:
            self.replaces = self.an_order_is_whole(code, "BGM 1225")
        if meaning:
            self.say("ED-CHG-002", path="purpose", value=code, element="BGM 1225", meaning=meaning)

    def _dtm(self, segment: Segment) -> None:
        kind, text, form = (*segment.element(1), "", "", "")[:3]
        of_order = self._reference == ORDER_REFERENCE
        if not text or self._reference not in {"", ORDER_REFERENCE}:
            return
        if not of_order and kind not in {*WANTED_DATES, *ORDER_DATES}:
            return
        moment = moment_of(text, form, self.profile.timezone)
        if moment is None:
            path = "requested_date" if kind in WANTED_DATES else "changed_at"
            self.say("ED-HEAD-002", path=path, value=f"{text}:{form}", field=f"The date DTM {kind}")
        elif of_order:
            self.ordered_at = self.ordered_at or moment
        else:
            self.dates.setdefault(kind, moment)

    def _summary(self, segment: Segment) -> None:
        if segment.tag == "CNT" and segment.at(1) == LINES:
            self.stated_lines = number_of(segment.at(1, 2))
        elif segment.tag == "MOA" and segment.at(1) in self.profile.edifact.totals and self.stated_total is None:
            self.stated_total = number_of(segment.at(1, 2))

    def _line(self, segments: list[Segment]) -> None:
        if not self.another_line() or self.purpose == "cancel" or self._of_the_head:
            return
        head, code = segments[0], segments[0].at(2) if self.acted else ""
        action = ACTIONS.get(code, "change")
        if action is None and not self.replaces:
            return
        places = names_of(self.parties, self.profile.edifact.ship_to_parties)
        reader = LineReader(self.profile, self.line_count, self.currency, places)
        stated = any(segment.tag == "QTY" for segment in segments)
        plain = Segment("LIN", (head.element(1), ("",), *head.elements[2:]), head.number)
        nothing = [] if stated or self.replaces else [Segment("QTY", (("21", "0"),), head.number)]
        line = reader.read([plain, *nothing, *segments[1:]])
        self.keep(action or "change", line, reader, quantity=stated)
        self.notes += reader.notes
        if code not in ACTIONS:
            path = f"lines[{self.line_count}]"
            self.say("ED-CHG-001", path=path, value=code, line=self.line_count, element="LIN 1229")


def _ends_lines(segment: Segment) -> bool:
    return segment.tag in {"CNT", "UNT"} or (segment.tag == "UNS" and segment.at(1).upper() == "S")
