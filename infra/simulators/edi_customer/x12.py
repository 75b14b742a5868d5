"""The customer writes X12 004010: 850, 860 and 997."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from infra.simulators.edi_customer.wanted import Item, Wanted

FUNCTIONAL = {"850": "PO", "860": "PC", "997": "FA"}
ACTIONS = {"add": "AI", "change": "CA", "delete": "DI", "": "NC"}
"""POC02."""
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, when, under which control number."""

    ours: str
    theirs: str
    control: int
    at: datetime
    asks: bool = False
    """Whether a TA1 is wanted (ISA14)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one of the supplier's documents is refused."""

    segment: str
    place: int
    element: int
    value: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One document of the supplier as the receipt names it."""

    kind: str
    control: str
    refusal: Refusal | None = None


def orders(wanted: Sequence[Wanted], envelope: Envelope, drift: bool = False) -> bytes:
    """Orders in one group, changes in another; ``drift``: with a qualifier and a segment that nobody agreed on."""
    groups = []
    for kind, some in (
        ("850", [one for one in wanted if one.kind == "order"]),
        ("860", [one for one in wanted if one.kind != "order"]),
    ):
        if some:
            groups.append((kind, [_drifted(_body(one)) if drift else list(_body(one)) for one in some]))
    return _interchange(groups, envelope)


def receipt(functional: str, group: str, judged: Sequence[Judged], envelope: Envelope) -> bytes:
    """The 997 of one group that came."""
    return _interchange([("997", [list(_receipt(functional, group, judged))])], envelope)


def numbers_of(wanted: Sequence[Wanted]) -> list[tuple[Wanted, str, int]]:
    """Each document with its set's number and the place of its group, from 0, as ``orders`` gives them."""
    first = [one for one in wanted if one.kind == "order"]
    later = [one for one in wanted if one.kind != "order"]
    groups = [some for some in (first, later) if some]
    return [
        (one, f"{number:04d}", place) for place, some in enumerate(groups) for number, one in enumerate(some, start=1)
    ]


def _receipt(functional: str, group: str, judged: Sequence[Judged]) -> Iterator[Row]:
    yield "AK1", functional, group
    for one in judged:
        yield "AK2", one.kind, one.control
        if one.refusal is not None:
            why = one.refusal
            yield "AK3", why.segment, str(why.place), "", "8"
            yield "AK4", str(why.element), "", "7", why.value[:99]
        yield ("AK5", "A") if one.refusal is None else ("AK5", "R", "5")
    accepted = sum(one.refusal is None for one in judged)
    standing = "A" if accepted == len(judged) else "P" if accepted else "R"
    yield "AK9", standing, str(len(judged)), str(len(judged)), str(accepted)


def _interchange(groups: Sequence[tuple[str, Sequence[Sequence[Row]]]], envelope: Envelope) -> bytes:
    at, control = envelope.at, envelope.control
    rows: list[Row] = [
        ("ISA", "00", " " * 10, "00", " " * 10, "ZZ", f"{envelope.ours:15}", "ZZ", f"{envelope.theirs:15}",
         f"{at:%y%m%d}", f"{at:%H%M}", "U", "00401", f"{control:09d}", str(int(envelope.asks)), "P", ">")
    ]  # fmt: skip
    for place, (kind, sets) in enumerate(groups):
        number = group_number(control, place)
        rows.append(
            ("GS", FUNCTIONAL[kind], envelope.ours, envelope.theirs, f"{at:%Y%m%d}", f"{at:%H%M}", number, "X",
             "004010")
        )  # fmt: skip
        for count, body in enumerate(sets, start=1):
            rows += [("ST", kind, f"{count:04d}"), *body, ("SE", str(len(body) + 2), f"{count:04d}")]
        rows.append(("GE", str(len(sets)), number))
    rows.append(("IEA", str(len(groups)), f"{control:09d}"))
    return "".join(f"{'*'.join(row)}~\n" for row in rows).encode("ascii", "replace")


def group_number(control: int, place: int) -> str:
    """Of a group in an interchange: tens of groups apart."""
    return str(control * 10 + place)


def _body(one: Wanted) -> Iterator[Row]:
    day = f"{one.ordered:%Y%m%d}"
    if one.kind == "order":
        yield "BEG", "00", "SA", one.number, "", day
    else:
        purpose = "01" if one.kind == "cancel" else "04"
        yield "BCH", purpose, "SA", one.number, "", str(one.version), day, "", "", "", "", day
    yield "CUR", "BY", one.currency
    if one.delivery is not None:
        yield "DTM", "002", f"{one.delivery:%Y%m%d}"
    if one.buyer:
        yield "N1", "BY", "Buyer", "UL", one.buyer
    for item in one.items:
        yield _line(item, order=one.kind == "order")
    yield "CTT", str(len(one.items))


def _line(item: Item, *, order: bool) -> Row:
    price = "" if item.price is None else f"{item.price:f}"
    codes: tuple[str, ...] = ("VP", item.sku, *(("UP", item.gtin) if item.gtin else ()))
    if order:
        return "PO1", item.line, f"{item.quantity:f}", item.unit, price, "", *codes
    return "POC", item.line, ACTIONS[item.action], f"{item.quantity:f}", "", item.unit, price, "", *codes


def _drifted(rows: Iterable[Row]) -> list[Row]:
    made: list[Row] = []
    for row in rows:
        made.append(tuple("ZQ" if part == "VP" else part for part in row))
        if row[0] == "CUR":
            made.append(("ZZ9", "NEW", "1"))
    return made
