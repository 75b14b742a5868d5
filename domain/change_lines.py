"""Which line of an order a line of a change means, and whether two lines ask for the same. Pure."""

from __future__ import annotations

from decimal import Decimal

from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrderLine
from domain.documents.sales_order_change import LineChange
from domain.keys import normalise

AnyLine = LineChange | SalesOrderLine
_CODES = ("sku", "partner_sku", "gtin")
_ASKED = (*_CODES, "quantity", "unit", "unit_price", "requested_date")
"""What of a line is asked for; the rest is words."""


def line_number(text: str) -> str:
    """A partner's line number without what differs from message to message: blanks, case, zeros in front."""
    plain = normalise(text)
    return plain.lstrip("0") or plain[-1:]


def is_numbered(line: SalesOrderLine, number: str) -> bool:
    """Whether the order's line has that number (``line_number``) of the partner's."""
    return bool(line.partner_line.strip()) and line_number(line.partner_line) == number


def product_of(line: AnyLine) -> str:
    """The code that names the line's product, for people."""
    return line.sku or line.partner_sku or line.gtin


def same_product(one: AnyLine, other: AnyLine) -> bool:
    """Whether every code that both lines have is the same, and there is one."""
    said = _codes(one, other)
    return bool(said) and all(said)


def another_product(old: SalesOrderLine, line: AnyLine) -> str:
    """The product of the order's line, where the change names another one by every code that both have; else empty."""
    said = _codes(old, line)
    return product_of(old) if said and not any(said) else ""


def _codes(one: AnyLine, other: AnyLine) -> list[bool]:
    """For each code that both lines have, whether it is the same."""
    pairs = ((getattr(one, name), getattr(other, name)) for name in _CODES)
    return [normalise(mine) == normalise(theirs) for mine, theirs in pairs if mine and theirs]


def made(line: LineChange, position: int, quantity: Decimal) -> SalesOrderLine:
    """The order's new line of what a change adds."""
    return SalesOrderLine(
        position=position,
        partner_line=line.partner_line,
        sku=line.sku,
        partner_sku=line.partner_sku,
        gtin=line.gtin,
        description=line.description,
        quantity=quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        requested_date=line.requested_date,
    )


def differs(before: SalesOrderLine | None, after: SalesOrderLine) -> bool:
    """Whether something else is asked for than before."""
    return before is None or any(getattr(before, name) != getattr(after, name) for name in _ASKED)


def another_party(code: str, our_code: str, gln: str, our_gln: str) -> bool:
    """Whether code and GLN, as far as both sides state them, name another party."""
    pairs = [(code, our_code), (gln, our_gln)]
    stated = [(normalise(one), normalise(other)) for one, other in pairs if one and other]
    return bool(stated) and all(one != other for one, other in stated)


def same_place(one: PartyReference, other: PartyReference | None) -> bool:
    """Whether both name one place: by the first of GLN, code, name and address that both have."""
    if other is None:
        return False
    texts = ((one.gln, other.gln), (one.code, other.code), (one.name, other.name))
    stated = [normalise(mine) == normalise(theirs) for mine, theirs in texts if mine and theirs]
    return stated[0] if stated else one.address == other.address
