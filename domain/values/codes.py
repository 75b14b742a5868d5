"""GS1 codes: GTIN and GLN, their check digits and one normal form.

Only the digits 0 to 9 count: ``int`` and ``str.isdigit`` would take Arabic-Indic digits too.
"""

from __future__ import annotations

from functools import lru_cache

GTIN_LENGTHS = (8, 12, 13, 14)
GLN_LENGTH = 13
_NORMAL = 14
_DIGITS = frozenset("0123456789")


def only_digits(text: str) -> bool:
    """Whether ``text`` is made of the ten ASCII digits only, at least one."""
    return bool(text) and _DIGITS.issuperset(text)


def check_digit(body: str) -> str:
    """The GS1 check digit of ``body`` (all digits but the last): weights 3, 1, 3 ... from the right, modulo 10.

    Raises:
        ValueError: ``body`` holds something other than ASCII digits.
    """
    if not only_digits(body):
        message = "a GS1 code has the digits 0 to 9 only"
        raise ValueError(message)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def _check(text: str, lengths: tuple[int, ...]) -> str:
    if not only_digits(text):
        return "it has other characters than the digits 0 to 9"
    if len(text) not in lengths:
        wanted = " or ".join(str(length) for length in lengths)
        return f"it has {len(text)} digits, not {wanted}"
    right = check_digit(text[:-1])
    return "" if text[-1] == right else f"its last digit is {text[-1]}, but the others ask for {right}"


@lru_cache(maxsize=65_536)
def check_gtin(text: str) -> str:
    """Empty if ``text`` is a GTIN-8, -12, -13 or -14 with the right check digit, else why not."""
    return _check(text, GTIN_LENGTHS)


@lru_cache(maxsize=16_384)
def check_gln(text: str) -> str:
    """Empty if ``text`` is a GLN (13 digits) with the right check digit, else why not."""
    return _check(text, (GLN_LENGTH,))


def gtin14(text: str) -> str:
    """The GTIN in its one normal form of 14 digits, zeros to the left; other text as it is."""
    return text.zfill(_NORMAL) if only_digits(text) and len(text) in GTIN_LENGTHS else text


def gtin_forms(text: str) -> tuple[str, ...]:
    """Each way to write the same GTIN, longest first: the system of record may hold any of them."""
    normal = gtin14(text)
    if len(normal) != _NORMAL or not only_digits(normal):
        return (text,)
    fitting = (length for length in reversed(GTIN_LENGTHS) if not normal[: _NORMAL - length].strip("0"))
    return tuple(normal[_NORMAL - length :] for length in fitting)
