"""Postal codes as countries write them: one form to compare by, and where in an address in words the code stands."""

from __future__ import annotations

import re
from functools import lru_cache

_FIVE, _FOUR, _SIX = r"\d{5}", r"\d{4}", r"\d{6}"
_FORMATS = {
    **dict.fromkeys(("DE", "FR", "IT", "ES", "FI", "EE", "TR", "MX", "HR", "RS", "UA", "MA", "KR", "TH"), _FIVE),
    **dict.fromkeys(("AT", "CH", "BE", "DK", "NO", "HU", "LU", "SI", "BG", "CY", "AU", "NZ", "ZA", "LI"), _FOUR),
    **dict.fromkeys(("SE", "CZ", "SK", "GR"), r"\d{3} ?\d{2}"),
    **dict.fromkeys(("CN", "IN", "RO", "SG"), _SIX),
    "US": r"\d{5}(?:-\d{4})?",
    "CA": r"[A-Z]\d[A-Z][ -]?\d[A-Z]\d",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    "IE": r"[A-Z]\d[\dW] ?[A-Z\d]{4}",
    "NL": r"\d{4} ?[A-Z]{2}",
    "PL": r"\d{2}-?\d{3}",
    "PT": r"\d{4}(?:-\d{3})?",
    "JP": r"\d{3}-?\d{4}",
    "BR": r"\d{5}-?\d{3}",
    "LV": r"(?:LV-)?\d{4}",
    "LT": r"(?:LT-)?\d{5}",
}
_PREFIX = re.compile(r"^[A-Za-z]{1,3}[- ]+(?=\d)")
_ZIP, _ZIP4 = 5, 9


@lru_cache(maxsize=16_384)
def postal_key(code: str, country: str) -> str:
    """One form: letters and digits only, without a country's prefix; of an American ZIP+4 the ZIP.

    Args:
        code: as it is written: ``D-20457``, ``1012 ab``, ``16507-1234``.
        country: ISO 3166-1 alpha-2; empty: not known.
    """
    plain = "".join(one for one in _PREFIX.sub("", code.strip()) if one.isalnum()).casefold()
    american = country in {"US", ""} and plain.isdigit() and len(plain) == _ZIP4
    return plain[:_ZIP] if american else plain


def without_postal_code(text: str, key: str, country: str) -> str | None:
    """The folded text without that postal code, however it is written; None: it does not hold it.

    Args:
        text: of an address, folded.
        key: as ``postal_key`` makes it.
        country: of the known address; its own prefix may stand before the code.
    """
    if not key:
        return None
    rest, found = _pattern(key, country).subn(" ", text, count=1)
    return rest if found else None


@lru_cache(maxsize=16_384)
def _pattern(key: str, country: str) -> re.Pattern[str]:
    prefix = rf"(?:[a-z]{{1,3}}-|{country.lower()}\s)?" if country else r"(?:[a-z]{1,3}-)?"
    plus = r"(?:[- ]?\d{4})?" if country in {"US", ""} and key.isdigit() and len(key) == _ZIP else ""
    return re.compile(rf"(?<![0-9a-z]){prefix}{'[ -]?'.join(map(re.escape, key))}{plus}(?![0-9a-z])")


def split_place(line: str, country: str) -> tuple[str, str]:
    """Postal code and city of the line of an address that names the place; the code is empty where none is seen.

    Args:
        line: ``20457 Hamburg``, ``Erie, PA 16507``, ``London SW1A 1AA``.
        country: by which format the code is looked for; of a country that is not known any group with digits is one.
    """
    shape = _FORMATS.get(country, r"(?=[A-Z\d -]*\d)[A-Z\d]{3,8}")
    prefix = rf"(?:(?:[A-Z]{{1,3}}-)|(?:{country}[ -]))?" if country else r"(?:[A-Z]{1,3}-)?"
    found = list(re.finditer(rf"(?<![A-Z\d]){prefix}({shape})(?![A-Z\d])", line.upper()))
    if not found:
        return "", line.strip(" ,;")
    last = found[-1]
    city = f"{line[: last.start()].strip(' ,;')} {line[last.end() :].strip(' ,;')}".strip()
    return line[last.start(1) : last.end(1)].upper(), city
