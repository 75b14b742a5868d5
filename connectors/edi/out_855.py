"""X12 855 and 865: the answer to an order, and to a change of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from connectors.edi.out_x12 import Segment, cut, interchange, number
from domain.answers import X12Answers
from domain.documents.envelope import PartyReference
from domain.documents.order_response import OrderResponse, Reason, ResponseLine
from domain.documents.outgoing import AnswerKind, Outgoing

CODES = {
    "purpose": "00",
    "order.accepted": "AD",
    "order.changed": "AC",
    "order.rejected": "RD",
    "line.accepted": "IA",
    "line.changed": "IC",
    "line.quantity": "IQ",
    "line.price": "IP",
    "line.date": "DR",
    "line.product": "IS",
    "line.rejected": "IR",
}
"""BAK01, BAK02 and ACK01 by what they say; a profile may name others."""
ACTIONS = {"add": "AI", "change": "CA", "delete": "DI", "": "NC"}
"""POC02 by what a change asked for."""
DELIVERY = "067"
"""ACK04, DTM01: current schedule delivery."""


def write_response(response: OrderResponse, spec: X12Answers, out: Outgoing) -> bytes:
    """The 855 of an order, the 865 of a change."""
    kind: AnswerKind = "865" if response.answers == "change" else "855"
    return interchange(kind, _Body(spec, out).segments(response), spec, out)


class _Body:
    def __init__(self, spec: X12Answers, out: Outgoing) -> None:
        self._spec, self._out = spec, out
        self._codes = spec.codes_over(CODES)

    def segments(self, response: OrderResponse) -> Iterator[Segment]:
        yield self._begin(response)
        if response.currency:
            yield "CUR", "SE", response.currency
        if response.promised:
            yield "DTM", DELIVERY, f"{response.promised:%Y%m%d}"
        yield from _said(response.reasons)
        for role, party in ((self._spec.customer, response.customer), (self._spec.ship_to, response.ship_to)):
            if role and party is not None:
                yield from self._party(role, party)
        for line in response.lines:
            yield from self._line(line, change=response.answers == "change")
        asked = sum((line.ordered for line in response.lines), Decimal(0))
        yield "CTT", str(len(response.lines)), cut(number(asked), 10) if asked >= 0 else ""

    def _begin(self, response: OrderResponse) -> Segment:
        codes, made = self._codes, f"{self._out.made_at:%Y%m%d}"
        ordered = f"{response.ordered_at:%Y%m%d}" if response.ordered_at else made
        verdict, our = codes[f"order.{response.verdict}"], response.our_reference[:30]
        if response.answers == "change":
            version = response.version[:8]
            return "BCA", codes["purpose"], verdict, response.number, "", version, ordered, "", "", our, made
        return "BAK", codes["purpose"], verdict, response.number, ordered, "", "", "", our, made

    def _party(self, role: str, party: PartyReference) -> Iterator[Segment]:
        code = ("UL", party.gln) if party.gln else (self._spec.party_code, party.code) if party.code else ("", "")
        name = cut(party.name, 60)
        if name or code[1]:
            yield "N1", role, name, *code

    def _line(self, line: ResponseLine, *, change: bool) -> Iterator[Segment]:
        price = number(line.price) if line.price is not None else ""
        name, unit = (line.partner_line or str(line.position))[:20], self._unit(line)
        if change:
            yield "POC", name, ACTIONS[line.action], number(line.ordered), "", unit, price, "", *self._products(line)
        else:
            yield "PO1", name, number(line.ordered), unit, price, "", *self._products(line)
        if line.description:
            yield "PID", "F", "", "", "", cut(line.description, 80)
        yield self._ack(line)
        yield from _said(line.reasons)

    def _unit(self, line: ResponseLine) -> str:
        return line.unit.upper()[:2] or self._spec.units.get("", "EA")

    def _products(self, line: ResponseLine) -> Sequence[str]:
        spec = self._spec
        known = ((spec.sku, line.sku), (spec.partner_sku, line.partner_sku), (spec.gtin, line.gtin))
        return [text for kind, code in known if kind and code for text in (kind, code[:48])]

    def _ack(self, line: ResponseLine) -> Segment:
        many = line.ordered if line.verdict == "rejected" else line.quantity
        when: tuple[str, str] = ("", "")
        if line.promised is not None and line.verdict != "rejected":
            when = (DELIVERY, _day(line.promised))
        instead = ("", self._spec.sku, line.instead[:48]) if line.instead and self._spec.sku else ()
        return "ACK", self._status(line), number(many), self._unit(line), *when, *instead

    def _status(self, line: ResponseLine) -> str:
        named = [self._spec.reasons[one.code] for one in line.reasons if one.code in self._spec.reasons]
        if named and line.verdict != "accepted":
            return named[0]
        if line.verdict == "changed" and line.instead:
            return self._codes["line.product"]
        if line.verdict == "changed" and len(line.differences) == 1:
            return self._codes.get(f"line.{line.differences[0]}", self._codes["line.changed"])
        return self._codes[f"line.{line.verdict}"]


def _said(reasons: Sequence[Reason]) -> Iterator[Segment]:
    """Each reason as a note: its number, and its sentence."""
    for reason in reasons:
        yield "N9", "ZZ", reason.code
        yield "MSG", cut(reason.text, 264)


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"
