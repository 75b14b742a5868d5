"""Numbers as partners write them, kept exact: canonical decimal text."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

_PLAIN = re.compile(r"([+-]?)0*([0-9]{1,18})(?:\.([0-9]{0,20}?)0*)?")

_PRICE_PLACES = 12
"""Decimals of a price that was divided."""


def plain_decimal(text: str) -> str | None:
    """``-007.50`` as ``-7.5``; None: no plain number (other digits, exponents, marks between thousands)."""
    text = re.sub(r"^([+-]?)\.(?=[0-9])", r"\g<1>0.", text.strip())
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    sign, whole, decimals = match.groups()
    number = f"{whole}.{decimals}" if decimals else whole
    return f"-{number}" if sign == "-" and number != "0" else number


def decimal_of(text: str) -> Decimal | None:
    """The same as a number; None: no plain number."""
    plain = plain_decimal(text)
    return None if plain is None else Decimal(plain)


def price_of_one(price: Decimal, per: Decimal) -> Decimal | None:
    """The price of one where ``price`` is for ``per``, to twelve decimals; None: it has no plain form, or vanishes."""
    if per == 1 or per <= 0:
        return price if per == 1 else None
    with localcontext() as context:
        context.prec = 100  # 18 digits and 20 decimals through 20 decimals
        one = decimal_of(f"{round(price / per, _PRICE_PLACES):f}")
    return None if one is None or (one == 0 and price != 0) else one
