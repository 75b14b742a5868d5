"""A partner's purchase orders as X12 850, version 004010."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from infra.distributor.orders import Line, Order

UNITS = {"Units": "EA", "Case of 6": "PK", "Case of 12": "CA", "Case of 24": "CT", "Barrel": "BR"}
SENDER = "GRANBYSTORES"
RECEIVER = "BRIGHTWATER"


def interchange(orders: Iterable[Order], *, control: int, day: date) -> bytes:
    """One interchange with one group; a transaction set for each order."""
    sets = [list(_set(order, number)) for number, order in enumerate(orders, start=1)]
    body = [segment for one in sets for segment in one]
    isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{SENDER:15}*ZZ*{RECEIVER:15}*{day:%y%m%d}*0700*U*00401*{control:09d}*0*P*>"
    group = f"GS*PO*{SENDER}*{RECEIVER}*{day:%Y%m%d}*0700*{control}*X*004010"
    segments = [isa, group, *body, f"GE*{len(sets)}*{control}", f"IEA*1*{control:09d}"]
    return ("~\n".join(segments) + "~\n").encode("ascii")


def _set(order: Order, number: int) -> Iterator[str]:
    inner = list(_segments(order))
    yield f"ST*850*{number:04d}"
    yield from inner
    yield f"SE*{len(inner) + 2}*{number:04d}"


def _segments(order: Order) -> Iterator[str]:
    day = "20260230" if order.date_text else f"{order.ordered_at:%Y%m%d}"
    yield f"BEG*00*SA*{order.number}**{day}"
    yield f"CUR*BY*{order.currency}"
    yield f"DTM*002*{order.wanted:%Y%m%d}"
    yield f"N1*BY*{order.name}*UL*{order.gln}"
    yield f"N1*ST*{order.name}*UL*{order.gln}"
    for position, line in enumerate(order.lines, start=1):
        yield _item(line, position)
        yield f"PID*F****{line.description}"
    yield f"CTT*{len(order.lines) if order.stated_lines is None else order.stated_lines}*{_number(_hash(order))}"
    if order.stated_total is not None:
        yield f"AMT*TT*{order.stated_total}"


def _item(line: Line, position: int) -> str:
    price = "" if line.price is None else str(line.price)
    codes = f"VP*{line.sku}" + (f"*UK*{line.gtin}" if line.gtin else "")
    return f"PO1*{position}*{_number(line.quantity)}*{UNITS[line.unit]}*{price}**{codes}"


def _hash(order: Order) -> Decimal:
    return sum((line.quantity for line in order.lines), Decimal(0))


def _number(value: Decimal) -> str:
    return f"{value:f}"
