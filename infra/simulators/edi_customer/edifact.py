"""The customer writes EDIFACT D.96A: ORDERS, ORDCHG and CONTRL, under syntax version 3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infra.simulators.edi_customer.wanted import Item, Wanted
from infra.simulators.edi_customer.x12 import Envelope, Judged

ACTIONS = {"add": "1", "delete": "2", "change": "3", "": "4"}
"""LIN 1229."""
ACCEPTED, REFUSED = "7", "4"
"""0083 of UCI and UCM."""


def orders(wanted: Sequence[Wanted], envelope: Envelope, drift: bool = False) -> bytes:
    """A message for each; ``drift``: with a qualifier and a segment that nobody agreed on."""
    bodies = []
    for one in wanted:
        kind = "ORDERS" if one.kind == "order" else "ORDCHG"
        rows = list(_body(one))
        if drift:
            rows = [row.replace(":SA'", ":ZQ'") for row in rows]
            rows.insert(2, "ZZ9+NEW'")
        bodies.append((f"{kind}:D:96A:UN", rows))
    return _interchange(bodies, envelope)


def receipt(about: tuple[str, str, str], judged: Sequence[Judged], envelope: Envelope) -> bytes:
    """The CONTRL of an interchange that came; ``about``: its number, its sender, its receiver."""
    control, sender, receiver = about
    wrong = [one for one in judged if one.refusal is not None]
    refused = len(wrong) == len(judged)
    uci = f"UCI+{control}+{sender}:14+{receiver}:14+{REFUSED if refused else ACCEPTED}"
    rows = [uci + ("+18'" if refused else "'")]
    for one in wrong:
        why = one.refusal
        assert why is not None  # noqa: S101 - for the type checker: it was just asked
        rows.append(f"UCM+{one.control}+{one.kind}:D:96A:UN+{REFUSED}'")
        rows += [f"UCS+{why.place}'", f"UCD+12+{why.element + 1}'"]
    return _interchange([("CONTRL:D:3:UN", rows)], envelope)


def numbers_of(wanted: Sequence[Wanted]) -> list[tuple[Wanted, str, int]]:
    """Each document with its message's number; there are no groups."""
    return [(one, str(number), 0) for number, one in enumerate(wanted, start=1)]


def _interchange(bodies: Sequence[tuple[str, Sequence[str]]], envelope: Envelope) -> bytes:
    at = envelope.at
    parties = f"{envelope.ours}:14+{envelope.theirs}:14"
    rows = [f"UNB+UNOC:3+{parties}+{at:%y%m%d}:{at:%H%M}+{envelope.control}'"]
    for number, (kind, inner) in enumerate(bodies, start=1):
        rows += [f"UNH+{number}+{kind}'", *inner, f"UNT+{len(inner) + 2}+{number}'"]
    rows.append(f"UNZ+{len(bodies)}+{envelope.control}'")
    return "\n".join(rows).encode("latin-1", "replace")


def _body(one: Wanted) -> Iterator[str]:
    if one.kind == "order":
        yield f"BGM+220+{_text(one.number)}+9'"
    else:
        yield f"BGM+230+{one.version}+{'1' if one.kind == 'cancel' else '4'}'"
    yield f"DTM+137:{one.ordered:%Y%m%d}:102'"
    if one.delivery is not None:
        yield f"DTM+2:{one.delivery:%Y%m%d}:102'"
    if one.kind != "order":
        yield f"RFF+ON:{_text(one.number)}'"
    if one.buyer:
        yield f"NAD+BY+{one.buyer}::9'"
    yield f"CUX+2:{one.currency}:9'"
    for item in one.items:
        yield from _line(item)
    yield "UNS+S'"
    yield f"CNT+2:{len(one.items)}'"


def _line(item: Item) -> Iterator[str]:
    code = f"{item.gtin}:SRV" if item.gtin else ""
    yield f"LIN+{item.line}+{ACTIONS[item.action] if item.action else ''}+{code}".rstrip("+") + "'"
    yield f"PIA+1+{_text(item.sku)}:SA'"
    yield f"QTY+21:{item.quantity:f}:{item.unit}'"
    if item.price is not None:
        yield f"PRI+AAA:{item.price:f}'"


def _text(text: str) -> str:
    return "".join(f"?{one}" if one in "?'+:" else one for one in text)
