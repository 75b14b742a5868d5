"""Numbers as partners write them, kept exact: canonical decimal text."""

from __future__ import annotations

import re
from decimal import Decimal

_PLAIN = re.compile(r"([+-]?)0*([0-9]{1,18})(?:\.([0-9]{0,20}?)0*)?")


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
