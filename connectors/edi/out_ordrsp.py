"""EDIFACT ORDRSP: the answer to an order, or to a change of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from connectors.edi.out_edifact import Element, Segment, interchange
from connectors.edi.out_x12 import cut, number
from domain.answers import EdifactAnswers
from domain.documents.envelope import PartyReference
from domain.documents.order_response import OrderResponse, Reason, ResponseLine
from domain.documents.outgoing import Outgoing

CODES = {
    "order.accepted": "29",
    "order.changed": "4",
    "order.rejected": "27",
    "line.accepted": "5",
    "line.changed": "3",
    "line.rejected": "7",
}
"""BGM 1225 and LIN 1229 by what they say; a profile may name others."""
RESPONSE = "231"
PROMISED = "69"
"""DTM 2005: delivery date, promised for."""
OFFERED_INSTEAD, INSTEAD = "2", "3"
"""PIA 4347: identification for potential substitution; substituted by."""
ORDERED, STANDS = "21", "113"
"""QTY 6063: ordered, to be delivered."""


def write_response(response: OrderResponse, spec: EdifactAnswers, out: Outgoing) -> bytes:
    """The ORDRSP."""
    return interchange("ORDRSP", _Body(spec, out).segments(response), spec, out)


class _Body:
    def __init__(self, spec: EdifactAnswers, out: Outgoing) -> None:
        self._spec, self._out = spec, out
        self._codes = spec.codes_over(CODES)

    def segments(self, response: OrderResponse) -> Iterator[Segment]:
        verdict = self._codes[f"order.{response.verdict}"]
        yield "BGM", RESPONSE, response.our_reference[:35] or f"RSP{self._out.numbers.interchange}", verdict
        yield "DTM", ("137", f"{self._out.made_at:%Y%m%d%H%M}", "203")
        if response.promised:
            yield _day(PROMISED, response.promised)
        yield from _said(response.reasons)
        yield "RFF", ("ON", response.number[:35])
        if response.ordered_at:
            yield "DTM", ("4", f"{response.ordered_at:%Y%m%d}", "102")
        if response.version:
            yield "RFF", ("PP", response.version[:35])
        yield from self._parties(response)
        if response.currency:
            yield "CUX", ("2", response.currency, "9")
        for line in response.lines:
            yield from self._line(line)
        yield "UNS", "S"
        yield "CNT", ("2", str(len(response.lines)))

    def _parties(self, response: OrderResponse) -> Iterator[Segment]:
        spec, ours = self._spec, self._out.ours
        yield from self._party(spec.customer, response.customer)
        if spec.supplier:
            yield "NAD", spec.supplier, (ours.id, "", "9" if ours.qualifier == "14" else spec.party_code)
        yield from self._party(spec.ship_to, response.ship_to)

    def _party(self, role: str, party: PartyReference | None) -> Iterator[Segment]:
        if not role or party is None:
            return
        code = (party.gln, "", "9") if party.gln else (party.code[:35], "", self._spec.party_code)
        if code[0]:
            yield "NAD", role, code
        elif party.name:
            yield "NAD", role, "", "", cut(party.name, 35)

    def _line(self, line: ResponseLine) -> Iterator[Segment]:
        codes, unit = self._codes, self._unit(line)
        status = self._spec.reasons.get(line.reasons[0].code, "") if line.reasons else ""
        verdict = status or self._line_code(line)
        name = (line.partner_line or str(line.position))[:6]
        first, others = self._products(line)
        yield "LIN", name, verdict or codes["line.accepted"], first
        if others:
            yield "PIA", "1", *others
        if line.instead and self._spec.sku:
            kind = OFFERED_INSTEAD if line.verdict == "rejected" else INSTEAD
            yield "PIA", kind, (line.instead[:35], self._spec.sku)
        if line.description:
            yield "IMD", "F", "", ("", "", "", cut(line.description, 35))
        yield "QTY", (ORDERED, number(line.ordered), *unit)
        if line.verdict != "rejected":
            yield "QTY", (STANDS, number(line.quantity), *unit)
        if line.promised and line.verdict != "rejected":
            yield _day(PROMISED, line.promised)
        yield from _said(line.reasons)
        if line.price is not None:
            yield "PRI", ("AAA", number(line.price))

    def _line_code(self, line: ResponseLine) -> str:
        if line.verdict == "changed" and len(line.differences) == 1:
            return self._codes.get(f"line.{line.differences[0]}", self._codes["line.changed"])
        return self._codes[f"line.{line.verdict}"]

    def _unit(self, line: ResponseLine) -> tuple[str, ...]:
        return (line.unit.upper()[:3],) if line.unit else ()

    def _products(self, line: ResponseLine) -> tuple[Element, Sequence[Element]]:
        """The GTIN in LIN, else the first code there is; the others in PIA."""
        spec = self._spec
        known = ((spec.gtin, line.gtin), (spec.sku, line.sku), (spec.partner_sku, line.partner_sku))
        codes = [(code[:35], kind) for kind, code in known if kind and code]
        if not codes or not line.gtin or not spec.gtin:
            return "", codes[:5]
        return codes[0], codes[1:6]


def _said(reasons: Sequence[Reason]) -> Iterator[Segment]:
    """Each reason in free text: its number, and its sentence in parts of 70."""
    for reason in reasons[:99]:
        text = f"{reason.code} {' '.join(reason.text.split())}"
        parts = tuple(text[at : at + 70] for at in range(0, min(len(text), 350), 70))
        yield "FTX", "AAI", "", "", parts


def _day(kind: str, day: date) -> Segment:
    return "DTM", (kind, f"{day:%Y%m%d}", "102")
