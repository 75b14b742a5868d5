"""GS1 numbers with their check digits."""

from __future__ import annotations


def check_digit(body: str) -> str:
    """The GS1 check digit of a number's other digits: weights 3, 1, 3, … from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def gtin13(prefix: str, item: int) -> str:
    """GTIN-13 of ``item`` under a company prefix."""
    body = prefix + str(item).zfill(12 - len(prefix))
    return body + check_digit(body)


def gtin14(each: str, indicator: int) -> str:
    """GTIN-14 of a pack of the article with GTIN-13 ``each``."""
    body = str(indicator) + each[:12]
    return body + check_digit(body)


def spoiled(code: str) -> str:
    """The same number with a wrong check digit."""
    return code[:-1] + str((int(code[-1]) + 3) % 10)
