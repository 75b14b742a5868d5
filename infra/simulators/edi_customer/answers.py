"""What the supplier's documents say, as the customer understands them: 997, 855, 865, 846, CONTRL, ORDRSP, INVRPT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from infra.simulators.edi_customer.segments import Interchange, Message, Segment

ORDER_VERDICTS = {
    "AD": "accepted",
    "AT": "accepted",
    "AK": "accepted",
    "AC": "changed",
    "RD": "rejected",
    "RJ": "rejected",
}
"""BAK02, BCA02."""
LINE_VERDICTS = {"IA": "accepted", "IR": "rejected", "R2": "rejected"}
"""ACK01; all others that begin with I, and DR, are changes."""
BGM_VERDICTS = {"29": "accepted", "4": "changed", "27": "rejected"}
LIN_VERDICTS = {"5": "accepted", "3": "changed", "7": "rejected"}
STANDINGS = {
    "A": "accepted",
    "E": "noted",
    "P": "partly",
    "R": "rejected",
    "7": "accepted",
    "8": "accepted",
    "4": "rejected",
}


@dataclass
class SaidLine:
    """One line of an answer."""

    line: str
    sku: str = ""
    verdict: str = ""
    ordered: Decimal | None = None
    stands: Decimal | None = None
    price: Decimal | None = None


@dataclass
class Response:
    """855, 865 or ORDRSP."""

    number: str
    verdict: str
    change: bool
    version: str = ""
    theirs: str = ""
    lines: list[SaidLine] = field(default_factory=list)


@dataclass
class Receipt:
    """997 or CONTRL: of which group or interchange, how each set stands; ``whole`` is the standing of all."""

    about: str
    whole: str
    sets: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


@dataclass
class Stock:
    """846 or INVRPT: quantity by product."""

    rows: dict[str, Decimal] = field(default_factory=dict)


def understood(message: Message) -> Response | Receipt | Stock | None:
    """What it says; None: a kind that this customer does not take."""
    known: dict[str, Callable[[list[Segment]], Response | Receipt | Stock]] = {
        "997": _receipt_997,
        "855": _response_x12,
        "865": _response_x12,
        "846": _stock,
        "CONTRL": _contrl,
        "ORDRSP": _ordrsp,
        "INVRPT": _stock,
    }
    reader = known.get(message.kind)
    return reader(message.segments) if reader else None


def is_receipt(interchange: Interchange) -> bool:
    """Whether it is a receipt: those get none."""
    return all(one.kind in {"997", "CONTRL"} for one in interchange.messages)


def decimal(text: str) -> Decimal | None:
    """A number; None where it is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _receipt_997(segments: list[Segment]) -> Receipt:
    made, current = Receipt("", ""), ""
    for one in segments:
        if one.tag == "AK1":
            made.about = one.at(2)
        elif one.tag == "AK2":
            current = one.at(2)
        elif one.tag in {"AK3", "AK4"}:
            made.errors.append(f"{current} " + "*".join((one.tag, *(part[0] for part in one.elements))))
        elif one.tag == "AK5":
            made.sets[current] = STANDINGS.get(one.at(1), one.at(1))
        elif one.tag == "AK9":
            made.whole = STANDINGS.get(one.at(1), one.at(1))
    return made


def _contrl(segments: list[Segment]) -> Receipt:
    made, current = Receipt("", ""), ""
    for one in segments:
        if one.tag == "UCI":
            made.about, made.whole = one.at(1), STANDINGS.get(one.at(4), one.at(4))
        elif one.tag == "UCM":
            current = one.at(1)
            made.sets[current] = STANDINGS.get(one.at(3), one.at(3))
        elif one.tag in {"UCS", "UCD"}:
            made.errors.append(f"{current} " + "+".join((one.tag, *(":".join(part) for part in one.elements))))
            noted = made.sets.get(current) == "accepted"
            made.sets[current] = "noted" if noted else made.sets.get(current, "")
    return made


def _response_x12(segments: list[Segment]) -> Response:
    head = segments[0]
    change = head.tag == "BCA"
    verdict = ORDER_VERDICTS.get(head.at(2), head.at(2))
    made = Response(head.at(3), verdict, change, head.at(5) if change else "", head.at(9) if change else head.at(8))
    for one in segments:
        if one.tag == "PO1":
            made.lines.append(SaidLine(one.at(1), _vendors(one, 6), "", decimal(one.at(2)), None, decimal(one.at(4))))
        elif one.tag == "POC":
            made.lines.append(SaidLine(one.at(1), _vendors(one, 8), "", decimal(one.at(3)), None, decimal(one.at(6))))
        elif one.tag == "ACK" and made.lines:
            made.lines[-1].verdict = LINE_VERDICTS.get(one.at(1), "changed")
            made.lines[-1].stands = decimal(one.at(2))
    return made


def _vendors(segment: Segment, first: int) -> str:
    pairs = {segment.at(at): segment.at(at + 1) for at in range(first, len(segment.elements) + 1, 2)}
    return pairs.get("VP", pairs.get("VN", ""))


def _ordrsp(segments: list[Segment]) -> Response:
    made, line = Response("", "", change=False), None
    for one in segments:
        tag, kind = one.tag, one.at(1)
        if tag == "BGM":
            made.verdict, made.theirs = BGM_VERDICTS.get(one.at(3), one.at(3)), one.at(2)
        elif tag == "RFF" and kind == "ON":
            made.number = one.at(1, 2)
        elif tag == "RFF" and kind == "PP":
            made.version, made.change = one.at(1, 2), True
        elif tag == "LIN":
            line = SaidLine(one.at(1), "", LIN_VERDICTS.get(one.at(2), "changed"))
            made.lines.append(line)
        elif line is not None:
            _under_lin(line, one)
    return made


def _under_lin(line: SaidLine, one: Segment) -> None:
    if one.tag == "PIA":
        line.sku = next((part[0] for part in one.elements[1:] if part[1:2] == ("SA",)), line.sku)
    elif one.tag == "QTY" and one.at(1) == "21":
        line.ordered = decimal(one.at(1, 2))
    elif one.tag == "QTY" and one.at(1) == "113":
        line.stands = decimal(one.at(1, 2))
    elif one.tag == "PRI":
        line.price = decimal(one.at(1, 2))


def _stock(segments: list[Segment]) -> Stock:
    made, sku = Stock(), ""
    for one in segments:
        if one.tag == "LIN":
            sku = _vendors(one, 2) or one.at(3)
        elif one.tag == "PIA":
            sku = next((part[0] for part in one.elements[1:] if part[1:2] == ("SA",)), sku)
        elif one.tag == "QTY" and one.at(1) in {"33", "145"}:
            many = decimal(one.at(1, 2) or one.at(2))
            made.rows[sku] = many if many is not None else Decimal(0)
    return made
